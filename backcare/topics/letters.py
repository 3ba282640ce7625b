"""The A to Z of topics and of the other words for them, as a whole or a letter at a time."""

from collections.abc import Callable
from itertools import groupby
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Value

from .models import Topic, TopicSynonym, letter_of

# As long as there are no more, all of them stand on one page.
MOST_ON_ONE_PAGE = 120

# Each letter from the one before it, so that an index is asked once for each and read nowhere.
LETTERS = """
    WITH RECURSIVE letters (letter) AS (
        SELECT MIN(letter) FROM {table}
        UNION ALL
        SELECT (SELECT MIN(letter) FROM {table} WHERE letter > letters.letter)
        FROM letters WHERE letters.letter IS NOT NULL
    )
    SELECT letter FROM letters WHERE letter IS NOT NULL
"""


class Entry(NamedTuple):
    """A line of the A to Z; ``name`` is the topic's own, or another for it."""

    name: str
    topic: Topic
    is_synonym: bool


def everything() -> list[Entry] | None:
    """All that readers can see, in no order; None when that is too much for one page."""
    first = Topic.objects.visible().order_by("letter", "name")
    topics = list(first[: MOST_ON_ONE_PAGE + 1])
    if len(topics) > MOST_ON_ONE_PAGE:
        return None
    others = TopicSynonym.objects.filter(topic__in=topics).select_related("topic").order_by()
    synonyms = list(others[: MOST_ON_ONE_PAGE + 1 - len(topics)])
    if len(topics) + len(synonyms) > MOST_ON_ONE_PAGE:
        return None
    return [
        *(Entry(topic.name, topic, False) for topic in topics),
        *(Entry(synonym.name, synonym.topic, True) for synonym in synonyms),
    ]


def letters() -> list[str]:
    """The letters that any name begins with, in their order, whoever can see it."""
    found: set[str] = set()
    with connection.cursor() as cursor:
        for model in (Topic, TopicSynonym):
            cursor.execute(LETTERS.format(table=model._meta.db_table))
            found.update(letter or "#" for (letter,) in cursor.fetchall())
    return sorted(found)


class OfLetter:
    """The names under a letter, in their order, to be sliced by a paginator.

    What readers cannot see is left out of a slice, which is then shorter: to know it of all names
    would take as long as there are names.
    """

    def __init__(self, letter: str) -> None:
        stored = [letter, ""] if letter == "#" else [letter]
        topics = Topic.objects.filter(letter__in=stored).order_by()
        synonyms = TopicSynonym.objects.filter(letter__in=stored).order_by()
        names = [
            *topics.annotate(is_synonym=Value(False)).values_list("name", "pk", "is_synonym"),
            *synonyms.annotate(is_synonym=Value(True)).values_list("name", "topic", "is_synonym"),
        ]
        self.names = sorted(names, key=lambda entry: (entry[0].casefold(), entry[1]))

    def __len__(self) -> int:
        return len(self.names)

    def __getitem__(self, part: slice) -> list[Entry]:
        names = self.names[part]
        topics = Topic.objects.visible().in_bulk({topic for _name, topic, _synonym in names})
        return [
            Entry(name, topics[topic], is_synonym)
            for name, topic, is_synonym in names
            if topic in topics
        ]


def by_letter(entries: list, key: Callable[[Any], str]) -> list[tuple[str, list]]:
    """The entries in the order of their names, grouped by first letter."""

    def place(entry: object) -> tuple[str, str]:
        return letter_of(key(entry)), key(entry).casefold()

    return [
        (letter, list(group))
        for letter, group in groupby(sorted(entries, key=place), key=lambda entry: place(entry)[0])
    ]
