"""The page of the diary: the same for everybody, since what it shows never leaves the browser."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from backcare.pagecache.query import cacheable
from backcare.publishing.views import plain_meta, trail

from .words import words


@cacheable()
@require_safe
def diary(request: HttpRequest) -> HttpResponse:
    breadcrumbs = trail((_("Diary"), reverse("diary:diary")))
    meta = plain_meta(
        _("Diary"),
        _("Note your sessions and your pain. The diary is kept by your own browser, not by us."),
        breadcrumbs,
        schema_type="WebPage",
    )
    context = {
        "meta": meta,
        "breadcrumbs": breadcrumbs,
        "words": words(),
        "pains": range(11),
        "paper_rows": range(14),
    }
    return render(request, "exercises/diary.html", context)
