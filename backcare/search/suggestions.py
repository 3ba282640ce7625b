"""What to offer a reader whose words are on no page."""

from collections import Counter
from difflib import get_close_matches

from backcare.topics.models import Topic

from .analysis import words
from .questions import Question

MOST = 6
# Of 1: "siatica" and "sciatica" have 0.93, "sleep" and "steep" 0.8.
LEAST_LIKENESS = 0.75


def near_topics(question: Question) -> list[Topic]:
    """The topics whose names share words with the question, misspelt ones too; best first.

    Takes two queries.
    """
    shared: Counter[Topic] = Counter()
    topics_of: dict[str, set[Topic]] = {}
    for topic in Topic.objects.visible().prefetch_related("synonyms"):
        names = [topic.name, *(synonym.name for synonym in topic.synonyms.all())]
        for word in words("\n".join(names)):
            topics_of.setdefault(word, set()).add(topic)
    for word in question.words:
        for near in get_close_matches(word, topics_of, n=1, cutoff=LEAST_LIKENESS):
            shared.update(topics_of[near])
    return sorted(shared, key=lambda topic: (-shared[topic], topic.name))[:MOST]
