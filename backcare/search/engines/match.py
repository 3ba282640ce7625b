"""What both engines take and give."""

from collections.abc import Sequence
from dataclasses import dataclass

# A page must have one token of each list; see ``facets``.
Narrowing = Sequence[Sequence[str]]

COLUMNS = "document.page_id, document.title, document.summary, document.topics, document.facets"


@dataclass(frozen=True)
class Match:
    """A page that was found, with the short columns of its document."""

    page: int
    title: str
    summary: str
    topics: str
    facets: str
