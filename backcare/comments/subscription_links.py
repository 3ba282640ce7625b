"""The signed links in the mails to subscribers: no account, and nobody else can make one."""

from typing import NamedTuple

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from backcare.publishing.meta import absolute

from .keys import email_key
from .models import Subscription

_CONFIRM = Signer(salt="backcare.comments.confirm")
_UNSUBSCRIBE = Signer(salt="backcare.comments.unsubscribe")
_ONE, _ALL = "one", "all"


class Ending(NamedTuple):
    """What an unsubscribe link ends: one subscription, or all of an address, by its key."""

    subscription_id: int | None = None
    email_key: str = ""


def confirm_url(subscription: Subscription) -> str:
    """Where the owner of the address says that it is theirs."""
    return _url("comments:confirm", _CONFIRM.sign(str(subscription.pk)))


def unsubscribe_url(subscription: Subscription) -> str:
    """Where a subscriber ends the mail about one comment."""
    return _url("comments:unsubscribe", _UNSUBSCRIBE.sign(f"{_ONE}:{subscription.pk}"))


def unsubscribe_all_url(email: str) -> str:
    """Where a subscriber ends all mail about comments; still so when those comments are gone."""
    return _url("comments:unsubscribe", _UNSUBSCRIBE.sign(f"{_ALL}:{email_key(email)}"))


def subscription_of(token: str) -> Subscription | None:
    """The subscription that a link to confirm is for; None if it was not made here, or is gone."""
    try:
        pk = int(_CONFIRM.unsign(token))
    except (BadSignature, ValueError):
        return None
    return Subscription.objects.select_related("comment__page").filter(pk=pk).first()


def ending_of(token: str) -> Ending | None:
    """What an unsubscribe link is for; None when it was not made here."""
    try:
        what, _colon, value = _UNSUBSCRIBE.unsign(token).partition(":")
    except BadSignature:
        return None
    return Ending(subscription_id=int(value)) if what == _ONE else Ending(email_key=value)


def _url(name: str, token: str) -> str:
    return absolute(reverse(name, args=[token]))
