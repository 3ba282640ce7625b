"""Promises that nobody can keep."""

import re
from bisect import bisect
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..drafts import Draft
from ..findings import Finding, Level, Rule
from ..models import WatchedPhrase
from ..passages import Passage, without_marks
from ..words import Phrases, tokens

_COUNT = r"(?:\d{1,3}|one|two|three|five|seven|ten|thirty|sixty)"
_PROMISE = (
    r"\b(?:reliefs?|relieves?|relieved|fix(?:e[sd])?|cure[sd]?|heals?|healed|gone|better|pain-free"
    r"|painless|vanish(?:es|ed)?|disappears?|banish(?:es)?|melts?|end(?:s|ed)?|stops?|release[sd]?"
    r"|loosens?|unlocks?|works?|results?)\b"
)
QUICKLY = re.compile(
    rf"\b(?:in|within|after) (?:just |only |under |less than |as little as |about ){{0,2}}{_COUNT}"
    r"[ -](?:seconds?|minutes?)\b",
    re.IGNORECASE,
)
TRICK = re.compile(
    rf"\b{_COUNT}[ -](?:seconds?|minutes?) (?:trick|fix|cure|hack|miracle|relief|solution)\b",
    re.IGNORECASE,
)
PROMISE = re.compile(_PROMISE, re.IGNORECASE)
# Only so far: a sign that is never closed must not be looked for to the end of the text.
QUOTED = re.compile(r"“[^”]{1,300}”|\"[^\"]{1,300}\"|(?<!\w)‘[^’]{1,300}’")
NEGATIONS = frozenset(
    {"no", "not", "never", "nobody", "none", "nothing", "neither", "nor", "without", "cannot"}
    | {"hardly", "seldom", "rarely", "beware", "avoid", "ignore", "distrust", "unlikely"}
)
# As many words before a claim may separate it from its "no".
NEAR = 6
# Nor are more characters around a claim looked at.
REACH = 120
CLAUSE_END = re.compile(r"[,;:–—]|\bbut\b", re.IGNORECASE)
DENIED = re.compile(r"\bmyths?\b|\bnot true\b|\buntrue\b|\bfalse\b|\bno such\b", re.IGNORECASE)


class Claims(Rule):
    """No page says that something cures, works at once or for ever.

    What is denied ("there is no cure") or quoted ("sold as a “miracle”") is no claim.
    """

    name = "claim"
    level = Level.ADVISING
    title = gettext_lazy("Claim that promises too much")
    advice = gettext_lazy("Say what it may do, for how many people, and how sure that is.")

    def check(self, draft: Draft) -> Iterator[Finding]:
        watched = draft.phrases(WatchedPhrase.Kind.CLAIM)
        for passage in draft.passages:
            if passage.is_quotation:
                continue
            quoted = [match.span() for match in QUOTED.finditer(passage.marked)]
            for start, end, advice in _claims(passage.marked, watched):
                if _is_within(quoted, start, end) or _is_denied(passage, start, end):
                    continue
                claim = without_marks(passage.marked[start:end])
                yield self.finding(
                    _("“%s” promises too much.") % claim,
                    advice=advice,
                    field=passage.field,
                    quote=claim,
                )


def _claims(text: str, watched: Phrases[WatchedPhrase]) -> Iterator[tuple[int, int, str]]:
    """Where the text claims something, and what an editor advises about it."""
    for found in watched.find(text):
        yield found.start, found.end, found.phrase.advice
    for match in TRICK.finditer(text):
        yield match.start(), match.end(), ""
    for match in QUICKLY.finditer(text):
        around = text[max(0, match.start() - REACH) : match.end() + REACH]
        if PROMISE.search(around):
            yield match.start(), match.end(), ""


def _is_within(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    """Whether a place lies inside one of some spans that are in order."""
    place = bisect(spans, (start,)) - 1
    return place >= 0 and spans[place][0] < start and end < spans[place][1]


def _is_denied(passage: Passage, start: int, end: int) -> bool:
    """Whether the claim's sentence denies it, as far as the words near it tell."""
    starts = passage.sentence_starts
    place = bisect(starts, start) - 1
    begin, stop = starts[place], passage.sentences[place].end
    before = passage.marked[max(begin, start - REACH) : start]
    after = passage.marked[end : min(stop, end + REACH)]
    if DENIED.search(before) or DENIED.search(after):
        return True
    near = [token.word for token in tokens(CLAUSE_END.split(before)[-1])][-NEAR:]
    return any(word in NEGATIONS or word.endswith("n't") for word in near)
