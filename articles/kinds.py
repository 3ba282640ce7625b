"""What the site must know of articles."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from backcare.pagecache import tags
from backcare.pagecache.recording import depends_on
from backcare.publishing.kinds import Context, Kind
from backcare.publishing.lines import lines
from backcare.publishing.sitemaps import SiteMap
from backcare.readiness.rules import LeadImage
from backcare.richtext.rendering import plain_text
from backcare.search.facets import MINUTES, minutes_value

from .demo.loader import load_articles
from .models import Article, Series


def article_context(article: Article) -> Context:
    """What the page of an article shows beside what every page does."""
    learn_more = [
        link
        for link in article.learn_more.select_related("target", "target__lead_image")
        if link.target.is_live
    ]
    context: Context = {
        "article": article,
        "key_points": lines(article.key_points),
        "reading_minutes": article.reading_minutes,
        "learn_more": learn_more,
        "resources": list(article.resources.all()),
        "series": article.series,
    }
    if article.series is not None:
        context |= in_series(article)
    return context


def in_series(article: Article) -> Context:
    """The live articles before and after this one in its series, in one query."""
    depends_on(tags.under(Series, article.series_id))
    live = list(
        Article.objects.live()
        .filter(series=article.series)
        .order_by("series_position", "pk")
        .select_related("lead_image")
        .only("kind", "slug", "title", "summary", "lead_image", "first_published_at")
    )
    place = next((n for n, other in enumerate(live) if other.pk == article.pk), None)
    if place is None:  # A preview of a draft: its original is the one that is live.
        place = next((n for n, other in enumerate(live) if other.pk == article.draft_of_id), None)
    if place is None:
        return {"previous": None, "next": None, "series_articles": live}
    return {
        "previous": live[place - 1] if place > 0 else None,
        "next": live[place + 1] if place + 1 < len(live) else None,
        "series_articles": live,
        "series_place": place + 1,
    }


def readable_series(slugs: Collection[str]) -> Iterable[str]:
    return Series.objects.visible().filter(slug__in=slugs).values_list("slug", flat=True)


class SeriesSitemap(SiteMap):
    """The series that readers can see, each with the last change of an article in it."""

    def items(self) -> QuerySet:
        depends_on(tags.listed("article"), tags.LAST_CHANGE)
        newest = Max("articles__changed_at", filter=Q(articles__in=Article.objects.live()))
        return Series.objects.visible().annotate(changed_at=newest).order_by("title", "pk")

    def lastmod(self, series: Any) -> datetime | None:
        return series.changed_at


def article_data(page: Article, context: Context) -> Context:
    topics = [topic.name for topic in context["topics"]]
    return {
        "@type": "MedicalWebPage",
        "wordCount": context["article"].word_count,
        "timeRequired": f"PT{context['reading_minutes']}M",
        **({"keywords": ", ".join(topics)} if topics else {}),
    }


def article_words(article: Article) -> str:
    """The words that search looks into beside title, summary and topics."""
    return f"{article.key_points}\n{plain_text(article.body)}"


ARTICLE = Kind(
    name="article",
    model=Article,
    label=_("Article"),
    label_plural=_("Articles"),
    url_name="articles:detail",
    list_url_name="articles:list",
    template="articles/article_detail.html",
    card_template="articles/_card.html",
    embed_template="articles/_card.html",
    order=30,
    joined=("series",),
    context=article_context,
    structured_data=article_data,
    search_text=article_words,
    facets={MINUTES: lambda article: [minutes_value(article.reading_minutes)]},
    with_cards=lambda articles: articles.select_related("lead_image"),
    rules=(LeadImage(),),
    further={"articles:series": readable_series},
    sitemaps={"series": SeriesSitemap},
    load_demo=load_articles,
)
