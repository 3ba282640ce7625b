"""Recurring jobs: at their times, once, whatever the clocks do."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from backcare.jobs.models import Job, Recurring
from backcare.jobs.queue import run_due
from backcare.jobs.registry import Failure, Registered
from backcare.jobs.schedule import following, queue_recurring

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def runs(registry):
    """When the hourly job ran."""
    times = []
    registry.add(Registered("hourly", lambda: times.append(datetime.now(UTC)), every=HOUR))
    return times


def work():
    queue_recurring()
    run_due()


def test_a_new_recurring_job_runs_at_once_and_then_each_hour(runs, clock):
    for _ in range(9):  # every twenty minutes
        work()
        clock.shift(HOUR / 3)

    assert runs == [START, START + HOUR, START + 2 * HOUR]


def test_times_don_t_drift_with_late_looks(runs, clock):
    work()
    clock.shift(HOUR * 1.4)
    work()

    assert Recurring.objects.get().next_due == START + 2 * HOUR


def test_what_was_missed_in_a_pause_is_done_once(runs, clock):
    work()
    clock.shift(timedelta(days=3, minutes=10))
    work()
    work()

    assert len(runs) == 2
    assert Recurring.objects.get().next_due == START + timedelta(days=3) + HOUR


def test_when_it_was_last_done_is_noted(runs, clock):
    work()

    assert Recurring.objects.get().last_run_at == START


def test_none_is_added_while_the_one_before_waits(registry, clock):
    def fail():
        raise Failure("Not today.")

    registry.add(Registered("often", fail, every=timedelta(seconds=10)))
    for _ in range(5):
        work()
        clock.shift(timedelta(seconds=10))

    assert Job.objects.count() == 1
    assert Recurring.objects.get().last_run_at is None


@pytest.mark.parametrize("day", [datetime(2026, 3, 29), datetime(2026, 10, 25)])  # noqa: DTZ001
def test_hours_are_hours_when_the_clocks_change(runs, day):
    """In London they change at 01:00 UTC on both days."""
    midnight = day.replace(tzinfo=ZoneInfo("Europe/London")).astimezone(UTC)
    with time_machine.travel(midnight, tick=False) as clock:
        for _ in range(12):
            work()
            clock.shift(HOUR / 2)

    assert runs == [midnight + hours * HOUR for hours in range(6)]


def test_a_clock_that_was_a_year_ahead_stops_no_recurring_job_for_a_year(runs, clock):
    clock.shift(timedelta(days=365))
    work()
    clock.move_to(START)
    work()

    assert Recurring.objects.get().next_due <= START + HOUR


def test_a_clock_that_is_an_hour_behind_another_adds_nothing(runs, clock):
    work()
    clock.shift(-HOUR)
    work()

    assert len(runs) == 1


def test_a_recurring_job_that_is_no_more_is_left_alone(registry, clock):
    Recurring.objects.create(name="of_old", next_due=START)

    assert queue_recurring() == 0
    assert Recurring.objects.get().next_due == START


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001
    st.timedeltas(timedelta(seconds=1), timedelta(days=30)),
    st.timedeltas(timedelta(days=-400), timedelta(days=400)),
)
def test_the_next_time_is_whole_intervals_away_and_the_first_to_come(due, every, passed):
    now = due + passed
    following_time = following(due, every, now)

    assert (following_time - due) % every == timedelta(0)
    assert now < following_time <= now + every


def test_one_round_of_the_command_does_what_is_due(runs, clock):
    call_command("worker", "--once")

    assert runs == [START]
