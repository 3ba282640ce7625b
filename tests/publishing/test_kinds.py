"""Kinds make themselves known, and what is wrong with one is said at the start."""

from dataclasses import replace

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from articles.models import Article
from backcare.publishing.checks import check_kinds
from backcare.publishing.kinds import Kind, KindRegistry, kinds
from backcare.publishing.models import Page
from exercises.models import Exercise
from tests.factories import make_article, make_exercise


@pytest.fixture
def registry(monkeypatch) -> KindRegistry:
    """A registry of its own for the checks."""
    own = KindRegistry()
    monkeypatch.setattr("backcare.publishing.checks.kinds", own)
    return own


def changed(**values) -> Kind:
    return replace(kinds["article"], **values)


def test_the_site_has_nothing_to_complain_of():
    call_command("check")
    assert check_kinds() == []


@pytest.mark.parametrize("name", ["template", "card_template", "embed_template"])
def test_a_template_that_does_not_exist_is_said(name, registry):
    registry.register(changed(**{name: "nowhere.html"}))
    (problem,) = check_kinds()
    assert problem.id == "backcare.E001"
    assert "nowhere.html" in problem.msg
    assert problem.hint


@pytest.mark.parametrize("name", ["url_name", "list_url_name"])
def test_an_address_that_does_not_exist_is_said(name, registry):
    registry.register(changed(**{name: "nowhere:at_all"}))
    assert [problem.id for problem in check_kinds()] == ["backcare.E002"]


def test_a_part_that_does_not_exist_is_said(registry, monkeypatch):
    monkeypatch.setattr(Article, "parts", (*Article.parts, "footnotes"))
    registry.register(kinds["article"])
    (problem,) = check_kinds()
    assert problem.id == "backcare.E003"
    assert "footnotes" in problem.msg


def test_two_kinds_cannot_share_a_name():
    own = KindRegistry()
    own.register(kinds["article"])
    own.register(kinds["article"])
    with pytest.raises(ImproperlyConfigured, match="article"):
        own.register(replace(kinds["exercise"], name="article"))


def test_a_model_without_a_kind_is_named():
    with pytest.raises(ImproperlyConfigured, match="Page"):
        kinds.for_model(Page)
    assert kinds.for_model(Article).name == "article"
    assert "article" in kinds
    assert "essay" not in kinds


@pytest.mark.django_db
def test_children_come_with_a_few_queries_for_each_kind(django_assert_num_queries):
    pages = [make() for make in (make_article, make_exercise) for _ in range(3)]
    rows = list(Page.objects.all())
    with django_assert_num_queries(3):  # An exercise's steps have its figures.
        children = kinds.load_children(rows)
    assert children == {page.pk: page for page in pages}
    assert {type(child) for child in children.values()} == {Article, Exercise}
