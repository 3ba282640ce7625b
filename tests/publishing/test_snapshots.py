"""A page is copied whole, and whoever adds to a page is told when it would be lost."""

import json

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.models import Article
from backcare.publishing import snapshots
from backcare.publishing.kinds import kinds
from backcare.publishing.models import Page
from tests import factories
from tests.factories import MAKERS, make_article, make_exercise, make_page, make_routine

from .filling import empty, fill, said

pytestmark = pytest.mark.django_db
each_kind = pytest.mark.parametrize("kind", sorted(MAKERS))

# What refers to a page and is not part of what it says: rows of other pages, rows that are
# computed, and what is remembered about it. Each with its reason.
NOT_COPIED = {
    "articles.LearnMore.target": "a link from another page",
    "comments.Comment.page": "what readers said, under the page that they know",
    "addresses.Redirect.page": "where readers knew it",
    "editing.Autosave.page": "what somebody typed beside the row",
    "editing.Presence.page": "who has the row's form open",
    "exercises.RoutineItem.exercise": "a routine's own part",
    "exercises.Variation.target": "a link from another exercise",
    "previews.PreviewLink.page": "who may see this row, not what it says",
    "linkcheck.Link.target": "another page's link",
    "linkcheck.PageLink.page": "follows what it says",
    "publishing.Embed.page": "follows the text",
    "publishing.Embed.target": "another page's text",
    "publishing.Page.draft_of": "the draft itself",
    "publishing.PlannedLink.page": "follows the text",
    "publishing.RelatedCandidate.page": "computed",
    "publishing.RelatedCandidate.target": "computed",
    "publishing.RelatedChoice.target": "another page's choice",
    "problems.Problem.page": "what readers reported of the page",
    "publishing.Revision.page": "history",
    "sharing.SocialCard.page": "drawn from what it says",
    "publishing.TaggedPage.content_object": "copied as topics",
    "search.Beginning.page": "computed",
    "search.Document.page": "computed",
}


def from_json(snapshot: dict) -> dict:
    """The snapshot after a way through a column of JSON."""
    return json.loads(json.dumps(snapshot, cls=DjangoJSONEncoder))


def test_every_kind_is_tested_here():
    assert {kind.name for kind in kinds} == set(MAKERS)


@each_kind
def test_everything_that_belongs_to_a_page_is_copied_or_excused(kind):
    model = kinds[kind].model
    for field in model._meta.get_fields(include_hidden=True):
        if field.auto_created and not field.concrete:
            child_link = field.one_to_one and issubclass(field.related_model, Page)
            if field.name in model.parts or (child_link and field.field.remote_field.parent_link):
                continue
            if field.related_model._meta.auto_created:
                continue  # The table of a many-to-many field, which is looked at itself.
            place = f"{field.related_model._meta.label}.{field.field.name}"
            assert place in NOT_COPIED, f"Copy {place} (Page.parts) or say why not."
        elif field.many_to_many and field.name not in model.linked:
            through = {
                model._meta.get_field(name).related_model._meta.label for name in model.parts
            }
            assert field.remote_field.through._meta.label in through, f"Copy {field.name}."


@each_kind
def test_state_fields_and_parts_exist(kind):
    model = kinds[kind].model
    columns = {field.name for field in model._meta.concrete_fields}
    assert model.state_fields - {"page_ptr"} <= columns
    assert set(Page.parts) <= set(model.parts)
    assert set(Page.linked) <= set(model.linked)


@each_kind
def test_a_full_page_survives_as_json(kind):
    full = make_page(kind)
    fill(full)
    bare = make_page(kind, status="draft", draft_of_id=full.pk)
    snapshots.apply(from_json(snapshots.take(full)), bare)
    assert said(bare) == said(full)


@each_kind
def test_an_empty_page_takes_everything_away(kind):
    bare = make_page(kind)
    empty(bare)
    full = make_page(kind, status="draft", draft_of_id=bare.pk)
    fill(full)
    snapshots.apply(from_json(snapshots.take(bare)), full)
    assert said(full) == said(bare)


@each_kind
def test_taking_changes_nothing_and_repeats_itself(kind):
    page = make_page(kind)
    fill(page)
    before = said(page)
    assert snapshots.take(page.specific) == snapshots.take(page.specific)
    assert said(page) == before


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(
    st.fixed_dictionaries(
        {
            name: st.text(
                st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60
            )
            for name in ("title", "summary", "key_points", "extra_urgent", "search_title")
        }
    )
)
def test_any_words_survive_as_json(words):
    page = make_article(**words)
    other = make_article(status="draft", draft_of_id=page.pk)
    snapshots.apply(from_json(snapshots.take(page)), other)
    copy = Article.objects.get(pk=other.pk)
    assert {name: getattr(copy, name) for name in words} == words


# References to what has gone -------------------------------------------------------------------


def test_a_deleted_picture_leaves_its_place_empty():
    image = factories.make_image()
    page = make_exercise(lead_image=image, steps=[{"text": "Lie down.", "image": image}])
    snapshot = from_json(snapshots.take(page))
    page.lead_image = None
    page.save()
    page.steps.update(image=None)
    image.delete()
    snapshots.apply(snapshot, page)
    page.refresh_from_db()
    assert page.lead_image is None
    assert [(step.text, step.image) for step in page.steps.all()] == [("Lie down.", None)]


def test_parts_that_need_a_deleted_row_are_left_out_and_the_others_kept():
    gone, here = make_exercise(), make_exercise()
    page = make_routine(items=[gone, here, {"activity": "walk", "minutes": 5, "title": "Walk"}])
    article = make_article(
        learn_more=[{"target": gone, "text": "gone"}, {"target": here, "text": "here"}],
    )
    routine_then, article_then = snapshots.take(page), snapshots.take(article)
    page.items.filter(exercise=gone).delete()
    gone.delete()
    snapshots.apply(from_json(article_then), article)
    assert [link.text for link in article.learn_more.all()] == ["here"]
    # An item may do without an exercise only when it is an activity.
    snapshots.apply(from_json(routine_then), page)
    assert [str(item) for item in page.items.all()] == [here.title, "Walk"]


def test_deleted_topics_and_authors_are_left_out():
    topics = [factories.make_topic(), factories.make_topic()]
    authors = [factories.make_contributor(), factories.make_contributor()]
    page = make_article(topics=topics, authors=authors, reviewer=authors[0])
    snapshot = from_json(snapshots.take(page))
    page.reviewer = None
    page.save()
    page.authorships.filter(contributor=authors[0]).delete()
    topics[0].delete()
    authors[0].delete()
    snapshots.apply(snapshot, page)
    assert list(page.topics.all()) == [topics[1]]
    assert [by.contributor for by in page.authorships.all()] == [authors[1]]
    assert page.reviewer is None


def test_a_field_that_a_snapshot_does_not_know_keeps_its_value():
    page = make_article(search_title="Kept")
    snapshot = snapshots.take(page)
    del snapshot["fields"]["search_title"]
    del snapshot["parts"]["resources"]
    del snapshot["links"]["topics"]
    assert snapshots.apply(from_json(snapshot), page).search_title == "Kept"


def test_a_snapshot_of_another_kind_or_format_is_refused():
    article, exercise = make_article(), make_exercise()
    with pytest.raises(ValueError, match="can't become"):
        snapshots.apply(snapshots.take(article), exercise)
    with pytest.raises(ValueError, match="not known"):
        snapshots.apply(snapshots.take(article) | {"format": 99}, article)
