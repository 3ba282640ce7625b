"""By what readers narrow what they found: kind, topic, and whatever the kinds of page add.

A page's values stand in its document, where the index finds them like words. No text has such
words, since each has the sign in it that ``analysis`` keeps out.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from backcare.pagecache import tags
from backcare.pagecache.remembered import Remembered
from backcare.publishing.kinds import Kind, kinds
from backcare.topics.models import Topic

from .analysis import GAP

# A value as it stands in an address.
VALUE = re.compile(r"[A-Za-z0-9_-]{1,40}")
# SQLite takes ASCII's punctuation for the end of a word.
WITHIN_WORDS = str.maketrans("-_", "‐ˍ")
WITHIN_ADDRESSES = str.maketrans("‐ˍ", "-_")
MOST_CHOSEN = 10

# What a reader has chosen: the values of each facet, by its name.
Chosen = Mapping[str, Collection[str]]


@dataclass(frozen=True)
class Facet:
    """One of the ways to narrow results.

    ``name`` stands in addresses. ``labels`` is asked what some values are called: in the order in
    which they are shown, without those that readers must not learn of. Facets are shown in their
    ``order``.
    """

    name: str
    label: str | Promise
    labels: Callable[[Collection[str]], Mapping[str, str]]
    order: int = 50

    def token(self, value: str) -> str:
        """The value as documents have it: one word to both databases, and one that no text has."""
        return f"{self.name}{GAP}{value.translate(WITHIN_WORDS)}"

    def counts(self, tokens: Mapping[str, int]) -> Counter[str]:
        """How many pages have each value; given how many have each token, as ``counted`` says."""
        start = f"{self.name}{GAP}"
        return Counter(
            {
                token.removeprefix(start).translate(WITHIN_ADDRESSES): count
                for token, count in tokens.items()
                if token.startswith(start)
            }
        )


def counted(documents: Iterable[str]) -> Counter[str]:
    """How many of the documents, given by their facets, have each token."""
    return Counter(token for tokens in documents for token in tokens.split())


def _kinds(values: Collection[str]) -> dict[str, str]:
    return {kind.name: str(kind.label_plural) for kind in kinds if kind.name in values}


def _read_topics() -> dict[int, str]:
    return dict(Topic.objects.visible().order_by().values_list("pk", "name"))


# The names of the topics that readers can see, by their keys.
visible_topics = Remembered(_read_topics, tags.TOPICS)


def _topics(values: Collection[str]) -> dict[str, str]:
    keys = [int(value) for value in values if value.isdecimal() and len(value) < 10]
    names = visible_topics() if keys else {}
    return {str(key): names[key] for key in keys if key in names}


KIND = Facet("kind", _("Kind"), _kinds, order=10)
TOPIC = Facet("topic", _("Topic"), _topics, order=20)

# Whole minutes; each value is a range that ends there.
RANGES = (5, 10, 20)
LONGER = "longer"


def minutes_value(minutes: int) -> str:
    """The value of the facet ``MINUTES`` for what takes so long."""
    return next((str(end) for end in RANGES if minutes <= end), LONGER)


def _minutes(values: Collection[str]) -> dict[str, str]:
    labels = {
        str(end): ngettext("Up to %d minute", "Up to %d minutes", end) % end
        if end == RANGES[0]
        else str(_("%(first)d to %(last)d minutes")) % {"first": before + 1, "last": end}
        for before, end in zip((0, *RANGES), RANGES, strict=False)
        if str(end) in values
    }
    if LONGER in values:
        labels[LONGER] = str(_("More than %d minutes")) % RANGES[-1]
    return labels


MINUTES = Facet("minutes", _("Takes"), _minutes, order=90)


def every_facet() -> list[Facet]:
    """All facets, each once, in the order in which they are shown."""
    by_name = {KIND.name: KIND, TOPIC.name: TOPIC}
    for kind in kinds:
        for facet in kind.facets:
            by_name.setdefault(facet.name, facet)
    return sorted(by_name.values(), key=lambda facet: facet.order)


def tokens_of(kind: Kind, page: object, topics: Iterable[int]) -> str:
    """What the document of ``page`` says of its facets."""
    tokens = [KIND.token(kind.name), *(TOPIC.token(str(topic)) for topic in topics)]
    for facet, values in kind.facets.items():
        tokens += [facet.token(value) for value in values(page)]
    return " ".join(dict.fromkeys(tokens))


def chosen_of(asked: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """What makes sense of the values that were asked for, by facet.

    A value that readers must not learn of makes none.
    """
    chosen = {}
    for facet in every_facet():
        values = dict.fromkeys(v for v in asked.get(facet.name, ()) if VALUE.fullmatch(v))
        if labels := facet.labels(list(values)[:MOST_CHOSEN]) if values else None:
            chosen[facet.name] = tuple(labels)
    return chosen


def tokens_by_facet(chosen: Chosen) -> list[list[str]]:
    """For an engine: a page must have one of each list."""
    by_name = {facet.name: facet for facet in every_facet()}
    return [[by_name[name].token(value) for value in values] for name, values in chosen.items()]
