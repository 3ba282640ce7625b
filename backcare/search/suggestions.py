"""What to offer a reader whose words are on no page."""

from collections import Counter
from difflib import get_close_matches

from backcare.topics.models import Topic, TopicSynonym

from .analysis import words
from .questions import Question

MOST = 6
# Of 1: "siatica" and "sciatica" have 0.93, "sleep" and "steep" 0.8.
LEAST_LIKENESS = 0.75


def near_topics(question: Question) -> list[Topic]:
    """The topics whose names share words with the question, misspelt ones too; best first.

    Takes three queries.
    """
    names = dict(Topic.objects.visible().values_list("pk", "name"))
    other_names = TopicSynonym.objects.values_list("topic", "name")
    topics_of: dict[str, set[int]] = {}
    for topic, name in [*names.items(), *other_names]:
        if topic in names:
            for word in words(name):
                topics_of.setdefault(word, set()).add(topic)
    shared: Counter[int] = Counter()
    for word in question.words:
        for near in get_close_matches(word, topics_of, n=1, cutoff=LEAST_LIKENESS):
            shared.update(topics_of[near])
    best = sorted(shared, key=lambda topic: (-shared[topic], names[topic]))[:MOST]
    topics = Topic.objects.in_bulk(best)
    return [topics[topic] for topic in best if topic in topics]
