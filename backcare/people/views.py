from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from backcare.pagecache import tags
from backcare.pagecache.query import cacheable
from backcare.pagecache.recording import depends_on
from backcare.publishing import structured_data
from backcare.publishing.excerpts import excerpt
from backcare.publishing.models import Authorship, Page
from backcare.publishing.views import page_of, plain_meta, trail

from .models import Contributor


@cacheable("page")
@require_safe
def contributor_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A person whom a live page names: the pages they wrote, then those they only reviewed."""
    contributor = get_object_or_404(
        Contributor.objects.visible().select_related("photo"), slug=slug
    )
    depends_on(tags.under(Contributor, contributor.pk))
    written = Authorship.objects.filter(contributor=contributor).order_by()
    reviewed = Page.objects.filter(reviewer=contributor, reviewed_on__isnull=False).order_by()
    # A union, because an OR would make a database look at every page.
    pages = (
        Page.objects.live()
        .filter(pk__in=written.values("page").union(reviewed.values("pk")))
        .annotate(is_written=Exists(written.filter(page=OuterRef("pk"))))
        .order_by("-is_written", "-first_published_at", "-pk")
    )
    page_obj = page_of(request, pages.with_cards())
    breadcrumbs = trail((contributor.name, contributor.get_absolute_url()))
    meta = plain_meta(
        contributor.name,
        excerpt(contributor.biography) or _("Pages by %s.") % contributor.name,
        breadcrumbs,
        schema_type="ProfilePage",
        about=structured_data.person(contributor),
        number=page_obj.number,
    )
    context = {
        "contributor": contributor,
        "page_obj": page_obj,
        "meta": meta,
        "breadcrumbs": breadcrumbs,
    }
    return render(request, "people/contributor_detail.html", context)
