"""New passwords for those who have forgotten theirs: by mail, or by a link from an owner.

Whether there is an account of an address is looked up by the worker, after the answer: the
request does the same work, in the same time, for every address.
"""

from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from backcare.jobs.mail import mail_is_delivered, queue_mail
from backcare.jobs.queue import enqueue
from backcare.people.models import User
from backcare.site.current import current_site

MAIL_LINK = "accounts.mail_reset_link"
HOURS = settings.PASSWORD_RESET_TIMEOUT // 3600


class ResetTokens(PasswordResetTokenGenerator):
    """Django's, void too after the sessions of the user were ended.

    A token is used up by the new password, and by any sign-in before.
    """

    key_salt = "backcare.accounts.reset"

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}{user.sessions_epoch}"


reset_tokens = ResetTokens()


def ask(email: str) -> None:
    """Have a link mailed to whoever has an account with this address, if anybody has."""
    if mail_is_delivered():
        enqueue(MAIL_LINK, email=email)


def reset_url(user: User) -> str:
    """A link with which ``user`` sets a new password: once, within a day."""
    args = [urlsafe_base64_encode(force_bytes(user.pk)), reset_tokens.make_token(user)]
    return f"{settings.ORIGIN}{reverse('admin:password_reset_confirm', args=args)}"


def mail_links(email: str) -> int:
    """Mail a link to each account with this address that can sign in; returns how many."""
    users = User.objects.filter(email__iexact=email.strip(), is_active=True, is_staff=True)
    count = 0
    for user in users.exclude(email=""):
        # Some databases take letters for one that only look alike.
        if user.email.casefold() != email.strip().casefold():
            continue
        # An address that e-mail can't write, from a table that somebody wrote into by hand.
        with suppress(ValueError):
            queue_mail(
                to=user.email,
                subject=_("%s: a new password") % " ".join(current_site().name.split()),
                body=_letter(user),
                give_up_after=timedelta(hours=HOURS),
            )
            count += 1
    return count


def _letter(user: User) -> str:
    return _(
        "Somebody, probably you, asked for a new password for the account %(name)s.\n\n"
        "To set one, open this link within %(hours)d hours. It works once:\n\n%(url)s\n\n"
        "If it was not you, there is nothing to do: your password stays as it is.\n"
    ) % {"name": user.get_username(), "hours": HOURS, "url": reset_url(user)}
