"""Keeps what topics are called, for questions that use another name, and for who begins to type.

A topic's own name and its other names stand for one another; a word of the glossary stands for
the name of the topic to read on at, and not the other way round.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from django.db import transaction

from backcare.pagecache import tags
from backcare.pagecache.changes import changed
from backcare.pagecache.remembered import Remembered
from backcare.topics.models import GlossaryTerm, Topic, TopicSynonym

from .analysis import WORD, folded, normal, words
from .models import LONGEST_BEGINNING, Beginning, Name
from .questions import Phrase
from .words import remember, written_in

# Names of topics that one group of words may have.
MOST_OTHERS = 12
# No title is looked for by a word beyond these.
MOST_BEGINNINGS = 12


def refresh(topic_ids: Iterable[int]) -> None:
    """Bring the names of some topics in step with the topics, their synonyms and the glossary."""
    topic_ids = list(topic_ids)
    said = [(topic, source, name) for topic, source, name in _all_names(topic_ids) if words(name)]
    names = [(topic, source, " ".join(words(name))[:200]) for topic, source, name in said]
    stored = Name.objects.filter(topic__in=topic_ids)
    if sorted(names) == sorted(stored.values_list("topic_id", "source", "words")):
        return
    with transaction.atomic():
        stored.delete()
        Beginning.objects.filter(topic__in=topic_ids).delete()
        Name.objects.bulk_create(
            Name(topic_id=topic, source=source, words=text) for topic, source, text in names
        )
        Beginning.objects.bulk_create(
            Beginning(text=text, said=name, topic_id=topic)
            for topic, _source, name in said
            for text in beginnings_of(name)
        )
        changed(tags.TOPICS)
    remember(written_in(name for _topic, _source, name in said))


def drop(topic_id: int, said: str) -> None:
    """Forget that a topic is called so."""
    names = Name.objects.filter(topic=topic_id).exclude(source=Name.Source.TOPIC)
    names.filter(words=" ".join(words(said))[:200]).delete()
    Beginning.objects.filter(topic=topic_id, said=said).delete()


def add_missing(topic_ids: Iterable[int]) -> None:
    """Bring in names of those topics that have none: they were made behind the back of search."""
    missing = set(topic_ids)
    missing -= set(Name.objects.filter(topic__in=missing).values_list("topic_id", flat=True))
    if missing:
        refresh(missing)


def _all_names(topic_ids: Sequence[int]) -> Iterator[tuple[int, str, str]]:
    for topic_id, name in Topic.objects.filter(pk__in=topic_ids).values_list("pk", "name"):
        yield topic_id, Name.Source.TOPIC, name
    synonyms = TopicSynonym.objects.filter(topic__in=topic_ids)
    for topic_id, name in synonyms.values_list("topic_id", "name"):
        yield topic_id, Name.Source.SYNONYM, name
    terms = GlossaryTerm.objects.filter(topic__in=topic_ids)
    for topic_id, name in terms.values_list("topic_id", "name"):
        yield topic_id, Name.Source.GLOSSARY, name


def other_names(texts: Iterable[str]) -> dict[str, list[Phrase]]:
    """What else each of the texts is called, among those that are called something else.

    The texts are words as ``analysis`` leaves them, with spaces between them. Topics that readers
    cannot see are passed over.
    """
    asked = list(texts)
    known = _others() if asked else {}
    return {text: known[text] for text in asked if text in known}


def _read_others() -> dict[str, list[Phrase]]:
    """What else each name is called, in one query."""
    named = Name.objects.filter(topic__in=Topic.objects.visible()).order_by("pk")
    names = list(named.values_list("topic_id", "source", "words"))
    of_topic: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for topic, source, text in names:
        of_topic[topic].append((source, text))
    others: dict[str, dict[Phrase, None]] = defaultdict(dict)
    for topic, source, text in names:
        for other_source, other in of_topic[topic]:
            # By the topic's own name one gets to its synonyms, and from anywhere to it.
            leads = source == Name.Source.TOPIC and other_source == Name.Source.SYNONYM
            if other != text and (leads or other_source == Name.Source.TOPIC):
                others[text][tuple(other.split())] = None
    return {text: list(found)[:MOST_OTHERS] for text, found in others.items()}


_others = Remembered(_read_others, tags.TOPICS, tags.GLOSSARY)


def beginnings_of(said: str) -> list[str]:
    """A title or name from each of its words on, as ``Beginning`` has them."""
    written = [word for word in map(folded, WORD.findall(normal(said))) if word]
    starts = range(min(len(written), MOST_BEGINNINGS))
    texts = (" ".join(written[start:])[:LONGEST_BEGINNING] for start in starts)
    return list(dict.fromkeys(texts))
