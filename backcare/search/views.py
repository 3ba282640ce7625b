from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from backcare.http.errors import bad_request
from backcare.publishing.kinds import kinds
from backcare.publishing.meta import Meta
from backcare.publishing.views import page_of

from .finding import MOST, Found, find
from .suggestions import near_topics

PER_PAGE = 20


@dataclass(frozen=True)
class Facet:
    """A kind to narrow the results to; ``url`` goes there, or back when it is chosen."""

    label: str
    count: str
    url: str
    is_chosen: bool


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The form, and the pages that have the words of ``?q=``; those of ``?kind=`` if named."""
    kind = request.GET.get("kind", "")
    chosen = [kind] if kind in kinds else []
    found = find(request.GET.get("q", ""), kinds=chosen)
    rows: Any = found  # All that a paginator wants of a queryset are a length and slices.
    query = found.question.text
    try:
        page_obj = page_of(request, rows, PER_PAGE)
    except Http404:  # Whatever stands behind the question mark, the page itself exists.
        return bad_request(request)
    context = {
        "query": query,
        "query_string": _query_string(query, chosen),
        "page_obj": page_obj,
        "results": page_obj.object_list,
        "total": len(found),
        "has_more": found.has_more,
        "facets": _facets(found, query, chosen),
        "topics": near_topics(found.question) if found.question and not found else [],
        "meta": Meta(
            title=_title(found),
            description=_("Search all articles, exercises and routines of this site."),
            path=request.path,
            robots="noindex",
        ),
        "breadcrumbs": [(_("Home"), "/"), (_("Search"), "")],
    }
    return render(request, "search/search.html", context)


def _title(found: Found) -> str:
    """“3 results for …”; what was asked alone when it held no word to look for."""
    query = found.question.text
    if not query:
        return _("Search")
    if found.has_more:
        more = _("More than %(count)d results for “%(query)s”")
        return more % {"count": len(found), "query": query}
    return ngettext(
        "%(count)d result for “%(query)s”", "%(count)d results for “%(query)s”", len(found)
    ) % {"count": len(found), "query": query}


def _query_string(query: str, chosen: list[str]) -> str:
    return urlencode({"q": query} | ({"kind": chosen[0]} if chosen else {}))


def _facets(found: Found, query: str, chosen: list[str]) -> list[Facet]:
    """The kinds that have results, in the site's order, when there are several."""
    facets = []
    for kind in kinds:
        count = found.facets.get(kind.name, 0)
        if count:
            is_chosen = kind.name in chosen
            query_string = _query_string(query, [] if is_chosen else [kind.name])
            facets.append(
                Facet(
                    label=str(kind.label_plural),
                    count=f"{MOST}+" if count > MOST else str(count),
                    url=f"{reverse('search:search')}?{query_string}",
                    is_chosen=is_chosen,
                )
            )
    return facets if len(facets) > 1 or chosen else []
