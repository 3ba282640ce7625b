"""What a reader is told where nothing stands, or nothing stands any more."""

import pytest

from backcare.publishing import drafting
from tests.factories import make_article, make_exercise, make_topic

pytestmark = pytest.mark.django_db


def test_the_search_is_filled_with_the_words_of_the_address(client):
    content = client.get("/articles/sciatica_at-night-2.html").content.decode()

    assert 'name="q" value="sciatica at night"' in content
    assert '<meta name="robots" content="noindex">' in content


@pytest.mark.parametrize(
    "path", ["/articles/%22%3E%3Cb%3Ex/", "/%3Cscript%3Ealert(1)%3C/script%3E/"]
)
def test_an_address_puts_no_markup_into_the_page(client, path):
    content = client.get(path).content.decode()

    assert "<b>x" not in content
    assert "alert(1)" not in content


def test_no_long_message_can_be_put_into_the_search(client):
    content = client.get("/" + "-".join(f"word{'x' * 5}" for _ in range(30)) + "/").content

    assert content.count(b"wordxxxxx") == 8


def test_a_withdrawn_page_leads_on_to_live_ones_near_it(client):
    topic = make_topic()
    near = make_article(title="Near to it", topics=[topic])
    hidden = make_article(title="Not yet", topics=[topic], status="draft")
    page = drafting.publish(make_article(slug="gone", topics=[topic], status="draft"), by=None)
    drafting.archive(page, by=None)

    response = client.get("/articles/gone/")
    content = response.content.decode()

    assert response.status_code == 410
    assert near.get_absolute_url() in content
    assert hidden.title not in content
    assert "All articles" in content
    assert 'value="gone"' in content
    assert '<meta name="robots" content="noindex">' in content


def test_a_withdrawn_page_without_topics_leads_to_its_neighbours(client):
    other = make_exercise()
    page = make_exercise(slug="gone")
    drafting.archive(page, by=None)

    content = client.get("/exercises/gone/").content.decode()

    assert other.get_absolute_url() in content


def test_everybody_gets_the_same(client, signed_in):
    drafting.archive(make_article(slug="gone"), by=None)
    for path in ("/articles/gone/", "/articles/none/"):
        strangers = client.get(path)
        assert "Set-Cookie" not in strangers
        assert signed_in("editor").get(path).content == strangers.content
        client.logout()
