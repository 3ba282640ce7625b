"""Where a page stands, in the words of the desk."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .models import Page, Revision

# What somebody may have said to whoever works on a draft.
TELLING = (
    Revision.Event.SUBMITTED,
    Revision.Event.CHANGES_ASKED,
    Revision.Event.APPROVED,
    Revision.Event.NOT_APPLIED,
    Revision.Event.SCHEDULED,
)


def state_of(page: Page) -> str:
    """For example "Live, draft submitted". A page that has a draft needs ``draft`` loaded."""
    now = timezone.now()
    if page.status == Page.Status.DRAFT:
        kind = _("Draft of a published page") if page.draft_of_id else _("Draft")
        return f"{kind}: {stage_of(page)}"
    if page.status == Page.Status.ARCHIVED:
        state = _("Archived")
    elif page.expires_at is not None and page.expires_at <= now:
        state = _("Expired")
    elif page.live_at is not None and page.live_at > now:
        state = _("Appears on %(when)s") % {"when": in_words(page.live_at)}
    else:
        state = _("Live")
    if hasattr(page, "draft"):
        draft = _("draft %(stage)s") % {"stage": stage_of(page.draft)}
        return f"{state}, {draft}"
    return state


def stage_of(draft: Page) -> str:
    """For example "in work" or "takes effect on 3 May 2027, 9 a.m. (BST)"."""
    if draft.scheduled_at is not None:
        return _("takes effect on %(when)s") % {"when": in_words(draft.scheduled_at)}
    return {
        Page.Stage.IN_WORK: _("in work"),
        Page.Stage.SUBMITTED: _("submitted for review"),
        Page.Stage.CHANGES_ASKED: _("changes asked for"),
        Page.Stage.APPROVED: _("approved"),
    }[Page.Stage(draft.stage)]


def last_word(page: Page) -> Revision | None:
    """The step that led a draft to its stage, where that is more than work; with who took it."""
    if page.status != Page.Status.DRAFT:
        return None
    moves = page.revisions_of_page().select_related("user").defer("snapshot")
    newest = moves.exclude(event__in=[Revision.Event.SAVED, Revision.Event.REVIEWED]).first()
    if newest is None or newest.event not in TELLING:
        return None
    is_over = page.stage == Page.Stage.IN_WORK and newest.event != Revision.Event.NOT_APPLIED
    return None if is_over else newest


def in_words(when: datetime) -> str:
    """A time in the site's zone, which is named."""
    local = timezone.localtime(when)
    return f"{date_format(local, 'j F Y, H:i')} ({zone_of(local)})"


def zone_of(local: datetime) -> str:
    """What the zone of a local time is called then, for example "Europe/London, BST"."""
    return f"{timezone.get_current_timezone_name()}, {local.tzname()}"
