"""The list of exercises keeps its length and its filters, and neither is old."""

import re

import pytest

from backcare.pagecache.recording import recording
from exercises.models import Exercise
from tests.factories import make_exercise, make_factor

pytestmark = pytest.mark.django_db(transaction=True)


def listed(client, query=""):
    with recording():
        return " ".join(client.get(f"/exercises/{query}").text.split())


def length(page):
    return int(re.search(r'role="status">(\d+) exercise', page)[1])


def test_its_length_follows_what_appears_and_disappears(client):
    first = make_exercise()
    assert length(listed(client)) == 1
    make_exercise(level=Exercise.Level.HARD)
    assert length(listed(client)) == 2
    assert length(listed(client, f"?level={Exercise.Level.HARD}")) == 1
    first.delete()
    assert length(listed(client)) == 1


def test_its_filters_follow_the_factors(client):
    factor = make_factor()
    assert factor.name in listed(client)
    factor.name = "Stiff as a board"
    factor.save()
    assert "Stiff as a board" in listed(client)


def test_the_filter_shows_what_is_chosen(client):
    make_exercise()
    listed(client)
    chosen = listed(client, f"?level={Exercise.Level.HARD}")
    assert f'<option value="{Exercise.Level.HARD}" selected>' in chosen
    assert f'<option value="{Exercise.Level.HARD}" selected>' not in listed(client)
