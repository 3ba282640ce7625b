import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils.html import escape

from backcare.publishing.models import Page
from backcare.search import documents, finding
from tests.factories import make_article, make_exercise, make_topic

pytestmark = pytest.mark.django_db

URL = "/search/"


def indexed(maker=make_article, **overrides):
    page = maker(**overrides)
    documents.index(page)
    return page


def title_of(response):
    return unescape(re.search("<title>(.*?)</title>", response.text, re.DOTALL)[1])


def test_without_a_question_there_is_the_form(client):
    response = client.get(URL)
    assert response.status_code == 200
    assert 'name="q"' in response.text
    assert "results" not in title_of(response)


def test_the_results_link_to_their_pages_and_show_why(client):
    page = indexed(title="Bridge", summary="Lifts a zebra <b>slowly</b>.")
    response = client.get(URL, {"q": "zebras"})
    assert f'href="{page.get_absolute_url()}"' in response.text
    assert "Lifts a <mark>zebra</mark> &lt;b&gt;slowly&lt;/b&gt;." in response.text


def test_the_title_says_how_many_there_are(client, monkeypatch):
    indexed(title="Zebra")
    assert "1 result for “zebra”" in title_of(client.get(URL, {"q": "zebra"}))
    indexed(title="Zebra")
    assert "2 results for “zebra”" in title_of(client.get(URL, {"q": " zebra "}))
    assert "0 results for “horse”" in title_of(client.get(URL, {"q": "horse"}))
    monkeypatch.setattr(finding, "MOST", 1)
    assert "More than 1 result" in title_of(client.get(URL, {"q": "zebra"}))


def test_search_pages_are_not_for_search_engines(client):
    assert '<meta name="robots" content="noindex' in client.get(URL, {"q": "zebra"}).text


def test_later_pages_keep_the_question(client):
    for number in range(45):
        indexed(title=f"Zebra & horse {number}")
    response = client.get(URL, {"q": "zebra & horse", "kind": "article"})
    [second] = {unescape(url) for url in re.findall(r'href="(\?[^"]*page=2)"', response.text)}
    response = client.get(URL + second)
    assert response.context["page_obj"].number == 2
    assert response.context["query"] == "zebra & horse"
    assert len(response.context["results"]) == 20


def test_results_can_be_narrowed_to_a_kind(client):
    indexed(title="Zebra one")
    indexed(make_exercise, title="Zebra two")
    both = client.get(URL, {"q": "zebra"})
    assert [(facet.label, facet.count) for facet in both.context["facets"]] == [
        ("Exercises", "1"),
        ("Articles", "1"),
    ]
    [exercises, _articles] = both.context["facets"]
    narrowed = client.get(exercises.url)
    assert [result.title for result in narrowed.context["results"]] == ["Zebra two"]
    [chosen, _other] = narrowed.context["facets"]
    assert chosen.is_chosen
    assert len(client.get(chosen.url).context["results"]) == 2


def test_an_unknown_kind_narrows_nothing(client):
    indexed(title="Zebra")
    assert len(client.get(URL, {"q": "zebra", "kind": "x"}).context["results"]) == 1


def test_near_topics_are_offered_when_nothing_is_found(client):
    make_article(topics=[make_topic(name="Sciatica", slug="sciatica")])
    response = client.get(URL, {"q": "siattica"})
    assert reverse("topics:detail", args=["sciatica"]) in response.text


@pytest.mark.parametrize(
    "hostile",
    ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' onfocus='alert(1)"],
)
def test_what_was_asked_is_shown_and_does_nothing(client, hostile):
    text = client.get(URL, {"q": hostile}).text
    assert hostile not in text
    assert escape(hostile) in text


@pytest.mark.parametrize(
    "query",
    ["'", '"', '""', '"a', "*", "a*", "-a", "a:b", "(", "NEAR(a, b)", "a AND", "^a", "{title}: a",
     "x" * 4000, "a " * 2000, "🙂", "%", "\\", "é́", "; DROP TABLE search_index"],
)  # fmt: skip
def test_any_question_is_answered(client, query):
    indexed(title="Zebra")
    assert client.get(URL, {"q": query}).status_code == 200


@pytest.mark.parametrize(
    "query_string",
    ["q=%00", "q=a%00b", "q=%ED%A0%80", "q=%FF", "q=" + "x" * 10_000, "q=a&page=0", "q=a&page=2",
     "q=a&page=1000000000", "q=a&page=x", "q=a&page=", "&".join(["q=a"] * 5000)],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(client, query_string):
    assert client.get(f"{URL}?{query_string}").status_code == 400


def test_it_shows_no_trace_of_pages_that_are_not_live(client):
    documents.index(make_article(title="Secret zebra", status=Page.Status.DRAFT))
    text = client.get(URL, {"q": "zebra"}).text
    assert "Secret" not in text
    assert "0 results" in text


def test_it_can_only_be_read(client):
    assert client.post(URL, {"q": "a"}).status_code == 405
