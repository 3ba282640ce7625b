"""Visibility: `live()` against a plain statement of the rule, over random states and times."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.models import Article
from backcare.publishing.models import Page
from tests.factories import make_article, make_exercise, make_page, make_routine

NOW = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)  # Clocks go forward at 01:00 that night.
moments = st.none() | st.integers(-3, 3).map(
    lambda steps: (
        NOW + timedelta(microseconds=steps) if abs(steps) < 3 else NOW + steps * timedelta(days=9)
    )
)
states = st.fixed_dictionaries(
    {"status": st.sampled_from(Page.Status.values), "live_at": moments, "expires_at": moments}
)


def readers_see(state: dict) -> bool:
    """The rule in words: published, its time has come, and its end has not."""
    if state["status"] != "published" or state["live_at"] is None or state["live_at"] > NOW:
        return False
    return state["expires_at"] is None or state["expires_at"] > NOW


def possible(state: dict) -> bool:
    """What the database accepts."""
    return state["status"] != "published" or state["live_at"] is not None


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.lists(states.filter(possible), min_size=1, max_size=6))
def test_live_is_what_the_rule_says(drawn):
    Page.objects.all().delete()
    pages = {
        make_article(**state, first_published_at=state["live_at"]).pk: state for state in drawn
    }
    with time_machine.travel(NOW, tick=False):
        expected = {pk for pk, state in pages.items() if readers_see(state)}
        assert set(Page.objects.live().values_list("pk", flat=True)) == expected
        assert set(Article.objects.live().values_list("pk", flat=True)) == expected
        assert {page.pk for page in Page.objects.all() if page.is_live} == expected


@pytest.mark.django_db
def test_a_draft_of_a_live_page_is_not_live():
    original = make_article()
    draft = make_article(status="draft", draft_of_id=original.pk, slug=original.slug)
    assert list(Page.objects.live()) == [original.page_ptr]
    assert not draft.is_live
    assert list(Page.objects.originals()) == [original.page_ptr]


@pytest.mark.django_db
def test_newest_first_goes_by_first_publication_then_by_key():
    day = datetime(2026, 1, 1, tzinfo=UTC)
    old = make_article(live_at=day)
    twins = [make_exercise(live_at=day + timedelta(days=1)) for _ in range(2)]
    new = make_routine(live_at=day + timedelta(days=2))
    assert [page.pk for page in Page.objects.live().newest_first()] == [
        new.pk,
        twins[1].pk,
        twins[0].pk,
        old.pk,
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["article", "exercise", "routine", "information"])
def test_a_row_knows_its_kind_address_and_child(kind):
    page = make_page(kind)
    row = Page.objects.get(pk=page.pk)
    assert row.kind == kind
    assert row.get_absolute_url() == page.get_absolute_url()
    assert row.specific == page
    assert type(row.specific) is type(page)
    assert page.specific is page
