"""What the accounts have the worker do."""

from datetime import timedelta

from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from backcare.jobs.registry import job, recurring

from . import devices, throttle
from .models import Invitation
from .resetting import MAIL_LINK, mail_links

KEEP_INVITATION = timedelta(days=90)
KEEP_UNCONFIRMED = timedelta(days=1)


@job(MAIL_LINK, give_up_after=timedelta(hours=1))
def mail_reset_link(email: str) -> None:
    """Mail a link to each account with this address, if there is one."""
    mail_links(email)


@recurring("accounts.forget_failures", every=timedelta(hours=1))
def forget_failures() -> None:
    """Delete failures that count no more."""
    throttle.forget_old()


@recurring("accounts.forget_old", every=timedelta(days=1))
def forget_old() -> None:
    """Delete browsers that nobody uses, invitations long past, and secrets nobody confirmed."""
    now = timezone.now()
    devices.forget_old()
    Invitation.objects.filter(expires_at__lt=now - KEEP_INVITATION).delete()
    TOTPDevice.objects.filter(confirmed=False, created_at__lt=now - KEEP_UNCONFIRMED).delete()
