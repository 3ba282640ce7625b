"""Where a link within the site leads."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.urls import Resolver404, ResolverMatch, resolve

from backcare.people.models import Contributor
from backcare.publishing.kinds import kinds
from backcare.topics.models import Topic


@dataclass(frozen=True)
class Address:
    """An address of this site, taken apart.

    ``kind`` and ``slug`` name a page of the registry; ``view`` and ``slug`` another thing with an
    address. ``fragment`` is what follows "#". An empty ``path`` is the page itself.
    """

    path: str
    fragment: str = ""
    view: str = ""
    kind: str = ""
    slug: str = ""
    exists: bool = True
    is_desk: bool = False


def address_of(href: str) -> Address | None:
    """The address within the site that a link leads to; None for one that leads elsewhere."""
    origin = settings.ORIGIN
    if href.startswith(origin) and href[len(origin) : len(origin) + 1] in {"", "/", "?", "#"}:
        href = href[len(origin) :] or "/"
    if not href.startswith(("/", "#")) or href.startswith("//"):
        return None
    parts = urlsplit(href)
    if not parts.path:
        return Address("", fragment=unquote(parts.fragment))
    path = unquote(parts.path)
    if path.startswith(settings.STATIC_URL):
        return None
    match = _resolved(path)
    if match is None:
        return Address(path, exists=False)
    slug = match.kwargs.get("slug", "")
    view = match.view_name
    return Address(
        path,
        fragment=unquote(parts.fragment),
        view=view,
        kind=_kind_at(view) if slug else "",
        slug=slug,
        is_desk="admin" in match.app_names,
    )


def _resolved(path: str) -> ResolverMatch | None:
    # Without the slash at its end, an address leads to the one that has it.
    for tried in (path, f"{path}/"):
        try:
            return resolve(tried)
        except (Resolver404, ValueError):
            continue
    return None


def _kind_at(view: str) -> str:
    """The kind of the page that a view with a slug shows; empty for other things.

    An exercise is also played and printed, at addresses beside its own.
    """
    namespace = view.rpartition(":")[0]
    for kind in kinds:
        is_beside = namespace and kind.url_name.rpartition(":")[0] == namespace
        if view == kind.url_name or (is_beside and view not in kind.further):
            return kind.name
    return ""


def _topics(slugs: Collection[str]) -> Iterable[str]:
    return Topic.objects.visible().filter(slug__in=slugs).values_list("slug", flat=True)


def _people(slugs: Collection[str]) -> Iterable[str]:
    return Contributor.objects.visible().filter(slug__in=slugs).values_list("slug", flat=True)


def missing(addresses: Iterable[Address]) -> set[Address]:
    """Those among addresses of other things than pages that readers can't open.

    Takes one query for each sort of thing among them.
    """
    readable = {"topics:detail": _topics, "topics:feed": _topics, "people:detail": _people}
    for kind in kinds:
        readable |= kind.further
    by_view: dict[str, dict[str, list[Address]]] = {}
    for address in addresses:
        if address.view in readable and address.slug:
            by_slug = by_view.setdefault(address.view, {})
            by_slug.setdefault(address.slug, []).append(address)
    gone: set[Address] = set()
    for view, by_slug in by_view.items():
        there = set(readable[view](list(by_slug)))
        gone.update(a for slug, same in by_slug.items() if slug not in there for a in same)
    return gone
