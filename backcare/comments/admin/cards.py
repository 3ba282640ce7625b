"""What a moderator sees of each comment, read for a whole list in a fixed number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from time import time
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from backcare.publishing.desk_urls import comments_url
from backcare.publishing.models import Page

from ..markup import excerpt, to_html
from ..models import Comment, Flag
from ..moderation import LESSONS
from ..spam.evidence import describe
from ..writers import writer_of
from .access import may_decide

Status = Comment.Status

# Days that a commenter is blocked for when nothing else is chosen.
BLOCK_DAYS = 30
LONGEST_EXCERPT = 200  # characters


@dataclass(frozen=True)
class Choice:
    """A decision that can be made: its status, what the button says, the key that presses it."""

    status: str
    words: str
    key: str


@dataclass(frozen=True)
class Known:
    """How many other comments of the same person were approved, and how many were spam."""

    approved: int = 0
    spam: int = 0


@dataclass(frozen=True)
class Telling:
    """A feature that decided, in words; ``percent`` is how likely it makes spam."""

    words: str
    percent: int
    is_spam: bool


@dataclass
class Card:
    """A comment as one person sees it; ``may_decide`` says whether with what is private.

    ``asks_name``: that person's account has no name to reply under. ``then`` is the key of the
    comment to go on with.
    """

    comment: Comment
    may_decide: bool
    asks_name: bool = False
    then: int | None = None
    answer_count: int = 0
    flags: list[Flag] = field(default_factory=list)
    known: Known = Known()
    # In seconds, for the buttons to say what was read when they were pressed.
    read_at: float = field(default_factory=time)

    @cached_property
    def html(self) -> SafeString:
        return to_html(self.comment.text)

    @property
    def is_living(self) -> bool:
        """Whether it is, or may become, something that readers see and that can be answered."""
        return self.comment.status in {Status.HELD, Status.APPROVED}

    @property
    def may_reply(self) -> bool:
        return self.may_decide and self.is_living and self.comment.page.is_live

    @property
    def may_close(self) -> bool:
        """Whether the comments of its page can be closed and opened from here."""
        return self.may_decide and self.comment.page.status == Page.Status.PUBLISHED

    @property
    def in_place(self) -> str:
        """Where the comment stands among the others, or would: the comment above it, or its page.

        Empty where readers see neither.
        """
        comment = self.comment
        if not comment.page.is_live:
            return ""
        above = (comment, comment.answers, comment.thread)
        shown = [one for one in above if one and one.status == Status.APPROVED]
        return shown[0].get_absolute_url() if shown else comment.page.get_absolute_url()

    @property
    def answered(self) -> str:
        """The beginning of the comment that this one answers."""
        answers = self.comment.answers
        return excerpt(answers.text, LONGEST_EXCERPT) if answers else ""

    @property
    def percent(self) -> int | None:
        score = self.comment.score
        return None if score is None else round(100 * score)

    @property
    def telling(self) -> list[Telling]:
        return [
            Telling(describe(str(feature)), round(100 * probability), probability > 0.5)
            for feature, probability in self.comment.evidence
        ]

    @property
    def choices(self) -> list[Choice]:
        """The decisions that would change something, the most usual first."""
        comment = self.comment
        if comment.status == Status.WITHDRAWN:
            return []
        words = {
            Status.APPROVED: _("Keep") if comment.status == Status.APPROVED else _("Approve"),
            Status.HELD: _("Hold"),
            Status.SPAM: _("Yes, spam") if comment.status == Status.SPAM else _("Spam"),
            Status.REMOVED: _("Remove"),
        }
        keys = {Status.APPROVED: "a", Status.HELD: "h", Status.SPAM: "s", Status.REMOVED: "d"}
        return [
            Choice(status, words[status], keys[status])
            for status in words
            if status != comment.status or self._has_something_to_confirm(status)
        ]

    def _has_something_to_confirm(self, status: str) -> bool:
        """Whether the decision it has already would settle reports or teach the filter."""
        comment = self.comment
        if status not in LESSONS:
            return False
        is_lesson = comment.user_id is None and comment.learned_as != LESSONS[status]
        return bool(comment.flag_count) or is_lesson

    @property
    def block_until(self) -> date:
        return timezone.localdate() + timedelta(days=BLOCK_DAYS)

    @property
    def comments_url(self) -> str:
        """Where the comments of its page are closed and opened."""
        return comments_url(self.comment.page)

    @property
    def urls(self) -> dict[str, str]:
        names = ("change", "reply", "mark", "block")
        return {
            name: reverse(f"admin:comments_comment_{name}", args=[self.comment.pk])
            for name in names
        }


def cards_of(request: HttpRequest, comments: Sequence[Comment]) -> list[Card]:
    """The cards of ``comments``, which come with their context, in at most four queries."""
    decides = may_decide(request)
    answers = _answers(comments)
    flags: dict[int, list[Flag]] = {}
    known: dict[str, Known] = {}
    writer = writer_of(request) if decides else None
    if decides:
        for flag in Flag.objects.filter(comment__in=comments, is_settled=False):
            flags.setdefault(flag.comment_id, []).append(flag)
        known = _known(comments)
    return [
        Card(
            comment,
            decides,
            asks_name=writer is None or not writer.name,
            then=_following(comments, place),
            answer_count=answers.get(comment.pk, 0),
            flags=flags.get(comment.pk, []),
            known=_without(known.get(comment.email, Known()), comment),
        )
        for place, comment in enumerate(comments)
    ]


def card_of(request: HttpRequest, comment: Comment) -> Card:
    [card] = cards_of(request, [comment])
    return card


def _following(comments: Sequence[Comment], place: int) -> int | None:
    """The next of the list; of the last, the one before it."""
    if len(comments) < 2:
        return None
    return comments[place + 1 if place + 1 < len(comments) else place - 1].pk


def _answers(comments: Iterable[Comment]) -> dict[int, int]:
    rows: Any = Comment.objects.filter(answers__in=list(comments)).order_by()
    return dict(rows.values_list("answers").annotate(Count("pk")))


def _known(comments: Iterable[Comment]) -> dict[str, Known]:
    """What is known of each e-mail address, counting every comment with it."""
    emails = {comment.email for comment in comments} - {""}
    rows = Comment.objects.filter(email__in=emails).order_by().values("email")
    counted = rows.annotate(
        approved=Count("pk", filter=Q(status=Status.APPROVED)),
        spam=Count("pk", filter=Q(status=Status.SPAM)),
    )
    return {row["email"]: Known(row["approved"], row["spam"]) for row in counted}


def _without(known: Known, comment: Comment) -> Known:
    return Known(
        known.approved - (comment.status == Status.APPROVED and bool(comment.email)),
        known.spam - (comment.status == Status.SPAM and bool(comment.email)),
    )
