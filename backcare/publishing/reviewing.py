"""When the facts of a page are to be checked again, and who is told."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from backcare.jobs.mail import mail_is_delivered, queue_mail
from backcare.people.models import User
from backcare.readiness.drafts import Draft
from backcare.readiness.models import WatchedPhrase
from backcare.site.current import current_site

from .meta import absolute
from .models import Page, ReviewMail
from .models.page import PageQuerySet

MONTHS = 24
MONTHS_WITH_MEDICINES = 12  # What is known of medicines changes more often.
SOON = timedelta(days=90)
IN_MAIL = timedelta(days=30)
MOST_IN_MAIL = 30


def months_to_review(page: Page) -> int:
    """The page's own interval, or the site's: shorter for a page that names a medicine."""
    if page.review_months:
        return page.review_months
    draft = Draft(page)
    medicines = draft.phrases(WatchedPhrase.Kind.MEDICINE)
    is_named = any(True for passage in draft.passages for _found in medicines.find(passage.text))
    return MONTHS_WITH_MEDICINES if is_named else MONTHS


def due_after(page: Page, day: date) -> date:
    """The day on which a page that is right on ``day`` is to be checked again."""
    months = day.month - 1 + months_to_review(page)
    year, month = day.year + months // 12, months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def due_within(span: timedelta) -> PageQuerySet:
    """The published pages that are due by then, or overdue; the longest overdue first."""
    pages: PageQuerySet = Page.objects.originals().filter(status=Page.Status.PUBLISHED)
    due = pages.filter(review_due_on__lte=timezone.localdate() + span)
    return due.select_related("reviewer").order_by("review_due_on", "pk")


@transaction.atomic
def send_digest() -> int:
    """Queue a mail to everybody whom a due page concerns; returns how many.

    Reviewers are told of the pages that name them; whoever publishes is told of all.
    """
    if not mail_is_delivered():
        return 0
    pages = list(due_within(IN_MAIL).select_related("reviewer__user"))
    unwanted = set(ReviewMail.objects.filter(is_wanted=False).values_list("user", flat=True))
    people = User.objects.filter(is_active=True, is_staff=True).exclude(email="")
    return sum(
        _send(person, theirs)
        for person in people.exclude(pk__in=unwanted).order_by("pk")
        if (theirs := _of(person, pages))
    )


def _of(person: User, pages: Sequence[Page]) -> list[Page]:
    # Superusers may do everything and are asked nothing, unless a page names them.
    publishes = not person.is_superuser and person.has_perm("publishing.publish_page")
    return [
        page
        for page in pages
        if publishes or (page.reviewer is not None and page.reviewer.user_id == person.pk)
    ]


def _send(person: User, pages: Sequence[Page]) -> bool:
    today = timezone.localdate()
    lines = [_line(page, today) for page in pages[:MOST_IN_MAIL]]
    if len(pages) > MOST_IN_MAIL:
        lines.append(_("and %(count)d more") % {"count": len(pages) - MOST_IN_MAIL})
    queue = absolute(reverse("admin:publishing_page_reviews"))
    body = "\n\n".join(
        [
            _("The facts of these pages are to be checked again:"),
            "\n".join(lines),
            _("All of them, with a button for “reviewed, no change”: %(link)s") % {"link": queue},
            _("There you can also stop this weekly mail."),
        ]
    )
    site = " ".join(current_site().name.split())
    try:
        queue_mail(to=person.email, subject=_("%s: pages due for review") % site, body=f"{body}\n")
    except ValueError:  # An address that e-mail can't write: the desk shows the list all the same.
        return False
    return True


def _line(page: Page, today: date) -> str:
    words = (
        _("- %(title)s: overdue since %(day)s (%(who)s)")
        if page.review_due_on is not None and page.review_due_on < today
        else _("- %(title)s: due on %(day)s (%(who)s)")
    )
    return words % {
        "title": " ".join(page.title.split()),
        "day": date_format(page.review_due_on or today, "DATE_FORMAT"),
        "who": page.reviewer.name if page.reviewer else _("no reviewer"),
    }
