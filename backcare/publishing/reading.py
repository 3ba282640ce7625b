"""The page of a Page as readers get it, put together from what is kept of it.

What readers say changes more often than what they say it about. So a page is kept with two gaps,
and the comments are kept by themselves.
"""

from dataclasses import replace

from django.http import Http404, HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from backcare.comments.section import Section, section_of
from backcare.pagecache.fragments import fragment

from .detail import detail_context
from .kinds import kinds
from .models import Page

# Where the comments stand. NUL is in no text: forms refuse it.
COMMENTS = SafeString("\0comments\0")
# How many they are, for search engines; in JSON, where texts cannot have such quotes.
COUNT = 2**53 - 1
COUNT_IN_JSON = f'"commentCount":{COUNT}'


def page_as_read(request: HttpRequest, row: Page, number: int) -> str:
    """The HTML of the live page ``row``, with the part ``number`` of its comments.

    Raises Http404 for a part that isn't there.
    """
    comments = section_of(row, number)
    if comments is None and number > 1:
        raise Http404
    key = [row.pk, number]
    if comments is not None:
        key += [comments.is_shown, comments.count > 0]
    kept = fragment("page", " ".join(map(str, key)), lambda: _around(request, row, comments))
    if comments is None:
        return kept
    counted = kept.replace(COUNT_IN_JSON, f'"commentCount":{comments.count}', 1)
    return counted.replace(COMMENTS, comments.html, 1)


def _around(request: HttpRequest, row: Page, comments: Section | None) -> str:
    """The page with its gaps. ``request`` only says where readers are."""
    kind = kinds[row.kind]
    page = (
        kind.model.objects.live()
        .select_related("lead_image", "reviewer", "social_card", *kind.joined)
        .filter(pk=row.pk)
        .first()
    )
    if page is None:
        raise Http404
    if comments is not None:
        count = COUNT if comments.count else 0
        comments = replace(comments, html=COMMENTS, count=count, page=page)
    return render_to_string(kind.template, detail_context(page, comments), request)
