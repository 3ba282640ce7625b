"""What stands under a page: what readers say, and the form for more."""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from backcare.pagecache.fragments import fragment
from backcare.publishing.models import Page
from backcare.site.current import current_site

from .forms import CommentForm
from .opening import is_open, takes_comments
from .thread import Thread, thread_of


@dataclass(frozen=True)
class Section:
    """The part ``number`` of the comments under ``page``, of ``count`` in all, as ``html``."""

    page: Page
    number: int
    count: int
    is_open: bool
    html: SafeString

    @property
    def is_shown(self) -> bool:
        """Whether there is anything to see or to write."""
        return self.is_open or self.count > 0


def section_of(page: Page, number: int = 1) -> Section | None:
    """The part ``number`` of what stands under a live page; None where no comments are taken.

    Raises Http404 for a part that isn't there.
    """
    if not takes_comments(page):
        return None
    open_now = is_open(page)
    kept = fragment(
        "comments",
        f"{page.pk} {number} {'open' if open_now else 'closed'}",
        lambda: _made(page, number),
    )
    count, _line, html = kept.partition("\n")
    return Section(page, number, int(count), open_now, mark_safe(html))  # noqa: S308  # a template's


def _made(page: Page, number: int) -> str:
    """How many comments there are, on a line of its own, and the HTML."""
    thread = thread_of(page, number) or Thread(page)
    context = {"page": page, "thread": thread, "site": current_site()}
    if thread.is_open:
        context["comment_form"] = CommentForm()
    return f"{thread.count}\n{render_to_string('comments/_section.html', context)}"
