"""The way in: one submission is one comment, wherever and however often it is sent."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from backcare.comments import submission as module
from backcare.comments.models import Comment, Decision, Rules, Subscription
from backcare.comments.notifying import ASK
from backcare.comments.submission import Refused, TooMany, submit
from backcare.jobs.models import Job
from backcare.site.models import SiteSettings
from tests.comments.factories import make_comment, make_submission
from tests.factories import make_article, make_exercise, make_information_page, make_user

pytestmark = pytest.mark.django_db


def test_a_comment_is_stored_with_what_was_decided():
    comment = submit(make_submission(name="Mary", email="Mary@Example.org"))
    assert comment.status == "held"
    assert comment.email == "mary@example.org"
    decision = comment.decisions.get()
    assert (decision.action, decision.was, decision.became) == ("submit", "", "held")
    assert "First comment" in decision.why


def test_the_address_is_kept_as_a_key_only():
    comment = submit(make_submission(address="192.0.2.55"))
    assert comment.address_key
    for field in Comment._meta.concrete_fields:
        assert "192.0.2.55" not in str(field.value_from_object(comment))


def test_the_same_again_is_the_same_comment():
    first = make_submission(wants_replies=True)
    comment = submit(first)
    again = submit(first)
    assert again.pk == comment.pk
    assert Comment.objects.count() == Subscription.objects.count() == Decision.objects.count() == 1


def test_a_wish_to_be_told_of_answers_can_be_added():
    submission = make_submission()
    submit(submission)
    comment = submit(replace(submission, wants_replies=True))
    assert comment.subscription.asked_at


def test_the_same_from_elsewhere_opens_nobodys_receipt():
    submission = make_submission(address="192.0.2.1")
    submit(submission)
    with pytest.raises(Refused, match="already"):
        submit(replace(submission, address="192.0.2.2"))


def test_the_same_by_somebody_signed_out_opens_no_receipt_of_the_site():
    user = make_user(is_staff=True)
    answer = make_submission(user=user, address="192.0.2.1")
    comment = submit(answer)
    with pytest.raises(Refused, match="already"):
        submit(replace(answer, user=None))
    assert submit(replace(answer, address="192.0.2.2")).pk == comment.pk


def test_the_same_words_elsewhere_are_another_comment():
    first = make_submission()
    submit(first)
    other = make_submission(name=first.name, email=first.email, text=first.text)
    assert submit(other).pk
    assert Comment.objects.count() == 2


def test_the_same_words_as_an_answer_are_another_comment():
    above = make_comment()
    values = {"name": "Mary", "email": "mary@example.org", "text": "Me too.", "page": above.page}
    assert submit(make_submission(**values)) != submit(make_submission(answers=above, **values))


def test_what_was_removed_may_be_said_again():
    first = make_submission()
    comment = submit(first)
    Comment.objects.filter(pk=comment.pk).update(status="removed", key=None)
    assert submit(first).pk != comment.pk


def test_answers_stand_three_levels_deep():
    comment = make_comment()
    depths, parents = [], []
    for number in range(5):
        answer = submit(
            make_submission(page=comment.page, answers=comment, address=f"192.0.2.{number}")
        )
        Comment.objects.filter(pk=answer.pk).update(status="approved", approved_at=timezone.now())
        answer.refresh_from_db()
        assert answer.answers == comment
        depths.append(answer.depth)
        parents.append(answer.parent)
        comment = answer
    assert depths == [1, 2, 2, 2, 2]
    assert len(set(parents[1:])) == 1


@pytest.mark.parametrize("status", ["held", "spam", "removed", "withdrawn"])
def test_what_is_not_shown_cannot_be_answered(status):
    above = make_comment(status=status)
    with pytest.raises(Refused, match="not there any more"):
        submit(make_submission(page=above.page, answers=above))


def test_a_comment_of_another_page_cannot_be_answered():
    with pytest.raises(Refused):
        submit(make_submission(answers=make_comment()))


def test_a_closed_page_takes_none():
    page = make_article(comments_open=False).page_ptr
    with pytest.raises(Refused, match="closed"):
        submit(make_submission(page=page))


def test_pages_about_the_site_take_none():
    with pytest.raises(Refused, match="closed"):
        submit(make_submission(page=make_information_page().page_ptr))


def test_the_sites_rule_closes_by_age(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        SiteSettings(comments_close_after_days=30).save()
    young = make_exercise(live_at=timezone.now() - timedelta(days=29)).page_ptr
    old = make_exercise(live_at=timezone.now() - timedelta(days=31)).page_ptr
    assert submit(make_submission(page=young))
    with pytest.raises(Refused, match="closed"):
        submit(make_submission(page=old))


def test_what_came_in_before_the_page_closed_is_still_answered_with_it():
    first = make_submission()
    comment = submit(first)
    type(first.page).objects.filter(pk=first.page.pk).update(comments_open=False)
    first.page.refresh_from_db()
    assert submit(first).pk == comment.pk


def test_too_many_from_one_address_are_refused_and_an_hour_later_taken():
    Rules(most_from_address=2).save()
    for _ in range(2):
        submit(make_submission(address="192.0.2.9"))
    with pytest.raises(TooMany, match="later"):
        submit(make_submission(address="192.0.2.9"))
    assert submit(make_submission(address="192.0.2.10"))
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert submit(make_submission(address="192.0.2.9"))


def test_a_wish_to_be_told_of_answers_brings_one_mail():
    first = make_submission(wants_replies=True)
    submit(first)
    submit(first)
    assert Job.objects.filter(name=ASK).count() == 1


def test_nothing_is_stored_when_one_part_fails(monkeypatch):
    def fail(*args):
        raise RuntimeError("the mail could not be queued")

    monkeypatch.setattr(module.notifying, "ask", fail)
    with pytest.raises(RuntimeError):
        submit(make_submission(wants_replies=True))
    assert not Comment.objects.exists()
    assert not Decision.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_same_from_many_at_once_is_one_comment_and_one_mail():
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("Threads share no database in memory; make soak does this on a file.")
    wanted = make_submission(wants_replies=True)
    found, barrier = [], threading.Barrier(8)

    def send():
        barrier.wait(60)
        try:
            found.append(submit(wanted).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1
    assert Comment.objects.count() == 1
    assert Job.objects.filter(name=ASK).count() == 1
