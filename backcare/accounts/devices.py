"""Browsers that somebody has signed in with before.

Such a browser escapes the limit of the account, which anybody can use up from anywhere, and has
one of its own. Its cookie holds a random token for each of the last people who signed in there;
the table has their hashes. A token is new with each sign-in, so that none that was planted in
a browser is ever good for anybody.
"""

from collections.abc import Iterable
from datetime import timedelta
from secrets import token_urlsafe
from typing import NamedTuple

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from backcare.people.models import User

from .keys import key_of
from .models import Device

KEEP = timedelta(days=180)
MOST_IN_A_COOKIE = 5
LONGEST_COOKIE = 1000  # characters
SESSION_KEY = "device"  # the primary key of the device that a session was begun on

_SIGNER = Signer(salt="backcare.accounts.device")


class Known(NamedTuple):
    """A device, and what its cookie shall hold from now on."""

    device: Device
    cookie: str


def device_for(request: HttpRequest, username: str) -> Device | None:
    """The browser of the request, if ``username`` has signed in with it before, and has had the
    same password since. Asks nothing of the database where the browser has no cookie.
    """
    return next(
        (
            row
            for row in _rows(request, username)
            if constant_time_compare(row.password_mark, _mark_of(row.user))
        ),
        None,
    )


def know(request: HttpRequest, user: User) -> Known:
    """Take the browser of the request for one of ``user`` from now on."""
    token = token_urlsafe(32)
    # The same browser, even if the password has changed since.
    before = next(iter(_rows(request, user.get_username())), None)
    tokens = _tokens(request)
    if before is not None:
        tokens = [each for each in tokens if key_of("device", each) != before.token_hash]
    values = {
        "token_hash": key_of("device", token),
        "password_mark": _mark_of(user),
        "name": browser_name(request.headers.get("User-Agent", "")),
        "seen_at": timezone.now(),
    }
    if before is None:
        device = Device.objects.create(user=user, **values)
    else:
        device = before
        for name, value in values.items():
            setattr(device, name, value)
        device.save()
    cookie = " ".join([*tokens, token][-MOST_IN_A_COOKIE:])
    return Known(device, _SIGNER.sign(cookie))


def set_cookie(response: HttpResponseBase, known: Known) -> None:
    """Hand the browser its cookie."""
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        known.cookie,
        max_age=KEEP,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget(devices: QuerySet[Device]) -> int:
    """Forget browsers, which also ends the sessions that were begun with them; returns how many."""
    count, _by_model = devices.delete()
    return count


def forget_old() -> int:
    """Forget browsers that were not seen for half a year; returns how many."""
    return forget(Device.objects.filter(seen_at__lt=timezone.now() - KEEP))


def browser_name(agent: str) -> str:
    """A browser and its system in words, as far as they say: for people to know theirs again."""
    browsers = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome"}
    systems = {
        "Android": "Android",
        "iPhone": "iPhone",
        "iPad": "iPad",
        "Windows": "Windows",
        "Mac OS": "Mac",
        "CrOS": "ChromeOS",
        "Linux": "Linux",
    }
    browser = next((name for word, name in browsers.items() if f"{word}/" in agent), "")
    if not browser and "Safari/" in agent:
        browser = "Safari"
    system = next((name for word, name in systems.items() if word in agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Unknown browser")


def _rows(request: HttpRequest, username: str) -> Iterable[Device]:
    hashes = [key_of("device", token) for token in _tokens(request)]
    if not hashes:
        return []
    return Device.objects.select_related("user").filter(
        user__username=username, token_hash__in=hashes, seen_at__gt=timezone.now() - KEEP
    )


def _tokens(request: HttpRequest) -> list[str]:
    value = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    if not value or len(value) > LONGEST_COOKIE:
        return []
    try:
        return _SIGNER.unsign(value).split(" ")[:MOST_IN_A_COOKIE]
    except BadSignature:
        return []


def _mark_of(user: User) -> str:
    return key_of("device.password", user.password)
