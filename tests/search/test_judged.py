"""What people look for on the demonstration site, and how soon they find it; on either database."""

import tomllib
from pathlib import Path

import pytest

from tests.demo.conftest import demonstration, media

__all__ = ["demonstration", "media"]

JUDGED = tomllib.loads(Path(__file__).with_name("judged.toml").read_text())["judged"]
FIRST = 20
LEAST = 0.9


def rank(client, query, pages):
    """The place of the first expected page among the first results; 0 when it is not there."""
    response = client.get("/search/", {"q": query})
    found = [result.url for result in response.context["results"][:FIRST]]
    return next((place for place, url in enumerate(found, 1) if url in pages), 0)


def test_there_are_enough_questions_each_once_and_of_pages_that_exist(client, demonstration, db):
    queries = [judged["query"] for judged in JUDGED]
    assert len(set(queries)) == len(queries) >= 40
    for page in {page for judged in JUDGED for page in judged["pages"]}:
        assert client.get(page).status_code == 200, page


@pytest.mark.usefixtures("demonstration", "db")
def test_what_is_looked_for_stands_first(client):
    ranks = {judged["query"]: rank(client, **judged) for judged in JUDGED}
    mean = sum(1 / place for place in ranks.values() if place) / len(ranks)
    worst = sorted(ranks.items(), key=lambda item: item[1] or FIRST + 1)
    table = "\n".join(f"{place or '-':>4}  {query}" for query, place in worst)
    assert mean >= LEAST, f"mean reciprocal rank {mean:.3f}\n{table}"
