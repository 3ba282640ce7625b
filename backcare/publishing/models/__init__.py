"""A page, what belongs to it, and what is remembered about it."""

from .links import Embed, PlannedLink, RelatedCandidate, RelatedChoice
from .page import Page, PageQuerySet
from .parts import Authorship, Source, TaggedPage
from .revision import Revision

__all__ = [
    "Authorship",
    "Embed",
    "Page",
    "PageQuerySet",
    "PlannedLink",
    "RelatedCandidate",
    "RelatedChoice",
    "Revision",
    "Source",
    "TaggedPage",
]
