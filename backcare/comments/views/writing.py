"""The form for a comment on a page of its own, and what takes it in."""

import logging

from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from backcare.http.client import client_address
from backcare.http.errors import BUSY_SECONDS, bad_request, forbidden, too_large
from backcare.http.middleware import is_busy
from backcare.http.origin import Sender, sender_of
from backcare.publishing.meta import Meta
from backcare.publishing.models import Page

from ..forms import CommentForm
from ..judging import CRISIS, RED_FLAG, Submission, dangers_in
from ..models import Comment
from ..opening import is_open, live_page, takes_comments
from ..receipts import receipt_url
from ..submission import Refused, TooMany, submit
from ..writers import writer_of
from .reading import no_such_comment, public_comment, trail_of

logger = logging.getLogger(__name__)

# Of a POST. The longest comment takes a tenth of it, however it is encoded; so much is read, and
# given back with an error, when somebody pastes a book.
LARGEST = 1024 * 1024  # bytes
CHUNK = 64 * 1024  # bytes
ANCHOR = "comment-form"


@require_safe
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """The form for an answer, below what it answers: the way without a script."""
    answers = public_comment(pk)
    page = answers.page
    if not takes_comments(page):
        raise no_such_comment()
    return _show_form(request, page, CommentForm(page=page), answers=answers)


@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt
def post(request: HttpRequest, page_id: int) -> HttpResponse:
    """Takes a comment in and leads to its receipt, or gives the form back with all that was typed.

    A POST from another site is refused; one whose browser doesn't say where it comes from is taken
    and held. An address that somebody comes back to leads to the form.
    """
    sender = sender_of(request)
    if request.method == "POST":
        if sender is Sender.FOREIGN:
            return forbidden(request)
        if refusal := refusal_of_body(request):
            return refusal
    try:
        page = live_page(page_id)
        if page is None or not takes_comments(page):
            if request.method == "POST":
                return gone_with(request)
            raise no_such_comment()
        if request.method != "POST":
            return redirect(f"{page.get_absolute_url()}#{ANCHOR}")
        return _take(request, page, is_from_here=sender is Sender.OWN)
    except DatabaseError as error:
        if not is_busy(error):
            raise
        return busy_with(request, CommentForm, error)


def _take(request: HttpRequest, page: Page, *, is_from_here: bool) -> HttpResponse:
    writer = writer_of(request) if is_from_here else None
    form = CommentForm(request.POST, page=page, writer=writer)
    if not form.is_valid():
        return _show_form(request, page, form, status=422)
    data = form.cleaned_data
    submission = Submission(
        page=page,
        name=(writer and writer.name) or data["name"],
        email=(writer and writer.user.email) or data["email"],
        text=data["text"],
        answers=data["answers"],
        address=client_address(request),
        decoy=data["leave_empty"] or "",
        seconds=data["seconds"],
        is_from_here=is_from_here,
        user=writer.user if writer else None,
        contributor=writer.contributor if writer else None,
        wants_replies=data.get("wants_replies", False),
    )
    try:
        comment = submit(submission)
    except Refused as refusal:
        form.add_error(None, refusal)
        return _show_form(request, page, form, status=_status_of(refusal, page))
    # Said in the address, since a comment that is held and one that is spam must look the same.
    asked = "?mail=asked" if submission.wants_replies else ""
    return HttpResponseRedirect(f"{receipt_url(comment)}{asked}", status=303)


def _status_of(refusal: ValidationError, page: Page) -> int:
    if isinstance(refusal, TooMany):
        return 429
    return 422 if is_open(page) else 409


def _show_form(
    request: HttpRequest,
    page: Page,
    form: CommentForm,
    *,
    answers: Comment | None = None,
    status: int = 200,
) -> HttpResponse:
    dangers: set[str] = set()
    if form.is_bound:
        answers = form.cleaned_data.get("answers")
        # Whoever needs help is told so, whatever else is wrong.
        dangers = {signal.code for signal in dangers_in(form.cleaned_data.get("text", ""))}
    heading = _("Reply to %(name)s") % {"name": answers.name} if answers else _("Leave a comment")
    title = _("%(what)s on “%(title)s”") % {"what": heading, "title": page.title}
    context = {
        "page": page,
        "answers": answers,
        "comment_form": form,
        "is_crisis": CRISIS in dangers,
        "is_danger": RED_FLAG in dangers,
        "is_open": is_open(page),
        "heading": heading,
        "breadcrumbs": trail_of(page, heading),
        "meta": Meta(title=title, description="", path=page.get_absolute_url(), robots="noindex"),
    }
    return render(request, "comments/comment_form.html", context, status=status)


def refusal_of_body(request: HttpRequest) -> HttpResponse | None:
    """The answer to a body that no form of ours sends: far too long, or not UTF-8."""
    length = request.META.get("CONTENT_LENGTH") or ""
    if length.isdigit() and int(length) > LARGEST:
        while request.read(CHUNK):  # A browser that cannot send it all shows no answer.
            pass
        return too_large(request)
    try:
        # Django would take the bytes for Latin-1. Those of other forms it decodes one by one.
        if request.content_type == "application/x-www-form-urlencoded":
            request.body.decode()
    except UnicodeDecodeError:
        return bad_request(request)
    return None


def gone_with(request: HttpRequest) -> HttpResponse:
    """404 with the words that were sent, to be copied; without a word of what the page was."""
    context = {"text": request.POST.get("text", "")[:LARGEST]}
    return render(request, "comments/gone.html", context, status=404)


def busy_with(request: HttpRequest, form: type[Form], error: Exception) -> HttpResponse:
    """503 with the form as it was sent, on a page that asks nothing of the database."""
    logger.error("The database did not answer in time: %s", error)
    # Not bound: what is wrong with it would be asked of the database.
    typed = request.POST.dict()
    context = {"form": form(initial=typed), "action": request.path, "typed": typed}
    response = render(None, "comments/busy.html", context, status=503)
    response["Retry-After"] = str(BUSY_SECONDS)
    return response
