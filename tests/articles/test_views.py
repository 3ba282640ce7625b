"""The page of an article, the list, the series."""

from datetime import UTC, datetime

import pytest

from tests.factories import make_article, make_exercise, make_image, make_routine, make_series
from tests.markup import parsed

pytestmark = pytest.mark.django_db


def test_an_article_shows_all_its_parts(client):
    exercise = make_exercise(title="Bridge", slug="bridge")
    series = make_series(title="First steps", slug="first-steps")
    image = make_image(caption="A mat", credit="Ada", licence="CC BY 4.0")
    page = make_article(
        title="Sciatica",
        summary="What it is.",
        lead_image=image,
        key_points="It passes.\nMove.",
        body=f'<h2>Why</h2><p>Because.</p><div data-page="{exercise.pk}"></div>',
        series=series,
        series_position=1,
        learn_more=[{"target": exercise, "relation": "how-to", "text": "Step by step"}],
        resources=[
            {"title": "A book", "url": "https://example.org/book", "relationship": "affiliate"},
            {"title": "A site", "url": "https://example.org/", "description": "Good."},
        ],
        change_note="We corrected the dose.",
    )
    markup = parsed(client.get(page.get_absolute_url()))
    for words in ("What it is.", "It passes.", "Because.", "First steps", "Step by step", "Good."):
        assert words in markup.words
    assert "We earn a commission" in markup.words
    assert "We corrected the dose." in markup.words
    assert "30 seconds" in markup.words  # The dose of the embedded exercise.
    assert "1 minute to read" in markup.words
    assert {"/exercises/bridge/", "/series/first-steps/"} <= set(markup.links)
    book = markup.one("a", href="https://example.org/book")
    assert set(book.attributes["rel"].split()) == {"sponsored", "noopener"}
    assert markup.all("img", src=image.src)
    assert "CC BY 4.0" in markup.words


def test_only_what_is_to_be_done_stands_among_the_exercises_of_an_article(client):
    other, exercise, routine = make_article(), make_exercise(), make_routine()
    body = "".join(f'<div data-page="{page.pk}"></div>' for page in (other, exercise, routine))
    response = client.get(make_article(body=body).get_absolute_url())
    assert [page.pk for page in response.context["practices"]] == [exercise.pk, routine.pk]
    assert "Exercises in this article" in parsed(response).words
    body = f'<div data-page="{other.pk}"></div>'
    words = parsed(client.get(make_article(body=body).get_absolute_url())).words
    assert "Exercises in this article" not in words


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/articles/", {"Articles": "page"}),
        ("/articles/search/", {"Articles": "true"}),
        ("/search/", {"Search": "page"}),
        ("/contact/", {}),
    ],
)
def test_the_header_marks_the_section_that_an_address_lies_in(path, current, client):
    make_article(slug="search")
    links = parsed(client.get(path)).all("a")
    assert current == {
        link.text: link.attributes["aria-current"]
        for link in links
        if "aria-current" in link.attributes
    }


def test_the_other_parts_of_a_series_are_read_without_their_texts(client):
    series = make_series()
    page = make_article(series=series, series_position=1)
    make_article(series=series, series_position=2)
    following = client.get(page.get_absolute_url()).context["next"]
    assert {"body", "key_points"} <= following.get_deferred_fields()


def test_an_article_without_extras_shows_no_empty_boxes(client):
    words = parsed(client.get(make_article().get_absolute_url())).words
    for heading in ("In short", "Sources", "Learn more", "Recommended elsewhere", "Series:"):
        assert heading not in words


def test_a_figure_in_the_text_is_the_library_s(client):
    image = make_image(alt="A person on a mat", caption="Like this")
    page = make_article(body=f'<p>See.</p><figure data-image="{image.pk}"></figure>')
    markup = parsed(client.get(page.get_absolute_url()))
    figure = markup.one("img", src=image.src)
    assert figure.attributes["alt"] == "A person on a mat"
    assert {"width", "height"} <= set(figure.attributes)
    assert "Like this" in markup.words
    image.delete()
    assert client.get(page.get_absolute_url()).status_code == 200


def test_a_care_box_in_the_text_has_the_heading_of_its_level(client):
    page = make_article(
        body='<aside data-care="urgent"><p>you have a fever</p></aside>'
        '<aside data-care="tip"><p>Walk.</p></aside>'
    )
    words = parsed(client.get(page.get_absolute_url())).words
    assert "Ask for an urgent appointment or call NHS 111 if: you have a fever" in words
    assert "Tip Walk." in words


def test_a_series_shows_its_live_parts_in_their_order(client):
    series = make_series(title="First steps", slug="first-steps", summary="How to begin.")
    make_article(title="Second", series=series, series_position=2)
    make_article(title="First", series=series, series_position=1)
    make_article(title="Third", series=series, series_position=3, status="draft")
    response = client.get("/series/first-steps/")
    markup = parsed(response)
    assert [article.title for article in response.context["articles"]] == ["First", "Second"]
    assert markup.one("h1").text.strip() == "First steps"
    assert "How to begin." in markup.words
    assert markup.canonical == "http://testserver/series/first-steps/"


@pytest.mark.parametrize(
    "state",
    [
        None,
        {"status": "draft"},
        {"status": "archived"},
        {"live_at": datetime(2999, 1, 1, tzinfo=UTC)},
    ],
)
def test_a_series_without_live_parts_is_not_found(state, client):
    series = make_series(slug="empty")
    if state:
        make_article(series=series, series_position=1, **state)
    assert client.get("/series/empty/").status_code == 404


def test_the_list_shows_live_articles_only(client):
    make_article(title="Shown")
    make_article(title="Hidden", status="draft")
    make_exercise(title="Other kind")
    markup = parsed(client.get("/articles/"))
    assert "Shown" in markup.words
    assert "Hidden" not in markup.words
    assert "Other kind" not in markup.words
