"""Requests that wait for a few threads, each for its own time."""

import threading

import pytest

from backcare.launch import lanes
from backcare.launch.lanes import Lane, Task

LONG = 60  # seconds, for a machine that does much else


@pytest.fixture
def lane():
    return Lane("test", threads=2, longest=5)


class Held:
    """A task that is under way until it is let go."""

    def __init__(self, result=True):
        self.begun, self.go, self.seconds = threading.Event(), threading.Event(), None
        self.result = result
        self.done = threading.Event()

    def __call__(self, seconds):
        self.seconds = seconds
        self.begun.set()
        assert self.go.wait(LONG)
        self.done.set()
        return self.result


def hold_all(lane):
    """Both threads of the lane have something to do."""
    held = [Held(), Held()]
    for task in held:
        assert lane.add(Task(task))
    assert all(task.begun.wait(LONG) for task in held)
    return held


def let_go(tasks):
    for task in tasks:
        task.go.set()


def test_no_more_run_than_there_are_threads_and_all_in_their_order(lane):
    held = hold_all(lane)
    order, last = [], threading.Event()
    for number in range(4):
        lane.add(Task(lambda seconds, number=number: order.append(number) or True))
    assert lane.waiting() == 4
    assert order == []
    lane.add(Task(lambda seconds: last.set() or True))
    held[0].go.set()
    assert last.wait(LONG)
    assert order == [0, 1, 2, 3]
    let_go(held)


def test_a_lane_takes_only_so_many(lane):
    held = hold_all(lane)
    assert all(lane.add(Task(lambda seconds: True)) for _ in range(5))
    assert not lane.add(Task(lambda seconds: True))
    assert lane.turned_away == 1
    let_go(held)


def test_a_task_that_fails_ends_no_thread(lane, caplog):
    def fail(seconds):
        raise ValueError("it failed")

    done = threading.Event()
    for _ in range(4):
        lane.add(Task(fail))
    lane.add(Task(lambda seconds: done.set() or True))
    assert done.wait(LONG)
    assert "it failed" in caplog.text


def test_who_waits_in_a_lane_that_moves_is_not_turned_away(lane, monkeypatch):
    held = hold_all(lane)
    lane.add(Task(lambda seconds: True, since=-lanes.PATIENCE))
    monkeypatch.setattr(Lane, "is_stuck", lambda lane: False)
    monkeypatch.setattr(Task, "waited", lambda task: lanes.PATIENCE + 1)
    assert lane.overdue() is None
    monkeypatch.setattr(Task, "waited", lambda task: lanes.LONGEST_WAIT + 1)
    assert lane.overdue() is not None
    let_go(held)


def test_who_waits_for_long_in_one_that_is_stuck_is(lane, monkeypatch):
    held = hold_all(lane)
    monkeypatch.setattr(Lane, "is_stuck", lambda lane: True)
    task = Task(lambda seconds: True)
    lane.add(task)
    monkeypatch.setattr(Task, "waited", lambda task: lanes.PATIENCE - 1)
    assert lane.overdue() is None
    monkeypatch.setattr(Task, "waited", lambda task: lanes.PATIENCE + 1)
    assert lane.overdue() is task
    assert lane.overdue() is None
    let_go(held)


def test_what_is_left_of_the_time_goes_along(lane, monkeypatch):
    held = hold_all(lane)
    assert {task.seconds for task in held} == {lanes.PATIENCE}
    late = Held()
    monkeypatch.setattr(Lane, "is_stuck", lambda lane: True)
    monkeypatch.setattr(Task, "waited", lambda task: lanes.PATIENCE - 1)
    lane.add(Task(late))
    let_go(held)
    assert late.begun.wait(LONG)
    assert late.seconds == pytest.approx(1)
    let_go([late])


def test_a_lane_with_nothing_to_do_is_not_stuck(lane):
    lane._moved_at -= 3600
    lane.add(Task(lambda seconds: True))
    assert not lane.is_stuck()
