"""Pages shown inside the text of other pages."""

from collections.abc import Iterable

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from .kinds import kinds
from .models import Page


def render_embeds(
    ids: Iterable[int], live: Iterable[Page] | None = None
) -> tuple[dict[int, SafeString], list[Page]]:
    """The embed of each live page among ``ids``, and those pages in the order of ``ids``.

    Takes one query for the pages, unless ``live`` has the live ones already, and those of
    ``Kind.with_cards`` for each kind present.
    A page that is not live is left out, so that its embed leaves no trace.
    """
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return {}, []
    if live is None:
        live = Page.objects.live().filter(pk__in=wanted).only("pk", "kind")
    children = kinds.load_children(page for page in live if page.pk in wanted)
    pages = [children[pk] for pk in wanted if pk in children]
    embeds = {
        page.pk: render_to_string(
            kinds[page.kind].embed_template, {"page": page, "heading_level": 3}
        )
        for page in pages
    }
    return embeds, pages
