"""What the desk says when something has been done with a page."""

from collections.abc import Iterator

from django.contrib import messages
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from .. import planned
from ..models import Page
from ..state import in_words


def announce(name: str, page: Page) -> Iterator[tuple[int, str]]:
    """Levels and messages for the transition ``name``, which has led to ``page``."""
    match name:
        case "publish":
            yield from _published(page)
        case "schedule":
            at = page.scheduled_at or page.live_at or timezone.now()
            words = _("“%(title)s” is scheduled for %(when)s.")
            yield messages.SUCCESS, words % {"title": page.title, "when": in_words(at)}
        case _:
            yield messages.SUCCESS, _WORDS[name]() % {"title": page.title}


_WORDS = {
    "submit": lambda: _("“%(title)s” is submitted for review."),
    "take_back": lambda: _("“%(title)s” is back in work."),
    "ask_for_changes": lambda: _("You have asked for changes in “%(title)s”."),
    "approve": lambda: _("You have approved “%(title)s”. It can be published."),
    "unschedule": lambda: _("The schedule is cancelled. “%(title)s” waits as a draft."),
    "unpublish": lambda: _("“%(title)s” is a draft again. Readers don't see it."),
    "archive": lambda: _("“%(title)s” is archived. Readers don't see it."),
    "discard": lambda: _("The draft of “%(title)s” is discarded. Its history keeps it."),
    "duplicate": lambda: _("This is the copy. Give it a title and an address of its own."),
    "restore": lambda: _("The draft of “%(title)s” says again what that version said."),
    "mark_reviewed": lambda: _("Noted: you have reviewed “%(title)s” today."),
}


def _published(page: Page) -> Iterator[tuple[int, str]]:
    words = _('“{}” is published: <a href="{}">see it on the site</a>.')
    yield messages.SUCCESS, format_html(words, page.title, page.get_absolute_url())
    if planned.waiting_for(page).exists():
        words = _('Other pages planned to link here. <a href="{}">Link them now</a>.')
        link = reverse("admin:publishing_plannedlink_for", args=[page.pk])
        yield messages.INFO, format_html(words, link)
