"""What has been kept for as long as it may is deleted by itself."""

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from backcare.comments import retention
from backcare.comments.models import (
    Block,
    Comment,
    Decision,
    Flag,
    LearnedFeature,
    Notice,
    Rules,
    Subscription,
)
from backcare.comments.moderation import decide
from backcare.comments.retention import apply_retention
from backcare.comments.submission import submit
from tests.comments.factories import make_comment, make_submission
from tests.comments.test_notifying import at_once
from tests.factories import make_user

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 1, 3, tzinfo=UTC)
dead = pytest.mark.parametrize("status", ["spam", "removed", "withdrawn"])


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def ago(days):
    return NOW - timedelta(days=days)


def left():
    return set(Comment.objects.values_list("pk", flat=True))


# Addresses ---------------------------------------------------------------------------------------


def test_network_addresses_are_forgotten_after_thirty_days():
    old = make_comment(address_key="a" * 64, created_at=ago(30.1))
    young = make_comment(address_key="a" * 64, created_at=ago(29.9))
    flags = [
        Flag.objects.create(
            comment=comment, reason="spam", address_key="b" * 64, created_at=comment.created_at
        )
        for comment in (old, young)
    ]
    apply_retention()
    for row in (old, young, *flags):
        row.refresh_from_db()
    assert (old.address_key, young.address_key) == ("", "a" * 64)
    assert [flag.address_key for flag in flags] == [None, "b" * 64]


def test_several_reports_of_a_comment_are_forgotten_together():
    comment = make_comment()
    for number in range(3):
        Flag.objects.create(
            comment=comment, reason="spam", address_key=str(number), created_at=ago(31)
        )
    apply_retention()
    assert Flag.objects.filter(address_key=None).count() == 3


def test_an_email_address_is_forgotten_when_the_rules_say():
    Rules(email_days=100).save()
    old, young = make_comment(created_at=ago(101)), make_comment(created_at=ago(99))
    for comment in (old, young):
        Subscription.objects.create(comment=comment, asked_at=ago(99), confirmed_at=ago(99))
    apply_retention()
    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.email, bool(young.email)) == ("", True)
    assert old.status == "approved"
    assert old.text
    assert [bool(row.subscription.ended_at) for row in (old, young)] == [True, False]


def test_addresses_are_kept_for_two_years_by_default():
    old, young = make_comment(created_at=ago(731)), make_comment(created_at=ago(729))
    apply_retention()
    assert Comment.objects.exclude(email="").get() == young
    assert Comment.objects.get(email="") == old


# Spam, and what was removed ----------------------------------------------------------------------


@dead
def test_what_is_dead_is_deleted_thirty_days_after(status):
    make_comment(status=status, created_at=ago(31))
    young = make_comment(status=status, created_at=ago(29))
    living = [make_comment(status=status, created_at=ago(31)) for status in ("approved", "held")]
    apply_retention()
    assert left() == {young.pk, *(row.pk for row in living)}


@dead
def test_the_days_are_counted_from_the_decision(status):
    comment = make_comment(status=status, created_at=ago(300))
    Decision.objects.create(comment=comment, action="decide", became=status, at=ago(29))
    apply_retention()
    assert left() == {comment.pk}
    apply_retention(NOW + timedelta(days=2))
    assert left() == set()


@dead
@pytest.mark.parametrize("below", ["approved", "held"])
def test_what_is_dead_becomes_an_empty_place_where_answers_stand_below(status, below):
    comment = make_comment(
        status=status,
        created_at=ago(31),
        reasons=[{"code": "x", "words": "quoted"}],
        evidence=[["quoted", 1]],
        learned_as="spam",
    )
    Decision.objects.create(
        comment=comment, action="decide", became=status, at=ago(31), why="quoted"
    )
    answer = make_comment(answers=comment, status=below)
    deepest = make_comment(answers=answer)
    apply_retention()
    assert left() == {comment.pk, answer.pk, deepest.pk}
    place = Comment.objects.get(pk=comment.pk)
    assert (place.status, place.name, place.email, place.text) == (status, "", "", "")
    assert place.reasons == place.evidence == []
    assert place.learned_as == ""
    assert place.decisions.get().why == ""


@dead
def test_an_empty_place_goes_when_nothing_stands_below_it_any_more(status):
    comment = make_comment(status=status, created_at=ago(31))
    answer = make_comment(answers=comment)
    apply_retention()
    answer.delete()
    apply_retention()
    assert left() == set()


def test_a_whole_dead_thread_goes_at_once():
    first = make_comment(status="removed", created_at=ago(31))
    second = make_comment(answers=first, status="spam", created_at=ago(31))
    make_comment(answers=second, status="withdrawn", created_at=ago(31))
    apply_retention()
    assert left() == set()


@pytest.mark.django_db(transaction=True)
def test_what_a_moderator_takes_out_of_the_spam_meanwhile_stays(for_threads):
    comment = make_comment(status="spam", created_at=ago(31))
    is_held = threading.Event()

    def approve():
        with transaction.atomic():
            decide(comment, "approved", by=None)
            is_held.set()
            time.sleep(0.5)  # The other waits for the row, or comes too late to find it dead.

    def tidy():
        assert is_held.wait(60)
        apply_retention(NOW)

    at_once(approve, tidy)
    assert Comment.objects.get().status == "approved"


def test_what_answers_the_deleted_stays():
    first = make_comment()
    second = make_comment(answers=first)
    third = make_comment(answers=second, status="spam", created_at=ago(31))
    beside = make_comment(answers=third)  # It stands below the second, too.
    assert beside.parent == second
    apply_retention()
    assert left() == {first.pk, second.pk, beside.pk}


def test_deleting_spam_unlearns_nothing():
    with time_machine.travel(ago(40)):
        comment = submit(make_submission(text="Marvellous watches, cheap watches, buy watches."))
        decide(comment, "spam", by=None)
    learned = list(LearnedFeature.objects.order_by("pk").values())
    assert learned
    apply_retention()
    assert left() == set()
    assert list(LearnedFeature.objects.order_by("pk").values()) == learned


def test_the_desks_log_forgets_the_names_of_the_deleted():
    comment = make_comment(status="spam", created_at=ago(31), name="Zqname")
    living = make_comment(name="Mary")
    for row in (comment, living):
        LogEntry.objects.create(
            user=make_user(),
            content_type=ContentType.objects.get_for_model(Comment),
            object_id=str(row.pk),
            object_repr=str(row),
            action_flag=CHANGE,
        )
    apply_retention()
    names = [str(entry) for entry in LogEntry.objects.all()]
    assert not any("Zqname" in name for name in names)
    assert any("Mary" in name for name in names)


@pytest.mark.parametrize("batch", [1, 2, 200])
def test_it_comes_to_an_end_whatever_the_size_of_a_batch(monkeypatch, batch):
    monkeypatch.setattr(retention, "BATCH", batch)
    keep = make_comment(created_at=ago(800), address_key="a")
    for _ in range(3):
        first = make_comment(status="spam", created_at=ago(800), address_key="a")
        make_comment(answers=first, status="removed", created_at=ago(800))
        place = make_comment(status="removed", created_at=ago(800))
        make_comment(answers=place, created_at=ago(800))
    apply_retention()
    assert Comment.objects.count() == 7
    assert not Comment.objects.exclude(email="").exists()
    assert not Comment.objects.exclude(address_key="").exists()
    assert keep.pk in left()


# The rest ----------------------------------------------------------------------------------------


def test_a_request_that_nobody_confirmed_ends_after_a_week():
    rows = [
        Subscription.objects.create(comment=make_comment(), asked_at=ago(days), confirmed_at=at)
        for days, at in ((7.1, None), (6.9, None), (7.1, ago(7)))
    ]
    apply_retention()
    for row in rows:
        row.refresh_from_db()
    assert [bool(row.ended_at) for row in rows] == [True, False, False]


def test_notices_are_deleted_thirty_days_after_they_were_told():
    def notice(**values):
        subscription = Subscription.objects.create(
            comment=make_comment(),
            asked_at=ago(40),
            confirmed_at=ago(40),
            ended_at=values.pop("ended_at", None),
        )
        return Notice.objects.create(subscription=subscription, reply=make_comment(), **values)

    notice(created_at=ago(40), sent_at=ago(31))
    notice(created_at=ago(31))
    notice(created_at=ago(1), ended_at=ago(1))
    kept = [notice(created_at=ago(40), sent_at=ago(29)), notice(created_at=ago(29))]
    apply_retention()
    assert set(Notice.objects.all()) == set(kept)


def test_blocks_are_deleted_thirty_days_after_their_end():
    for value, until in (("old", ago(31)), ("ended", ago(29)), ("in force", None)):
        Block.objects.create(kind="word", value=value, until=until)
    apply_retention()
    assert {block.value for block in Block.objects.all()} == {"ended", "in force"}


def test_it_is_done_again_without_a_change():
    make_comment(answers=make_comment(status="removed", created_at=ago(31)), created_at=ago(800))
    make_comment(status="spam", created_at=ago(31))
    apply_retention()
    once = list(Comment.objects.order_by("pk").values())
    apply_retention()
    assert list(Comment.objects.order_by("pk").values()) == once


def test_the_worker_does_it():
    make_comment(status="spam", created_at=timezone.now() - timedelta(days=31))
    call_command("worker", "--once")
    assert left() == set()
