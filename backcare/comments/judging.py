"""What becomes of a comment when it comes in: shown at once, held for a moderator, or spam.

Each signal is a small function that says in words what it noticed. A signal may hold a comment
or, for a block, make it spam; and it may add to the spam score of the learning filter, on the
scale of log-odds. Nothing is refused here and nothing is lost: spam is kept, too.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from math import exp, log

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backcare.people.models import Contributor, User
from backcare.publishing.models import Page

from . import red_flags, spam
from .blocking import blocks_on
from .keys import address_key, submission_key, text_key
from .known import Known, known_of
from .markup import links_in
from .models import Comment, RedFlagPhrase, Rules
from .models.comment import DEEPEST
from .normalise import skeleton, tricks
from .policy import Policy, current_policy
from .spam.repetition import FEWEST_WORDS, weight_of

# People read a page before they answer it, and type.
SECONDS_OF_A_PERSON = 3.0
# Codes of the signals by which the receipt chooses what it shows first.
CRISIS, RED_FLAG = "crisis", "red-flag"
# A machine's certainty is never more than this, so that the sums below stay finite.
SUREST = 0.999


class Effect(IntEnum):
    """What a signal does by itself, however the filter judges."""

    NOTE = 0
    HOLD = 1
    SPAM = 2


@dataclass(frozen=True)
class Signal:
    """What was noticed. ``weight`` is added to the log-odds of being spam."""

    code: str
    words: str
    effect: Effect = Effect.HOLD
    weight: float = 0.0


@dataclass(frozen=True)
class Submission:
    """What came in with the form, and from where.

    ``seconds`` is the time that the form was open, as its script says; None without a script.
    ``editing`` is the comment that its author changes.
    """

    page: Page
    name: str
    email: str
    text: str
    answers: Comment | None = None
    address: str = ""
    decoy: str = ""
    seconds: float | None = None
    is_from_here: bool = True
    user: User | None = None
    contributor: Contributor | None = None
    wants_replies: bool = False
    editing: Comment | None = None

    @cached_property
    def address_key(self) -> str:
        return address_key(self.address)

    @cached_property
    def text_key(self) -> str:
        return text_key(self.text)

    @cached_property
    def key(self) -> str:
        return submission_key(self.name, self.email, self.text)

    @property
    def thread(self) -> Comment | None:
        """The first comment of the thread that it belongs to; None where it begins one."""
        return None if self.answers is None else self.answers.thread or self.answers

    @property
    def parent(self) -> Comment | None:
        """The comment below which it stands, never too deep."""
        if self.answers is None or self.answers.depth < DEEPEST:
            return self.answers
        return self.answers.parent

    @cached_property
    def known(self) -> Known:
        """What is known already, but for the comment that is being changed."""
        return known_of(
            page=self.page.pk,
            parent=self.parent.pk if self.parent else None,
            key=self.key,
            address_key=self.address_key,
            text_key=self.text_key,
            email=self.email.lower(),
            rules=current_policy().rules,
            besides=self.editing.pk if self.editing else None,
        )


@dataclass
class Verdict:
    """What becomes of a submission, and why."""

    status: str
    score: float | None = None
    reasons: list[dict[str, str]] = field(default_factory=list)
    evidence: list[list] = field(default_factory=list)
    has_red_flag: bool = False


def judge(submission: Submission) -> Verdict:
    """Decide on ``submission`` by the site's rules. Reads, never writes."""
    policy = current_policy()
    noticed = [signal for find in SIGNALS for signal in find(submission, policy)]
    if submission.user is not None:
        # Whoever answers for the site may speak of danger signs: that is what they are there for.
        words = _("Written by somebody of the site, who was signed in.")
        return Verdict(Comment.Status.APPROVED, reasons=[{"code": "site", "words": words}])
    judgement = spam.classify(spam.sample_of(submission))
    score = _with_weights(judgement.probability, [signal.weight for signal in noticed])
    noticed += _by_score(score, policy.rules)
    effect = max((signal.effect for signal in noticed), default=Effect.NOTE)
    status = (Comment.Status.APPROVED, Comment.Status.HELD, Comment.Status.SPAM)[effect]
    has_red_flag = any(signal.code in {CRISIS, RED_FLAG} for signal in noticed)
    if has_red_flag and status == Comment.Status.SPAM:
        status = Comment.Status.HELD  # A person in danger is worth a moderator's look.
    return Verdict(
        status,
        score=score,
        reasons=[{"code": signal.code, "words": signal.words} for signal in noticed],
        evidence=[list(pair) for pair in judgement.evidence],
        has_red_flag=has_red_flag,
    )


def _with_weights(probability: float, weights: list[float]) -> float:
    """The probability after the evidence of the other signals, by adding log-odds."""
    probability = min(max(probability, 1 - SUREST), SUREST)
    odds = log(probability / (1 - probability)) + sum(weights)
    return 1 / (1 + exp(-odds))


def _by_score(score: float, rules: Rules) -> list[Signal]:
    percent = {"percent": round(100 * score)}
    if score >= rules.spam_above:
        words = _("The filter takes it for spam (%(percent)d %%).") % percent
        return [Signal("filter", words, Effect.SPAM)]
    if score >= rules.approve_below:
        return [Signal("filter", _("The filter is not sure (spam: %(percent)d %%).") % percent)]
    return []


# The signals ---------------------------------------------------------------------------


def _red_flag(submission: Submission, policy: Policy) -> Iterator[Signal]:
    yield from dangers_in(submission.text, policy)


def dangers_in(text: str, policy: Policy | None = None) -> Iterator[Signal]:
    """What in ``text`` may need help at once; the code says of which kind."""
    levels = (policy or current_policy()).levels
    for found in red_flags.find(text, levels):
        if levels[found.phrase] == RedFlagPhrase.Level.CRISIS:
            words = _("Speaks of despair: “%(words)s”.") % {"words": found.words}
            yield Signal(CRISIS, words)
        else:
            words = _("Speaks of a danger sign: “%(words)s”.") % {"words": found.words}
            yield Signal(RED_FLAG, words)


def _sender(submission: Submission, policy: Policy) -> Iterator[Signal]:
    if not submission.is_from_here:
        words = _("The browser did not say that the form was on this site.")
        yield Signal("sender", words, weight=0.5)


def _decoy(submission: Submission, policy: Policy) -> Iterator[Signal]:
    if submission.decoy:
        words = _("A field was filled in that people don't see.")
        yield Signal("decoy", words, weight=3.0)


def _time_to_fill(submission: Submission, policy: Policy) -> Iterator[Signal]:
    seconds = submission.seconds
    if seconds is not None and seconds < SECONDS_OF_A_PERSON and submission.editing is None:
        words = _("It was written in %(seconds).1f seconds.") % {"seconds": seconds}
        yield Signal("haste", words, weight=1.0)


def _blocks(submission: Submission, policy: Policy) -> Iterator[Signal]:
    for block in blocks_on(submission, policy):
        words = _("Blocked: %(kind)s “%(which)s”.") % {
            "kind": block.get_kind_display(),
            "which": block,
        }
        yield Signal("block", words, Effect.SPAM if block.effect == "spam" else Effect.HOLD)


def _links(submission: Submission, policy: Policy) -> Iterator[Signal]:
    count = len(links_in(submission.text))
    if count > policy.rules.most_links:
        words = ngettext("It has a link.", "It has %(count)d links.", count) % {"count": count}
        yield Signal("links", words)
    if links_in(submission.name):
        yield Signal("links", _("The name is a web address."), weight=1.5)


def _tricks(submission: Submission, policy: Policy) -> Iterator[Signal]:
    for trick in tricks(f"{submission.name}\n{submission.text}"):
        yield Signal("trick", trick.words, weight=1.0)


def _repetition(submission: Submission, policy: Policy) -> Iterator[Signal]:
    pages = submission.known.alike
    if pages and len(skeleton(submission.text).split()) >= FEWEST_WORDS:
        count = len(pages)
        others = len(set(pages) - {submission.page.pk})
        words = ngettext(
            "The same text has come in before.",
            "The same text has come in %(count)d times before.",
            count,
        ) % {"count": count}
        yield Signal("repetition", words, weight=weight_of(submission.text, others))


def _rates(submission: Submission, policy: Policy) -> Iterator[Signal]:
    if submission.known.from_address >= max(2, policy.rules.most_from_address // 2):
        yield Signal("rate", _("Many comments from one address within an hour."))
    if submission.known.on_page >= policy.rules.most_on_page:
        yield Signal("rate", _("Many comments on this page within an hour."))


def _first(submission: Submission, policy: Policy) -> Iterator[Signal]:
    if not policy.rules.hold_first:
        return
    # The address alone could be guessed; who knows the name as well has met this person here.
    if skeleton(submission.name) not in {skeleton(name) for name in submission.known.names}:
        yield Signal("first", _("First comment of this person."))


SIGNALS: tuple[Callable[[Submission, Policy], Iterator[Signal]], ...] = (
    _red_flag,
    _sender,
    _decoy,
    _time_to_fill,
    _blocks,
    _links,
    _tricks,
    _repetition,
    _rates,
    _first,
)
