"""Telling the proxy in front that answers are over, where there is one that keeps them."""

from collections.abc import Collection
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings

from backcare.jobs.queue import enqueue

from . import tags

# The name of the job.
PURGE = "pagecache.purge"
TIMEOUT = 5.0  # seconds
# Keys in one request, so that its header stays below 4 kB.
KEYS_AT_ONCE = 100


class Purger(Protocol):
    """What a proxy or a CDN is told through."""

    def purge(self, keys: Collection[str]) -> None:
        """Forget every answer whose ``Cache-Tag`` has one of ``keys``; OSError if it can't."""


class BanByTag:
    """A Varnish, or what understands its ``BAN``: see deploy/varnish.vcl."""

    def __init__(self, url: str) -> None:
        self._url = urlsplit(url)

    def purge(self, keys: Collection[str]) -> None:
        """Ask with the keys as a regular expression; Varnish compares it with each Cache-Tag."""
        wanted = sorted(keys)
        for start in range(0, len(wanted), KEYS_AT_ONCE):
            self._ban("|".join(wanted[start : start + KEYS_AT_ONCE]))

    def _ban(self, pattern: str) -> None:
        kind = HTTPSConnection if self._url.scheme == "https" else HTTPConnection
        connection = kind(self._url.hostname or "", self._url.port, timeout=TIMEOUT)
        try:
            headers = {"Cache-Tag-Pattern": f"(^|,)({pattern})(,|$)", "Host": settings.HOST}
            connection.request("BAN", self._url.path or "/", headers=headers)
            answer = connection.getresponse()
            answer.read()
        except HTTPException as error:
            raise OSError(f"The proxy's answer could not be read: {error}") from error
        finally:
            connection.close()
        if answer.status >= 300:
            raise OSError(f"The proxy answered {answer.status} {answer.reason} to BAN.")


def purger() -> Purger | None:
    """What the site's settings name; None where nothing in front keeps answers."""
    return BanByTag(settings.PURGE_URL) if settings.PURGE_URL else None


def purge_later(what: Collection[int]) -> None:
    """Have the worker tell the proxy, once the running transaction has committed."""
    if settings.PURGE_URL:
        enqueue(PURGE, keys=tags.keys(what))
