"""Tells people of the desk by e-mail what has happened to a draft that concerns them."""

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from backcare.jobs.mail import mail_is_delivered, queue_mail
from backcare.people.models import User
from backcare.site.current import current_site

from .desk_urls import change_url
from .meta import absolute
from .models import Page


def submitted(draft: Page, by: User, note: str) -> None:
    """Tell the reviewer whom the draft names."""
    reviewer = draft.reviewer.user if draft.reviewer is not None else None
    words = _("%(who)s asks you to review “%(title)s”.")
    _tell(reviewer, draft, by, _("To review: %(title)s"), words, note)


def changes_asked(draft: Page, by: User, note: str) -> None:
    words = _("%(who)s asks for changes in “%(title)s”.")
    _tell(draft.created_by, draft, by, _("Changes asked for: %(title)s"), words, note)


def approved(draft: Page, by: User, note: str) -> None:
    words = _("%(who)s has approved “%(title)s”.")
    _tell(draft.created_by, draft, by, _("Approved: %(title)s"), words, note)


def published(page: Page, by: User) -> None:
    words = _("%(who)s has published “%(title)s”.")
    _tell(page.created_by, page, by, _("Published: %(title)s"), words)


def not_applied(draft: Page, by: User | None, reasons: str) -> None:
    """Tell whoever scheduled a change that it could not be published."""
    words = _("The change of “%(title)s” that was scheduled could not be published.")
    _tell(by, draft, None, _("Not published: %(title)s"), words, reasons)


def _tell(
    whom: User | None, page: Page, by: User | None, subject: str, words: str, note: str = ""
) -> None:
    """Queue a message, unless nobody would get it or it tells people what they did themselves."""
    if whom is None or whom == by or not (whom.is_active and whom.is_staff and whom.email):
        return
    if not mail_is_delivered():
        return
    named = {"who": (by.get_full_name() or by.username) if by else "", "title": page.title}
    when = date_format(localtime(), "DATETIME_FORMAT")
    parts = [f"{words % named} ({when})", note, absolute(change_url(page))]
    site = " ".join(current_site().name.split())
    try:
        queue_mail(
            to=whom.email,
            subject=f"{site}: {' '.join((subject % named).split())}"[:200],
            body="\n\n".join(part for part in parts if part) + "\n",
        )
    except ValueError:  # An address that e-mail can't write: the desk shows it all the same.
        return
