"""What is about to happen with pages by itself, and what people have done with them lately."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from backcare.publishing.desk_urls import change_url
from backcare.publishing.models import Page, Revision

SHOWN = 10
ENDING_WITHIN = timedelta(days=30)


@dataclass(frozen=True)
class Event:
    """Something that happens, or has happened, with a page at a time."""

    at: datetime
    what: str
    title: str
    url: str
    who: str = ""
    note: str = ""
    is_late: bool = False


def scheduled() -> list[Event]:
    """What happens without anybody's doing, the next first; what should have happened is late."""
    now = timezone.now()
    published = Q(status=Page.Status.PUBLISHED)
    soon = Q(expires_at__gt=now, expires_at__lte=now + ENDING_WITHIN)
    rows = Page.objects.filter(
        Q(stage=Page.Stage.SCHEDULED) | published & (Q(live_at__gt=now) | soon)
    )
    events = []
    for page in rows.order_by("pk")[: 10 * SHOWN]:
        if page.scheduled_at is not None:
            events.append(_coming(page, page.scheduled_at, _("A change takes effect"), now))
        elif page.live_at is not None and page.live_at > now:
            events.append(_coming(page, page.live_at, _("Appears"), now))
        if page.status == Page.Status.PUBLISHED and page.expires_at is not None:
            events.append(_coming(page, page.expires_at, _("Ends"), now))
    return sorted(events, key=lambda event: event.at)[:SHOWN]


def _coming(page: Page, at: datetime, what: str, now: datetime) -> Event:
    # The worker looks every few seconds; a minute late is late.
    return Event(at, what, page.title, change_url(page), is_late=at < now - timedelta(minutes=1))


def lately() -> list[Event]:
    """The newest entries of all histories, who and why included."""
    rows = Revision.objects.exclude(event=Revision.Event.SAVED).defer("snapshot")
    newest = rows.select_related("page", "user").order_by("-pk")[:SHOWN]
    return [
        Event(
            each.created_at,
            each.get_event_display(),
            each.page.title,
            change_url(each.page),
            who=(each.user.get_full_name() or each.user.username) if each.user else "",
            note=each.note,
        )
        for each in newest
    ]
