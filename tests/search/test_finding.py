"""What is found, and in which order; on either database."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backcare.publishing.models import Page
from backcare.search import documents, finding
from backcare.search.finding import facet_counts, find
from tests.factories import MAKERS, make_article, make_exercise, make_page, make_topic

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


def indexed(maker=make_article, **overrides):
    page = maker(**overrides)
    documents.index(page)
    return page


def titles(text, **options):
    return [result.page.title for result in find(text, options)[0:20]]


def counts(text, name, **options):
    """How many pages have each value of a facet."""
    found = find(text, options)
    return next(dict(counts) for facet, counts, _more in facet_counts(found) if facet.name == name)


def test_every_word_must_be_there():
    indexed(title="Knots and heat")
    indexed(title="Knots")
    assert titles("heat knot") == ["Knots and heat"]


def test_a_phrase_must_be_there_in_its_order():
    indexed(title="Trigger points")
    indexed(title="Points that trigger")
    assert titles('"trigger points"') == ["Trigger points"]
    assert len(titles("trigger points")) == 2


def test_titles_come_before_summaries_before_topics_before_bodies():
    text = "Some words about other things. " * 20
    indexed(title="In the body", body=f"<p>{text} zebra</p>")
    indexed(title="In a topic", body=f"<p>{text}</p>", topics=[make_topic(name="Zebra")])
    indexed(title="In the summary", body=f"<p>{text}</p>", summary="A zebra.")
    indexed(title="Zebra", body=f"<p>{text}</p>")
    indexed(title="Nowhere", body=f"<p>{text}</p>")
    assert titles("zebra") == ["Zebra", "In the summary", "In a topic", "In the body"]


@pytest.mark.parametrize("kind", MAKERS)
def test_only_live_pages_are_found(kind):
    hour = timedelta(hours=1)
    now = timezone.now()
    for name, overrides in {
        "draft": {"status": Page.Status.DRAFT},
        "archived": {"status": Page.Status.ARCHIVED},
        "scheduled": {"live_at": now + hour},
        "expired": {"live_at": now - 2 * hour, "expires_at": now - hour},
    }.items():
        documents.index(make_page(kind, title=f"Zebra {name}", **overrides))
    assert not find("zebra")
    assert counts("zebra", "kind") == {}
    documents.index(make_page(kind, title="Zebra live"))
    assert titles("zebra") == ["Zebra live"]
    assert counts("zebra", "kind") == {kind: 1}


def test_a_scheduled_page_appears_and_disappears_by_the_clock():
    with time_machine.travel(NOW, tick=False) as clock:
        indexed(
            title="Zebra",
            live_at=NOW + timedelta(hours=1),
            expires_at=NOW + timedelta(hours=3),
        )
        found = []
        for _hour in range(4):
            found.append(len(find("zebra")))
            clock.shift(timedelta(hours=1))
    assert found == [0, 1, 1, 0]


def test_a_page_withdrawn_between_two_queries_is_not_shown():
    page = indexed(title="Zebra")
    found = find("zebra")
    Page.objects.filter(pk=page.pk).update(status=Page.Status.ARCHIVED)
    assert found[0:20] == []


def test_kinds_can_be_chosen_and_are_counted_all_the_same():
    indexed(title="Zebra one")
    indexed(make_exercise, title="Zebra two")
    assert titles("zebra", kind=["exercise"]) == ["Zebra two"]
    assert counts("zebra", "kind", kind=["exercise"]) == {"article": 1, "exercise": 1}
    assert len(titles("zebra", kind=["exercise", "article"])) == 2


def test_common_words_are_ranked_and_counted_no_further_than_shown(monkeypatch):
    monkeypatch.setattr(finding, "MOST", 3)
    indexed(title="The oldest zebra")
    for number in range(4):
        indexed(title=f"Other {number}", summary="Zebra.")
    found = find("zebra")
    assert len(found) == 3
    assert found.has_more
    assert [more for _facet, _counts, more in facet_counts(found)] == [True] * 6
    # What matches in its title is looked at, however old it is.
    assert titles("zebra")[0] == "The oldest zebra"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("zebra stripes", "Zebra stripes are old"),
        ('"zebra stripes"', "Zebra stripes are old"),
        ("zebra -lion", "Zebra stripes are old"),
        ("zebra -tail", "Old zebra and lion"),
    ],
)
def test_what_is_titled_so_is_found_among_common_words_unless_it_is_unwanted(
    monkeypatch, text, first
):
    monkeypatch.setattr(finding, "MOST", 3)
    indexed(title="Old zebra and lion")
    page = indexed(title="An old lion", summary="Tail.")
    for number in range(5):
        indexed(title=f"Other {number}", summary="Zebra stripes.")
    page.title = "Zebra stripes are old"
    page.save()
    documents.index(page)

    assert titles(text)[0] == first


def test_a_page_that_goes_is_found_by_its_title_no_more(monkeypatch):
    monkeypatch.setattr(finding, "MOST", 3)
    page = indexed(title="The oldest zebra")
    for number in range(5):
        indexed(title=f"Other {number}", summary="Zebra.")
    assert titles("zebra")[0] == "The oldest zebra"
    documents.remove(page.pk)

    assert "The oldest zebra" not in titles("zebra")


def test_exactly_as_many_as_can_be_shown_are_not_more(monkeypatch):
    monkeypatch.setattr(finding, "MOST", 3)
    for number in range(3):
        indexed(title=f"Zebra {number}")
    found = find("zebra")
    assert len(found) == 3
    assert not found.has_more


def test_equals_stand_newest_first():
    for number in range(3):
        indexed(title=f"Zebra {number}")
    assert titles("zebra") == ["Zebra 2", "Zebra 1", "Zebra 0"]


def test_nothing_is_asked_when_there_is_nothing_to_look_for(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert not find(' "" * 🙂 ')


def test_results_cost_the_same_however_many_there_are(django_assert_num_queries):
    for _ in range(3):
        indexed(title="Zebra")
    with django_assert_num_queries(4):
        assert len(find("zebra")[0:20]) == 3
    for _ in range(9):
        indexed(title="Zebra", topics=[make_topic(), make_topic()])
    with django_assert_num_queries(4):
        assert len(find("zebra")[0:20]) == 12


OPERATORS = ['"', "'", "*", "(", ")", "^", ":", "-", "+", "{", "}", "|", "&", "!", "<->", "\\", "%"]
WORDS = ["NEAR", "AND", "OR", "NOT", "title", "zebra", "rowid", "\x00", "\ud800", "🙂", "é", ";"]


@given(st.lists(st.one_of(st.sampled_from(OPERATORS + WORDS), st.text(max_size=5))))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_can_be_asked(parts):
    assert len(find("".join(parts))) == 0
    assert len(find(" ".join(parts))) == 0
