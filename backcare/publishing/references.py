"""What the text of a page refers to, as rows that can be asked.

The text is the truth; these rows follow it whenever the page is saved in the desk, published
or loaded.
"""

from django.db import transaction

from backcare.richtext.rendering import planned_links, referenced_pages

from .models import Embed, Page, PlannedLink


def body_of(page: Page) -> str:
    """The page's rich text; empty for kinds that have none."""
    return getattr(page, "body", "")


@transaction.atomic
def sync(page: Page) -> None:
    """Make the stored embeds and planned links of ``page`` match its body."""
    body = body_of(page)
    _sync_embeds(page, set(referenced_pages(body)))
    _sync_planned(page, set(planned_links(body)))


def _sync_embeds(page: Page, targets: set[int]) -> None:
    Embed.objects.filter(page_id=page.pk).exclude(target__in=targets).delete()
    known = set(Embed.objects.filter(page_id=page.pk).values_list("target_id", flat=True))
    existing = Page.objects.filter(pk__in=targets - known).values_list("pk", flat=True)
    Embed.objects.bulk_create(Embed(page_id=page.pk, target_id=target) for target in existing)


def _sync_planned(page: Page, wanted: set[tuple[str, str]]) -> None:
    for link in PlannedLink.objects.filter(page_id=page.pk):
        pair = (link.working_title, link.phrase)
        if pair in wanted:
            wanted.discard(pair)
        else:
            link.delete()
    PlannedLink.objects.bulk_create(
        PlannedLink(page_id=page.pk, working_title=title[:200], phrase=phrase[:300])
        for title, phrase in sorted(wanted)
    )
