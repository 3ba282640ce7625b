"""The feeds: complete, absolute, well-formed whatever an editor typed."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest

from backcare.publishing.feeds import ITEMS
from backcare.site.models import SiteSettings
from tests.factories import (
    make_article,
    make_contributor,
    make_exercise,
    make_image,
    make_information_page,
    make_routine,
    make_topic,
)

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
DAY = datetime(2026, 1, 1, tzinfo=UTC)
UGLY = "Back & <b>pain</b> ]]> \x0b\x01 \ufffe “quoted” \U0001f600"


def feed(client, path: str = "/feed/") -> ElementTree.Element:
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/atom+xml")
    return ElementTree.fromstring(response.content)


def entries(root: ElementTree.Element) -> list[ElementTree.Element]:
    return root.findall(f"{ATOM}entry")


def text(element: ElementTree.Element, name: str) -> str | None:
    return element.findtext(f"{ATOM}{name}")


def test_the_newest_pages_of_every_listed_kind_come_first(client):
    make_article(title="article", live_at=DAY)
    make_exercise(title="exercise", live_at=DAY + timedelta(days=2))
    make_routine(title="routine", live_at=DAY + timedelta(days=1))
    make_information_page(title="about")
    assert [text(entry, "title") for entry in entries(feed(client))] == [
        "exercise",
        "routine",
        "article",
    ]


def test_an_entry_says_all_there_is(client):
    image = make_image()
    page = make_article(
        title="Sciatica",
        slug="sciatica",
        summary="What it is.",
        authors=[make_contributor(name="Ada"), make_contributor(name="Ben")],
        topics=[make_topic(name="Nerves"), make_topic(name="Pain")],
        lead_image=image,
        live_at=DAY,
        changed_at=DAY + timedelta(days=5),
    )
    root = feed(client)
    (entry,) = entries(root)
    assert text(entry, "summary") == "What it is."
    assert text(entry, "published") == "2026-01-01T00:00:00+00:00"
    assert text(entry, "updated") == text(root, "updated") == "2026-01-06T00:00:00+00:00"
    assert text(entry, "id") == f"http://testserver/#page-{page.pk}"
    assert [a.text for a in entry.findall(f"{ATOM}author/{ATOM}name")] == ["Ada, Ben"]
    assert [c.attrib["term"] for c in entry.findall(f"{ATOM}category")] == ["Nerves", "Pain"]
    links = {link.attrib.get("rel"): link.attrib["href"] for link in entry.findall(f"{ATOM}link")}
    assert links["alternate"] == "http://testserver/articles/sciatica/"
    assert links["enclosure"] == f"http://testserver{image.social_url}"


def test_the_identity_of_an_entry_outlives_its_address(client):
    page = make_article(slug="before")
    before = text(entries(feed(client))[0], "id")
    page.slug = "after"
    page.save()
    assert text(entries(feed(client))[0], "id") == before


def test_the_feed_names_itself_and_the_site(client):
    SiteSettings.objects.create(name="Our backs", tagline="What helps.")
    root = feed(client)
    assert (text(root, "title"), text(root, "subtitle")) == ("Our backs", "What helps.")
    links = {link.attrib.get("rel"): link.attrib["href"] for link in root.findall(f"{ATOM}link")}
    assert links == {"self": "http://testserver/feed/", "alternate": "http://testserver/"}


def test_a_feed_ends_somewhere(client, django_assert_num_queries):
    topic = make_topic()
    for _ in range(ITEMS + 3):
        make_article(topics=[topic], authors=[make_contributor()])
    client.get("/feed/")
    # Which pages; then pages, authorships, contributors, topics.
    with django_assert_num_queries(5):
        assert len(entries(feed(client))) == ITEMS


def test_a_topic_has_a_feed_of_its_own(client):
    sleep, walking = make_topic(name="Sleep", slug="sleep"), make_topic()
    make_article(title="about sleep", topics=[sleep])
    make_article(title="about walking", topics=[walking])
    root = feed(client, "/topics/sleep/feed/")
    assert [text(entry, "title") for entry in entries(root)] == ["about sleep"]
    assert "Sleep" in text(root, "title")
    hrefs = {link.attrib["href"] for link in root.findall(f"{ATOM}link")}
    assert hrefs == {"http://testserver/topics/sleep/feed/", "http://testserver/topics/sleep/"}


@pytest.mark.parametrize("path", ["/topics/nothing/feed/", "/topics/empty/feed/"])
def test_a_topic_without_live_pages_has_no_feed(path, client):
    make_article(topics=[make_topic(slug="empty")], status="draft")
    assert client.get(path).status_code == 404


def test_a_feed_without_pages_is_a_feed(client):
    assert entries(feed(client)) == []


def test_any_words_make_a_well_formed_feed(client):
    SiteSettings.objects.create(name=UGLY, tagline=UGLY)
    topic = make_topic(name=UGLY, slug="ugly")
    make_article(title=UGLY, summary=UGLY, topics=[topic], authors=[make_contributor(name=UGLY)])
    for path in ("/feed/", "/topics/ugly/feed/"):
        (entry,) = entries(feed(client, path))
        assert text(entry, "title") == "Back & <b>pain</b> ]]>   “quoted” \U0001f600"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_a_feed_is_only_read(method, client):
    assert getattr(client, method)("/feed/").status_code == 405
