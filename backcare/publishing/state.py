"""Where a page stands, in the words of the desk."""

from django.utils import timezone
from django.utils.translation import gettext as _

from .models import Page


def state_of(page: Page) -> str:
    """For example "Live, draft in work". A page that has a draft needs ``draft`` loaded."""
    now = timezone.now()
    if page.status == Page.Status.DRAFT:
        return _("Draft of a published page") if page.draft_of_id else _("Draft")
    if page.status == Page.Status.ARCHIVED:
        state = _("Archived")
    elif page.expires_at is not None and page.expires_at <= now:
        state = _("Expired")
    elif page.live_at is not None and page.live_at > now:
        state = _("Scheduled")
    else:
        state = _("Live")
    if hasattr(page, "draft"):
        return _("%(state)s, draft in work") % {"state": state}
    return state
