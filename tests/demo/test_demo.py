"""The demonstration content: loaded whole, once, and open about what it is."""

import pytest

from articles.models import Article
from backcare.demo.demo import load
from backcare.people.models import Contributor
from backcare.publishing.kinds import kinds
from backcare.publishing.models import Page, Revision, Source
from backcare.search.finding import find
from backcare.topics.models import Topic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]


def test_every_kind_of_page_is_there_and_live(demonstration):
    assert demonstration["article"] >= 13
    assert demonstration["exercise"] == 20
    assert demonstration["routine"] == 5
    for kind in kinds:
        assert kind.model.objects.live().count() == demonstration[kind.name]
    assert Topic.objects.visible().count() == Topic.objects.count()


def test_loading_again_changes_nothing():
    pages = list(Page.objects.order_by("pk").values())
    sources = list(Source.objects.order_by("pk").values())
    revisions = Revision.objects.count()
    assert load() == {}
    assert list(Page.objects.order_by("pk").values()) == pages
    assert list(Source.objects.order_by("pk").values()) == sources
    assert Revision.objects.count() == revisions


def test_what_an_editor_corrected_stays():
    Article.objects.filter(slug="sciatica").update(title="Corrected")
    load()
    assert Article.objects.get(slug="sciatica").title == "Corrected"


def test_no_page_claims_a_review_and_no_person_credentials():
    for page in Page.objects.all():
        assert page.is_demonstration, page
        assert page.reviewer is None, page
        assert page.reviewed_on is None, page
    for contributor in Contributor.objects.all():
        assert contributor.is_demonstration
        assert contributor.credentials == ""


def test_every_article_and_exercise_has_topics_authors_and_sources():
    for page in Page.objects.filter(kind__in=["article", "exercise"]):
        assert page.topics.exists(), page
        assert page.authors.exists(), page
        assert page.sources.exists(), page


def test_each_page_is_the_first_that_its_title_finds():
    lost = [
        page.title
        for page in Page.objects.live()
        if page.title not in [result.page.title for result in find(page.title)[:1]]
    ]
    assert lost == []


@pytest.mark.parametrize(
    ("question", "slug"),
    [
        ("knots", "trigger-points"),
        ("siatica", ""),
        ("sciatica at night", "sciatica"),
        ("painkillers", "medicines"),
        ("stiff joints", "joint-stiffness"),
        ("desk", "desk-break"),
        ("myths", "myths-about-back-pain"),
    ],
)
def test_readers_words_find_pages(question, slug):
    slugs = [result.page.slug for result in find(question)[:3]]
    assert slug in slugs if slug else slugs == []
