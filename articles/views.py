from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from backcare.pagecache import tags
from backcare.pagecache.query import cacheable
from backcare.pagecache.recording import depends_on
from backcare.publishing import lists
from backcare.publishing.views import page_of, plain_meta, trail

from .kinds import ARTICLE
from .models import Article, Series


@cacheable("page")
@require_safe
def article_list(request: HttpRequest) -> HttpResponse:
    depends_on(tags.listed(ARTICLE.name))
    page_obj = page_of(request, lists.of_kind(ARTICLE.name))
    breadcrumbs = trail((_("Articles"), reverse("articles:list")))
    context = {
        "page_obj": page_obj,
        "meta": plain_meta(
            _("Articles"),
            _("What causes back pain, what helps and how sure we are: plain words, with sources."),
            breadcrumbs,
            number=page_obj.number,
        ),
        "breadcrumbs": breadcrumbs,
    }
    return render(request, "articles/article_list.html", context)


@cacheable()
@require_safe
def series_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A series with at least one live article, in its order."""
    live = Article.objects.live().defer("body")
    series = get_object_or_404(Series.objects.visible(), slug=slug)
    depends_on(tags.under(Series, series.pk))
    breadcrumbs = trail(
        (_("Articles"), reverse("articles:list")), (series.title, series.get_absolute_url())
    )
    context = {
        "series": series,
        "articles": live.filter(series=series).order_by("series_position", "pk").with_cards(),
        "meta": plain_meta(
            series.title,
            series.summary or _("Articles to read one after the other."),
            breadcrumbs,
        ),
        "breadcrumbs": breadcrumbs,
    }
    return render(request, "articles/series_detail.html", context)
