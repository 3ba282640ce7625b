"""Tries the rules on a message, and says what the filter has learned."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import F, Q
from django.utils.translation import gettext_lazy

from backcare.publishing.kinds import kinds
from backcare.publishing.models import Page

from ..forms import Line, Words
from ..judging import Submission, Verdict, judge
from ..models import Comment, LearnedFeature, RedFlagPhrase
from ..models.comment import LONGEST_NAME, LONGEST_TEXT
from ..red_flags import Found, find
from ..spam.evidence import describe
from .cards import Card

# Of each kind, in the list of what was learned.
MOST_TELLING = 15
# What stood in fewer comments tells little.
SEEN_OFTEN = 2


class TryForm(forms.Form):
    """A message as a reader would send it."""

    text = Words(
        label=gettext_lazy("Message"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": gettext_lazy("Write or paste a message.")},
    )
    name = Line(label=gettext_lazy("Name"), max_length=LONGEST_NAME, required=False)
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        required=False,
        help_text=gettext_lazy("With the name of somebody who has comments: as if they wrote it."),
    )


@dataclass(frozen=True)
class Tried:
    """What was found in a message. ``verdict`` is what the rules make of it, for moderators."""

    phrases: list[tuple[Found, RedFlagPhrase]]
    verdict: Verdict | None = None
    card: Card | None = None

    @property
    def state(self) -> str:
        return str(Comment.Status(self.verdict.status).label) if self.verdict else ""


@dataclass(frozen=True)
class Learned:
    """How many comments the filter was taught by moderators here, and the most telling words."""

    spam: int
    honest: int
    of_spam: list[str]
    of_honest: list[str]


def tried(data: dict[str, Any], *, with_rules: bool) -> Tried:
    """What the phrases find in a message, and what the rules would do. Stores nothing."""
    text = data["text"]
    in_use = {row.phrase: row for row in RedFlagPhrase.objects.filter(is_active=True)}
    phrases = [(found, in_use[found.phrase]) for found in find(text, in_use)]
    page = _some_page() if with_rules else None
    if page is None:
        return Tried(phrases)
    verdict = judge(Submission(page=page, name=data["name"], email=data["email"], text=text))
    comment = Comment(
        page=page, text=text, name=data["name"], score=verdict.score, evidence=verdict.evidence
    )
    return Tried(phrases, verdict, Card(comment, may_decide=True))


def _some_page() -> Page | None:
    """A page that readers can comment on; which it is matters little to the rules."""
    commented = [kind.name for kind in kinds if kind.commented]
    return Page.objects.live().filter(kind__in=commented).first()


def learned() -> Learned:
    total = LearnedFeature.objects.filter(feature="").first()
    words = LearnedFeature.objects.filter(
        Q(feature__startswith="word:") | Q(feature__startswith="pair:")
    ).annotate(lean=F("spam") - F("honest"))
    return Learned(
        spam=total.spam if total else 0,
        honest=total.honest if total else 0,
        of_spam=_described(words.filter(lean__gte=SEEN_OFTEN).order_by("-lean", "feature")),
        of_honest=_described(words.filter(lean__lte=-SEEN_OFTEN).order_by("lean", "feature")),
    )


def _described(rows: Any) -> list[str]:
    return [describe(row.feature) for row in rows[:MOST_TELLING]]
