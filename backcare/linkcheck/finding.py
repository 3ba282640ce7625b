"""What the desk asks of links."""

from typing import Any

from django.db.models import Prefetch

from backcare.publishing.models import Page

from .models import BAD, Link, PageLink


def links_of(page: Page) -> list[Any]:
    """The links of a page's row, worst first, each with ``now`` (its State) and ``places``.

    Two queries. Links that an editor has ignored come last.
    """
    here = PageLink.objects.filter(page_id=page.pk)
    links = Link.objects.filter(on_pages__page=page.pk).distinct().with_state().worst_first()
    return list(
        links.select_related("target").prefetch_related(
            Prefetch("on_pages", queryset=here, to_attr="places")
        )
    )


def broken_count() -> int:
    """How many links that readers see lead nowhere, or elsewhere than was meant. One query."""
    links: Any = Link.objects.before_readers().filter(is_ignored=False).with_state()
    return links.filter(now__in=BAD).count()
