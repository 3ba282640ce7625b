"""How the queue answers what was done in it: in place for its script, else by a way back."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from ..models import Comment
from .access import number_from, with_context
from .cards import cards_of

# What the last page load has to say: kept until the queue is shown again.
NOTICE = "comments_notice"
UNDO_SALT = "backcare.comments.undo"
UNDO_FOR = 24 * 60 * 60  # seconds


@dataclass(frozen=True)
class Outcome:
    """What was done, in words, to which comments; ``undo`` names the decisions to take back."""

    words: str
    comments: tuple[int, ...] = ()
    undo: str = ""
    is_error: bool = False


def undo_token(decisions: list[int]) -> str:
    """A signed list of the keys of decisions; empty for none."""
    return signing.dumps(decisions, salt=UNDO_SALT, compress=True) if decisions else ""


def decisions_of(token: str) -> list[int]:
    """The keys of decisions that a token was made of. Raises BadSignature, for old ones, too."""
    return list(signing.loads(token, salt=UNDO_SALT, max_age=UNDO_FOR))


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"


def answer(request: HttpRequest, outcome: Outcome) -> HttpResponse:
    """Tell the script of the queue, or lead back to where the button was pressed."""
    if wants_json(request):
        body: dict[str, Any] = {"words": outcome.words, "undo": outcome.undo}
        body["cards"] = {} if outcome.is_error else _cards(request, outcome.comments)
        return JsonResponse(body, status=409 if outcome.is_error else 200)
    return leave(request, outcome)


def leave(request: HttpRequest, outcome: Outcome) -> HttpResponse:
    """Back to where one was, or to the place in the list where one goes on."""
    if outcome.is_error:
        messages.error(request, outcome.words)
    else:
        request.session[NOTICE] = {"words": outcome.words, "undo": outcome.undo}
    following = number_from(request.POST.get("then"))
    anchor = f"comment-{following}" if following and not outcome.is_error else "notice"
    return HttpResponseRedirect(f"{way_back(request)}#{anchor}", status=303)


def take_notice(request: HttpRequest) -> dict[str, str] | None:
    """What was done before this page load; asked once."""
    return request.session.pop(NOTICE, None)


def way_back(request: HttpRequest) -> str:
    """The page of the desk that the form was on, as it says; the queue if that is elsewhere."""
    path = request.POST.get("next", "")
    queue = reverse("admin:comments_comment_changelist")
    is_ours = url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if is_ours and path.startswith(reverse("admin:index")) else queue


def _cards(request: HttpRequest, pks: tuple[int, ...]) -> dict[int, str]:
    rows = with_context(Comment.objects.filter(pk__in=pks))
    return {
        card.comment.pk: render_to_string(
            "admin/comments/comment/_card.html",
            {"card": card, "here": way_back(request)},
            request,
        )
        for card in cards_of(request, list(rows))
    }
