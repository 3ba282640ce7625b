"""A vocabulary too large for one page is read a letter at a time."""

import pytest

from backcare.topics import letters
from backcare.topics.models import Topic, TopicSynonym
from tests.factories import make_article, make_topic
from tests.markup import parsed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_pages(monkeypatch):
    monkeypatch.setattr(letters, "MOST_ON_ONE_PAGE", 4)


@pytest.fixture
def topics():
    names = ["sleep", "Sciatica", "Spine", "Stress", "Sitting", "Balance", "Äther", "2 a day"]
    topics = [make_topic(name=name) for name in names]
    make_article(topics=topics)
    hidden = make_topic(name="Secret")
    TopicSynonym.objects.bulk_create(
        [
            TopicSynonym(topic=topics[0], name="Rest"),
            TopicSynonym(topic=topics[1], name="Shooting pain"),
            TopicSynonym(topic=hidden, name="Zeal"),
        ]
    )
    return topics


def shown(response) -> list[tuple[str, list[str]]]:
    return [
        (letter, [entry.name for entry in entries])
        for letter, entries in response.context["letters"]
    ]


def test_a_letter_is_stored_with_every_name():
    assert make_topic(name="äußere").letter == "Ä"
    Topic.objects.bulk_create([Topic(name="3 times", slug="three")])
    assert Topic.objects.get(slug="three").letter == "#"


def test_the_page_begins_with_the_first_letter_and_leads_to_the_others(client, topics):
    response = client.get("/topics/")
    markup = parsed(response)
    assert shown(response) == [("#", ["2 a day"])]
    for letter in ("%23", "B", "R", "S", "%C3%84"):
        assert f"/topics/?letter={letter}" in markup.links
    assert markup.canonical == "http://testserver/topics/"


def test_a_letter_has_its_names_in_parts_without_what_nobody_can_see(client, topics):
    found = []
    for number in (1, 2):
        response = client.get("/topics/", {"letter": "S", "page": number})
        found += [name for _letter, names in shown(response) for name in names]
    assert found == ["Sciatica", "Shooting pain", "Sitting", "sleep", "Spine", "Stress"]
    markup = parsed(response)
    assert markup.canonical == "http://testserver/topics/?letter=S&page=2"
    assert "?letter=S&page=1" in markup.links
    assert [a.text for a in markup.all("a", **{"aria-current": "page"}) if a.text == "S"] == ["S"]


def test_a_letter_without_anything_to_see_says_so(client, topics):
    response = client.get("/topics/?letter=Z")
    assert shown(response) == []
    assert "No topic under this letter" in parsed(response).words


@pytest.mark.parametrize("query", ["letter=Q", "letter=", "letter=SS", "letter=S&page=9"])
def test_what_is_not_there_is_not_found(client, topics, query):
    assert client.get(f"/topics/?{query}").status_code == 404


def test_a_small_vocabulary_stands_on_one_page(client):
    make_article(topics=[make_topic(name="Sleep"), make_topic(name="Balance")])
    assert client.get("/topics/?letter=S").headers["Location"] == "/topics/"
    response = client.get("/topics/")
    assert shown(response) == [("B", ["Balance"]), ("S", ["Sleep"])]
