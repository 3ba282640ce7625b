"""The A to Z, the landing page of a topic, the glossary."""

import pytest

from backcare.topics.letters import by_letter
from tests.factories import (
    make_article,
    make_exercise,
    make_factor,
    make_image,
    make_information_page,
    make_routine,
    make_term,
    make_topic,
)
from tests.markup import parsed

pytestmark = pytest.mark.django_db


def test_entries_stand_under_their_letter_in_the_order_of_their_names():
    names = ["walking", "Ähnlich", "sleep", "Sciatica", "2 a day", "Zone", "“Quoted”", "äußere"]
    assert by_letter(names, key=str) == [
        ("#", ["2 a day", "“Quoted”"]),
        ("S", ["Sciatica", "sleep"]),
        ("W", ["walking"]),
        ("Z", ["Zone"]),
        ("Ä", ["Ähnlich", "äußere"]),
    ]


def test_the_a_to_z_has_topics_and_their_other_names(client):
    topic = make_topic(name="Trigger points", slug="trigger-points")
    topic.synonyms.create(name="Knots")
    make_article(topics=[topic])
    hidden = make_topic(name="Hidden")
    hidden.synonyms.create(name="Secret")
    response = client.get("/topics/")
    assert [
        (letter, [(name, topic.name, is_synonym) for name, topic, is_synonym in entries])
        for letter, entries in response.context["letters"]
    ] == [
        ("K", [("Knots", "Trigger points", True)]),
        ("T", [("Trigger points", "Trigger points", False)]),
    ]
    assert parsed(response).links.count("/topics/trigger-points/") >= 2


def test_a_topic_shows_all_that_is_live_about_it_newest_first(client):
    topic = make_topic(
        name="Sleep",
        slug="sleep",
        introduction="<p>Why it <strong>matters</strong>.</p>",
        image=make_image(alt="A bed"),
    )
    topic.synonyms.create(name="Rest")
    for make in (make_article, make_exercise, make_routine):
        make(topics=[topic], title=make.__name__)
    make_information_page(topics=[topic], title="about")
    make_article(topics=[topic], status="draft")
    response = client.get("/topics/sleep/")
    markup = parsed(response)
    assert [page.title for page in response.context["page_obj"]] == [
        "make_routine",
        "make_exercise",
        "make_article",
    ]
    assert markup.one("h1").text.strip() == "Sleep"
    assert "Why it matters." in markup.words
    assert "Rest" in markup.words
    assert markup.meta("description") == "Why it matters."
    feeds = markup.all("link", type="application/atom+xml")
    assert "http://testserver/topics/sleep/feed/" in [
        "http://testserver" + f.attributes["href"].removeprefix("http://testserver") for f in feeds
    ]


def test_a_topic_of_information_pages_alone_has_no_page(client):
    make_information_page(topics=[make_topic(slug="site")])
    assert client.get("/topics/site/").status_code == 404


@pytest.mark.parametrize("path", ["/topics/nothing/", "/topics/empty/", "/topics/empty/feed/"])
def test_a_topic_without_live_pages_is_not_found(path, client):
    make_topic(slug="empty")
    assert client.get(path).status_code == 404


def test_a_factor_has_its_page_where_its_topic_has(client):
    topic = make_topic(name="Tight muscles", slug="tight")
    factor = make_factor(topic=topic, name="Tightness", evidence_note="Science is not sure.")
    factor.feeds.add(make_factor(name="Weakness"))
    make_article(topics=[topic])
    words = parsed(client.get("/topics/tight/")).words
    assert factor.get_absolute_url() == "/topics/tight/"
    assert "Science is not sure." in words
    assert "Weakness" in words


def test_no_list_leads_to_a_topic_that_readers_cannot_see(client):
    make_article(topics=[make_topic(slug="seen")])
    make_term(topic=make_topic(slug="unseen"))
    for path in ("/", "/topics/", "/topics/seen/", "/glossary/"):
        links = parsed(client.get(path)).links
        assert not [link for link in links if link.startswith("/topics/unseen")], path


def test_the_glossary_explains_every_word_and_leads_to_topics_that_are_there(client):
    sleep = make_topic(name="Sleep", slug="sleep")
    make_article(topics=[sleep])
    make_term(name="Fascia", slug="fascia", definition="A thin sheet.", topic=sleep)
    make_term(name="acute", slug="acute", definition="New.", topic=make_topic(slug="hidden"))
    response = client.get("/glossary/")
    markup = parsed(response)
    assert [letter for letter, _terms in response.context["letters"]] == ["A", "F"]
    assert {"fascia", "acute"} <= set(markup.ids)
    assert "A thin sheet." in markup.words
    assert "/topics/sleep/" in markup.links
    assert "/topics/hidden/" not in markup.links


@pytest.mark.parametrize("path", ["/topics/", "/glossary/"])
def test_an_empty_vocabulary_has_its_page(path, client):
    markup = parsed(client.get(path))
    assert len(markup.all("h1")) == 1
