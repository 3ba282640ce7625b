"""What it says of a comment that the same words have come in under other pages.

Nobody's labels are needed for that, only what stands in the queue already; so the site knows it
before a moderator has seen the first of them. Judging asks the database, a report its own memory.
"""

from collections import defaultdict

from ..normalise import skeleton

# Shorter ones are said by many honest people: "thank you very much".
FEWEST_WORDS = 5


MOST_WEIGHT = 1.4


def weight_of(text: str, other_pages: int) -> float:
    """What is added to the log-odds of spam when ``text`` came in under so many other pages.

    On the same page it says nothing: people post twice by mistake. It may hold a comment, but
    hardly makes it spam.
    """
    if not other_pages or len(skeleton(text).split()) < FEWEST_WORDS:
        return 0.0
    return min(0.7 * other_pages, MOST_WEIGHT)


class Earlier:
    """The texts that came in so far, and under which pages."""

    def __init__(self) -> None:
        self._pages: dict[int, set[str]] = defaultdict(set)

    def see(self, text: str, page: str) -> int:
        """Under how many other pages ``text`` was seen before; from now on also under this."""
        pages = self._pages[hash(skeleton(text))]
        other_pages = len(pages - {page})
        pages.add(page)
        return other_pages
