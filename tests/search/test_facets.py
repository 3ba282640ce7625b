"""Narrowing what was found; on either database."""

import re
from html import unescape

import pytest

from backcare.publishing.drafting import archive, publish
from backcare.publishing.models import Page
from backcare.search import documents, finding
from backcare.search.facets import MINUTES, chosen_of, every_facet, minutes_value
from backcare.search.finding import facet_counts, find
from tests.factories import (
    make_article,
    make_exercise,
    make_factor,
    make_information_page,
    make_routine,
    make_topic,
)

pytestmark = pytest.mark.django_db

URL = "/search/"


def indexed(maker=make_article, **overrides):
    page = maker(**overrides)
    documents.index(page)
    return page


def counts(text, **chosen):
    found = find(text, chosen)
    return {facet.name: dict(counts) for facet, counts, _more in facet_counts(found)}


def test_there_are_six_in_one_order():
    names = [facet.name for facet in every_facet()]
    assert names == ["kind", "topic", "factor", "position", "level", "minutes"]


@pytest.mark.parametrize(
    ("minutes", "value"),
    [(1, "5"), (5, "5"), (6, "10"), (10, "10"), (20, "20"), (21, "longer"), (90, "longer")],
)
def test_minutes_are_ranges(minutes, value):
    assert minutes_value(minutes) == value
    assert list(MINUTES.labels([value])) == [value]


def test_every_value_is_counted():
    topic, factor = make_topic(), make_factor(slug="joint-stiffness")
    indexed(
        make_exercise,
        title="Zebra",
        start_position="side_lying",
        level=2,
        topics=[topic],
        factors=[factor],
    )
    indexed(title="Zebra", body=f"<p>{'word ' * 1500}</p>")
    assert counts("zebra") == {
        "kind": {"exercise": 1, "article": 1},
        "topic": {str(topic.pk): 1},
        "factor": {"joint-stiffness": 1},
        "position": {"side_lying": 1},
        "level": {"2": 1},
        "minutes": {"5": 1, "10": 1},
    }


def test_choices_are_combined_and_counted_without_their_own_facet():
    for level in (1, 2, 2):
        indexed(make_exercise, title="Zebra", level=level, start_position="sitting")
    indexed(make_exercise, title="Zebra", level=3, start_position="prone")
    assert len(find("zebra", {"level": ["1", "2"]})) == 3
    assert len(find("zebra", {"level": ["1", "3"], "position": ["prone"]})) == 1
    found = counts("zebra", level=["2"], position=["sitting"])
    assert found["level"] == {"1": 1, "2": 2}
    assert found["position"] == {"sitting": 2}


def test_a_value_is_no_word():
    indexed(make_exercise, title="Zebra", start_position="side_lying", level=2)
    assert not find("position")
    assert not find("side lying zebra")
    assert not find("level·2")


def test_a_routine_has_the_factors_and_minutes_of_its_exercises():
    factor = make_factor(slug="weakness")
    exercise = make_exercise(status=Page.Status.DRAFT, factors=[factor], hold_min=600)
    routine = make_routine(status=Page.Status.DRAFT, title="Zebra", items=[exercise])
    publish(exercise, by=None)
    publish(routine, by=None)
    assert counts("zebra")["factor"] == {"weakness": 1}
    assert counts("zebra")["minutes"] == {"10": 1}
    archive(exercise, by=None)
    assert counts("zebra")["factor"] == {}


def test_what_makes_no_sense_is_passed_over():
    hidden = make_topic()
    assert chosen_of({"kind": ["x"], "level": ["4", "' OR 1"], "nothing": ["1"]}) == {}
    assert chosen_of({"topic": [str(hidden.pk), "9" * 30]}) == {}
    assert chosen_of({"kind": ["x", "article", "article"]}) == {"kind": ("article",)}


def test_more_than_are_looked_at_are_said_to_be_more(client, monkeypatch):
    monkeypatch.setattr(finding, "MOST", 3)
    for _ in range(3):
        indexed(title="Zebra")
    indexed(make_exercise, title="Zebra")
    indexed(make_exercise, title="Zebra")
    response = client.get(URL, {"q": "zebra"})
    [kinds, *_others] = response.context["narrowings"]
    assert {value.count for value in kinds.values} <= {"1+", "2+", "3+"}


def links(response):
    """The links of the facets, by their words."""
    [nav] = re.findall(r'<nav class="narrowings".*?</nav>', response.text, re.DOTALL)
    found = re.findall(r'<a class="tag" href="([^"]*)"[^>]*>([^<]*)', nav)
    return {unescape(words): unescape(url) for url, words in found}


def test_results_are_narrowed_by_links_and_widened_again(client):
    indexed(title="Zebra one")
    indexed(make_exercise, title="Zebra two", level=1)
    indexed(make_exercise, title="Zebra three", level=3)
    both = client.get(URL, {"q": "zebra"})
    narrowed = client.get(links(both)["Exercises (2)"])
    assert len(narrowed.context["results"]) == 2
    hard = client.get(links(narrowed)["Hard (1)"])
    assert [result.page.title for result in hard.context["results"]] == ["Zebra three"]
    assert len(client.get(links(hard)["Hard (1)"]).context["results"]) == 2
    assert len(client.get(hard.context["all_url"]).context["results"]) == 3
    wider = client.get(links(hard)["Easy (1)"])
    assert len(wider.context["results"]) == 2


def test_later_pages_stay_narrowed(client):
    for _ in range(25):
        indexed(make_exercise, title="Zebra", level=2)
    response = client.get(URL, {"q": "zebra", "kind": "exercise", "level": ["2", "3"]})
    [second] = {unescape(url) for url in re.findall(r'href="(\?[^"]*page=2)"', response.text)}
    assert "kind=exercise" in second
    assert "level=2&level=3" in second


def test_when_nothing_is_left_there_is_a_way_back(client):
    indexed(title="Zebra")
    response = client.get(URL, {"q": "zebra", "kind": "exercise"})
    assert response.context["results"] == []
    assert "Show all results" in response.text
    assert "Exercises (0)" in links(response)


def test_one_value_tells_nothing_apart(client):
    indexed(make_information_page, title="Zebra")
    assert client.get(URL, {"q": "zebra"}).context["narrowings"] == []


def test_facets_take_a_query_for_each_that_is_chosen_and_for_names(
    client, django_assert_max_num_queries
):
    for _ in range(5):
        topics = [make_topic(), make_topic()]
        indexed(make_exercise, title="Zebra", topics=topics, factors=[make_factor()])
    chosen = {"kind": "exercise", "level": "1", "position": "supine", "minutes": "5"}
    client.get(URL)
    with django_assert_max_num_queries(12):
        client.get(URL, {"q": "zebra", **chosen})
