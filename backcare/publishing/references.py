"""What the text of a page refers to, as rows that can be asked.

The text is the truth; these rows follow it whenever the page is saved in the desk, published
or loaded.
"""

from django.db import transaction

from backcare.pagecache import tags
from backcare.pagecache.changes import changed
from backcare.richtext.rendering import planned_links, referenced_pages

from .models import Embed, Page, PlannedLink
from .signals import page_synced


def body_of(page: Page) -> str:
    """The page's rich text; empty for kinds that have none."""
    return getattr(page, "body", "")


@transaction.atomic
def sync(page: Page) -> None:
    """Make the stored embeds and planned links of ``page`` match its body."""
    body = body_of(page)
    _sync_embeds(page, set(referenced_pages(body)))
    _sync_planned(page, set(planned_links(body)))
    page_synced.send(sender=Page, page=page)


def _sync_embeds(page: Page, targets: set[int]) -> None:
    rows = Embed.objects.filter(page_id=page.pk)
    known = set(rows.values_list("target_id", flat=True))
    gone = known - targets
    if gone:
        rows.filter(target__in=gone).delete()
    new = set(Page.objects.filter(pk__in=targets - known).values_list("pk", flat=True))
    Embed.objects.bulk_create(Embed(page_id=page.pk, target_id=target) for target in sorted(new))
    if page.status != Page.Status.DRAFT:  # What is shown elsewhere says where.
        changed(*(tags.page(pk) for pk in gone | new))


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
