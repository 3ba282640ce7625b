"""What became of a comment, for whoever wrote it; and where they change it or take it back."""

from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from backcare.http.client import client_address
from backcare.http.middleware import is_busy
from backcare.http.origin import same_origin_only
from backcare.publishing.meta import Meta
from backcare.publishing.models import Page
from backcare.site.current import current_site
from backcare.site.safety import CareCard, care_cards

from ..forms import TextForm
from ..judging import CRISIS, RED_FLAG, Submission
from ..models import Comment
from ..receipts import comment_of, receipt_url
from ..revising import edit, revisable_until, why_not_edit, why_not_withdraw, withdraw
from ..subscription_views import private
from .reading import trail_of
from .writing import busy_with, refusal_of_body


@private
@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_only
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """Where a comment stands. A POST changes or withdraws it."""
    comment = comment_of(token)
    if comment is None:
        raise Http404
    if request.method != "POST":
        return _show(request, comment)
    if refusal := refusal_of_body(request):
        return refusal
    try:
        if "withdraw" in request.POST:
            return _withdraw(request, comment)
        return _edit(request, comment)
    except DatabaseError as error:
        if not is_busy(error):
            raise
        return busy_with(request, TextForm, error)


def _edit(request: HttpRequest, comment: Comment) -> HttpResponse:
    form = TextForm(request.POST)
    if not form.is_valid():
        return _show(request, comment, form=form, status=422)
    changed = Submission(
        page=comment.page,
        name=comment.name,
        email=comment.email,
        text=form.cleaned_data["text"],
        address=client_address(request),
        user=comment.user,
        contributor=comment.contributor,
    )
    try:
        edit(comment, changed)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return _show(request, comment, form=form, status=409)
    return HttpResponseRedirect(f"{receipt_url(comment)}?done=edit", status=303)


def _withdraw(request: HttpRequest, comment: Comment) -> HttpResponse:
    try:
        withdraw(comment)
    except ValidationError as refusal:
        form = TextForm({"text": comment.text})
        form.is_valid()
        form.add_error(None, refusal)
        return _show(request, comment, form=form, status=409)
    return HttpResponseRedirect(receipt_url(comment), status=303)


def _show(
    request: HttpRequest, comment: Comment, *, form: TextForm | None = None, status: int = 200
) -> HttpResponse:
    page = comment.page
    heading = _heading(comment)
    noticed = {reason["code"] for reason in comment.reasons}
    context = {
        "comment": comment,
        "page": page,
        "form": form or TextForm(initial={"text": comment.text}),
        "has_errors": form is not None,
        "heading": heading,
        "is_over": comment.status in {Comment.Status.WITHDRAWN, Comment.Status.REMOVED},
        "is_public": comment.is_public,
        "is_editable": not why_not_edit(comment),
        "is_withdrawable": not why_not_withdraw(comment),
        "was_edited": request.GET.get("done") == "edit",
        "was_mailed": request.GET.get("mail") == "asked",
        "until": revisable_until(comment),
        "is_crisis": CRISIS in noticed,
        # Beside what belongs to a crisis only if there are other signs, too.
        "safety": [] if CRISIS in noticed and RED_FLAG not in noticed else _safety(page),
        "breadcrumbs": trail_of(page, _("Your comment")) if page.is_live else [],
        "meta": Meta(title=heading, description="", path="", robots="noindex"),
    }
    return render(request, "comments/receipt.html", context, status=status)


def _safety(page: Page) -> list[CareCard]:
    return [card for card in care_cards(current_site(), page) if card.level != "doctor"]


def _heading(comment: Comment) -> str:
    match comment.status:
        case Comment.Status.APPROVED:
            return _("Your comment is published")
        case Comment.Status.WITHDRAWN:
            return _("You have withdrawn your comment")
        case Comment.Status.REMOVED:
            return _("Your comment has been removed")
    # Spam, too: whoever wrote it learns nothing by it.
    return _("Your comment is waiting for a moderator")
