"""The feeds of what readers say."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from tests.comments.factories import make_comment
from tests.factories import make_article, make_information_page

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def page():
    return make_article(title="Sciatica", slug="sciatica").page_ptr


def entries(client, url="/comments/feed/"):
    response = client.get(url)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/atom+xml")
    return ElementTree.fromstring(response.content).findall(f"{ATOM}entry")


def text(entry, name: str) -> str:
    return entry.findtext(f"{ATOM}{name}")


def test_an_entry_says_who_where_and_what(client, page):
    mary = make_comment(page=page, name="Mary", text="One.\n\n<b>Two</b> http://example.org/")
    (entry,) = entries(client, f"/comments/feed/{page.pk}/")
    assert text(entry, "title") == "Mary on Sciatica"
    assert entry.find(f"{ATOM}link").get("href") == f"http://testserver/comments/{mary.pk}/"
    assert entry.find(f"{ATOM}author").findtext(f"{ATOM}name") == "Mary"
    assert entry.find(f"{ATOM}author/{ATOM}email") is None
    summary = entry.find(f"{ATOM}summary")
    assert summary.get("type") == "html"
    assert summary.text.startswith("<p>One.</p><p>&lt;b&gt;Two&lt;/b&gt; <a href=")


def test_the_newest_approved_come_first(client, page):
    now = timezone.now()
    for hours in (1, 3, 2):
        make_comment(page=page, name=f"{hours}", approved_at=now - timedelta(hours=hours))
    assert [text(entry, "title")[0] for entry in entries(client)] == ["1", "2", "3"]


def test_a_feed_has_thirty_of_them(client, page):
    for _ in range(31):
        make_comment(page=page)
    assert len(entries(client)) == 30


def test_a_page_s_feed_is_of_that_page(client, page):
    make_comment(page=page, name="here")
    make_comment(name="elsewhere")
    assert len(entries(client)) == 2
    (entry,) = entries(client, f"/comments/feed/{page.pk}/")
    assert text(entry, "title") == "here on Sciatica"


def test_only_what_is_public_is_in_them(client, page):
    for status in ("held", "spam", "removed", "withdrawn"):
        make_comment(page=page, status=status)
    make_comment(page=make_article(status="draft").page_ptr)
    make_comment(page=make_article(live_at=timezone.now() + timedelta(days=1)).page_ptr)
    assert entries(client) == entries(client, f"/comments/feed/{page.pk}/") == []


def test_pages_that_are_not_there_have_no_feed(client):
    for other in (
        make_article(status="draft"),
        make_article(status="archived"),
        make_information_page(),
    ):
        make_comment(page=other.page_ptr)
        assert client.get(f"/comments/feed/{other.pk}/").status_code == 404
    assert client.get(f"/comments/feed/{10**30}/").status_code == 404


def test_words_that_xml_forbids_leave_it_well_formed(client, page):
    make_comment(page=page, name="a\x0b\x1fb", text="\x0c\ufffe]]><script>&\x01 end")
    (entry,) = entries(client)
    assert "end" in text(entry, "summary")


def test_a_change_shows_in_the_date(client, page):
    now = timezone.now()
    make_comment(page=page, approved_at=now - timedelta(hours=2), edited_at=now)
    (entry,) = entries(client)
    assert text(entry, "updated") > text(entry, "published")


def test_a_feed_costs_the_same_however_many_there_are(client, page, django_assert_num_queries):
    client.get("/comments/feed/")
    for _ in range(3):
        make_comment(page=page)
        make_comment()
    with django_assert_num_queries(1):
        client.get("/comments/feed/")
    with django_assert_num_queries(2):
        client.get(f"/comments/feed/{page.pk}/")
