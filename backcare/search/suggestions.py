"""What to offer a reader who is still typing, and one whose words are on no page."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from backcare.publishing.models import Page
from backcare.topics.models import Topic

from .analysis import STOP_WORDS, WORD, canonical, folded, normal
from .models import LONGEST_BEGINNING, Beginning

MOST = 6
MOST_TOPICS = 3
MOST_OFFERED = 8
# Beginnings that are looked at; a single letter has too many to say anything.
MOST_READ = 60
# Of a question that found nothing: so many words are looked for among the names of topics.
MOST_WORDS = 6
SHORTEST = 2
# Letters in which the name of a near topic may differ from a word at its end.
ENDING = 3


@dataclass(frozen=True)
class Suggestion:
    """A place to go to, with its name, and what kind of place it is."""

    title: str
    kind: str
    url: str


def suggest(typed: str) -> list[Suggestion]:
    """Topics and live pages whose names go on as was typed, from any of their words on.

    Takes at most two queries, and none for less than two letters.
    """
    text = " ".join(filter(None, map(folded, WORD.findall(normal(typed)[:LONGEST_BEGINNING]))))
    if len(text) < SHORTEST:
        return []
    begun = Beginning.objects.filter(_begins_with(text)).order_by("text", "pk")
    visible = Topic.objects.visible().filter(pk=OuterRef("topic"))
    named = begun.filter(Exists(visible), topic__isnull=False).select_related("topic")[:MOST_READ]
    topics: dict[int, Suggestion] = {}
    for row in named:
        topic: Any = row.topic
        # Whoever types another name should see why the topic comes up.
        title = topic.name if row.said == topic.name else f"{topic.name} ({row.said})"
        topics.setdefault(topic.pk, Suggestion(title, _("Topic"), topic.get_absolute_url()))
    # Asked of each page that is found: a list of all live pages would be long.
    live = Page.objects.live().filter(pk=OuterRef("page"))
    titled: Any = begun.filter(Exists(live)).select_related("page")[:MOST_READ]
    # What begins so before what only has it, and the shorter title before the longer.
    order = sorted(
        {row.page for row in titled},
        key=lambda page: (not _starts(page, text), len(page.title), page.title, page.pk),
    )
    found = list(topics.values())[:MOST_TOPICS]
    found += [
        Suggestion(page.title, str(page.kind_label), page.get_absolute_url()) for page in order
    ]
    return found[:MOST_OFFERED]


def near_topics(words: Iterable[str]) -> list[Topic]:
    """The topics whose names share words with these, or nearly so; best first.

    ``words`` are as they are written. Takes a query for each of a few words, and one more.
    """
    wanted = {word: canonical(word) for word in words if len(word) >= SHORTEST}
    telling = [word for word, stem in wanted.items() if stem not in STOP_WORDS]
    visible = Topic.objects.visible().filter(pk=OuterRef("topic"))
    names = Beginning.objects.filter(Exists(visible), topic__isnull=False).order_by("text", "pk")
    near: set[tuple[int, str]] = set()
    for word in telling[:MOST_WORDS]:
        begun = names.filter(_begins_with(word[: max(ENDING + 1, len(word) - ENDING)]))
        for topic, text in begun.values_list("topic_id", "text")[:MOST_READ]:
            near.add((topic, text.partition(" ")[0]))
    stems = set(wanted.values())
    shared: Counter[int] = Counter()
    for topic, start in near:
        shared[topic] += 2 if canonical(start) in stems else 1
    topics = Topic.objects.in_bulk(shared)
    best = sorted(topics.values(), key=lambda topic: (-shared[topic.pk], topic.name))
    return best[:MOST]


def _starts(page: Page, text: str) -> bool:
    return " ".join(map(folded, WORD.findall(normal(page.title)))).startswith(text)


def _begins_with(text: str) -> Q:
    """In the order of their characters, which the column has, all that begin so stand together."""
    return Q(text__gte=text, text__lt=f"{text}\U0010ffff")
