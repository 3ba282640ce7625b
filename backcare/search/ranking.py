"""Puts matches in order: titles before summaries before topics before bodies.

The same in Python for both databases. It reads the short columns of the matches alone; the bodies
are asked only where they decide, how often they have the words.
"""

from collections.abc import Sequence

from django.db import connection

from .engines import Match
from .questions import Phrase, Question

TITLE, SUMMARY, TOPICS, BODY = 12.0, 5.0, 3.0, 1.0
# What another name counts for, of what the typed one would.
OTHER_NAME = 0.5
# A title that is the question, that has its words in a row, and that says nothing else.
SAME_TITLE, ROW_IN_TITLE, WHOLE_TITLE = 30.0, 4.0, 6.0
# Of phrases that are counted in bodies; and what counts as often enough.
MOST_COUNTED = 3
OFTEN = 12

BODIES = "SELECT page_id, body FROM search_document WHERE page_id IN ({pages})"


def ranked(
    question: Question, matches: Sequence[Match], *, with_bodies: bool, read: int | None = None
) -> list[Match]:
    """The matches, best first; of equals the newest. ``with_bodies`` has bodies decide, too.

    Where no more than the first ``read`` are read, no other body is asked that cannot be of them.
    """
    wanted = Wanted(question)
    scores = {match.page: wanted.score(match) for match in matches}
    if with_bodies:
        if read is not None and read < len(matches):
            # Bodies count for less than 1.
            least = sorted(scores.values(), reverse=True)[read - 1] - 1
            near = [match for match in matches if scores[match.page] > least]
        else:
            near = list(matches)
        for page, more in _from_bodies(question, near).items():
            scores[page] += more
    return sorted(matches, key=lambda match: (-scores[match.page], -match.page))


class Wanted:
    """A question as titles, summaries and topics are compared with it."""

    def __init__(self, question: Question) -> None:
        self._clauses = [
            [
                ([_said(phrase) for phrase in way], OTHER_NAME if number else 1.0)
                for number, way in enumerate(clause.ways)
            ]
            for clause in question.clauses
        ]
        self._typed = question.typed
        self._words = set(question.typed)
        self._row = _said(question.typed)

    def score(self, match: Match) -> float:
        """What a match counts for, by its title, its summary and its topics."""
        title = f" {match.title} "
        columns = [(title, TITLE), (f" {match.summary} ", SUMMARY), (f" {match.topics} ", TOPICS)]
        score = 0.0
        for ways in self._clauses:
            score += _of_clause(ways, columns)
        if len(self._typed) > 1 and self._row in title:
            score += ROW_IN_TITLE
        if words := match.title.split():
            score += WHOLE_TITLE * len(self._words.intersection(words)) / len(words)
            score += SAME_TITLE * (tuple(words) == self._typed)
        return score / len(self._clauses)


def _said(phrase: Phrase) -> str:
    """The phrase as it stands in a column with a space at either end."""
    return f" {' '.join(phrase)} "


def _of_clause(
    ways: Sequence[tuple[list[str], float]], columns: Sequence[tuple[str, float]]
) -> float:
    """What the best way counts for in which a page can have it."""
    best = BODY * OTHER_NAME
    for way, share in ways:
        worth = min(_weight(phrase, columns) for phrase in way)
        best = max(best, worth * share)
    return best


def _weight(phrase: str, columns: Sequence[tuple[str, float]]) -> float:
    for text, weight in columns:
        if phrase in text:
            return weight
    return BODY


def _from_bodies(question: Question, matches: Sequence[Match]) -> dict[int, float]:
    """Less than 1 for each page: how often its body has what was typed."""
    phrases: list[Phrase] = [phrase for clause in question.clauses for phrase in clause.typed]
    phrases = phrases[:MOST_COUNTED]
    if len(matches) < 2:
        return {}
    texts = [_said(phrase) for phrase in phrases]
    most = OFTEN * len(texts) + 1
    sql = BODIES.format(pages=", ".join(["%s"] * len(matches)))
    with connection.cursor() as cursor:
        cursor.execute(sql, [match.page for match in matches])
        # A database counts what it replaces, which takes it three times as long.
        return {
            page: sum(min(OFTEN, said.count(text)) for text in texts) / most
            for page, said in ((page, f" {body} ") for page, body in cursor)
        }
