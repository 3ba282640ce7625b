"""Links to places of this site that are no page: asked of the site itself."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.utils import timezone

from backcare.addresses.finding import where_now
from backcare.addresses.paths import CLOSED, answer_at

from . import anchors
from .models import Link, State

AGAIN_AFTER = timedelta(days=1)


def check(link: Link) -> None:
    """Set what a reader would find at a place of this site; nothing is stored."""
    now = timezone.now()
    link.checked_at, link.next_due = now, now + AGAIN_AFTER
    link.reason = link.final_url = ""
    if link.path.startswith(CLOSED):
        # Files are there or not whatever the views say, and the desk is no place for readers.
        is_file = link.path.startswith("/static/")
        link.state = State.OK if is_file else State.UNSURE
        return
    answer = answer_at(link.path, urlsplit(link.url).query)
    if answer is not None:
        html = "" if answer.streaming else answer.content.decode(errors="replace")
        is_there = not link.fragment or link.fragment in anchors.in_html(html)
        link.state = State.OK if is_there else State.ANCHOR
    elif onward := where_now(link.path).location:
        link.state, link.final_url = State.MOVED, onward
    else:
        link.state, link.reason = State.BROKEN, Link.Reason.NO_PLACE
    if link.state in {State.BROKEN, State.ANCHOR}:
        link.first_failed_at = link.first_failed_at or now
    else:
        link.first_failed_at = None
