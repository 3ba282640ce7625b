"""The search page, and what its field offers while one types."""

from dataclasses import asdict, dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from backcare.http.errors import bad_request
from backcare.pagecache.pieces import with_pieces
from backcare.publishing.meta import Meta
from backcare.publishing.views import page_of, part_asked_for

from . import missed
from .analysis import WORD, folded, normal
from .correcting import NONE, Correction, correct
from .facets import KIND, Chosen, chosen_of
from .finding import Found, find
from .narrowing import AS_TYPED, narrowings, query_string, search_url
from .suggestions import near_topics, suggest

PER_PAGE = 20


@dataclass(frozen=True)
class Answer:
    """What a question found; ``instead_of`` is the question itself where another was answered."""

    found: Found
    instead_of: str = ""
    correction: Correction = NONE

    @property
    def query(self) -> str:
        """What stands in the field."""
        return self.instead_of or self.found.question.text


@require_safe
@with_pieces
def search(request: HttpRequest) -> HttpResponse:
    """The form, and the pages that have the words of ``?q=``, narrowed by the facets named."""
    chosen = chosen_of({name: request.GET.getlist(name) for name in request.GET})
    as_typed = AS_TYPED in request.GET
    try:
        read = PER_PAGE * part_asked_for(request)
        answer = _answer(request.GET.get("q", ""), chosen, as_typed=as_typed, read=read)
        found = answer.found
        rows: Any = found  # All that a paginator wants of a queryset are a length and slices.
        page_obj = page_of(request, rows, PER_PAGE)
    except Http404:  # Whatever stands behind the question mark, the page itself exists.
        return bad_request(request)
    is_missed = bool(found.question) and not found
    if is_missed and not chosen:
        missed.note(found.question)
    shown = narrowings(found, answer.query, as_typed=as_typed)
    context = {
        "query": answer.query,
        "has_question": bool(found.question),
        "query_string": query_string(answer.query, chosen, as_typed=as_typed),
        "answer": answer,
        "as_typed_url": search_url(answer.instead_of, chosen, as_typed=True),
        "all_url": search_url(answer.query, {}, as_typed=as_typed),
        "chosen": chosen,
        "page_obj": page_obj,
        "results": page_obj.object_list,
        "total": len(found),
        "narrowings": shown,
        "has_more_narrowings": any(n.name != KIND.name and n.has_more for n in shown),
        "topics": _near(answer) if is_missed else [],
        "meta": Meta(
            title=_title(found),
            description=_("Search all articles, exercises and routines of this site."),
            path=request.path,
            robots="noindex",
        ),
        "breadcrumbs": [(_("Home"), "/"), (_("Search"), "")],
    }
    return render(request, "search/search.html", context)


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Where what is typed in ``?q=`` may lead, as JSON. Kept nowhere: pages are withdrawn."""
    offered = [asdict(suggestion) for suggestion in suggest(request.GET.get("q", ""))]
    return JsonResponse({"suggestions": offered}, headers={"Cache-Control": "no-store"})


def _answer(query: str, chosen: Chosen, *, as_typed: bool, read: int) -> Answer:
    found = find(query, chosen, read=read)
    if found or as_typed or not found.question:
        return Answer(found)
    correction = correct(found.question)
    if not correction:
        return Answer(found)
    corrected = find(correction.text, chosen, read=read)
    if not corrected:
        return Answer(found, correction=correction)
    return Answer(corrected, instead_of=found.question.text, correction=correction)


def _near(answer: Answer) -> list[Any]:
    typed = map(folded, WORD.findall(normal(answer.found.question.text)))
    likely = " ".join(answer.correction.likely).split()
    return near_topics([*typed, *likely])


def _title(found: Found) -> str:
    """“3 results for …”; what was asked alone when it held no word to look for."""
    query = found.question.text
    if not found.question:
        return _("Search")
    if found.has_more:
        more = _("More than %(count)d results for “%(query)s”")
        return more % {"count": len(found), "query": query}
    return ngettext(
        "%(count)d result for “%(query)s”", "%(count)d results for “%(query)s”", len(found)
    ) % {"count": len(found), "query": query}
