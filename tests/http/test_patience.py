"""How long a request waits for the database."""

import time

import pytest
from django.db import OperationalError, connection, connections
from django.http import HttpResponse

from backcare.health import slow_queries
from backcare.http import patience
from backcare.http.patience import UNTIL, NoTime, keep_to_the_time
from backcare.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def waits(monkeypatch):
    """What SQLite is told, in seconds."""
    told = []
    monkeypatch.setattr(patience, "wait_for_the_lock", told.append)
    return told


def answer(rf, view, method="post", **environ):
    return keep_to_the_time(view)(getattr(rf, method)("/", **environ))


def test_a_request_that_came_another_way_waits_as_set(rf, waits):
    answer(rf, lambda request: HttpResponse())
    assert waits == []


def test_a_request_waits_for_as_long_as_it_has(rf, waits):
    answer(rf, lambda request: HttpResponse(), **{UNTIL: time.monotonic() + 300})
    assert 200 < waits[0] <= 300


def test_who_only_reads_waits_for_a_second(rf, waits):
    answer(rf, lambda request: HttpResponse(), "get", **{UNTIL: time.monotonic() + 300})
    assert waits == [patience.FOR_READERS]


def test_with_no_time_left_nothing_is_asked(rf):
    def view(request):
        with pytest.raises(NoTime):
            User.objects.exists()
        return HttpResponse()

    answer(rf, view, **{UNTIL: 0.0})
    User.objects.exists()


def test_a_refusal_ends_with_its_request_when_the_connection_was_opened_in_it(rf, monkeypatch):
    """Else every later request of the thread would be refused."""
    monkeypatch.setattr(connections["default"], "execute_wrappers", [])

    def view(request):
        slow_queries.watch(connection)
        return HttpResponse()

    keep_to_the_time(view)(rf.get("/", **{UNTIL: time.monotonic() - 1}))

    assert connection.execute_wrappers == [slow_queries.timed]


def test_who_has_waited_in_vain_has_so_much_less(rf, waits):
    def locked(run, *query):
        raise OperationalError("database is locked")

    def view(request):
        with connection.execute_wrapper(locked), pytest.raises(OperationalError):
            User.objects.exists()
        return HttpResponse()

    answer(rf, view, **{UNTIL: time.monotonic() + 300})
    assert len(waits) == 2
    assert waits[1] <= waits[0]
