"""Related pages: an editor's word first, then shared topics by rarity, recency to break ties."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from backcare.publishing import related
from backcare.publishing.drafting import archive, edit_as_draft, publish
from backcare.publishing.models import Page, RelatedCandidate, RelatedChoice
from tests.factories import (
    make_article,
    make_exercise,
    make_information_page,
    make_routine,
    make_topic,
)

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 1, 1, tzinfo=UTC)


def shown(page, **options) -> list[str]:
    return [near.title for near in related.related_pages(page, **options)]


def choose(page, target, action=RelatedChoice.Action.PIN, position=0):
    RelatedChoice.objects.create(page=page, target=target, action=action, position=position)


def refreshed(page):
    related.refresh(page)
    return page


# Picked by topic -------------------------------------------------------------------------------


def test_a_page_without_topics_has_no_candidates():
    make_article(topics=[make_topic()])
    assert related.refresh(make_article()) == []


def test_pages_that_share_no_topic_are_not_related():
    page = make_article(topics=[make_topic()])
    make_article(topics=[make_topic()])
    assert related.refresh(page) == []


def test_the_rarer_topic_weighs_more_whatever_the_day():
    common, rare = make_topic(), make_topic()
    page = make_article(topics=[common, rare])
    make_article(title="common and new", topics=[common], live_at=DAY + timedelta(days=30))
    make_article(title="rare and old", topics=[rare], live_at=DAY)
    for _ in range(4):
        make_article(topics=[common], live_at=DAY)
    assert shown(refreshed(page))[:2] == ["rare and old", "common and new"]


def test_rarity_is_counted_among_the_pages_that_readers_may_see():
    rare, common = make_topic(), make_topic()
    page = make_article(topics=[rare, common])
    make_article(title="rare and old", topics=[rare], live_at=DAY)
    for _ in range(2):
        make_article(title="common", topics=[common], live_at=DAY + timedelta(days=1))
    for _ in range(9):
        make_article(topics=[rare], status="draft")
    assert shown(refreshed(page))[0] == "rare and old"


def test_two_shared_topics_weigh_more_than_one():
    one, two = make_topic(), make_topic()
    page = make_article(topics=[one, two])
    make_article(title="both", topics=[one, two], live_at=DAY)
    make_article(title="one", topics=[one], live_at=DAY + timedelta(days=9))
    make_article(title="two", topics=[two], live_at=DAY + timedelta(days=8))
    assert shown(refreshed(page)) == ["both", "one", "two"]


def test_among_equals_the_newest_comes_first_then_the_last_made():
    topic = make_topic()
    page = make_article(topics=[topic])
    for title, days in [("old", 0), ("new", 2), ("middle", 1), ("middle too", 1)]:
        make_article(title=title, topics=[topic], live_at=DAY + timedelta(days=days))
    assert shown(refreshed(page)) == ["new", "middle too", "middle", "old"]


def test_every_listed_kind_is_related_and_no_other():
    topic = make_topic()
    page = make_article(topics=[topic])
    make_exercise(title="exercise", topics=[topic], live_at=DAY + timedelta(days=2))
    make_routine(title="routine", topics=[topic], live_at=DAY + timedelta(days=1))
    make_article(title="article", topics=[topic], live_at=DAY)
    make_information_page(title="about", topics=[topic])
    assert shown(refreshed(page)) == ["exercise", "routine", "article"]


def test_of_a_huge_topic_the_newest_pages_stand_for_all(monkeypatch):
    monkeypatch.setattr(related, "PAGES_PER_TOPIC", 3)
    topic = make_topic()
    page = make_article(topics=[topic])
    for number in range(5):
        make_article(title=str(number), topics=[topic], live_at=DAY + timedelta(days=number))
    assert shown(refreshed(page)) == ["4", "3", "2"]


def test_more_are_stored_than_shown_so_that_some_may_go():
    topic = make_topic()
    page = make_article(topics=[topic])
    others = [
        make_article(title=str(n), topics=[topic], live_at=DAY + timedelta(days=n))
        for n in range(30)
    ]
    related.refresh(page)
    assert RelatedCandidate.objects.filter(page=page).count() == related.STORED
    assert shown(page) == ["29", "28", "27", "26", "25", "24"]
    for other in others[-15:]:
        archive(other, by=None)
    assert shown(page) == ["14", "13", "12", "11", "10", "9"]


# An editor's word ------------------------------------------------------------------------------


def test_pins_come_first_in_their_order_even_without_a_shared_topic():
    topic = make_topic()
    page = make_article(topics=[topic])
    near, old = make_article(title="near", topics=[topic]), make_article(title="old", live_at=DAY)
    new = make_article(title="new")
    make_article(title="nearest", topics=[topic])
    choose(page, old, position=1)
    choose(page, new, position=2)
    choose(page, near, position=3)
    assert shown(refreshed(page)) == ["old", "new", "near", "nearest"]


def test_an_excluded_page_never_shows():
    topic = make_topic()
    page = make_article(topics=[topic])
    unwanted = make_article(title="unwanted", topics=[topic])
    make_article(title="wanted", topics=[topic])
    choose(page, unwanted, RelatedChoice.Action.EXCLUDE)
    assert shown(refreshed(page)) == ["wanted"]


# What readers must not see ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "state",
    [
        {"status": "draft"},
        {"status": "archived"},
        {"live_at": datetime(2999, 1, 1, tzinfo=UTC)},
        {"expires_at": timezone.now() - timedelta(minutes=1)},
    ],
    ids=["draft", "archived", "scheduled", "expired"],
)
@pytest.mark.parametrize("is_pinned", [True, False])
def test_a_page_that_is_not_live_never_shows(state, is_pinned):
    topic = make_topic()
    page = make_article(topics=[topic])
    hidden = make_article(topics=[topic])
    related.refresh(page)
    if is_pinned:
        choose(page, hidden)
    assert shown(page) == [hidden.title]
    Page.objects.filter(pk=hidden.pk).update(**state)
    assert shown(page) == []
    related.refresh(page)
    assert shown(page) == []


def test_drafts_of_live_pages_are_neither_candidates_nor_refreshed():
    topic = make_topic()
    page, other = make_article(topics=[topic]), make_article(topics=[topic])
    edit_as_draft(other, by=None)
    publish(edit_as_draft(page, by=None), by=None)
    assert set(RelatedCandidate.objects.values_list("page", "target")) == {
        (page.pk, other.pk),
        (other.pk, page.pk),
    }


# When they are computed ------------------------------------------------------------------------


def test_publishing_refreshes_the_page_and_its_neighbours():
    topic = make_topic()
    old = publish(make_article(title="old", status="draft", topics=[topic]), by=None)
    new = publish(make_article(title="new", status="draft", topics=[topic]), by=None)
    assert shown(old) == ["new"]
    assert shown(new) == ["old"]


def test_pages_published_together_are_refreshed_at_the_end():
    topic = make_topic()
    old = make_article(title="old", topics=[topic])
    with related.refreshed_together():
        new = publish(make_article(title="new", status="draft", topics=[topic]), by=None)
        assert shown(old) == []
    assert shown(old) == ["new"]
    assert shown(new) == ["old"]


def test_publishing_with_other_topics_ends_old_neighbourhoods():
    one, two = make_topic(), make_topic()
    near_one = make_article(title="near one", topics=[one])
    near_two = make_article(title="near two", topics=[two])
    page = publish(make_article(title="page", status="draft", topics=[one]), by=None)
    assert shown(near_one) == ["page"]
    draft = edit_as_draft(page, by=None)
    draft.topics.set([two])
    publish(draft, by=None)
    assert shown(near_one) == []
    assert shown(near_two) == ["page"]


def test_a_scheduled_page_shows_among_its_neighbours_from_its_time_on():
    topic = make_topic()
    page = make_article(topics=[topic])
    soon = timezone.now() + timedelta(days=1)
    publish(make_article(title="soon", status="draft", topics=[topic]), by=None, at=soon)
    assert shown(page) == []
    with time_machine.travel(soon + timedelta(seconds=1)):
        assert shown(page) == ["soon"]


def test_a_command_computes_all_anew(capsys):
    topic = make_topic()
    page = make_article(topics=[topic])
    make_article(title="other", topics=[topic])
    make_article(title="draft", topics=[topic], status="draft")
    call_command("refresh_related")
    assert shown(page) == ["other"]
    assert "2 pages" in capsys.readouterr().out
    call_command("refresh_related", verbosity=0)
    assert capsys.readouterr().out == ""


def test_reading_costs_the_same_on_any_size_of_site(django_assert_num_queries):
    topic = make_topic()
    page = make_article(topics=[topic])
    for _ in range(3):
        make_article(topics=[topic])
    choose(page, make_article())
    related.refresh(page)
    with django_assert_num_queries(1):
        related.related_pages(page)
    for _ in range(20):
        make_article(topics=[topic])
    related.refresh(page)
    with django_assert_num_queries(1):
        related.related_pages(page)
