"""Takes a reader's message: kept, and queued for the editors, so that no mail trouble loses it."""

import logging

from django.db import transaction

from backcare.http import limits
from backcare.jobs.mail import mail_is_delivered, queue_mail
from backcare.jobs.registry import Then

from .current import current_site
from .models import ContactMessage

logger = logging.getLogger(__name__)

MOST_AN_HOUR = 10
MAILED = "site.contact_mailed"


def is_too_often(address: str) -> bool:
    """Count a message from ``address``; true from the eleventh in an hour of the clock on."""
    return limits.is_too_often("contact", address, MOST_AN_HOUR)


def take_in(message: ContactMessage) -> bool:
    """Store a message and, in the same transaction, queue it for the editors.

    Returns whether it will be mailed. Suspects are not: editors find them in the desk.
    """
    with transaction.atomic():
        message.save()
        return not message.is_suspect and _queue(message)


def _queue(message: ContactMessage) -> bool:
    site = current_site()
    if not (site.contact_email and mail_is_delivered()):
        return False
    try:
        # The name goes into the body alone: a header never carries what a stranger typed,
        # save the address, which the form has checked.
        queue_mail(
            to=site.contact_email,
            subject=f"{' '.join(site.name.split())}: a message from the contact page",
            body=f"From: {message.name} <{message.email}>\n\n{message.message}\n",
            reply_to=message.email,
            then=Then(MAILED, {"pk": message.pk}),
        )
    except ValueError:  # An address that e-mail can't write; the reason may quote it.
        logger.warning("The contact message %s cannot be mailed.", message.pk)
        return False
    return True
