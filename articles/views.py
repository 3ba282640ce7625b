from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from backcare.publishing.meta import Meta
from backcare.publishing.views import list_meta, page_of

from .models import Article, Series


@require_safe
def article_list(request: HttpRequest) -> HttpResponse:
    page_obj = page_of(request, Article.objects.live().newest_first().with_cards().defer("body"))
    context = {
        "page_obj": page_obj,
        "meta": list_meta(
            _("Articles"),
            _("What causes back pain, what helps and how sure we are: plain words, with sources."),
            request.path,
            page_obj,
        ),
        "breadcrumbs": [(_("Home"), "/"), (_("Articles"), "")],
    }
    return render(request, "articles/article_list.html", context)


@require_safe
def series_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A series with at least one live article, in its order."""
    live = Article.objects.live().defer("body")
    series = get_object_or_404(
        Series.objects.filter(articles__in=live.values("pk")).distinct(), slug=slug
    )
    context = {
        "series": series,
        "articles": live.filter(series=series).order_by("series_position", "pk").with_cards(),
        "meta": Meta(
            title=series.title,
            description=series.summary or _("Articles to read one after the other."),
            path=series.get_absolute_url(),
        ),
        "breadcrumbs": [
            (_("Home"), "/"),
            (_("Articles"), "/articles/"),
            (series.title, ""),
        ],
    }
    return render(request, "articles/series_detail.html", context)
