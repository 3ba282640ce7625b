"""Finds the links of a page, whatever its kind, and keeps the rows in step with them."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from backcare.addresses.paths import match_of, place_of
from backcare.publishing.models import Page, RelatedChoice
from backcare.richtext.fields import RichTextField
from backcare.richtext.inspection import referenced_pages
from backcare.richtext.tree import parse

from . import anchors, own
from .models import LONGEST_URL, Host, Link, PageLink

# An address is stored while it is typed; then it is not for others to see.
AFTER_WRITING = timedelta(minutes=10)
LONGEST_SLUG = 80  # characters, of a page's


class Seen(NamedTuple):
    """A link in a text or a field, as it is written there: an address, or the key of a page."""

    where: str
    url: str = ""
    target: int | None = None


def links_in(page: Page) -> Iterator[Seen]:
    """Every link of a page's own fields and of its parts: texts, addresses, chosen pages.

    ``page`` must be of its own kind. Which related pages an editor wishes for are no links.
    """
    yield from _in_row(page, owner=None)
    for name in page.parts:
        relation: Any = page._meta.get_field(name)
        model, owner = relation.related_model, relation.field.name
        if model is not RelatedChoice and any(True for _field in _fields(model, owner)):
            for row in getattr(page, name).all():
                yield from _in_row(row, owner)


def _in_row(row: models.Model, owner: str | None) -> Iterator[Seen]:
    for field in _fields(type(row), owner):
        where = f"{field.model._meta.label}.{field.name}"
        value: Any = field.value_from_object(row)
        if not value:
            continue
        if isinstance(field, models.ForeignKey):
            yield Seen(where, target=value)
        elif isinstance(field, RichTextField):
            yield from (Seen(where, url=url) for url in _addresses(value))
            yield from (Seen(where, target=key) for key in referenced_pages(value))
        else:
            yield Seen(where, url=value)


def _fields(model: type[models.Model], owner: str | None) -> Iterator[Any]:
    """The fields of a model that can hold a link for readers."""
    for field in model._meta.concrete_fields:
        if isinstance(field, (RichTextField, models.URLField)) or (
            isinstance(field, models.ForeignKey)
            and issubclass(field.related_model, Page)
            and not field.remote_field.parent_link
            and field.name not in {owner, "draft_of"}
        ):
            yield field


def _addresses(html: str) -> Iterator[str]:
    if "href" in html:
        for node in parse(html).elements():
            if node.tag == "a" and (href := node.attributes.get("href", "")):
                yield href


@transaction.atomic
def read(page: Page) -> None:
    """Make the stored links of a page match what it says now.

    Links to places on this very page are looked up, too, those on other pages among them.
    """
    page = page.specific
    wanted: dict[tuple[str, str], Link] = {}
    for seen in links_in(page):
        link = _link(seen, page)
        if link is not None:
            wanted.setdefault((link.key, seen.where), link)
    stored = {
        (key, where): pk
        for pk, key, where in PageLink.objects.filter(page_id=page.pk).values_list(
            "pk", "link__key", "where"
        )
    }
    stale = [pk for place, pk in stored.items() if place not in wanted]
    PageLink.objects.filter(pk__in=stale).delete()
    missing = {place: link for place, link in wanted.items() if place not in stored}
    if missing:
        links = _stored({link.key: link for link in missing.values()})
        rows = [
            PageLink(page_id=page.pk, link=links[key], where=where)
            for key, where in missing
            if key in links
        ]
        PageLink.objects.bulk_create(rows, ignore_conflicts=True)
    _find_anchors(page)


def _link(seen: Seen, page: Page) -> Link | None:
    """The row that a link should have, not stored; None for what leads to no page: mail, calls."""
    if seen.target is not None:
        key = f"page:{seen.target}"
        return Link(key=key, kind=Link.Kind.REFERENCE, target_id=seen.target)
    url = seen.url[:LONGEST_URL]
    if url.startswith("#"):
        key = f"page:{page.pk}{url}"
        anchor = _decoded(url[1:])
        return Link(key=key, kind=Link.Kind.ANCHOR, target_id=page.pk, fragment=anchor)
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return _elsewhere(url, "")
    if f"{parts.scheme}://{parts.netloc}".lower() == settings.ORIGIN or url.startswith("/"):
        return _own(url, _decoded(parts.path) or "/", _decoded(parts.fragment))
    if parts.scheme.lower() in {"http", "https"}:
        return _elsewhere(url.partition("#")[0], host.lower()[:255])
    return None


def _decoded(text: str) -> str:
    """As a request would have it; as it is where that holds what no request and no row can."""
    decoded = unquote(text)
    return text if "\0" in decoded else decoded


def _own(url: str, path: str, fragment: str) -> Link:
    place = place_of(path)
    if place is not None and len(place[1]) <= LONGEST_SLUG:
        link = Link(key=url, kind=Link.Kind.PAGE, url=url, path=path, fragment=fragment)
        link.page_kind, link.slug = place
        return link
    link = Link(key=url, kind=Link.Kind.PLACE, url=url, path=path, fragment=fragment)
    if match_of(path) is None:
        own.check(link)
    else:
        # A page of its own has to be asked, which is not for the moment at which somebody saves.
        link.next_due = timezone.now()
    return link


def _elsewhere(url: str, host: str) -> Link:
    link = Link(key=url, kind=Link.Kind.ELSEWHERE, url=url)
    link.host = Host(name=host)
    # On a machine of its own the site has no name that it could give another server.
    link.next_due = None if settings.LOOPBACK else timezone.now() + AFTER_WRITING
    return link


def _stored(links: dict[str, Link]) -> dict[str, Link]:
    """The rows of the links by their keys; those that are new are made.

    Left out is what refers to a page that has been deleted: readers see no trace of it.
    """
    found = Link.objects.in_bulk(list(links), field_name="key")
    new = [link for key, link in links.items() if key not in found]
    targets = {link.target_id for link in new if link.target_id}
    there = set(Page.objects.filter(pk__in=targets).values_list("pk", flat=True))
    new = [link for link in new if link.target_id is None or link.target_id in there]
    names = {link.host.name for link in new if link.host is not None}
    if names:
        Host.objects.bulk_create([Host(name=name) for name in names], ignore_conflicts=True)
        hosts = Host.objects.in_bulk(list(names), field_name="name")
        for link in new:
            if link.host is not None:
                link.host = hosts[link.host.name]
    if new:
        Link.objects.bulk_create(new, ignore_conflicts=True)
        found |= Link.objects.in_bulk([link.key for link in new], field_name="key")
    return found


def _find_anchors(page: Page) -> None:
    """Look for the places on ``page`` that its own links name, or those of other pages."""
    to_page = Q(kind=Link.Kind.ANCHOR, target=page.pk)
    if page.draft_of_id is None:
        to_page |= Q(kind=Link.Kind.PAGE, page_kind=page.kind, slug=page.slug)
    links = list(Link.objects.filter(to_page).exclude(fragment=""))
    # What this page names on others.
    elsewhere = Link.objects.filter(on_pages__page=page.pk, kind=Link.Kind.PAGE, anchor_found=None)
    for link in elsewhere.exclude(fragment=""):
        if (link.page_kind, link.slug) != (page.kind, page.slug):
            named = Page.objects.originals().filter(kind=link.page_kind, slug=link.slug).first()
            if named is not None:
                _note_anchor(link, anchors.of(named.specific))
    if links:
        there = anchors.of(page)
        for link in links:
            _note_anchor(link, there)


def _note_anchor(link: Link, there: set[str]) -> None:
    is_there = anchors.has(there, link.fragment)
    if link.anchor_found != is_there:
        link.anchor_found = is_there
        link.save(update_fields=["anchor_found"])


def forget_unused() -> int:
    """Delete links that stand on no page any more; returns how many. What is ignored stays so."""
    unused = Link.objects.filter(~Exists(PageLink.objects.filter(link=OuterRef("pk"))))
    count, _by_model = unused.filter(is_ignored=False).delete()
    Host.objects.filter(~Exists(Link.objects.filter(host=OuterRef("pk")))).delete()
    return count
