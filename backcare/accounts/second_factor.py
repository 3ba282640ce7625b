"""The second factor: a code of an app on a phone, or one of ten recovery codes.

Who has one, and who must: whoever belongs to a group whose rule says so. All sessions of people
who have one were begun with it, because setting it up ends those that were not.
"""

import re
import secrets
from base64 import b32encode
from urllib.parse import quote, urlencode

import django_otp
import segno
from django.db import transaction
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from backcare.people.models import User
from backcare.site.current import current_site

from .keys import key_of
from .models import GroupRule, RecoveryCode

RECOVERY_CODES = 10
RECOVERY_DIGITS = 16  # 53 bits; digits, so that one field has one keyboard for both kinds
APP_DIGITS = 6


def has_second_factor(user: User) -> bool:
    """Whether ``user`` must give a code to sign in."""
    return _confirmed(user) is not None


def must_set_up(user: User) -> bool:
    """Whether a group of ``user`` requires a second factor and there is none yet."""
    rules = GroupRule.objects.filter(group__user=user, requires_second_factor=True)
    return rules.exists() and not has_second_factor(user)


def requires_second_factor(user: User) -> bool:
    """Whether a group of ``user`` requires a second factor."""
    return GroupRule.objects.filter(group__user=user, requires_second_factor=True).exists()


def begin(user: User) -> TOTPDevice:
    """The device that ``user`` is setting up: the same one until a code confirms it."""
    waiting = TOTPDevice.objects.filter(user=user, confirmed=False).order_by("pk").first()
    return waiting or TOTPDevice.objects.create(user=user, name="app", confirmed=False)


def confirm(user: User, code: str) -> list[str] | None:
    """Set up the second factor that ``begin`` has begun; None when ``code`` is not right.

    Returns the recovery codes, which are seen this once, and ends all sessions of ``user``.
    """
    device = begin(user)
    digits = _digits_of(code)
    with transaction.atomic():
        # Two confirmations at an instant: the second one finds the first done.
        locked = User.objects.select_for_update().get(pk=user.pk)
        if len(digits) != APP_DIGITS or has_second_factor(locked):
            return None
        if django_otp.verify_token(user, device.persistent_id, digits) is None:
            return None
        TOTPDevice.objects.filter(pk=device.pk).update(confirmed=True)
        TOTPDevice.objects.filter(user=user).exclude(pk=device.pk).delete()
        end_sessions(user)
        return new_recovery_codes(user)


def is_right(user: User, code: str) -> bool:
    """Whether ``code`` is one of the app's, or a recovery code. Either is good for one use."""
    digits = _digits_of(code)
    if len(digits) == RECOVERY_DIGITS:
        used, _by_model = RecoveryCode.objects.filter(
            user=user, code_hash=_hash_of(user, digits)
        ).delete()
        return bool(used)
    device = _confirmed(user)
    if device is None or len(digits) != APP_DIGITS:
        return False
    return django_otp.verify_token(user, device.persistent_id, digits) is not None


def new_recovery_codes(user: User) -> list[str]:
    """Ten new recovery codes in groups of four digits; those before are void."""
    codes = [
        "".join(secrets.choice("0123456789") for _digit in range(RECOVERY_DIGITS))
        for _code in range(RECOVERY_CODES)
    ]
    with transaction.atomic():
        RecoveryCode.objects.filter(user=user).delete()
        RecoveryCode.objects.bulk_create(
            [RecoveryCode(user=user, code_hash=_hash_of(user, code)) for code in codes]
        )
    return [in_groups(code) for code in codes]


def remove(user: User) -> bool:
    """Remove the second factor and its recovery codes, and end all sessions of ``user``.

    Returns whether there was one.
    """
    with transaction.atomic():
        RecoveryCode.objects.filter(user=user).delete()
        removed, _by_model = TOTPDevice.objects.filter(user=user, confirmed=True).delete()
        TOTPDevice.objects.filter(user=user).delete()
        if removed:
            end_sessions(user)
    return bool(removed)


def end_sessions(user: User) -> None:
    """Sign ``user`` out everywhere, save where the session is given the new epoch."""
    User.objects.filter(pk=user.pk).end_sessions()
    user.refresh_from_db(fields=["sessions_epoch"])


def secret_of(device: TOTPDevice) -> str:
    """The secret as apps take it, in base 32."""
    return b32encode(device.bin_key).decode().rstrip("=")


def app_url(device: TOTPDevice) -> str:
    """The address that an app on a phone takes the secret from.

    Source: github.com/google/google-authenticator, wiki, Key URI Format.
    """
    issuer = current_site().name.replace(":", " ").strip()
    label = f"{issuer}:{device.user.get_username()}" if issuer else device.user.get_username()
    values = {"secret": secret_of(device), "digits": APP_DIGITS, "period": device.step}
    if issuer:
        values["issuer"] = issuer
    return f"otpauth://totp/{quote(label)}?{urlencode(values, quote_via=quote)}"


def qr_svg(url: str) -> SafeString:
    """The QR code of an address as SVG, dark on white in every theme, without inline styles.

    Its size is the style sheet's matter; the secret should stand beside it as text.
    """
    code = segno.make(url, error="l", micro=False)
    drawing = code.svg_inline(
        border=4, dark="#000", light="#fff", omitsize=True, svgclass=None, lineclass=None
    )
    return format_html(
        '<span class="account-qr" role="img" aria-label="{}">{}</span>',
        _("QR code for the app"),
        mark_safe(drawing),  # noqa: S308  (numbers and fixed words: nothing of the address)
    )


def in_groups(code: str) -> str:
    """A code in groups of four, as people read and type it."""
    return " ".join(re.findall(".{1,4}", code))


def _confirmed(user: User) -> TOTPDevice | None:
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def _digits_of(code: str) -> str:
    """What was typed, without the spaces and hyphens that people put between digits."""
    typed = re.sub(r"[\s-]", "", code)
    return typed if re.fullmatch("[0-9]+", typed) else ""


def _hash_of(user: User, digits: str) -> str:
    return key_of("recovery", f"{user.pk} {digits}")
