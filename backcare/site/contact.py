"""Takes a reader's message: kept first, then sent on, so that no mail trouble can lose it."""

import logging
from time import time

from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.utils import timezone
from django.utils.crypto import salted_hmac

from .current import current_site
from .models import ContactMessage

logger = logging.getLogger(__name__)

MOST_AN_HOUR = 10
MAIL_TO_FILES = "django.core.mail.backends.filebased.EmailBackend"
HOUR = 3600  # seconds


def is_too_often(address: str) -> bool:
    """Count a message from ``address``; true from the eleventh in an hour of the clock on.

    A cache may keep what has run out. So that no address stays in it, a keyed hash of address
    and hour stands in its place, which without the site's secret key leads back to neither.
    """
    caller = salted_hmac("backcare.site.contact", f"{address} {int(time() // HOUR)}")
    key = f"contact-{caller.hexdigest()}"
    if cache.add(key, 1, timeout=HOUR):
        return False
    try:
        count = cache.incr(key)
    except ValueError:  # It has just run out.
        return False
    cache.touch(key, HOUR)  # Some caches count anew with a lifetime of their own.
    return count > MOST_AN_HOUR


def send_on(message: ContactMessage) -> bool:
    """Mail a stored message to the editors; returns whether the mail server took it.

    Suspects are not mailed: editors find them in the desk.
    """
    if message.is_suspect:
        return False
    site = current_site()
    # Without a mail server messages become files, which reach nobody.
    if not site.contact_email or settings.EMAIL_BACKEND == MAIL_TO_FILES:
        return False
    # The name goes into the body alone: a header never carries what a stranger typed,
    # save the address, which the form has checked.
    mail = EmailMessage(
        subject=f"{' '.join(site.name.split())}: a message from the contact page",
        body=f"From: {message.name} <{message.email}>\n\n{message.message}\n",
        to=[site.contact_email],
        reply_to=[message.email],
    )
    try:
        mail.send()
    except (OSError, ValueError):  # ValueError: an address that e-mail can't write.
        logger.exception("The contact message %s could not be mailed.", message.pk)
        return False
    message.mailed_at = timezone.now()
    message.save(update_fields=["mailed_at"])
    return True
