"""Moderators hear of what waits at their interval, and of danger signs at once."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
import time_machine
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.utils import timezone

from backcare.comments.digest import send_digests
from backcare.comments.models import Comment, Decision, Flag, ModeratorMail
from backcare.comments.moderation import decide
from backcare.comments.submission import submit
from backcare.jobs.mail import as_message
from backcare.jobs.models import Job
from tests.comments.factories import make_comment, make_submission
from tests.comments.test_notifying import at_once
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as clock:
        yield clock


@pytest.fixture
def moderator():
    return make_moderator(email="mo@example.org")


def make_moderator(interval=None, **overrides):
    user = make_user(**overrides)
    user.groups.add(Group.objects.get(name="moderator"))
    if interval:
        ModeratorMail.objects.create(user=user, interval=interval)
    return user


def held(**overrides):
    """A comment that waits, submitted long enough ago to be told of."""
    comment = make_comment(status="held", **overrides)
    Decision.objects.create(comment=comment, action="submit", became="held", at=comment.created_at)
    return comment


def flagged(comment, **overrides):
    """The comment, reported by a reader now."""
    Flag.objects.create(comment=comment, reason="harm", created_at=timezone.now(), **overrides)
    Comment.objects.filter(pk=comment.pk).update(flag_count=comment.flags.count())
    return comment


def sent(clock, at=None):
    """The messages that go out at that time, or half a minute later."""
    clock.move_to(at or timezone.now() + MINUTE / 2)
    before = set(Job.objects.values_list("pk", flat=True))
    send_digests()
    return [
        message_from_bytes(as_message(**job.payload).message().as_bytes(), policy=policy.default)
        for job in Job.objects.exclude(pk__in=before).order_by("pk")
    ]


def to(messages):
    return sorted(message["To"] for message in messages)


# Who ---------------------------------------------------------------------------------------------


def test_whoever_may_decide_is_told_and_nobody_else(clock):
    make_moderator(email="by-group@example.org")
    by_permission = make_user(email="by-permission@example.org")
    by_permission.user_permissions.add(Permission.objects.get(codename="moderate_comment"))
    make_user(email="nobody@example.org")
    make_user(email="author@example.org").groups.add(Group.objects.get(name="author"))
    make_moderator(email="gone@example.org", is_active=False)
    make_moderator(email="")
    held()
    assert to(sent(clock)) == ["by-group@example.org", "by-permission@example.org"]


def test_a_superuser_is_told_who_has_chosen_an_interval(clock):
    make_user(email="asked@example.org", is_superuser=True)
    chosen = make_user(email="chosen@example.org", is_superuser=True)
    ModeratorMail.objects.create(user=chosen, interval="day")
    held()
    assert to(sent(clock)) == ["chosen@example.org"]


def test_who_wants_no_mail_gets_none_not_even_of_danger_signs(clock):
    make_moderator("never")
    held(has_red_flag=True)
    assert sent(clock) == []


def test_an_address_that_cannot_be_mailed_stops_nobody_else(clock, moderator):
    make_moderator(email="mo@b")
    held()
    assert to(sent(clock)) == ["mo@example.org"]
    assert sent(clock) == []


# When --------------------------------------------------------------------------------------------


def test_nobody_is_told_of_nothing(clock, moderator):
    make_comment()
    make_comment(status="spam")
    assert sent(clock) == []


@pytest.mark.parametrize(
    ("interval", "after"), [("hour", HOUR), ("day", DAY), (None, DAY), ("week", 7 * DAY)]
)
def test_a_moderator_is_told_at_the_interval_they_chose(clock, interval, after):
    make_moderator(interval)
    held()
    (first,) = sent(clock)
    told_at = timezone.now()
    clock.move_to(told_at + MINUTE)
    held()
    assert sent(clock, told_at + after - MINUTE) == []
    (second,) = sent(clock, told_at + after)
    assert "1 comment waits." in first.get_content()
    assert "2 comments wait." in second.get_content()


def test_what_was_told_is_not_told_again_until_a_week_has_passed(clock, moderator):
    held()
    assert len(sent(clock)) == 1
    told_at = timezone.now()
    assert sent(clock, told_at + 6 * DAY) == []
    assert len(sent(clock, told_at + 7 * DAY)) == 1
    assert sent(clock, told_at + 8 * DAY) == []


def test_what_was_decided_meanwhile_is_not_told(clock, moderator):
    held()
    sent(clock)
    clock.shift(HOUR)
    decide(held(), "approved", by=None)
    assert sent(clock, START + 2 * DAY) == []


def test_a_report_by_a_reader_is_told(clock, moderator):
    comment = make_comment()
    clock.shift(MINUTE)
    flagged(comment)
    (mail,) = sent(clock)
    assert "1 comment was reported by readers." in mail.get_content()
    clock.move_to(START + 2 * DAY)
    assert sent(clock) == []
    flagged(comment)
    assert len(sent(clock)) == 1


def test_a_comment_that_was_sent_back_to_the_queue_is_told(clock, moderator):
    held()
    old = make_comment()
    sent(clock)
    clock.move_to(START + 2 * DAY)
    decide(old, "held", by=None)
    (mail,) = sent(clock)
    assert "2 comments wait." in mail.get_content()


def test_a_comment_that_is_being_stored_is_not_missed(clock, moderator):
    """It carries the time at which it was submitted, but is seen only a moment later."""
    ModeratorMail.objects.create(user=moderator, interval="hour")
    held()
    clock.move_to(START + HOUR)
    submitted_at = timezone.now() - timedelta(seconds=3)
    assert len(sent(clock, START + HOUR)) == 1
    held(created_at=submitted_at)
    assert len(sent(clock, START + 3 * HOUR)) == 1


# Danger signs ------------------------------------------------------------------------------------


def test_a_danger_sign_is_told_at_once_to_every_moderator(clock):
    for interval in ("hour", "day", "week"):
        make_moderator(interval, email=f"{interval}@example.org")
    held()
    assert len(sent(clock)) == 3
    clock.shift(MINUTE)
    comment = submit(make_submission(text="I am numb between my legs since last night."))
    assert comment.has_red_flag
    mails = sent(clock)
    assert to(mails) == ["day@example.org", "hour@example.org", "week@example.org"]
    assert "danger sign" in mails[0]["Subject"]
    assert sent(clock) == []


def test_danger_signs_are_told_at_most_once_an_hour(clock, moderator):
    held(has_red_flag=True)
    assert len(sent(clock)) == 1
    told_at = timezone.now()
    clock.move_to(told_at + 10 * MINUTE)
    held(has_red_flag=True)
    assert sent(clock) == []
    assert sent(clock, told_at + 59 * MINUTE) == []
    (second,) = sent(clock, told_at + 60 * MINUTE)
    assert "2 comments speak of danger signs." in second.get_content()
    clock.shift(5 * MINUTE)
    held(has_red_flag=True)
    assert sent(clock) == []
    assert len(sent(clock, told_at + 120 * MINUTE)) == 1


def test_a_danger_sign_does_not_wait_for_a_mail_about_something_else(clock, moderator):
    held()
    assert len(sent(clock)) == 1
    clock.shift(MINUTE)
    held(has_red_flag=True)
    assert len(sent(clock)) == 1


def test_a_danger_sign_that_was_dealt_with_is_told_to_nobody(clock, moderator):
    held()
    sent(clock)
    decide(held(has_red_flag=True), "approved", by=None)
    assert sent(clock, START + HOUR) == []


# What --------------------------------------------------------------------------------------------


def test_danger_signs_stand_first_then_reports_then_the_oldest(clock, moderator):
    page = make_article(title="Sleep and <your> mattress").page_ptr
    held(text="An old one.", page=page)
    held(text="A newer one.")
    flagged(make_comment(text="A reported one."))
    held(text="An urgent one.", has_red_flag=True)
    (mail,) = sent(clock)
    said = mail.get_content()
    places = [said.index(f"{word} one.") for word in ("urgent", "reported", "old", "newer")]
    assert places == sorted(places)
    assert "on “Sleep and <your> mattress”" in said
    assert said.index("danger sign") < said.index("3 comments wait.")


def test_ten_comments_are_shown_and_all_are_counted(clock, moderator):
    for number in range(13):
        held(text=f"Comment {number:02}.")
    (mail,) = sent(clock)
    assert "13 comments wait." in mail.get_content()
    assert "Comment 09." in mail.get_content()
    assert "Comment 10." not in mail.get_content()
    assert "And 3 more." in mail.get_content()


def test_the_mail_leads_to_the_queue(clock, moderator):
    held()
    (mail,) = sent(clock)
    assert "http://testserver/admin/comments/comment/\n" in mail.get_content()


def test_no_address_of_a_commenter_is_mailed_wherever_it_was_typed(clock, moderator):
    held(name="zqann@example.org", email="zqann@example.org", text="Write to zqann@example.org!")
    (mail,) = sent(clock)
    assert "zqann" not in str(mail)


def test_what_strangers_typed_stands_in_no_header(clock, moderator):
    held(name="Zq\r\nBcc: zq@example.org", text="=?utf-8?q?zq?=\r\nSubject: zq")
    (mail,) = sent(clock)
    assert mail["To"] == "mo@example.org"
    assert mail["Bcc"] is None
    assert "zq" not in "".join(str(value).lower() for value in mail.values())


# Once --------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_workers_that_send_at_once_send_one_mail(for_threads):
    user = make_user(email="mo@example.org")
    user.user_permissions.add(Permission.objects.get(codename="moderate_comment"))
    ModeratorMail.objects.create(user=user)
    make_comment(status="held", created_at=timezone.now() - MINUTE)
    assert sorted(at_once(*[send_digests] * 4)) == [0, 0, 0, 1]
    assert Job.objects.count() == 1


def test_the_worker_tells_moderators(mail_server, moderator):
    held(created_at=timezone.now() - MINUTE)
    call_command("worker", "--once")
    assert [taken.recipients for taken in mail_server.taken] == [["mo@example.org"]]
