"""What a question finds, in plain Python: what both databases must do.

It knows pages as their texts and values alone, and asks neither the index nor the documents.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from backcare.search.analysis import words
from backcare.search.questions import Phrase, Question


@dataclass(frozen=True)
class Text:
    """What a page says in each place that a phrase must not leave, and its values."""

    places: tuple[str, ...]
    values: Mapping[str, frozenset[str]] = field(default_factory=dict)
    is_live: bool = True

    def has(self, phrase: Phrase) -> bool:
        return any(
            tuple(said[start : start + len(phrase)]) == phrase
            for said in map(words, self.places)
            for start in range(len(said))
        )


def matches(text: Text, question: Question, chosen: Mapping[str, list[str]]) -> bool:
    return (
        text.is_live
        and all(
            any(all(text.has(phrase) for phrase in way) for way in clause.ways)
            for clause in question.clauses
        )
        and not any(text.has(phrase) for phrase in question.excluded)
        and all(text.values.get(name, set()) & set(values) for name, values in chosen.items())
    )


def found(texts: Mapping[int, Text], question: Question, chosen) -> set[int]:
    if not question:
        return set()
    return {key for key, text in texts.items() if matches(text, question, chosen)}


def counts(texts: Mapping[int, Text], question: Question, chosen, name: str) -> Counter[str]:
    """How many pages have each value of a facet, the other choices made as they are."""
    others = {other: values for other, values in chosen.items() if other != name}
    left = found(texts, question, others)
    return Counter(value for key in left for value in texts[key].values.get(name, ()))
