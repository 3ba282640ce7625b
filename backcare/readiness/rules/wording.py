"""How hard the running text is to read."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..drafts import Draft
from ..findings import Finding, Level, Rule
from ..prose import reading_age, words_of

LONGEST_SENTENCE = 30
# The target is 11 to 12.
HIGHEST_AGE = 12
# Below, a formula says more of chance than of the text.
FEWEST_WORDS = 100
# Written for a list, not to be read on from.
NOT_PROSE = frozenset({"title", "search_title", "search_description", "change_note"})


def age_of(draft: Draft) -> float | None:
    """The reading age of the running text in years; None when there is too little of it."""
    running = _running(draft)
    if sum(len(words_of(sentence)) for sentence in running) < FEWEST_WORDS:
        return None
    return reading_age(running)


def _running(draft: Draft) -> list[str]:
    """The sentences of paragraphs; of lists those that are sentences. No headings, no tables."""
    return [
        sentence.text
        for passage in draft.passages
        if passage.is_running and passage.field not in NOT_PROSE
        for sentence in passage.sentences
    ]


class ReadingAge(Rule):
    """Whoever left school at twelve can read the page. Names of body parts count like any word."""

    name = "reading-age"
    level = Level.ADVISING
    title = gettext_lazy("Hard to read")
    advice = gettext_lazy(
        "Aim at 11 to 12. Shorter sentences and shorter words lower it; begin with this sentence."
    )

    def check(self, draft: Draft) -> Iterator[Finding]:
        age = age_of(draft)
        if age is None or round(age) <= HIGHEST_AGE:
            return
        field, hardest = max(
            (
                (passage.field, sentence.text)
                for passage in draft.passages
                if passage.is_running and passage.field not in NOT_PROSE
                for sentence in passage.sentences
                if words_of(sentence.text)
            ),
            key=lambda place: reading_age([place[1]]),
        )
        yield self.finding(
            _("The text reads like one for the age of %d.") % round(age), field=field, quote=hardest
        )


class LongSentences(Rule):
    name = "long-sentence"
    level = Level.ADVISING
    title = gettext_lazy("Long sentence")
    advice = gettext_lazy("Make two of it.")

    def check(self, draft: Draft) -> Iterator[Finding]:
        for passage in draft.passages:
            if passage.field in NOT_PROSE:
                continue
            for sentence in passage.sentences:
                count = len(words_of(sentence.text))
                if count > LONGEST_SENTENCE:
                    yield self.finding(
                        _("%d words in one sentence.") % count,
                        field=passage.field,
                        quote=sentence.text,
                    )
