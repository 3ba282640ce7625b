import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from backcare.publishing.models import Page
from backcare.search import documents, finding
from tests.factories import make_article, make_topic

pytestmark = pytest.mark.django_db

URL = "/search/"
SUGGEST = "/search/suggest/"


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


def test_a_slip_is_forgiven_and_said(client):
    indexed(title="Sciatica <b>at night</b>")
    response = client.get(URL, {"q": "siatica", "kind": "article"})
    assert [result.page.title for result in response.context["results"]] == [
        "Sciatica <b>at night</b>"
    ]
    assert "Showing results for <strong>sciatica</strong>" in response.text
    assert "1 result for “sciatica”" in title_of(response)
    assert 'value="siatica"' in response.text
    as_typed = client.get(response.context["as_typed_url"])
    assert as_typed.context["results"] == []
    assert "Showing results" not in as_typed.text


def test_a_slip_is_forgiven_on_later_pages(client):
    for number in range(25):
        indexed(title=f"Sciatica {number}")
    response = client.get(URL, {"q": "siatica"})
    [second] = {unescape(url) for url in re.findall(r'href="(\?[^"]*page=2)"', response.text)}
    assert len(client.get(URL + second).context["results"]) == 5


def test_titles_are_marked_and_harmless(client):
    indexed(title="Zebra <script>alert(1)</script>")
    response = client.get(URL, {"q": "zebras"})
    assert "<mark>Zebra</mark> &lt;script&gt;" in response.text


def test_a_word_to_leave_out_alone_asks_for_more(client):
    indexed(title="Zebra")
    response = client.get(URL, {"q": "-zebra"})
    assert response.context["results"] == []
    assert "at least one word" in response.text


def test_places_are_offered_while_one_types(client):
    page = indexed(title="Sleeping with sciatica")
    indexed(title="Other", topics=[make_topic(name="Sciatica", slug="sciatica")])
    response = client.get(SUGGEST, {"q": " Scia"})
    assert response["Cache-Control"] == "no-store"
    assert response.json() == {
        "suggestions": [
            {"title": "Sciatica", "kind": "Topic", "url": "/topics/sciatica/"},
            {"title": page.title, "kind": "Article", "url": page.get_absolute_url()},
        ]
    }


@pytest.mark.parametrize("query", ["", "s", "x" * 4000, "\U0010ffff\U0010ffff", "'%_", "zz"])
def test_there_may_be_nothing_to_offer(client, query):
    indexed(title="Sciatica")
    assert client.get(SUGGEST, {"q": query}).json() == {"suggestions": []}


@pytest.mark.parametrize("query_string", ["q=%00", "q=%ED%A0%80", "q=" + "x" * 10_000])
def test_no_offers_for_what_makes_no_sense(client, query_string):
    assert client.get(f"{SUGGEST}?{query_string}").status_code == 400


def test_pages_that_are_not_live_are_not_offered(client):
    page = indexed(title="Sciatica")
    Page.objects.filter(pk=page.pk).update(expires_at=timezone.now())
    assert client.get(SUGGEST, {"q": "scia"}).json() == {"suggestions": []}


def test_an_unknown_kind_narrows_nothing(client):
    indexed(title="Zebra")
    assert len(client.get(URL, {"q": "zebra", "kind": "x"}).context["results"]) == 1


def test_near_topics_are_offered_when_nothing_is_found(client):
    indexed(topics=[make_topic(name="Sciatica", slug="sciatica")])
    response = client.get(URL, {"q": "siattica zebra"})
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
    ["-", "--", "-a -b", '-"a b"', '-"', '"a" -"b" -c d-e', "a -" * 60, "a-" * 60, "²", "ʰ",
     "'", '"', '""', '"a', "*", "a*", "-a", "a:b", "(", "NEAR(a, b)", "a AND", "^a", "{title}: a",
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
