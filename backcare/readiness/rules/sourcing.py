"""What needs a source."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..drafts import Draft
from ..findings import Finding, Level, Rule
from ..models import WatchedPhrase

_NUMBER = r"(?:\d{1,6}|one|two|three|four|five|six|seven|eight|nine|ten)"
_WHOLE = r"(?:\d{1,6}|two|three|four|five|six|seven|eight|nine|ten|twenty|hundred)"
SHARE = re.compile(
    rf"\d\s?%|\bper\s?cent\b|\b{_NUMBER} (?:in|out of) (?:every )?{_WHOLE}\b(?!\s*-)", re.IGNORECASE
)
STUDY = re.compile(
    r"\b(?:stud(?:y|ies)|research|researchers|trials?|scientists|evidence)"
    r"(?: (?:has|have|also|clearly|often)){0,2}"
    r" (?:shows?|showed|shown|finds?|found|suggests?|suggested|proves?|proved|proven|says?)\b",
    re.IGNORECASE,
)


class MedicineWithoutSource(Rule):
    """A page that names a medicine says where its facts come from."""

    name = "medicine-source"
    level = Level.BLOCKING
    title = gettext_lazy("Medicine without a source")
    advice = gettext_lazy("Add a source, such as the NHS's page on it, under “Sources”.")

    def check(self, draft: Draft) -> Iterator[Finding]:
        if draft.parts("sources"):
            return
        medicines = draft.phrases(WatchedPhrase.Kind.MEDICINE)
        for passage in draft.passages:
            for found in medicines.find(passage.text):
                named = passage.text[found.start : found.end]
                yield self.finding(
                    _("The page names %s and has no source.") % named,
                    advice=found.phrase.advice,
                    field=passage.field,
                    quote=named,
                )
                return


class UnsourcedFigures(Rule):
    """A share of people, or what studies have shown, comes with a reference to its source.

    A reference at the end of a paragraph stands for the sentences before it. Where the page has
    no text that could refer to a source, it is enough that it has one.
    """

    name = "unsourced"
    level = Level.ADVISING
    title = gettext_lazy("Figure or study without a source")
    advice = gettext_lazy("Put a reference behind the sentence, or leave the figure out.")

    def check(self, draft: Draft) -> Iterator[Finding]:
        for passage in draft.passages:
            if not passage.is_running:
                continue
            in_text = passage.field == "body"
            if not in_text and (draft.has_body or draft.parts("sources")):
                continue
            for sentence in passage.sentences:
                if sentence.is_sourced:
                    continue
                if SHARE.search(sentence.text):
                    message = _("A figure without a source.")
                elif STUDY.search(sentence.text):
                    message = _("A study without a source.")
                else:
                    continue
                yield self.finding(message, field=passage.field, quote=sentence.text)
