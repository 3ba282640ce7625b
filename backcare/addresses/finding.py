"""Where what stood at an address is now."""

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from django.http import HttpRequest
from django.utils import timezone

from backcare.pagecache.answering import ASKED
from backcare.publishing.models import Page

from .models import Redirect
from .paths import LONGEST_PATH, answer_at, match_of

# Below the address of a page: /exercises/bridge/play/ has one step behind the page's three.
MOST_STEPS = 10
# What the parameters of our own addresses consist of. A percent sign could hide anything.
HARMLESS_QUERY = re.compile(r"[A-Za-z0-9_.~:,=&-]{1,200}")


@dataclass(frozen=True)
class Found:
    """What an old address leads to: ``location`` when readers can go there.

    ``page`` is what stood there, when it did and is not live.
    """

    location: str = ""
    page: Page | None = None


NOTHING = Found()


def find(request: HttpRequest) -> Found:
    """Where the address of a request leads to now, with its query where that is harmless."""
    found = where_now(request.path)
    query = request.META.get(ASKED, request.META.get("QUERY_STRING", ""))
    if found.location and HARMLESS_QUERY.fullmatch(query) and not set("?#") & set(found.location):
        return Found(f"{found.location}?{query}")
    return found


def where_now(path: str) -> Found:
    """Where a path leads to now. One query, and more only for what is no page.

    Of several redirects the one counts that names most of the path; the rest is carried over.
    """
    rows = Redirect.objects.filter(old_path__in=_beginnings(path)).select_related("page")
    row = max(rows, key=lambda row: len(row.old_path), default=None)
    if row is None:
        return NOTHING
    rest = quote(path[len(row.old_path) :])
    page = row.page
    if page is not None:
        if not page.is_live:
            return NOTHING if rest else Found(page=page)
        location = page.get_absolute_url() + rest
        if location == path or (rest and match_of(location) is None):
            return NOTHING
        return Found(location)
    target = urlsplit(row.new_path)
    if rest and (target.query or target.fragment or not target.path.endswith("/")):
        return NOTHING
    # A topic without pages that readers see has an address that they must not learn of.
    shown = answer_at(target.path + path[len(row.old_path) :], target.query)
    if shown is None or target.path == path:
        return NOTHING
    location = quote(target.path) + rest
    location += f"?{target.query}" if target.query else ""
    return Found(location + (f"#{target.fragment}" if target.fragment else ""))


def _beginnings(path: str) -> list[str]:
    """The path, with a slash at its end too, and the folders in which it lies."""
    if len(path) > LONGEST_PATH or "\0" in path:
        return []
    ends = [index + 1 for index, letter in enumerate(path) if letter == "/"][1 : MOST_STEPS + 1]
    return list(dict.fromkeys([path, *([] if path.endswith("/") else [f"{path}/"])])) + [
        path[:end] for end in ends if end < len(path)
    ]


def was_public(page: Page) -> bool:
    """Whether readers could once see a page that is not live: expired, or archived since."""
    now = timezone.now()
    if page.live_at is None or page.live_at > now:
        return False
    if page.status == Page.Status.ARCHIVED:
        return True
    return bool(
        page.status == Page.Status.PUBLISHED
        and page.expires_at
        and page.live_at < page.expires_at <= now
    )
