"""Jobs: queued with the data, done once, tried again, given up."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from backcare.jobs.models import Job
from backcare.jobs.queue import LEASE, claim, delay_after, enqueue, run_due, try_again
from backcare.jobs.registry import Failure, GiveUp, Registered, Then
from backcare.jobs.state import failed_count

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def done(registry):
    """What the job "note" was called with."""
    calls = []
    registry.add(Registered("note", lambda **payload: calls.append(payload)))
    return calls


@pytest.fixture
def failing(registry):
    """A job "fail" that fails with whatever is in the list."""
    errors = [Failure("Not today.")]

    def fail():
        raise errors[0]

    registry.add(Registered("fail", fail))
    return errors


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


# Queued and done ---------------------------------------------------------------------------------


def test_a_job_is_done_with_its_payload_and_gone(done):
    enqueue("note", text="hello", number=3)

    assert run_due() == 1
    assert done == [{"text": "hello", "number": 3}]
    assert not Job.objects.exists()


def test_a_transaction_that_fails_leaves_no_job(done):
    with transaction.atomic():
        enqueue("note")
        transaction.set_rollback(True)

    assert not Job.objects.exists()


def test_a_job_waits_for_its_time(done, clock):
    enqueue("note", run_at=START + timedelta(hours=1))

    assert run_due() == 0
    clock.shift(timedelta(hours=1))
    assert run_due() == 1


def test_jobs_are_done_in_the_order_of_their_times(done, clock):
    for minutes in (3, 1, 2):
        enqueue("note", run_at=START - timedelta(minutes=minutes), minutes=minutes)
    run_due()

    assert [call["minutes"] for call in done] == [3, 2, 1]


def test_what_a_handler_returns_is_queued_when_its_own_job_is_struck_off(registry, done):
    registry.add(Registered("first", lambda: Then("note", {"after": "first"})))
    enqueue("first")
    run_due()

    assert done == [{"after": "first"}]


def test_what_cannot_be_queued_afterwards_is_said_before_the_work_is_struck_off(registry):
    registry.add(Registered("first", lambda: Then("note", {"when": START})))
    job = enqueue("first")
    run_due()

    job.refresh_from_db()
    assert job.last_error.startswith("TypeError")


def test_no_more_jobs_are_tried_than_asked_for(done):
    for _ in range(5):
        enqueue("note")

    assert run_due(most=3) == 3
    assert Job.objects.count() == 2


def test_nothing_is_begun_once_it_is_stopping(done):
    enqueue("note")
    enqueue("note")

    assert run_due(stopping=lambda: len(done) == 1) == 1


# Claims ------------------------------------------------------------------------------------------


def test_a_claimed_job_is_nobody_else_s_until_its_lease_ends(done, clock):
    job = enqueue("note")

    assert claim(job.pk, START)
    assert claim(job.pk, START) is None
    clock.shift(LEASE - timedelta(seconds=1))
    assert run_due() == 0
    clock.shift(timedelta(seconds=1))
    assert run_due() == 1


def test_a_worker_that_overran_its_lease_changes_nothing_of_the_next(registry, clock):
    """Its failure is not written over the claim of the worker that has the job now."""
    job = enqueue("slow")

    def slow():
        clock.shift(LEASE)
        claim(job.pk, START + LEASE)
        raise Failure("Too late.")

    registry.add(Registered("slow", slow))
    run_due()

    job.refresh_from_db()
    assert job.claimed_until == START + 2 * LEASE
    assert job.last_error == ""


def test_a_job_that_kills_its_workers_is_given_up_in_the_end(done, clock):
    job = enqueue("note")
    claim(job.pk, START)
    clock.shift(timedelta(days=2))
    run_due()

    job.refresh_from_db()
    assert done == []
    assert job.given_up_at == START + timedelta(days=2)
    assert "worker was stopped" in job.last_error


# Failures ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("attempts", "minutes"),
    [(1, 1), (2, 2), (3, 4), (4, 8), (5, 16), (6, 32), (7, 60), (8, 60), (1000, 60)],
)
def test_the_pauses_double_up_to_an_hour(attempts, minutes):
    pauses = [delay_after(attempts) for _ in range(50)]

    assert max(pauses) <= timedelta(minutes=minutes)
    assert min(pauses) >= timedelta(minutes=minutes) * 0.8
    assert len(set(pauses)) > 1


def test_a_failed_job_is_tried_again_after_its_pause(failing, clock):
    job = enqueue("fail")
    run_due()

    job.refresh_from_db()
    assert (job.attempts, job.last_error, job.claimed_until) == (1, "Not today.", None)
    assert timedelta(seconds=48) <= job.run_at - START <= timedelta(seconds=60)
    assert run_due() == 0
    clock.move_to(job.run_at)
    assert run_due() == 1


def run_for(clock, period):
    """Work whenever something is due, for a period of the clock."""
    end = datetime.now(UTC) + period
    while job := Job.objects.waiting().filter(run_at__lte=end).order_by("run_at").first():
        clock.move_to(max(job.run_at, datetime.now(UTC)))
        run_due()
    clock.move_to(end)


def test_a_job_is_given_up_after_a_day_loudly(failing, clock, caplog):
    job = enqueue("fail")
    run_for(clock, timedelta(hours=23))
    assert failed_count() == 0
    caplog.clear()
    run_for(clock, timedelta(hours=2))

    job.refresh_from_db()
    assert job.given_up_at == START + timedelta(days=1)
    assert failed_count() == 1
    (said,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert f"job {job.pk} (fail)" in said.getMessage()
    assert "Not today." in said.getMessage()
    assert run_due() == 0


def test_each_kind_of_job_may_be_given_up_sooner(registry, failing, clock):
    registry.add(Registered("brief", registry.get("fail").handler, timedelta(hours=1)))
    job = enqueue("brief")
    run_for(clock, timedelta(hours=2))

    job.refresh_from_db()
    assert job.given_up_at == START + timedelta(hours=1)


def test_a_job_that_waited_for_days_is_still_tried(done, clock):
    """The worker was off over a long weekend."""
    enqueue("note")
    clock.shift(timedelta(days=4))
    run_due()

    assert done == [{}]


def test_a_handler_may_give_up_at_once(failing, clock):
    failing[0] = GiveUp("Never.")
    job = enqueue("fail")
    run_due()

    job.refresh_from_db()
    assert (job.given_up_at, job.last_error) == (START, "Never.")


def test_a_job_that_nothing_does_waits_for_newer_code(registry, done, clock):
    job = enqueue("tomorrow")
    run_due()
    registry.add(Registered("tomorrow", registry.get("note").handler))
    clock.shift(timedelta(minutes=2))

    assert run_due() == 1
    assert not Job.objects.filter(pk=job.pk).exists()


def test_trying_again_starts_anew(failing, done, clock):
    failing[0] = GiveUp("Never.")
    job = enqueue("fail")
    waiting = enqueue("note", run_at=START + timedelta(days=3))
    run_due()
    clock.shift(timedelta(days=2))

    assert try_again(Job.objects.all()) == 1
    failing[0] = Failure("Not today.")
    run_due()
    job.refresh_from_db()
    waiting.refresh_from_db()
    assert (job.attempts, job.given_up_at) == (1, None)
    assert job.give_up_at == START + timedelta(days=3)
    assert waiting.run_at == START + timedelta(days=3)


def test_the_database_refuses_a_claim_on_what_was_given_up():
    job = enqueue("note")
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(given_up_at=START, claimed_until=START)


# What is kept of an error ------------------------------------------------------------------------


def test_an_error_of_the_code_is_named_by_its_place_and_quotes_nothing(failing, caplog):
    failing[0] = ValueError("Ann Smith <ann@example.org> is no number")
    job = enqueue("fail")
    run_due()

    job.refresh_from_db()
    assert job.last_error.startswith("ValueError at tests/jobs/test_queue.py:")
    assert "raise errors[0]" in caplog.text
    assert "ann" not in caplog.text.lower().replace("cannot", "")
