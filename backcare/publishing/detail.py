"""Everything that the page of a Page shows, whatever its kind; for readers and for previews."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from backcare.comments.section import Section
from backcare.library.models import Image
from backcare.pagecache import tags
from backcare.pagecache.recording import depends_on
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
from .related import READ, SHOWN, around, by_date, related_pages

Context = dict[str, Any]


@dataclass
class NumberedSource:
    """A source with the number that readers see and the anchors that refer to it."""

    number: int
    source: Source
    refs: list[str]


def detail_context(page: Page, comments: Section | None = None) -> Context:
    """The template context of ``page``, which must be of its own kind.

    ``comments`` stand under it, where they are shown.
    """
    site = current_site()
    kind = kinds[page.kind]
    sources = list(page.sources.all())
    embedded: list[Page] = []
    rendered: Rendered | None = None
    body = body_of(page)
    wanted = referenced_pages(body)
    near = around(page, also=wanted) if kind.listed or wanted else []
    # Pictures that wait for their description would be shown with it.
    pictures = referenced_images(body) if "data-image" in body else []
    depends_on(*(tags.row(Image, pk) for pk in pictures))
    if body:
        embeds, embedded = render_embeds(wanted, live=near)
        rendered = render(
            body,
            sources=sources,
            embeds=embeds,
            images=Image.described.in_bulk(pictures) if pictures else {},
            care_headings=site.care_headings,
            own_hosts={settings.SITE_URL.netloc.lower()},
        )
    cited = rendered.cited if rendered else {}
    context: Context = {
        "page": page,
        "kind": kind,
        "comments": comments,
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
    if comments is not None and comments.is_shown:
        _tell_of_comments(context["meta"], comments)
    return context


def _ways_on(page: Page, context: Context, near: list[Page]) -> Context:
    """Previous and next (the kind's own, else by date), the next read, related pages.

    A draft has the neighbours of the published page that it will replace.
    """
    original = page.draft_of or page
    if "previous" not in context:
        context["previous"], context["next"] = by_date(original, near)
    related = related_pages(page, shown=READ, near=near)
    if not related:
        depends_on(*(tags.listed(kind.name) for kind in kinds.listed()))
        newest = Page.objects.live().listed().newest_first().with_cards()
        excluded = page.related_choices.filter(action=RelatedChoice.Action.EXCLUDE)
        unwanted = excluded.values_list("target", flat=True)
        related = list(newest.exclude(pk=original.pk).exclude(pk__in=unwanted)[:READ])
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


def _tell_of_comments(meta: Meta, comments: Section) -> None:
    """Say in the head where the comments are.

    Further parts of them show the same text once more, so search engines are to leave them out.
    """
    meta.feed_url = reverse("comments:page_feed", args=[comments.page.pk])
    meta.feed_title = _("Comments on “%(title)s”") % {"title": comments.page.title}
    if comments.number > 1:
        meta.title = _("%(title)s: comments, part %(number)d") % {
            "title": meta.title,
            "number": comments.number,
        }
        meta.path = f"{meta.path}?comments={comments.number}"
        meta.robots = "noindex"


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
    comments: Section | None = context["comments"]
    if comments is not None and comments.count:
        node |= structured_data.discussion(page, comments.count)
    node |= kind.structured_data(page, context)
    graph = [
        structured_data.website(site),
        structured_data.breadcrumb_list(context["breadcrumbs"]),
        node,
    ]
    if kind.main_entity is not None:
        graph.append(structured_data.main_entity(node, kind.main_entity(page, context)))
    return Meta(
        title=page.title_for_search,
        description=page.description_for_search,
        path=page.get_absolute_url(),
        kind="article",
        **_picture(page),
        published=page.first_published_at.isoformat() if page.first_published_at else "",
        modified=page.changed_at.isoformat() if page.changed_at else "",
        graph=graph,
    )


def _picture(page: Page) -> dict[str, Any]:
    """What shared links show: the page's card, and until the worker has drawn it the lead image."""
    card, image = getattr(page, "social_card", None), page.lead_image
    if card is not None:
        return {"image_url": absolute(card.url), "image_alt": page.title, "image_is_card": True}
    if image is not None:
        return {"image_url": absolute(image.social_url), "image_alt": image.alt}
    return {}
