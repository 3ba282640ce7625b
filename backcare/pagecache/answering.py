"""The way in for every request: kept answers are given before Django has any work.

A request with a cookie or with credentials goes past, both ways: it gets no kept answer, and its
own is not kept. So do a host that is not the site's, and plain http where the site has https.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from time import time
from typing import Any

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from backcare.http.gate import hand_over_at_the_front

from . import listening, tags
from .generations import generations
from .kept import ENCODINGS, HIT, Headers, Kept, header
from .query import key_of
from .recording import recording
from .store import Store, store

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

# In the environ: the answer will be kept, so that nothing may be compressed for this one client.
PLAIN = "backcare.plain"

# In the environ: the whole query, for what is answered with another address.
ASKED = "backcare.query"

# Browsers ask each time (a 304 costs nothing); a shared cache may keep an answer for half a
# minute and give it for another half while it asks: withdrawn pages are gone within the minute.
# The second half is said to shared caches alone (RFC 9213): a browser would do the same, and
# show a reader what was withdrawn, or what it kept instead of what the device keeps.
CACHE_CONTROL = "public, max-age=0, must-revalidate, s-maxage=30"
CDN_CACHE_CONTROL = "public, max-age=30, stale-while-revalidate=30"

MISS = ("Cache-Status", "backcare; fwd=miss; stored")
# What a 304 says of what it would have sent. Source: RFC 9110, 15.4.5.
_OF_304 = {"cache-control", "cdn-cache-control", "cache-tag", "etag", "vary", "cache-status"}
_KINDS = ("text/", "application/atom+xml", "application/xml", "application/manifest+json")


class PageCache:
    """A WSGI application in front of ``application``."""

    def __init__(self, application: Application, kept: Store | None = None) -> None:
        self._application = application
        self._store = kept or store()
        self._table = generations()
        self._is_listening = False

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Give the kept answer if there is one; else have it made, and keep it."""
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return self._application(environ, start_response)
        path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
        key: str | None = path
        is_plain = not query and path.isascii()
        if not is_plain:
            key = key_of(path.encode("latin-1").decode("utf-8", "replace"), query)
        is_shared = (
            "HTTP_COOKIE" not in environ
            and "HTTP_AUTHORIZATION" not in environ
            and _is_ours(environ.get("HTTP_HOST", ""))
            and (not settings.SECURE or _is_secure(environ))
        )
        if key is not None and is_shared:
            kept = self._store.in_memory(key)
            if kept is not None and kept.is_good(self._table, time()):
                kept.is_used = True
                return _give(kept, environ, start_response)
        if is_plain:  # What is kept has shown that it may be.
            key = key_of(path, "")
        if key is None:
            return self._application(environ, start_response)
        if is_shared:
            return self._find_or_make(key, environ, start_response)
        with recording(is_shared=False):
            return self._application(environ, start_response)

    def _find_or_make(
        self, key: str, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        if not self._is_listening:  # Not before: a server may fork once it has loaded this.
            listening.start()
            self._is_listening = True
        kept = self._store.find(key)
        if kept is None:
            hand_over_at_the_front(environ)
            with self._store.alone(key):
                kept = self._store.find(key)
                if kept is None:
                    return self._make(key, environ, start_response)
        return _give(kept, environ, start_response)

    def _make(self, key: str, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        said: list[tuple[str, Headers]] = []

        def note(status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], None]:
            said[:] = [(status, headers)]
            return _no_writing

        asked = environ | {
            "REQUEST_METHOD": "GET",
            "QUERY_STRING": key.partition("?")[2],
            PLAIN: True,
            ASKED: environ.get("QUERY_STRING", ""),
        }
        # What is conditional is decided here, about what is kept.
        for condition in ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE"):
            asked.pop(condition, None)
        with recording() as shown:
            answer = self._application(asked, note)
            try:
                body = b"".join(answer)
            finally:
                if (close := getattr(answer, "close", None)) is not None:
                    close()
        status, headers = said[0]
        if not _may_be_kept(status, headers):
            start_response(status, [*headers])
            return (b"",) if environ["REQUEST_METHOD"] == "HEAD" else (body,)
        kept = Kept.of(shown, _for_all(headers, shown.tags), body)
        self._store.keep(key, kept)
        return _give(kept, environ, start_response, is_new=True)


def _no_writing(data: bytes) -> None:
    raise RuntimeError("Django never writes an answer by hand.")


def _give(
    kept: Kept, environ: Environ, start_response: StartResponse, *, is_new: bool = False
) -> Iterable[bytes]:
    encoding = _encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
    headers, body = kept.prepare(encoding)
    wanted = environ.get("HTTP_IF_NONE_MATCH")
    if wanted is not None and (kept.digest in wanted or wanted.strip() == "*"):
        headers = [pair for pair in headers if pair[0].lower() in _OF_304]
        start_response("304 Not Modified", headers)
        return ()
    if is_new:
        headers = [MISS if pair is HIT else pair for pair in headers]
    start_response("200 OK", headers)
    return () if environ["REQUEST_METHOD"] == "HEAD" else (body,)


@lru_cache(maxsize=256)
def _encoding(accepted: str) -> str:
    """The best of ours that a client takes, by its Accept-Encoding. Source: RFC 9110, 12.5.3."""
    weights = {}
    for part in accepted.lower().split(","):
        name, _semicolon, parameter = part.partition(";")
        quality = parameter.strip().removeprefix("q=")
        try:
            weights[name.strip()] = float(quality) if quality else 1.0
        except ValueError:
            continue
    best = max(ENCODINGS, key=lambda name: weights.get(name or "identity", weights.get("*", 0.0)))
    return best if weights.get(best or "identity", weights.get("*", 0.0)) > 0 else ""


@lru_cache(maxsize=64)
def _is_ours(host: str) -> bool:
    domain, _port = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


def _is_secure(environ: Environ) -> bool:
    if settings.TRUSTED_PROXIES:
        return bool(environ.get("HTTP_X_FORWARDED_PROTO") == "https")
    return bool(environ["wsgi.url_scheme"] == "https")


def _may_be_kept(status: str, headers: Headers) -> bool:
    rule = header(headers, "cache-control")
    varies = header(headers, "vary").lower().split(",")
    return (
        status.startswith("200")
        and header(headers, "content-type").startswith(_KINDS)
        and not header(headers, "set-cookie")
        and not header(headers, "content-encoding")
        and not any(word in rule for word in ("private", "no-store", "no-cache"))
        and {name.strip() for name in varies} <= {"", "accept-encoding"}
    )


def _for_all(headers: Headers, shown: Iterable[int]) -> Headers:
    """The headers that go with the answer to anybody."""
    own = {"content-length", "vary", "etag", "last-modified"}
    kept = [(name, value) for name, value in headers if name.lower() not in own]
    if not header(headers, "cache-control"):
        kept.append(("Cache-Control", CACHE_CONTROL))
        kept.append(("CDN-Cache-Control", CDN_CACHE_CONTROL))
    kept.append(("Cache-Tag", ",".join(tags.keys(shown))))
    kept.append(("Vary", "Accept-Encoding"))
    return kept
