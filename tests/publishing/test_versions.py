"""An earlier version is shown as it was, and nothing is written for it."""

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from backcare.publishing import references, snapshots
from backcare.publishing.detail import detail_context
from backcare.publishing.kinds import kinds
from backcare.publishing.models import RelatedChoice
from backcare.publishing.versions import as_it_was
from tests.factories import MAKERS, make_article, make_contributor, make_exercise, make_page

from .filling import empty, fill

pytestmark = pytest.mark.django_db
each_kind = pytest.mark.parametrize("kind", sorted(MAKERS))


def shown(page, rf):
    request = rf.get("/")
    context = detail_context(page) | {"is_preview": True}
    html = render_to_string(kinds[page.kind].template, context, request)
    return html.partition("<footer")[0]  # The foot names the pages about the site as they are now.


@each_kind
def test_a_version_is_shown_as_the_page_was(kind, rf):
    page = make_page(kind)
    fill(page)
    page = type(page).objects.get(pk=page.pk)
    for choice in page.related_choices.all():
        choice.target.status = "published"
        choice.target.save()
    references.sync(page)
    before = shown(page, rf)
    snapshot = snapshots.take(page)
    empty(page)
    page = type(page).objects.get(pk=page.pk)
    if kind == "article":  # What stands around a page is what readers have around it now.
        fields = snapshot["fields"]
        page.series_id, page.series_position = fields["series"], fields["series_position"]
    page.title = "Another title"
    page.save()
    references.sync(page)
    assert shown(page, rf) != before

    version = as_it_was(page, snapshot)

    assert shown(version, rf) == before


@each_kind
def test_showing_a_version_writes_nothing(kind, rf):
    page = make_page(kind)
    fill(page)
    snapshot = snapshots.take(type(page).objects.get(pk=page.pk))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        shown(as_it_was(page, snapshot), rf)
    written = [q["sql"] for q in queries if not q["sql"].lstrip("( ").startswith("SELECT")]
    assert written == []


def test_what_has_been_deleted_since_is_missing(rf):
    author = make_contributor()
    page = make_article(
        authors=[author], learn_more=[{"target": (gone := make_article()).page_ptr}]
    )
    snapshot = snapshots.take(page)
    page.authorships.all().delete()
    author.delete()
    gone.delete()

    version = as_it_was(page, snapshot)

    assert list(version.authorships.all()) == list(version.learn_more.all()) == []
    assert page.title in shown(version, rf)


def test_a_version_has_the_related_pages_that_were_picked_for_it(rf):
    page, then, now, never = make_article(), make_article(), make_article(), make_article()
    RelatedChoice.objects.create(page=page, target=then)
    RelatedChoice.objects.create(page=page, target=never, action="exclude", position=1)
    snapshot = snapshots.take(page)
    page.related_choices.all().delete()
    RelatedChoice.objects.create(page=page, target=now)

    context = detail_context(as_it_was(page, snapshot))

    assert [context["next_read"], *context["related"]] == [then.page_ptr]


def test_a_version_of_another_kind_or_form_is_refused():
    page = make_article()
    with pytest.raises(ValueError, match="kind"):
        as_it_was(page, snapshots.take(make_exercise()))
    with pytest.raises(ValueError, match="format"):
        as_it_was(page, {"fields": {}})


def test_what_a_part_cannot_answer_is_not_asked_of_the_database():
    page = make_article()
    version = as_it_was(page, snapshots.take(page))
    assert isinstance(version, Article)
    with pytest.raises(AttributeError):
        version.sources.annotate()
