"""Articles, their series, links and resources."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.models import Article, Resource
from backcare.publishing.models import Source
from tests.factories import make_article, make_series

pytestmark = pytest.mark.django_db


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(st.integers(0, 2000))
def test_reading_takes_a_minute_for_200_words_and_at_least_one(count):
    article = Article(title="t", slug=f"s-{count}", summary="s", body=f"<p>{'word ' * count}</p>")
    with transaction.atomic():
        article.save()
        transaction.set_rollback(True)
    assert article.word_count == count
    assert article.reading_minutes == max(1, round(count / 200))


def test_only_words_that_readers_see_are_counted():
    article = make_article(
        body="<h2>Two words</h2><ul><li>Three more words</li></ul>"
        '<p>One<sup data-source="nice-2016"></sup></p><div data-page="7"></div>'
    )
    assert article.word_count == 6


def test_what_is_stored_is_clean():
    article = make_article(body='<p onclick="x()">Hi<script>alert(1)</script></p>')
    assert Article.objects.get(pk=article.pk).body == "<p>Hi</p>"


@pytest.mark.parametrize(("points", "is_fine"), [(0, True), (5, True), (6, False)])
def test_there_are_five_key_points_at_most(points, is_fine):
    article = make_article()
    article.key_points = "\n\n".join(["A point"] * points)
    if is_fine:
        article.clean_fields()
        return
    with pytest.raises(ValidationError) as refused:
        article.clean_fields()
    assert list(refused.value.message_dict) == ["key_points"]


def test_an_article_in_a_series_has_a_place():
    article = make_article()
    article.series = make_series()
    with pytest.raises(ValidationError, match="which place"):
        article.validate_constraints()
    with pytest.raises(IntegrityError), transaction.atomic():
        article.save()
    article.series_position = 1
    article.save()


def test_an_article_survives_its_series():
    series = make_series()
    article = make_article(series=series, series_position=1)
    series.delete()
    article.refresh_from_db()
    assert article.series is None


@pytest.mark.parametrize(
    ("relationship", "rel", "is_disclosed"),
    [
        ("none", {"external", "noopener"}, False),
        ("gift", {"nofollow", "noopener"}, True),
        ("affiliate", {"sponsored", "noopener"}, True),
        ("own", {"nofollow", "noopener"}, True),
    ],
)
def test_what_ties_the_site_to_a_resource_is_told(relationship, rel, is_disclosed):
    resource = Resource(relationship=relationship)
    assert set(resource.rel.split()) == rel
    assert bool(resource.disclosure) == is_disclosed


def test_every_relationship_has_been_thought_of():
    assert len(Resource.Relationship) == 4


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "//x", "x"],
)
@pytest.mark.parametrize("model", [Resource, Source])
def test_an_address_that_runs_is_refused(model, url):
    row = model(title="t", url=url)
    with pytest.raises(ValidationError) as refused:
        row.clean_fields()
    assert "url" in refused.value.message_dict


# Sources -----------------------------------------------------------------------------------------


def test_a_source_gets_a_key_from_what_it_is():
    page = make_article(
        sources=[
            {"organisation": "NICE", "title": "One", "year": 2016},
            {"organisation": "NICE", "title": "Two", "year": 2016},
            {"organisation": "NICE", "title": "Three", "year": 2020},
            {"organisation": "世界", "title": "Four"},
            {"organisation": "A very long name of an organisation indeed", "title": "Five"},
            {"organisation": "Own", "title": "Six", "key": "mine"},
        ]
    )
    keys = [source.key for source in page.sources.all()]
    assert keys[:4] == ["nice-2016", "nice-2016-2", "nice-2020", "source"]
    assert all(len(key) <= 40 for key in keys)
    assert keys[5] == "mine"


def test_a_key_stays_when_its_source_is_changed():
    page = make_article(sources=[{"organisation": "NICE", "title": "One", "year": 2016}])
    source = page.sources.get()
    source.year = 2020
    source.save()
    assert source.key == "nice-2016"


def test_a_key_is_unique_on_its_page_alone():
    entry = {"organisation": "NICE", "title": "One", "key": "nice"}
    page = make_article(sources=[entry])
    make_article(sources=[entry])
    with pytest.raises(IntegrityError), transaction.atomic():
        Source.objects.create(page=page, **entry)


def test_many_sources_of_one_year_all_get_keys():
    page = make_article(
        sources=[
            {"organisation": "Cochrane Back Group", "title": f"{n}", "year": 2021}
            for n in range(12)
        ]
    )
    assert len({source.key for source in page.sources.all()}) == 12
