"""Readers' reports of comments that should not stand there."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from backcare.http.client import client_address
from backcare.http.origin import same_origin_only
from backcare.publishing.meta import Meta

from .. import flagging
from ..forms import FlagForm
from .reading import public_comment, trail_of
from .writing import refusal_of_body


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_only
def flag(request: HttpRequest, pk: int) -> HttpResponse:
    """The form in which a reader says what is wrong with a comment; needs no account."""
    if request.method == "POST" and (refusal := refusal_of_body(request)):
        return refusal
    comment = public_comment(pk)
    form = FlagForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_valid():
        try:
            flagging.flag(comment, **form.cleaned_data, address=client_address(request))
        except ValidationError as refusal:
            form.add_error(None, refusal)
            status = 429
        else:
            return HttpResponseRedirect(reverse("comments:flagged"), status=303)
    elif form.is_bound:
        status = 422
    page = comment.page
    heading = _("Report a comment")
    context = {
        "comment": comment,
        "form": form,
        "page": page,
        "breadcrumbs": trail_of(page, heading),
        "meta": Meta(title=heading, description="", path=page.get_absolute_url(), robots="noindex"),
    }
    return render(request, "comments/flag_form.html", context, status=status)


@require_safe
def flagged(request: HttpRequest) -> HttpResponse:
    """Thanks. The same for every comment: the one that was reported may be gone by now."""
    meta = Meta(title=_("Thank you for your report"), description="", path="", robots="noindex")
    return render(request, "comments/flagged.html", {"meta": meta})
