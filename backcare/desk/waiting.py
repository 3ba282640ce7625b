"""What waits for the person at the desk, each line with the way to the place.

A line is shown to whoever may do something about it. Counts are read in one query for each table,
whatever the size of the site.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backcare.addresses.models import MissedAddress
from backcare.comments.models import Comment
from backcare.jobs import state as jobs
from backcare.library.models import Image
from backcare.linkcheck.finding import broken_count
from backcare.people.models import User
from backcare.problems.models import Problem
from backcare.publishing import reviewing
from backcare.publishing.kinds import kinds
from backcare.publishing.models import Page, PlannedLink
from backcare.search.models import MissedSearch

HELD = Q(status=Comment.Status.HELD)
REPORTED = Q(status=Comment.Status.APPROVED, flag_count__gt=0)
PAGES = "admin:publishing_page_changelist"


@dataclass(frozen=True)
class Line:
    """What waits, in words that begin with how much, and where it is done."""

    words: str
    url: str
    is_urgent: bool = False


def lines_for(user: User) -> list[Line]:
    """Everything that waits for ``user``, the urgent first."""
    parts = (_health, _comments, _pages, _reviews, _problems, _images, _links, _failures)
    lines = [line for part in parts for line in part(user)]
    return sorted(lines, key=lambda line: not line.is_urgent)


def things_to_begin(user: User) -> list[tuple[str, str]]:
    """What this person may begin at once, and where: a page of each kind that is listed, images."""
    begin = []
    for kind in kinds.listed():
        options = kind.model._meta
        if user.has_perm(f"{options.app_label}.add_{options.model_name}"):
            label = _("New %(what)s") % {"what": options.verbose_name}
            url = reverse(f"admin:{options.app_label}_{options.model_name}_add")
            begin.append((label, url))
    begin.sort()
    if user.has_perm("library.add_image"):
        begin.append((_("Upload images"), reverse("admin:library_image_upload")))
    if user.has_perm("publishing.view_page"):
        begin.append((_("All pages"), reverse(PAGES)))
    return begin


def _health(user: User) -> Iterator[Line]:
    """That nobody does what is due by itself: whoever publishes must know."""
    if not user.has_perm("publishing.publish_page") or not jobs.is_worker_away():
        return
    planned = Page.objects.filter(stage=Page.Stage.SCHEDULED).count()
    words = _("The worker is not running: mail waits, and so does what should happen by itself.")
    if planned:
        words += " " + ngettext(
            "%d scheduled change will not take effect.",
            "%d scheduled changes will not take effect.",
            planned,
        ) % (planned)
    yield Line(words, reverse("admin:jobs_job_changelist"), is_urgent=True)


def _comments(user: User) -> Iterator[Line]:
    if not user.has_perm("comments.moderate_comment"):
        return
    counts = count_comments()
    queue = reverse("admin:comments_comment_changelist")
    if count := counts["danger"]:
        words = ngettext(
            "%d comment speaks of a danger sign", "%d comments speak of danger signs", count
        )
        yield Line(words % count, f"{queue}?danger=yes", is_urgent=True)
    if count := counts["waiting"]:
        yield Line(ngettext("%d comment waits", "%d comments wait", count) % count, queue)
    if count := counts["reported"]:
        words = ngettext("%d comment reported by readers", "%d comments reported by readers", count)
        yield Line(words % count, f"{queue}?reported=yes")


def count_comments() -> dict[str, int]:
    """How many comments wait, and how many of them speak of a danger sign or were reported."""
    return Comment.objects.filter(HELD | REPORTED).aggregate(
        waiting=Count("pk"),
        danger=Count("pk", filter=Q(has_red_flag=True)),
        reported=Count("pk", filter=Q(flag_count__gt=0)),
    )


def _pages(user: User) -> Iterator[Line]:
    """Drafts: to be reviewed, to be published, sent back, in work."""
    stage = Page.Stage
    mine = Q(created_by=user)
    for_me = Q(reviewer__user=user, stage=stage.SUBMITTED)
    counts = Page.objects.filter(status=Page.Status.DRAFT).aggregate(
        to_review=Count("pk", filter=for_me),
        submitted=Count("pk", filter=Q(stage=stage.SUBMITTED) & ~for_me),
        approved=Count("pk", filter=Q(stage=stage.APPROVED)),
        sent_back=Count("pk", filter=mine & Q(stage=stage.CHANGES_ASKED)),
        in_work=Count("pk", filter=mine & Q(stage=stage.IN_WORK)),
    )
    if count := counts["to_review"]:
        words = ngettext("%d draft for you to review", "%d drafts for you to review", count)
        yield Line(words % count, _list(state="submitted", whose="review"), is_urgent=True)
    if count := counts["sent_back"]:
        words = ngettext(
            "%d draft of yours to be changed", "%d drafts of yours to be changed", count
        )
        yield Line(words % count, _list(state="changes-asked", whose="mine"), is_urgent=True)
    if user.has_perm("publishing.publish_page"):
        if count := counts["approved"]:
            words = ngettext("%d approved draft to publish", "%d approved drafts to publish", count)
            yield Line(words % count, _list(state="approved"))
        if count := counts["submitted"]:
            words = ngettext("%d draft waits for a review", "%d drafts wait for a review", count)
            yield Line(words % count, _list(state="submitted"))
    if count := counts["in_work"]:
        words = ngettext("%d draft of yours in work", "%d drafts of yours in work", count)
        yield Line(words % count, _list(state="in-work", whose="mine"))


def _reviews(user: User) -> Iterator[Line]:
    """Published pages whose facts are to be checked again."""
    today = timezone.localdate()
    due = Page.objects.originals().filter(status=Page.Status.PUBLISHED)
    due = due.filter(review_due_on__lte=today + reviewing.IN_MAIL)
    if not user.has_perm("publishing.publish_page"):
        due = due.filter(reviewer__user=user)
    counts = due.aggregate(
        overdue=Count("pk", filter=Q(review_due_on__lt=today)),
        soon=Count("pk", filter=Q(review_due_on__gte=today)),
    )
    url = reverse("admin:publishing_page_reviews")
    if count := counts["overdue"]:
        words = ngettext("%d page is overdue for review", "%d pages are overdue for review", count)
        yield Line(words % count, url, is_urgent=True)
    if count := counts["soon"]:
        words = ngettext(
            "%d page is due for review within 30 days",
            "%d pages are due for review within 30 days",
            count,
        )
        yield Line(words % count, url)


def _problems(user: User) -> Iterator[Line]:
    if not user.has_perm("problems.change_problem"):
        return
    counts = Problem.objects.waiting().aggregate(
        all=Count("pk"), safety=Count("pk", filter=Q(kind=Problem.Kind.SAFETY))
    )
    if count := counts["all"]:
        words = ngettext(
            "%d problem that a reader reports", "%d problems that readers report", count
        )
        url = reverse("admin:problems_problem_changelist")
        yield Line(words % count, url, is_urgent=counts["safety"] > 0)


def _images(user: User) -> Iterator[Line]:
    if not user.has_perm("library.change_image"):
        return
    waiting = Image.objects.filter(is_waiting=True)
    if not user.has_perm("library.change_any_image"):
        waiting = waiting.filter(uploaded_by=user)
    if count := waiting.count():
        words = ngettext(
            "%d image waits for its description", "%d images wait for their description", count
        )
        url = reverse("admin:library_image_changelist")
        yield Line(words % count, f"{url}?description=waiting")


def _links(user: User) -> Iterator[Line]:
    if user.has_perm("linkcheck.view_link") and (count := broken_count()):
        words = ngettext("%d link is broken", "%d links are broken", count)
        url = reverse("admin:linkcheck_link_changelist")
        yield Line(words % count, f"{url}?state=bad")
    if user.has_perm("addresses.view_missedaddress"):
        yield from _missed()
    if not user.has_perm("publishing.edit_any_page"):
        return
    if count := PlannedLink.objects.filter(page__draft_of=None).count():
        words = ngettext("%d link to a page still to be written", "%d links still planned", count)
        yield Line(words % count, reverse("admin:publishing_plannedlink_changelist"))


def _missed() -> Iterator[Line]:
    """What readers looked for in vain; a few thousand rows at most, in one query."""
    addresses = MissedAddress.objects.waiting().order_by().values_list(Value("addresses"))
    searches = MissedSearch.objects.order_by().values_list(Value("searches"))
    counts = Counter(what for (what,) in addresses.union(searches, all=True))
    if count := counts["addresses"]:
        words = ngettext(
            "%d address that readers did not find", "%d addresses that readers did not find", count
        )
        yield Line(words % count, reverse("admin:addresses_missedaddress_changelist"))
    if count := counts["searches"]:
        words = ngettext("%d search that found nothing", "%d searches that found nothing", count)
        yield Line(words % count, reverse("admin:search_missedsearch_changelist"))


def _failures(user: User) -> Iterator[Line]:
    if not user.has_perm("jobs.view_job"):
        return
    if count := jobs.failed_count():
        words = ngettext("%d mail or job has failed", "%d mails or jobs have failed", count)
        yield Line(words % count, reverse("admin:jobs_job_changelist"), is_urgent=True)


def _list(**filters: Any) -> str:
    return f"{reverse(PAGES)}?{urlencode(filters)}"
