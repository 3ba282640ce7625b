"""What the desk does with every kind of page."""

from .inlines import AuthorshipInline, RelatedChoiceInline, SourceInline
from .page_admin import PageAdmin
from .page_index import PageIndexAdmin
from .planned_admin import PlannedLinkAdmin

__all__ = [
    "AuthorshipInline",
    "PageAdmin",
    "PageIndexAdmin",
    "PlannedLinkAdmin",
    "RelatedChoiceInline",
    "SourceInline",
]
