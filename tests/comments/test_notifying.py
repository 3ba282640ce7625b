"""Answers are told to those who asked and confirmed, once, and to nobody else."""

import re
import threading
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core.cache import cache
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from backcare.comments import notifying
from backcare.comments.jobs import ask_to_confirm
from backcare.comments.models import Block, Comment, Notice, Subscription
from backcare.comments.moderation import decide
from backcare.comments.notifying import ASK, ask, confirm, end, send_answers, tell_of
from backcare.comments.personal_data import forget
from backcare.comments.submission import submit
from backcare.jobs.mail import as_message
from backcare.jobs.models import Job
from backcare.jobs.queue import enqueue, run_due
from backcare.publishing.models import Page
from backcare.site.models import SiteSettings
from tests.comments.factories import make_comment, make_submission
from tests.factories import make_article

pytestmark = pytest.mark.django_db

ANN = "ann@example.org"
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def mails():
    """The queued messages, as they would be sent, in their order; requests to confirm written."""
    for job in Job.objects.filter(name=ASK).order_by("pk"):
        job.delete()
        if then := ask_to_confirm(**job.payload):
            enqueue(then.name, **then.payload)
    return [
        message_from_bytes(as_message(**job.payload).message().as_bytes(), policy=policy.default)
        for job in Job.objects.filter(name="mail.send").order_by("pk")
    ]


def link(message, what):
    """The path of the only link to confirm or unsubscribe in a message."""
    (path,) = set(re.findall(rf"http://testserver(/comments/{what}/\S+)", message.get_content()))
    return path


def subscribed(*, is_confirmed=True, **overrides):
    """A comment whose author is told of answers."""
    comment = make_comment(**{"email": ANN} | overrides)
    now = timezone.now()
    Subscription.objects.create(
        comment=comment, asked_at=now, confirmed_at=now if is_confirmed else None
    )
    return comment


def answered(comment, **overrides):
    """An approved answer, of which its subscriber is to be told."""
    reply = make_comment(answers=comment, **overrides)
    tell_of(reply)
    return reply


# The whole way -----------------------------------------------------------------------------------


def test_a_reader_confirms_is_told_of_an_answer_and_unsubscribes(client, mail_server):
    question = submit(make_submission(email="Ann@Example.org", wants_replies=True))
    call_command("worker", "--once")
    (asked,) = [taken for taken in mail_server.taken if taken.recipients == [ANN]]
    client.post(link(asked.message, "confirm"), headers={"Origin": "http://testserver"})

    decide(question, "approved", by=None)
    answer = submit(
        make_submission(page=question.page, answers=Comment.objects.get(pk=question.pk))
    )
    decide(answer, "approved", by=None)
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        call_command("worker", "--once")

    told = mail_server.taken[-1]
    assert told.recipients == [ANN]
    assert answer.text in told.message.get_content()
    assert f"http://testserver/comments/{answer.pk}/" in told.message.get_content()
    assert told.message["Auto-Submitted"] == "auto-generated"
    assert told.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    one_click = urlsplit(told.message["List-Unsubscribe"].strip(" <>")).path

    response = client.post(one_click, {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    for _ in range(3):
        another = submit(
            make_submission(page=question.page, answers=Comment.objects.get(pk=question.pk))
        )
        decide(another, "approved", by=None)
    count = len(mail_server.taken)
    with time_machine.travel(timezone.now() + timedelta(hours=3)):
        call_command("worker", "--once")
    assert len(mail_server.taken) == count


def test_mail_waits_while_the_server_is_away_and_the_comment_is_taken(client, mail_server):
    mail_server.stop()
    submit(make_submission(email=ANN, wants_replies=True))
    call_command("worker", "--once")
    assert mail_server.taken == []

    mail_server.start()
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        call_command("worker", "--once")

    assert [taken.recipients for taken in mail_server.taken] == [[ANN]]


# Asking for it -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "end_it",
    [
        end,
        lambda comment: comment.delete(),
        lambda comment: forget(comment.email, anonymise=True, by=None),
    ],
)
def test_who_is_not_to_be_told_any_more_is_not_asked(end_it):
    comment = submit(make_submission(email=ANN, wants_replies=True))
    assert Job.objects.filter(name=ASK).count() == 1
    end_it(comment)
    assert not mails()


def test_a_request_whose_worker_was_killed_is_one_mail():
    submit(make_submission(email=ANN, wants_replies=True))
    ask_to_confirm(**Job.objects.get(name=ASK).payload)  # and was never struck off
    assert run_due(most=1) == 1
    assert len(mails()) == 1


def test_the_request_to_confirm_carries_nothing_that_was_typed():
    submit(
        make_submission(
            name="Zqname Buy", email="zqmail@example.org", text="Zqtext zqtext", wants_replies=True
        )
    )
    (mail,) = mails()
    said = str(mail).lower().replace("zqmail@example.org", "", 1)  # The recipient.
    assert "zq" not in said
    assert mail["To"] == "zqmail@example.org"


@pytest.fixture
def strange_site():
    """A site whose name tries to end its line."""
    cache.clear()
    SiteSettings.objects.create(name="Backs\r\nBcc: all@example.org")
    yield
    cache.clear()


def test_the_request_to_confirm_names_the_site_and_the_page(strange_site):
    page = make_article(title="Sleep and <your> mattress").page_ptr
    submit(make_submission(page=page, email=ANN, wants_replies=True))
    (mail,) = mails()
    assert mail["Subject"].startswith("Backs Bcc: all@example.org: ")
    assert mail["Bcc"] is None
    assert "Sleep and <your> mattress" in mail.get_content()


def test_nobody_is_asked_who_did_not_want_it():
    submit(make_submission(email=ANN))
    assert not Job.objects.exists()
    assert not Subscription.objects.exists()


def test_nobody_is_asked_on_account_of_spam():
    Block.objects.create(kind="word", value="casino", effect="spam")
    comment = submit(make_submission(text="My casino is open.", wants_replies=True))
    assert comment.status == "spam"
    assert not Job.objects.exists()


def test_request_and_mail_are_stored_with_the_comment_or_not_at_all():
    with transaction.atomic():
        submit(make_submission(wants_replies=True))
        assert Job.objects.exists()
        transaction.set_rollback(True)
    assert not Comment.objects.exists()
    assert not Subscription.objects.exists()
    assert not Job.objects.exists()


def test_a_confirmed_address_is_asked_again_for_another_comment():
    subscribed()
    other = make_comment(email=ANN)
    subscription = ask(other)
    assert subscription.confirmed_at is None
    assert len(mails()) == 1


def test_the_same_comment_is_asked_about_once():
    comment = make_comment()
    assert ask(comment) == ask(comment)
    assert len(mails()) == 1


def test_an_address_gets_three_unanswered_requests_within_a_day():
    with time_machine.travel(START, tick=False):
        asked = [ask(make_comment(email=ANN)) for _ in range(5)]
        ask(make_comment(email="other@example.org"))
    assert [bool(one) for one in asked] == [True, True, True, False, False]
    assert [mail["To"] for mail in mails()] == [ANN] * 3 + ["other@example.org"]
    with time_machine.travel(START + timedelta(days=1, minutes=1)):
        assert ask(make_comment(email=ANN))


def test_requests_that_were_confirmed_do_not_count():
    for _ in range(4):
        confirm(ask(make_comment(email=ANN)))
    assert Job.objects.filter(name=ASK).count() == 4


@pytest.mark.parametrize("email", ["", "no address", "a@b", f"ann@{'ü' * 80}.org", "ann@ex..org"])
def test_a_comment_is_kept_though_its_address_cannot_be_mailed(email):
    comment = submit(make_submission(email=email, wants_replies=True))
    assert comment.pk
    assert not Job.objects.exists()
    assert not Subscription.objects.exists()


def test_no_address_is_logged_that_cannot_be_mailed(caplog):
    ask(make_comment(email="zqann@b"))
    assert caplog.records
    assert "zqann" not in caplog.text


# Who is told -------------------------------------------------------------------------------------


def test_only_the_author_of_the_answered_comment_is_told():
    first = subscribed(email="first@example.org")
    second = subscribed(email="second@example.org", answers=first)
    subscribed(email="beside@example.org", page=first.page)
    answered(second)
    assert send_answers() == 1
    assert [mail["To"] for mail in mails()] == ["second@example.org"]


def test_on_the_third_level_it_is_who_was_answered_and_not_who_stands_above():
    first = make_comment()
    above = subscribed(email="above@example.org", answers=first)
    deepest = subscribed(email="deepest@example.org", answers=above)
    reply = answered(deepest)
    assert reply.parent == above
    send_answers()
    assert [mail["To"] for mail in mails()] == ["deepest@example.org"]


def test_nobody_is_told_of_their_own_answer():
    answered(subscribed(), email=ANN)
    assert not Notice.objects.exists()
    assert send_answers() == 0


def test_who_has_not_confirmed_is_not_told():
    answered(subscribed(is_confirmed=False))
    assert send_answers() == 0


def test_who_confirms_later_is_told_what_was_answered_meanwhile():
    comment = subscribed(is_confirmed=False)
    answered(comment)
    confirm(comment.subscription)
    assert send_answers() == 1


def test_who_has_ended_it_is_not_told():
    comment = subscribed()
    answered(comment)
    end(comment)
    answered(comment)
    assert send_answers() == 0
    assert Notice.objects.count() == 1


def test_what_has_ended_is_not_confirmed_again():
    comment = subscribed(is_confirmed=False)
    end(comment)
    confirm(comment.subscription)
    comment.subscription.refresh_from_db()
    assert comment.subscription.confirmed_at is None


@pytest.mark.parametrize("status", ["held", "spam", "removed", "withdrawn"])
def test_nobody_is_told_of_an_answer_that_is_not_public_any_more(status):
    reply = answered(subscribed())
    Comment.objects.filter(pk=reply.pk).update(status=status)
    assert send_answers() == 0
    Comment.objects.filter(pk=reply.pk).update(status="approved")
    assert send_answers() == 1


@pytest.mark.parametrize("change", [{"status": "archived"}, {"expires_at": START}])
def test_nobody_is_told_of_answers_on_a_page_that_is_not_live(change):
    reply = answered(subscribed())
    Page.objects.filter(pk=reply.page_id).update(**change)
    assert send_answers() == 0


def test_nobody_is_told_whose_own_comment_was_taken_away():
    comment = subscribed()
    answered(comment)
    Comment.objects.filter(pk=comment.pk).update(status="removed")
    assert send_answers() == 0


def test_an_answer_is_told_once_however_often_it_is_approved():
    comment = subscribed()
    reply = make_comment(answers=comment, status="held")
    for _ in range(3):
        decide(reply, "approved", by=None)
        decide(reply, "held", by=None)
    decide(reply, "approved", by=None)
    assert send_answers() == 1
    with time_machine.travel(timezone.now() + 2 * HOUR):
        decide(reply, "held", by=None)
        decide(reply, "approved", by=None)
        assert send_answers() == 0


def test_an_old_answer_is_no_news_when_it_is_approved_again():
    comment = subscribed()
    answered(comment, approved_at=timezone.now() - timedelta(days=31))
    assert not Notice.objects.exists()


# The mail ----------------------------------------------------------------------------------------


def test_one_mail_tells_of_all_answers_to_all_comments_of_an_address():
    one, other = subscribed(text="My first question."), subscribed(text="My second question.")
    replies = [answered(one), answered(other), answered(one)]
    assert send_answers() == 1
    (mail,) = mails()
    said = mail.get_content()
    for reply in replies:
        assert reply.name in said
        assert reply.text in said
        assert f"http://testserver/comments/{reply.pk}/\n" in said
    assert said.count("My first question.") == said.count("My second question.") == 1
    assert "3 answers" in mail["Subject"]
    links = set(re.findall(r"http://testserver/comments/unsubscribe/\S+", said))
    assert len(links) == 3  # One for each comment, one for all.
    assert mail["List-Unsubscribe"].strip(" <>") in links


def test_a_mail_tells_no_address_of_who_answered():
    answered(subscribed(), email="zqmary@example.org")
    send_answers()
    assert "zqmary" not in str(mails()[0])


def test_what_strangers_typed_stands_in_no_header():
    comment = subscribed(text="Hello\r\nBcc: a@example.org")
    reply = answered(
        comment,
        name="=?utf-8?q?Mary?=\r\nBcc: zq@example.org",
        text="Zq\r\n\r\n.\r\nMAIL FROM: zq@example.org <b>&amp;</b>",
    )
    send_answers()
    (mail,) = mails()
    assert mail["To"] == ANN
    assert mail["Bcc"] is None
    assert "zq" not in "".join(str(value).lower() for value in mail.values())
    assert "Zq . MAIL FROM: zq@example.org <b>&amp;</b>" in mail.get_content()
    assert mail.get_content_type() == "text/plain"
    assert reply.name not in mail.get_content()


def test_a_mail_tells_of_a_bounded_number_and_the_next_of_the_rest(monkeypatch):
    monkeypatch.setattr(notifying, "MOST_IN_A_MAIL", 2)
    comment = subscribed()
    for _ in range(3):
        answered(comment)
    assert send_answers() == 1
    with time_machine.travel(timezone.now() + 2 * HOUR):
        assert send_answers() == 1
        assert send_answers() == 0
    assert Notice.objects.filter(sent_at=None).count() == 0


# When --------------------------------------------------------------------------------------------


def test_the_first_answer_is_told_at_once_and_the_rest_after_an_hour():
    with time_machine.travel(START, tick=False) as clock:
        one, other = subscribed(), subscribed()
        answered(one)
        assert send_answers() == 1
        clock.move_to(START + timedelta(minutes=10))
        answered(one)
        answered(other)
        assert send_answers() == 0
        clock.move_to(START + timedelta(minutes=59, seconds=59))
        assert send_answers() == 0
        clock.move_to(START + HOUR)
        assert send_answers() == 1
    assert "2 answers" in mails()[-1]["Subject"]


def test_one_address_does_not_wait_for_another():
    answered(subscribed())
    send_answers()
    answered(subscribed(email="other@example.org"))
    assert send_answers() == 1


def test_what_is_told_and_the_mail_are_stored_together(monkeypatch):
    answered(subscribed())

    def fail(**_):
        raise OperationalError

    monkeypatch.setattr(notifying, "queue_mail", fail)
    with pytest.raises(OperationalError):
        send_answers()
    assert Notice.objects.get().sent_at is None


def test_an_address_that_cannot_be_mailed_stops_nobody_else():
    answered(subscribed(email="ann@b"))
    answered(subscribed())
    assert send_answers() == 1
    assert send_answers() == 0
    assert Subscription.objects.get(comment__email="ann@b").ended_at


def test_the_number_of_queries_to_find_nobody_is_one(django_assert_num_queries):
    subscribed()
    with django_assert_num_queries(1):
        send_answers()


# At once -----------------------------------------------------------------------------------------


def at_once(*functions):
    """Call each in a thread of its own, all in the same moment; what they return."""
    gate, found = threading.Barrier(len(functions)), []

    def run(function):
        try:
            gate.wait(60)
            found.append(function())
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[function]) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == len(functions)
    return found


@pytest.mark.django_db(transaction=True)
def test_workers_that_send_at_once_send_one_mail(for_threads):
    one, other = subscribed(), subscribed()
    for comment in (one, other, one):
        answered(comment)
    assert sorted(at_once(*[send_answers] * 4)) == [0, 0, 0, 1]
    assert len(mails()) == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_requests_at_once_three_are_sent(for_threads):
    comments = [make_comment(email=ANN) for _ in range(8)]
    found = at_once(*[lambda comment=comment: ask(comment) for comment in comments])
    assert sum(subscription is not None for subscription in found) == 3
    assert len(mails()) == 3
