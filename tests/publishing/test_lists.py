"""Long lists are read by their marks, and nobody can tell."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.paginator import Paginator

from backcare.publishing import lists, marking
from backcare.publishing.drafting import archive, publish, unpublish
from backcare.publishing.models import ListMark, Page, TaggedPage
from tests.factories import make_article, make_exercise, make_topic

pytestmark = pytest.mark.django_db

DAY = datetime(2026, 1, 1, tzinfo=UTC)
PER_PAGE = 4


@pytest.fixture(autouse=True)
def short_spaces(monkeypatch):
    """Marks so near to each other that a few pages have some."""
    monkeypatch.setattr(lists, "SPACING", 6)
    monkeypatch.setattr(marking, "SPACING", 6)


@pytest.fixture
def topic():
    return make_topic()


@pytest.fixture
def pages(topic):
    """Many of one day, so that their keys have to tell them apart."""
    return [
        make_article(topics=[topic], live_at=DAY + timedelta(days=number // 5))
        for number in range(33)
    ]


def both(topic):
    for long in (lists.of_kind("article"), lists.about(topic)):
        long.per_page = PER_PAGE
        yield long


def parts(paginator) -> list[list[int]]:
    return [[page.pk for page in paginator.page(number)] for number in paginator.page_range]


def plain(topic) -> list[list[int]]:
    """The parts as they are when all is counted and skipped."""
    return parts(Paginator(Page.objects.live().about(topic).newest_first(), PER_PAGE))


def test_every_part_is_what_counting_and_skipping_gives(topic, pages):
    for when in ("without marks", "with them"):
        for long in both(topic):
            assert parts(long) == plain(topic), when
            assert long.count == 33
        marking.mark_all()
    assert ListMark.objects.filter(list="article").count() == 5
    assert ListMark.objects.filter(list=f"topic:{topic.pk}").count() == 5


def test_new_pages_come_after_the_marks(topic, pages):
    marking.mark_all()
    for number in range(9):
        make_article(topics=[topic], live_at=DAY + timedelta(days=100 + number))
        for long in both(topic):
            assert parts(long) == plain(topic)


def test_what_goes_is_counted_out_when_the_marks_are_set_anew(topic, pages):
    marking.mark_all()
    for page in (pages[3], pages[20], pages[32]):
        archive(page, by=None)
    for long in both(topic):
        assert {pk for part in parts(long) for pk in part} == {
            pk for part in plain(topic) for pk in part
        }
    marking.mark_all()
    for long in both(topic):
        assert parts(long) == plain(topic)


def test_all_stretches_have_each_page_once_whatever_the_marks_say(topic, pages):
    marking.mark_all()
    archive(pages[11], by=None)
    make_article(live_at=DAY - timedelta(days=1), topics=[topic])
    make_article(topics=[topic])
    for long in both(topic):
        found = [p.pk for n in range(1, long.stretches() + 1) for p in long.stretch(n)]
        assert sorted(found) == sorted(Page.objects.live().values_list("pk", flat=True))
        assert found != sorted(found)


def test_a_list_that_has_become_short_loses_its_marks(topic, pages):
    marking.mark_all()
    Page.objects.update(status="archived")
    marking.mark_all()
    assert not ListMark.objects.exists()


def test_a_list_without_pages_has_an_empty_part():
    for long in both(make_topic()):
        assert list(long.page(1)) == []
        assert long.num_pages == 1


def test_taggings_know_the_date_of_their_page(topic):
    def dates(page) -> set[datetime | None]:
        return set(TaggedPage.objects.filter(content_object=page).values_list(DATE, flat=True))

    page = make_exercise(status="draft", live_at=None, first_published_at=None, topics=[topic])
    assert dates(page) == {None}
    published = publish(page, by=None)
    assert dates(page) == {published.first_published_at}
    published.topics.add(make_topic())
    assert dates(page) == {published.first_published_at}
    later = make_exercise(status="draft", live_at=None, first_published_at=None, topics=[topic])
    publish(later, by=None, at=datetime(2100, 1, 1, tzinfo=UTC))
    assert dates(later) == {datetime(2100, 1, 1, tzinfo=UTC)}
    unpublish(later, by=None)
    assert dates(later) == {None}


def test_taggings_that_an_older_release_has_stored_are_dated(topic, pages):
    TaggedPage.objects.filter(content_object=pages[0]).update(first_published_at=None)
    marking.mark_all()
    for long in both(topic):
        assert parts(long) == plain(topic)


DATE = "first_published_at"
