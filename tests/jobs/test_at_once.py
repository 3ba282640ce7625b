"""Several workers at a time, each with a real connection of its own."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from backcare.jobs import queue
from backcare.jobs.models import Job, Recurring
from backcare.jobs.queue import claim, enqueue, run_due
from backcare.jobs.registry import Registered
from backcare.jobs.schedule import queue_recurring

HOUR = timedelta(hours=1)


def together(function, workers):
    """What ``function`` returns in each of so many threads that start it in the same moment."""
    gate = threading.Barrier(workers)

    def run(_):
        try:
            gate.wait(60)
            return function()
        finally:
            connection.close()

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(run, range(workers)))


def test_two_hundred_jobs_are_each_done_once_by_four_workers(outside, registry):
    done = Counter()
    registry.add(Registered("count", lambda number: done.update([number])))
    with transaction.atomic():
        for number in range(200):
            enqueue("count", number=number)

    counts = together(run_due, 4)

    assert done == Counter(range(200))
    assert sum(counts) == 200
    assert not Job.objects.exists()


def test_one_job_is_claimed_by_one_of_eight_workers(outside):
    job = enqueue("anything")

    claimed = together(lambda: claim(job.pk, timezone.now()), 8)

    assert len([job for job in claimed if job]) == 1


def test_of_eight_schedulers_one_queues_what_is_due(outside, registry):
    registry.add(Registered("hourly", lambda: None, every=HOUR))
    due = timezone.now() - HOUR / 2
    Recurring.objects.create(name="hourly", next_due=due)

    assert sum(together(queue_recurring, 8)) == 1
    assert Job.objects.count() == 1
    assert Recurring.objects.get().next_due == due + HOUR


def test_eight_schedulers_that_see_a_new_name_queue_it_once(outside, registry):
    registry.add(Registered("hourly", lambda: None, every=HOUR))

    assert sum(together(queue_recurring, 8)) == 1
    assert Recurring.objects.count() == Job.objects.count() == 1


def test_a_scheduler_that_dies_halfway_leaves_the_time_to_another(outside, registry, monkeypatch):
    registry.add(Registered("hourly", lambda: None, every=HOUR))
    Recurring.objects.create(name="hourly", next_due=timezone.now())

    def die(name):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("backcare.jobs.schedule.enqueue", die)
        with pytest.raises(KeyboardInterrupt):
            queue_recurring()

    assert queue_recurring() == 1
    assert queue_recurring() == 0


def test_a_handler_runs_outside_a_transaction_of_the_worker(outside, registry):
    seen = []
    registry.add(Registered("look", lambda: seen.append(transaction.get_autocommit())))
    enqueue("look")
    run_due()

    assert seen == [True]


def test_a_job_that_is_done_is_struck_off_once_the_database_answers(outside, registry, monkeypatch):
    """Else it would be done again: a message would be sent twice without any crash."""
    done = []
    registry.add(Registered("note", lambda: done.append(1)))
    enqueue("note")
    strike_off, failures = queue._strike_off, [OperationalError("database is locked")] * 3

    def locked(*args):
        if failures:
            raise failures.pop()
        strike_off(*args)

    monkeypatch.setattr(queue, "_strike_off", locked)
    monkeypatch.setattr(queue, "DATABASE_PAUSE", 0)
    run_due()

    assert done == [1]
    assert not Job.objects.exists()
