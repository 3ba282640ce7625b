"""What an author may still do with a comment, for a quarter of an hour."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from backcare.comments.flagging import flag
from backcare.comments.models import Rules
from backcare.comments.moderation import decide, mark_helpful, pin
from backcare.comments.revising import MOST_CHANGES, edit, why_not_edit, withdraw
from backcare.comments.submission import Refused, submit
from tests.comments.factories import make_comment, make_submission
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def edited(comment, text: str, **overrides):
    values = {"name": comment.name, "email": comment.email, "page": comment.page} | overrides
    return edit(comment, make_submission(text=text, **values))


def known(**overrides):
    make_comment(name="Mary", email="mary@example.org")
    return submit(make_submission(name="Mary", email="mary@example.org", **overrides))


def test_an_edit_is_judged_again():
    comment = known()
    assert comment.status == "approved"
    comment = edited(comment, "I am numb between my legs.")
    assert comment.status == "held"
    assert comment.has_red_flag
    assert comment.edited_at
    assert comment.decisions.first().action == "edit"


def test_an_edit_does_not_make_its_own_author_known():
    comment = submit(make_submission())
    decide(comment, "approved", by=make_user())
    assert edited(comment, "Something else altogether?").status == "held"


def test_an_edit_of_a_comment_does_not_repeat_itself():
    comment = known(text="It helped my shoulder a bit.")
    assert edited(comment, "It helped my shoulder a bit!").status == "approved"


def test_an_edit_to_what_was_said_already_is_refused():
    first = known(text="It helped a lot.")
    second = submit(
        make_submission(name="Mary", email="mary@example.org", page=first.page, text="And again.")
    )
    with pytest.raises(Refused, match="already"):
        edited(second, "It helped a lot.")


@pytest.mark.parametrize("minutes", [14, 16])
def test_a_quarter_of_an_hour_is_allowed(minutes):
    comment = submit(make_submission())
    with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
        if minutes < 15:
            assert edited(comment, "Better said like this.").text == "Better said like this."
        else:
            with pytest.raises(Refused, match="15 minutes"):
                edited(comment, "Better said like this.")
            with pytest.raises(Refused, match="15 minutes"):
                withdraw(comment)


def test_an_answered_comment_stays_as_it_is():
    comment = known()
    make_comment(answers=comment)
    with pytest.raises(Refused, match="answered"):
        edited(comment, "I never said that.")


def test_an_answered_comment_can_be_withdrawn():
    comment = known()
    make_comment(answers=comment)
    assert withdraw(comment).status == "withdrawn"


@pytest.mark.parametrize("status", ["held", "spam"])
def test_an_edit_does_not_bring_back_what_a_moderator_has_held(status):
    comment = known()
    decide(comment, status, by=make_user())
    assert edited(comment, "Better said like this.").status == "held"
    assert comment.decisions.first().why


def test_an_edit_does_not_bring_back_what_readers_have_reported():
    comment = known()
    Rules.objects.create(flags_to_hold=1)
    flag(comment, "harm", "", "192.0.2.77")
    assert edited(comment, "Better said like this.").status == "held"


def test_an_edit_shows_again_what_only_the_rules_had_held():
    comment = known(text="See https://a.example/1 and https://b.example/2 for both.")
    assert comment.status == "held"
    assert edited(comment, "It helped me a bit.").status == "approved"


def test_a_danger_sign_that_was_edited_out_is_still_read_by_somebody():
    comment = known(text="I am numb between my legs.")
    comment = edited(comment, "It helped me a bit.")
    assert comment.status == "held"
    assert comment.has_red_flag


def test_other_words_have_no_marks_of_a_moderator():
    comment = known()
    pin(comment, by=make_user(), is_pinned=True)
    mark_helpful(comment, by=make_user(), is_helpful=True)
    assert edited(comment, comment.text).is_helpful
    comment = edited(comment, "Something else altogether?")
    assert not comment.is_pinned
    assert not comment.is_helpful


def test_changes_come_to_an_end():
    comment = known()
    for number in range(MOST_CHANGES):
        edited(comment, f"It helped me a bit {number}.")
    with pytest.raises(Refused, match="many times"):
        edited(comment, "It helped me a bit more.")
    assert withdraw(comment).status == "withdrawn"


def test_an_answer_that_nobody_sees_is_no_obstacle():
    comment = known()
    make_comment(answers=comment, status="spam")
    assert why_not_edit(comment) == ""


def test_withdrawing_hides_a_comment_for_good():
    submission = make_submission()
    comment = withdraw(submit(submission))
    assert comment.status == "withdrawn"
    assert comment.key is None
    assert "removed" in why_not_edit(comment)
    assert submit(submission).pk != comment.pk
