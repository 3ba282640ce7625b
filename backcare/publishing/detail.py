"""Everything that the page of a Page shows, whatever its kind; for readers and for previews."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q, Subquery
from django.utils.translation import gettext as _

from backcare.library.models import Image
from backcare.richtext.rendering import (
    Rendered,
    referenced_images,
    referenced_pages,
    render,
)
from backcare.site.current import current_site
from backcare.site.safety import care_cards

from . import structured_data
from .embeds import render_embeds
from .kinds import kinds
from .meta import Meta, absolute
from .models import Page, RelatedChoice, Source
from .references import body_of
from .related import SHOWN, around, related_pages

Context = dict[str, Any]


@dataclass
class NumberedSource:
    """A source with the number that readers see and the anchors that refer to it."""

    number: int
    source: Source
    refs: list[str]


def detail_context(page: Page) -> Context:
    """The template context of ``page``, which must be of its own kind."""
    site = current_site()
    kind = kinds[page.kind]
    sources = list(page.sources.all())
    embedded: list[Page] = []
    rendered: Rendered | None = None
    body = body_of(page)
    wanted = referenced_pages(body)
    near = around(page, also=wanted) if kind.listed or wanted else []
    if body:
        embeds, embedded = render_embeds(wanted, live=near)
        rendered = render(
            body,
            sources=sources,
            embeds=embeds,
            images=Image.objects.in_bulk(referenced_images(body)) if "data-image" in body else {},
            care_headings=site.care_headings,
            own_hosts={settings.SITE_URL.netloc.lower()},
        )
    cited = rendered.cited if rendered else {}
    context: Context = {
        "page": page,
        "kind": kind,
        "body": rendered.html if rendered else "",
        "contents": rendered.headings if rendered else [],
        "embedded": embedded,
        "practices": [shown for shown in embedded if kinds[shown.kind].is_practice],
        "authors": [by.contributor for by in page.authorships.select_related("contributor")],
        "topics": list(page.topics.all()),
        "safety": care_cards(site, page),
        "sources": [
            NumberedSource(number, source, cited.get(source.key, []))
            for number, source in enumerate(sources, start=1)
        ],
    }
    context |= kind.context(page)
    if kind.listed:
        context |= _ways_on(page, context, near)
    context["breadcrumbs"] = _breadcrumbs(page)
    context["meta"] = _meta(page, context)
    return context


def _ways_on(page: Page, context: Context, near: list[Page]) -> Context:
    """Previous and next (the kind's own, else by date), the next read, related pages.

    A draft has the neighbours of the published page that it will replace.
    """
    original = page.draft_of or page
    if "previous" not in context:
        context |= by_date(original)
    related = related_pages(page, shown=SHOWN + 1, near=near)
    if not related:
        newest = Page.objects.live().listed().newest_first().with_cards()
        unwanted = page.related_choices.filter(action=RelatedChoice.Action.EXCLUDE)
        related = list(
            newest.exclude(pk=original.pk).exclude(pk__in=unwanted.values("target"))[: SHOWN + 1]
        )
    following = context.get("next") if context.get("series") else None
    next_read = following or (related[0] if related else None)
    return {
        "previous": context["previous"],
        "next": context["next"],
        "next_read": next_read,
        "related": [near for near in related if next_read is None or near.pk != next_read.pk][
            :SHOWN
        ],
    }


def by_date(page: Page) -> Context:
    """The live pages of the same kind published just before and just after, in one query."""
    if page.first_published_at is None:
        return {"previous": None, "next": None}
    same = Page.objects.live().filter(kind=page.kind)
    this = page.first_published_at
    earlier = same.filter(
        Q(first_published_at__lt=this) | Q(first_published_at=this, pk__lt=page.pk)
    ).order_by("-first_published_at", "-pk")
    later = same.filter(
        Q(first_published_at__gt=this) | Q(first_published_at=this, pk__gt=page.pk)
    ).order_by("first_published_at", "pk")
    neighbours = Page.objects.with_cards().filter(
        Q(pk__in=Subquery(earlier.values("pk")[:1])) | Q(pk__in=Subquery(later.values("pk")[:1]))
    )
    found: Context = {"previous": None, "next": None}
    for near in neighbours:
        is_earlier = (near.first_published_at, near.pk) < (this, page.pk)
        found["previous" if is_earlier else "next"] = near
    return found


def _breadcrumbs(page: Page) -> list[tuple[str, str]]:
    kind = kinds[page.kind]
    trail = [(_("Home"), "/")]
    if kind.list_url:
        trail.append((str(kind.label_plural), kind.list_url))
    trail.append((page.title, page.get_absolute_url()))
    return trail


def _meta(page: Page, context: Context) -> Meta:
    site = current_site()
    kind = kinds[page.kind]
    node = structured_data.page_node(
        page,
        site,
        authors=context["authors"],
        sources=[numbered.source for numbered in context["sources"]],
    )
    node |= kind.structured_data(page, context)
    graph = [
        structured_data.website(site),
        structured_data.breadcrumb_list(context["breadcrumbs"]),
        node,
    ]
    if kind.main_entity is not None:
        graph.append(structured_data.main_entity(node, kind.main_entity(page, context)))
    image = page.lead_image
    return Meta(
        title=page.title_for_search,
        description=page.description_for_search,
        path=page.get_absolute_url(),
        kind="article",
        image_url=absolute(image.social_url) if image else "",
        image_alt=image.alt if image else "",
        published=page.first_published_at.isoformat() if page.first_published_at else "",
        modified=page.changed_at.isoformat() if page.changed_at else "",
        graph=graph,
    )
