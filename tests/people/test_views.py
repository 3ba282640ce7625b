"""The page of a person."""

import pytest

from tests.factories import (
    make_article,
    make_contributor,
    make_exercise,
    make_image,
    make_information_page,
)
from tests.markup import parsed

pytestmark = pytest.mark.django_db


def test_it_shows_who_they_are_and_what_they_wrote(client):
    person = make_contributor(
        name="Ada",
        slug="ada",
        credentials="Physiotherapist",
        lived_experience=True,
        biography="Writes about backs. Lives by the sea.",
        photo=make_image(alt="Ada on a mat"),
    )
    make_article(title="An article", authors=[person])
    make_exercise(title="An exercise", authors=[make_contributor(), person])
    make_article(title="By others", authors=[make_contributor()])
    make_article(title="Not yet", authors=[person], status="draft")
    response = client.get("/people/ada/")
    markup = parsed(response)
    assert markup.one("h1").text.strip() == "Ada"
    assert "Physiotherapist" in markup.words
    assert "lived experience" in markup.words.lower()
    assert "Lives by the sea." in markup.words
    assert [page.title for page in response.context["page_obj"]] == ["An exercise", "An article"]
    node = markup.node("Person")
    assert (node["name"], node["jobTitle"]) == ("Ada", "Physiotherapist")
    assert markup.canonical == node["url"] == "http://testserver/people/ada/"
    assert markup.meta("description") == "Writes about backs. Lives by the sea."


def test_pages_that_somebody_reviewed_stand_under_a_heading_of_their_own(client):
    ben = make_contributor(name="Ben", slug="ben")
    review = {"reviewer": ben, "reviewed_on": "2026-01-05"}
    make_article(title="Checked", **review)
    response = client.get("/people/ben/")
    assert [page.title for page in response.context["page_obj"]] == ["Checked"]
    headings = [heading.text.strip() for heading in parsed(response).all("h2")]
    assert headings == ["Reviewed by Ben"]
    make_article(title="Written", authors=[make_contributor(), ben], **review)
    make_article(title="Not yet checked", reviewer=ben)
    make_information_page(title="About us", authors=[ben])
    response = client.get("/people/ben/")
    titles = [page.title for page in response.context["page_obj"]]
    assert titles == ["About us", "Written", "Checked"]
    headings = [heading.text.strip() for heading in parsed(response).all("h2")]
    assert headings == ["Pages by Ben", "Reviewed by Ben"]


def test_no_credentials_are_claimed_for_somebody_who_has_none(client):
    person = make_contributor(is_demonstration=True)
    make_article(authors=[person])
    markup = parsed(client.get(person.get_absolute_url()))
    assert "jobTitle" not in markup.node("Person")
    assert "made up" in markup.words


@pytest.mark.parametrize("path", ["/people/nobody/", "/people/unused/", "/people/"])
def test_somebody_without_a_live_page_is_not_found(path, client):
    make_contributor(slug="unused")
    assert client.get(path).status_code == 404
