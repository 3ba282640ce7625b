from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from backcare.publishing import structured_data
from backcare.publishing.excerpts import excerpt
from backcare.publishing.models import Page
from backcare.publishing.views import list_meta, page_of

from .models import Contributor


@require_safe
def contributor_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A person whom a live page names, and the pages they wrote."""
    contributor = get_object_or_404(
        Contributor.objects.visible().select_related("photo"), slug=slug
    )
    pages = Page.objects.live().listed().filter(authorships__contributor=contributor)
    page_obj = page_of(request, pages.newest_first().with_cards())
    meta = list_meta(
        contributor.name,
        excerpt(contributor.biography) or _("Pages by %s.") % contributor.name,
        request.path,
        page_obj,
    )
    meta.graph = [structured_data.person(contributor)]
    context = {
        "contributor": contributor,
        "page_obj": page_obj,
        "meta": meta,
        "breadcrumbs": [(_("Home"), "/"), (contributor.name, "")],
    }
    return render(request, "people/contributor_detail.html", context)
