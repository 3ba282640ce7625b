"""The form in which readers say what is wrong with a page; needs no account."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from backcare.http.client import client_address
from backcare.http.origin import same_origin_only
from backcare.publishing.meta import Meta
from backcare.publishing.models import Page
from backcare.publishing.views import plain_meta, trail

from . import reporting
from .forms import ProblemForm
from .models import Problem


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_only
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The form for a page, which must be live."""
    page = Page.objects.live().filter(pk=pk).first()
    if page is None:
        raise Http404
    form = ProblemForm(
        request.POST if request.method == "POST" else None, instance=Problem(page=page)
    )
    too_often = False
    if form.is_valid():  # Never before it is posted.
        too_often = reporting.is_too_often(client_address(request))
        if not too_often:
            reporting.report(form.save(commit=False))
            return HttpResponseRedirect(reverse("problems:thanks"), status=303)
        form.add_error(
            None, _("You have sent many reports within an hour. Please send this one later.")
        )
    heading = _("Report a problem with this page")
    context = {
        "page": page,
        "form": form,
        "breadcrumbs": trail((page.title, page.get_absolute_url()), (heading, "")),
        "meta": Meta(title=heading, description="", path=page.get_absolute_url(), robots="noindex"),
    }
    status = 429 if too_often else 422 if form.errors else 200
    return render(request, "problems/report.html", context, status=status)


@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """The same for every page: the one that was reported may be gone by now."""
    title = _("Thank you for your report")
    meta = plain_meta(
        title,
        _("Your report is kept safely with the page, and the editors look at every one of them."),
        trail((title, reverse("problems:thanks"))),
        schema_type="WebPage",
    )
    return render(request, "problems/thanks.html", {"meta": meta})
