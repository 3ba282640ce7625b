"""A page, what belongs to it, and what is remembered about it."""

from .links import Embed, PlannedLink, RelatedCandidate, RelatedChoice
from .marks import ListMark
from .page import Page, PageQuerySet
from .parts import Authorship, Source, TaggedPage
from .revision import ReviewMail, Revision

__all__ = [
    "Authorship",
    "Embed",
    "ListMark",
    "Page",
    "PageQuerySet",
    "PlannedLink",
    "RelatedCandidate",
    "RelatedChoice",
    "ReviewMail",
    "Revision",
    "Source",
    "TaggedPage",
]
