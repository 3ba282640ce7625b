"""Cards: how pages look in lists."""

from collections.abc import Iterable

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from backcare.pagecache.fragments import fragment

from .kinds import kinds
from .models import Page

# Of a list; further cards stand without, so that the list stays light.
PICTURES = 6


def cards(
    pages: Iterable[Page],
    *,
    heading_level: int = 3,
    mixed: bool = False,
    pictures: int = PICTURES,
) -> SafeString:
    """The cards of live ``pages``, of which nothing is asked but key and kind.

    ``mixed`` ones look alike and say what they are; others have the card of their kind. The first
    ``pictures`` show their images.
    """
    wanted = list(pages)

    def build() -> str:
        rows = _rows(wanted, mixed=mixed)
        shown = [rows[page.pk] for page in wanted if page.pk in rows]
        return "".join(
            render_to_string(
                "publishing/_card.html" if mixed else page.card_template,
                {
                    "page": page,
                    "heading_level": heading_level,
                    "show_kind": mixed,
                    "plain": number > pictures,
                },
            )
            for number, page in enumerate(shown, start=1)
        )

    look = f"{heading_level} {'mixed' if mixed else 'own'} {pictures}"
    return fragment("cards", f"{look}: {' '.join(str(page.pk) for page in wanted)}", build)


def _rows(pages: list[Page], *, mixed: bool) -> dict[int, Page]:
    """The pages as their cards need them, by primary key."""
    if not mixed:
        return kinds.load_children(pages)
    rows = Page.objects.with_cards().filter(pk__in=[page.pk for page in pages])
    return {row.pk: row for row in rows}
