"""What search engines are told: everything that is live, nothing else, with its last change."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest

from backcare.publishing.drafting import archive
from backcare.publishing.kinds import kinds
from tests.factories import (
    MAKERS,
    make_article,
    make_contributor,
    make_image,
    make_information_page,
    make_page,
    make_series,
    make_topic,
)

pytestmark = pytest.mark.django_db
NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "image": "http://www.google.com/schemas/sitemap-image/1.1",
}


def read(client, path: str) -> ElementTree.Element:
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/xml")
    return ElementTree.fromstring(response.content)


def addresses(root: ElementTree.Element) -> list[str]:
    return [found.text for found in root.iterfind(".//s:loc", NAMES)]


def whole(client, section: str) -> ElementTree.Element:
    """A section with all its parts: which of them a row stands in depends on its key."""
    urls = ElementTree.Element("urlset")
    for part in addresses(read(client, "/sitemap.xml")):
        path = part.removeprefix("http://testserver")
        if path.partition("?")[0] == f"/sitemap-{section}.xml":
            urls.extend(read(client, path))
    return urls


def every_address(client) -> list[str]:
    return [
        address
        for section in addresses(read(client, "/sitemap.xml"))
        for address in addresses(read(client, section.removeprefix("http://testserver")))
    ]


def test_the_index_names_a_section_for_each_kind(client):
    sections = addresses(read(client, "/sitemap.xml"))
    assert {f"http://testserver/sitemap-{kind.name}.xml" for kind in kinds} < set(sections)


def test_topics_people_and_series_stand_in_it_with_a_change_of_their_newest_pages(client):
    day = datetime(2026, 2, 3, tzinfo=UTC)
    series, topic = make_series(slug="s"), make_topic(slug="t")
    writer, reviewer = make_contributor(slug="w"), make_contributor(slug="r")
    make_series(slug="empty")
    for days in (2, 1, 5):
        make_article(
            series=series,
            series_position=days,
            topics=[topic],
            authors=[writer],
            reviewer=reviewer,
            reviewed_on=day.date(),
            live_at=day,
            changed_at=day + timedelta(days=days),
        )
    make_article(
        series=series, series_position=9, topics=[topic], authors=[writer], status="archived"
    )
    told = {
        url.findtext("s:loc", None, NAMES): url.findtext("s:lastmod", "", NAMES)[:10]
        for section in ("topics", "people", "series")
        for url in whole(client, section)
    }
    days = {"topics/t": "2026-02-08", "people/w": "", "people/r": "", "series/s": "2026-02-08"}
    assert told == {f"http://testserver/{path}/": day for path, day in days.items()}
    index = {
        section.findtext("s:loc", None, NAMES): section.findtext("s:lastmod", "", NAMES)[:10]
        for section in read(client, "/sitemap.xml")
    }
    assert index["http://testserver/sitemap-article.xml"] == "2026-02-08"


def test_every_address_in_it_answers(client):
    topic, author = make_topic(), make_contributor()
    make_article(series=make_series(), series_position=1)
    for kind in MAKERS:
        make_page(kind, topics=[topic], authors=[author])
    found = every_address(client)
    assert len(found) == len(set(found))
    for address in found:
        path = address.removeprefix("http://testserver")
        assert client.get(path).status_code == 200, path


@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_a_page_stands_in_it_with_its_last_change_and_its_picture(kind, client):
    changed = datetime(2026, 2, 3, 4, 5, tzinfo=UTC)
    image = make_image()
    page = make_page(kind, lead_image=image, changed_at=changed)
    root = read(client, f"/sitemap-{kind}.xml")
    assert addresses(root) == [f"http://testserver{page.get_absolute_url()}"]
    assert datetime.fromisoformat(root.findtext(".//s:lastmod", None, NAMES)) == changed
    picture = root.findtext(".//image:loc", None, NAMES)
    assert picture == f"http://testserver{image.social_url}"


def test_the_index_tells_the_last_change_of_each_section(client):
    day = datetime(2026, 2, 3, tzinfo=UTC)
    make_article(changed_at=day, live_at=day)
    newest = make_article(changed_at=day + timedelta(days=3), live_at=day)

    def told() -> str | None:
        for section in read(client, "/sitemap.xml"):
            if section.findtext("s:loc", None, NAMES).endswith("sitemap-article.xml"):
                return section.findtext("s:lastmod", None, NAMES)
        return None

    assert told().startswith("2026-02-06")
    archive(newest, by=None)
    assert told().startswith("2026-02-03")


def test_people_stand_in_it_once_they_have_a_page_to_show(client):
    make_contributor(slug="nobody")
    writer, reviewer = make_contributor(slug="writer"), make_contributor(slug="reviewer")
    site_writer = make_contributor(slug="site-writer")
    make_article(authors=[writer], reviewer=reviewer, reviewed_on="2026-01-05")
    make_article(authors=[writer])
    make_article(authors=[make_contributor(slug="drafter")], status="draft")
    make_information_page(authors=[site_writer])
    people = addresses(whole(client, "people"))
    assert sorted(people) == [
        f"http://testserver/people/{slug}/" for slug in ("reviewer", "site-writer", "writer")
    ]
    for address in people:
        assert client.get(address.removeprefix("http://testserver")).status_code == 200


@pytest.mark.parametrize(
    "path", ["nothing.xml", "article.xml?p=2", "article.xml?p=x", "article.xml?p=-1"]
)
def test_a_section_that_is_not_there_is_not_found(path, client):
    make_article()
    assert client.get(f"/sitemap-{path}").status_code == 404


def test_robots_are_told_where_it_is(client):
    assert "Sitemap: http://testserver/sitemap.xml\n" in client.get("/robots.txt").content.decode()


@pytest.mark.parametrize("path", ["/sitemap.xml", "/sitemap-article.xml"])
@pytest.mark.parametrize("method", ["post", "put", "delete", "trace"])
def test_it_is_only_read(method, path, client):
    assert getattr(client, method)(path).status_code == 405
