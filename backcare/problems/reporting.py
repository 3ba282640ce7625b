"""Takes in what readers report, and lets the desk settle and answer it."""

import logging
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from backcare.http import limits
from backcare.jobs.mail import mail_is_delivered, queue_mail
from backcare.people.models import User
from backcare.publishing.meta import absolute
from backcare.site.current import current_site

from .models import Problem

logger = logging.getLogger(__name__)

MOST_AN_HOUR = 10
# How long after it was settled the address of whoever reported a problem is kept, and its words.
KEEP_EMAIL = timedelta(days=30)
KEEP_PROBLEM = timedelta(days=365)


def is_too_often(address: str) -> bool:
    """Count a report from a network address; true from the eleventh in an hour of the clock on."""
    return limits.is_too_often("problem", address, MOST_AN_HOUR)


@transaction.atomic
def report(problem: Problem) -> Problem:
    """Keep a report, and tell the editors by e-mail that it is there. Suspects are not mailed.

    The mail has neither the reader's words nor address: those stay in the desk.
    """
    problem.save()
    site = current_site()
    if site.contact_email and mail_is_delivered() and not problem.is_suspect:
        name, title = " ".join(site.name.split()), " ".join(problem.page.title.split())
        _queue(
            site.contact_email,
            _("%(site)s: a problem with “%(title)s”") % {"site": name, "title": title},
            f"{problem.get_kind_display()}\n\n"
            f"{absolute(reverse('admin:problems_problem_change', args=[problem.pk]))}\n",
        )
    return problem


@transaction.atomic
def settle(problem: Problem, state: str, by: User) -> None:
    """Note where a problem stands; who settled it, and when, where it is settled."""
    if problem.state == state and problem.is_settled == (problem.settled_at is not None):
        problem.save()
        return
    problem.state = state
    problem.settled_at = timezone.now() if problem.is_settled else None
    problem.settled_by = by if problem.is_settled else None
    problem.save()


@transaction.atomic
def answer(problem: Problem) -> None:
    """Queue the reply for whoever reported the problem. It is sent once.

    Raises ValidationError when there is nothing to send, nobody to send it to or no way.
    """
    if problem.replied_at is not None:
        raise ValidationError(_("The reply has been sent already."))
    if not problem.email or not problem.reply.strip():
        raise ValidationError(_("There is no reply, or no address to send it to."))
    if not mail_is_delivered():
        raise ValidationError(_("The site has no mail server: nothing can be sent."))
    site = " ".join(current_site().name.split())
    title = " ".join(problem.page.title.split())
    body = [
        problem.reply.strip(),
        _("You had written to us about “%(title)s” (%(url)s):")
        % {"title": title, "url": absolute(problem.page.get_absolute_url())},
        "\n".join(f"> {line}" for line in problem.message.splitlines()),
    ]
    subject = _("%(site)s: your report on “%(title)s”") % {"site": site, "title": title}
    if not _queue(problem.email, subject, "\n\n".join(body) + "\n"):
        raise ValidationError(_("This address cannot be written to."))
    problem.replied_at = timezone.now()
    problem.save(update_fields=["replied_at"])


def forget_old() -> None:
    """Delete addresses and reports that have been kept for as long as they may."""
    settled = Problem.objects.filter(settled_at__isnull=False)
    settled.filter(settled_at__lt=timezone.now() - KEEP_PROBLEM).delete()
    settled.filter(settled_at__lt=timezone.now() - KEEP_EMAIL).exclude(email="").update(email="")


def _queue(to: str, subject: str, body: str) -> bool:
    try:
        queue_mail(to=to, subject=subject[:200], body=body)
    except ValueError:  # The reason may quote the address.
        logger.warning("A mail about a reported problem cannot be written.")
        return False
    return True
