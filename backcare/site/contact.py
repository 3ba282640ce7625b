"""Takes a reader's message: kept first, then sent on, so that no mail trouble can lose it."""

import logging

from django.core.cache import cache
from django.core.mail import EmailMessage
from django.utils import timezone

from .current import current_site
from .models import ContactMessage

logger = logging.getLogger(__name__)

MOST_AN_HOUR = 10


def is_too_often(address: str) -> bool:
    """Count a message from ``address``; true from the eleventh in an hour on."""
    key = f"contact-{address}"
    cache.add(key, 0, timeout=3600)
    return cache.incr(key) > MOST_AN_HOUR


def send_on(message: ContactMessage) -> bool:
    """Mail a stored message to the editors; returns whether the mail server took it."""
    site = current_site()
    if not site.contact_email:
        return False
    # The name goes into the body alone: a header never carries what a stranger typed,
    # save the address, which the form has checked.
    mail = EmailMessage(
        subject=f"{site.name}: a message from the contact page",
        body=f"From: {message.name} <{message.email}>\n\n{message.message}\n",
        to=[site.contact_email],
        reply_to=[message.email],
    )
    try:
        mail.send()
    except OSError:
        logger.exception("The contact message %s could not be mailed.", message.pk)
        return False
    message.mailed_at = timezone.now()
    message.save(update_fields=["mailed_at"])
    return True
