"""Links to pages that are still to be written."""

from django.db.models import QuerySet
from django.utils.text import slugify

from backcare.richtext.rendering import link_planned

from . import references
from .models import Page, PlannedLink


def waiting_for(page: Page) -> QuerySet[PlannedLink]:
    """The planned links that may mean ``page``: by their working title or their phrase.

    A link in a draft of a published page is left out when the published page has it too.
    """
    words = {slugify(page.title), page.slug} - {""}
    others = PlannedLink.objects.exclude(page=page).exclude(page__draft_of=page)
    matching = [
        link
        for link in others.select_related("page")
        if slugify(link.working_title) in words or slugify(link.phrase) in words
    ]
    published = {(link.page_id, link.working_title) for link in matching}
    return PlannedLink.objects.filter(
        pk__in=[
            link.pk
            for link in matching
            if (link.page.draft_of_id, link.working_title) not in published
        ]
    ).select_related("page")


def link(draft: Page, working_title: str, target: Page) -> bool:
    """Turn the planned links of ``draft`` called ``working_title`` into links to ``target``.

    ``draft`` must be of its own kind and not be visible to readers. False when its body has
    no such link (any more).
    """
    body = link_planned(references.body_of(draft), working_title, target.get_absolute_url())
    if body == references.body_of(draft):
        return False
    draft.body = body  # type: ignore[attr-defined]  # kinds without a body have no planned links
    draft.save()
    references.sync(draft)
    return True
