"""Loading the demonstration content: whole, once, and without harm to what is there."""

import json
from collections import Counter
from pathlib import Path

import pytest
from django.apps import apps
from django.core import serializers
from django.test import TestCase

from articles.models import Article, LearnMore, Series
from backcare.comments.models import Comment
from backcare.demo import demo
from backcare.library.models import Image
from backcare.people.models import Contributor
from backcare.publishing.models import Page
from backcare.richtext.rendering import referenced_images, referenced_pages
from backcare.site.models import SafetyText, SiteSettings
from backcare.topics.models import GlossaryTerm, Topic
from exercises.models import (
    BodyRegion,
    Equipment,
    Exercise,
    Factor,
    Routine,
    RoutineItem,
    Variation,
)
from tests.factories import make_article

ROOT = Path(__file__).parents[2]
OURS = {"articles", "exercises", "library", "people", "publishing", "search", "site", "topics"}


def everything() -> dict[str, str]:
    """Every row of the site's own models, by its model and key."""
    rows = {}
    for model in apps.get_models():
        if model._meta.app_label in OURS:
            for row in serializers.serialize("python", model._base_manager.order_by("pk")):
                rows[f"{row['model']} {row['pk']}"] = json.dumps(row, default=str, sort_keys=True)
    return rows


@pytest.mark.xdist_group("TestLoading")  # One process: what it needs is slow to make.
class TestLoading(TestCase):
    """One loading, looked at from all sides."""

    @classmethod
    def setUpTestData(cls):
        cls.created = demo.load()

    def test_loading_again_changes_nothing(self):
        before = everything()
        assert len(before) > 500
        assert demo.load() == {}
        assert everything() == before

    def test_there_is_all_that_was_planned(self):
        kinds = Counter(Page.objects.values_list("kind", flat=True))
        assert kinds["article"] >= 13
        assert kinds["exercise"] == 20
        assert kinds["routine"] == 5
        assert kinds["information"] >= 3
        assert GlossaryTerm.objects.count() >= 20
        assert Factor.objects.count() == 4
        assert Contributor.objects.count() == 3
        assert SafetyText.objects.count() == 1
        assert SiteSettings.objects.count() == 1
        assert all(topic.introduction for topic in Topic.objects.all())
        about = {"about", "privacy", "disclaimer", "accessibility"}
        assert about <= set(Page.objects.filter(kind="information").values_list("slug", flat=True))

    def test_every_file_is_a_page(self):
        for kind, folder in {
            "article": "articles/demo/articles",
            "exercise": "exercises/demo/exercises",
            "routine": "exercises/demo/routines",
            "information": "backcare/demo/content/pages",
        }.items():
            files = {path.stem for path in (ROOT / folder).iterdir() if path.suffix != ".py"}
            slugs = set(Page.objects.filter(kind=kind).values_list("slug", flat=True))
            assert slugs == files - {"__pycache__"}, kind

    def test_every_page_is_live_and_whole(self):
        assert Page.objects.live().count() == Page.objects.count()
        for page in Page.objects.all():
            page.specific.full_clean()
            assert page.first_published_at == page.changed_at == page.live_at
            assert page.summary
            assert len(page.summary.split()) <= 40, page
            assert page.revisions.count() == 1

    def test_pages_have_topics_and_writers_and_sources(self):
        for page in Page.objects.listed():
            assert page.topics.exists(), page
            assert page.authorships.exists(), page
        for page in Page.objects.filter(kind__in=["article", "exercise"]):
            assert page.sources.exists(), page
            for source in page.sources.all():
                assert source.url.startswith("https://"), source

    def test_every_topic_and_factor_has_a_page_to_show(self):
        assert set(Topic.objects.visible()) == set(Topic.objects.all())
        for factor in Factor.objects.all():
            assert factor.evidence_note
            assert Exercise.objects.live().filter(factors=factor).exists(), factor

    def test_texts_refer_to_what_is_there(self):
        for article in Article.objects.all():
            pages = set(referenced_pages(article.body))
            images = set(referenced_images(article.body))
            assert Page.objects.live().filter(pk__in=pages).count() == len(pages), article
            assert Image.objects.filter(pk__in=images).count() == len(images), article
            for key in article.body.split('data-source="')[1:]:
                assert article.sources.filter(key=key.partition('"')[0]).exists(), article

    def test_topics_named_in_files_are_topics(self):
        for loaded, folder in [
            (Article, "articles/demo/articles"),
            (Exercise, "exercises/demo/exercises"),
            (Routine, "exercises/demo/routines"),
        ]:
            for values in demo.read_folder(ROOT / folder):
                page = loaded.objects.get(slug=values["slug"])
                slugs = sorted(topic.slug for topic in page.topics.all())
                assert slugs == sorted(set(values["topics"])), page

    def test_exercises_have_complete_data(self):
        for exercise in Exercise.objects.all():
            exercise.dose.validate()
            assert exercise.purpose, exercise
            assert exercise.steps.count() >= 2, exercise
            assert exercise.cautions.exists(), exercise
            assert exercise.stop_if, exercise
            assert exercise.mistakes, exercise
            assert exercise.muscles, exercise
            assert exercise.regions.exists(), exercise
        assert RoutineItem.objects.filter(exercise=None).exists()

    def test_what_is_missing_is_loaded(self):
        Article.objects.get(slug="sciatica").delete()
        assert demo.load() == {"article": 1, "comment": 7}
        assert Article.objects.live().filter(slug="sciatica").exists()

    def test_a_comment_that_was_deleted_stays_so(self):
        Comment.objects.filter(name="Gareth").delete()
        assert demo.load() == {}

    def test_what_waits_for_moderators_has_its_reasons(self):
        asked = Comment.objects.get(name="Kev")
        assert asked.status == "held"
        assert asked.has_red_flag
        assert Comment.objects.get(status="spam").evidence

    def test_an_address_that_somebody_has_taken_is_theirs(self):
        Article.objects.get(slug="sciatica").delete()
        own = make_article(slug="sciatica", title="My own")
        assert demo.load() == {}
        assert Article.objects.get(slug="sciatica") == own

    def test_what_an_editor_has_renamed_is_not_loaded_again(self):
        for model in (Topic, Contributor, GlossaryTerm, Factor, Equipment, BodyRegion, Series):
            name = "title" if model is Series else "name"
            for number, row in enumerate(model.objects.all()):
                # In turn: another address, another name.
                changed = {"slug": f"other-{row.pk}"} if number % 2 else {name: f"Other {row.pk}"}
                model.objects.filter(pk=row.pk).update(**changed)
        before = everything()
        assert demo.load() == {}
        assert everything() == before

    def test_a_factor_renamed_altogether_is_known_by_its_topic(self):
        Factor.objects.filter(slug="tightness").update(slug="tense", name="Tense muscles")
        assert demo.load() == {}
        assert Factor.objects.count() == 4

    def test_a_page_loaded_anew_finds_what_has_another_address(self):
        rows = {}
        for model in (Topic, Contributor, Factor, Equipment, BodyRegion, Series):
            rows[model] = model.objects.count()
            for row in model.objects.all():
                model.objects.filter(pk=row.pk).update(slug=f"other-{row.pk}")
        article = Article.objects.get(slug="sciatica")
        exercise = Exercise.objects.exclude(equipment=None).filter(routine_items=None).first()
        parts = [article.topics, article.authors, exercise.equipment, exercise.regions]
        expected = [set(part.values_list("pk", flat=True)) for part in parts]
        assert all(expected)
        series, slug = article.series, exercise.slug
        LearnMore.objects.filter(target=article).delete()
        Variation.objects.filter(target=exercise).delete()
        article.delete()
        exercise.delete()

        assert demo.load() == {"article": 1, "comment": 8, "exercise": 1}

        article, exercise = Article.objects.get(slug="sciatica"), Exercise.objects.get(slug=slug)
        parts = [article.topics, article.authors, exercise.equipment, exercise.regions]
        assert [set(part.values_list("pk", flat=True)) for part in parts] == expected
        assert article.series == series
        assert {model: model.objects.count() for model in rows} == rows


@pytest.mark.django_db
def test_a_loading_that_fails_leaves_nothing(monkeypatch):
    def lost(self, reference: str) -> Page:
        raise LookupError(reference)

    monkeypatch.setattr(demo.Demo, "page", lost)
    with pytest.raises(LookupError):
        demo.load()
    assert not Page.objects.exists()
    assert not Topic.objects.exists()
    assert not Image.objects.exists()
