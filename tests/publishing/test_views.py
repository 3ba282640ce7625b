"""The home page, and lists that are read page by page."""

from datetime import UTC, datetime, timedelta

import pytest
from django.template.loader import render_to_string
from django.test import TestCase

from backcare.publishing.models import Page
from backcare.publishing.views import PER_PAGE, page_of
from tests.factories import (
    make_article,
    make_contributor,
    make_exercise,
    make_information_page,
    make_routine,
    make_topic,
)
from tests.markup import parsed

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 1, 1, tzinfo=UTC)
BAD_NUMBERS = ["0", "-1", "x", "1.5", "", " ", "1000000000", "9" * 4000, "٣", "1e3", "+1", "0x1"]


LISTS = ["/articles/", "/exercises/", "/routines/", "/topics/sleep/", "/people/ada/"]


class LongLists(TestCase):
    """A site with three pages of every list."""

    @classmethod
    def setUpTestData(cls):
        topic, author = make_topic(slug="sleep"), make_contributor(slug="ada")
        for number in range(2 * PER_PAGE + 1):
            for make in (make_article, make_exercise, make_routine):
                make(
                    title=f"Title {number:03}",
                    topics=[topic],
                    authors=[author],
                    live_at=DAY + timedelta(days=number),
                )

    def test_a_list_shows_every_page_once(self):
        for path in LISTS:
            found: list[int] = []
            url = path
            while url:
                response = self.client.get(url)
                assert response.status_code == 200
                page_obj = response.context["page_obj"]
                markup = parsed(response)
                assert len(markup.all("h1")) == 1
                assert len(markup.ids) == len(set(markup.ids))
                cards = [
                    e for e in markup.all("article") if "card" in e.attributes["class"].split()
                ]
                assert len(cards) == len(page_obj.object_list)
                found += [page.pk for page in page_obj]
                following = [a.attributes["href"] for a in markup.all("a", rel="next")]
                url = path + following[0] if following else ""
            assert len(found) == len(set(found)) == page_obj.paginator.count
            assert page_obj.number > 2

    def test_a_page_number_that_is_none_is_not_found(self):
        for path in LISTS:
            for number in BAD_NUMBERS:
                assert self.client.get(path, {"page": number}).status_code == 404, number


@pytest.mark.parametrize("path", LISTS[:3])
def test_an_empty_list_is_a_page_without_a_second(path, client):
    assert client.get(path).status_code == 200
    assert client.get(path, {"page": 1}).status_code == 200
    assert client.get(path, {"page": 2}).status_code == 404


def test_articles_stand_newest_first(client):
    make_article(title="old", live_at=DAY)
    make_article(title="new", live_at=DAY + timedelta(days=1))
    assert [a.title for a in client.get("/articles/").context["page_obj"]] == ["new", "old"]


def test_the_home_page_shows_the_newest_of_each_listed_kind(client):
    for number in range(8):
        for make in (make_article, make_exercise, make_routine):
            make(title=f"{number}", live_at=DAY + timedelta(days=number))
    make_information_page(title="about")
    newest = client.get("/").context["newest"]
    assert [kind.name for kind, _pages in newest] == ["routine", "exercise", "article"]
    for _kind, pages in newest:
        assert [page.title for page in pages] == ["7", "6", "5", "4", "3", "2"]


def test_the_home_page_of_an_empty_site_answers(client):
    markup = parsed(client.get("/"))
    assert len(markup.all("h1")) == 1


def test_the_home_page_is_the_site(client):
    markup = parsed(client.get("/"))
    assert markup.canonical == "http://testserver/"
    assert {node["@type"] for node in markup.graph} == {"WebSite", "Organization"}


def test_a_long_list_links_to_the_parts_around_the_one_that_is_shown(rf):
    pks = [make_article().pk for _ in range(20)]
    part = page_of(rf.get("/articles/?page=12"), Page.objects.filter(pk__in=pks).order_by("pk"), 1)
    shown = render_to_string("publishing/_pagination.html", {"page_obj": part})
    assert all(f'href="?page={number}"' in shown for number in (1, 11, 13, 20))
    assert 'aria-current="page"' in shown
    assert 'href="?page=5"' not in shown
