"""What moderators do: decided once, written down, and taken back."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from backcare.comments.models import Comment, Flag, LearnedFeature, Rules
from backcare.comments.moderation import decide, mark_helpful, pin, undo
from backcare.comments.notifying import ASK
from backcare.comments.signals import comment_hidden, comment_shown
from backcare.comments.submission import submit
from backcare.jobs.models import Job
from tests.comments.factories import make_comment, make_submission
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator():
    return make_user()


@pytest.fixture
def heard():
    """What readers could notice, in order."""
    found = []

    def shown(comment, **kwargs):
        found.append(("shown", comment.pk))

    def hidden(comment, **kwargs):
        found.append(("hidden", comment.pk))

    comment_shown.connect(shown)
    comment_hidden.connect(hidden)
    yield found
    comment_shown.disconnect(shown)
    comment_hidden.disconnect(hidden)


def learned() -> dict[str, tuple[int, int]]:
    rows = LearnedFeature.objects.filter(spam__gt=0) | LearnedFeature.objects.filter(honest__gt=0)
    return {row.feature: (row.spam, row.honest) for row in rows}


def test_a_decision_is_written_down(moderator):
    comment = make_comment(status="held")
    decision = decide(comment, "approved", by=moderator, why="A good question.")
    comment.refresh_from_db()
    assert comment.status == "approved"
    assert comment.approved_at
    assert (decision.was, decision.became, decision.by) == ("held", "approved", moderator)
    assert decision.why == "A good question."


def test_the_same_again_changes_nothing(moderator):
    comment = make_comment(status="held")
    decide(comment, "spam", by=moderator)
    assert decide(comment, "spam", by=moderator) is None
    assert comment.decisions.count() == 1
    assert learned()[""] == (1, 0)


def test_readers_notice_what_appears_and_disappears(moderator, heard):
    comment = make_comment(status="held")
    decide(comment, "spam", by=moderator)
    assert heard == []
    decide(comment, "approved", by=moderator)
    decide(comment, "removed", by=moderator)
    assert heard == [("shown", comment.pk), ("hidden", comment.pk)]


def test_the_filter_learns_from_decisions_and_unlearns(moderator):
    comment = make_comment(status="held", text="Buy the wonder cushion today")
    decide(comment, "spam", by=moderator)
    as_spam = learned()
    assert as_spam[""] == (1, 0)
    assert as_spam["word:cushion"] == (1, 0)
    decide(comment, "approved", by=moderator)
    assert learned()["word:cushion"] == (0, 1)
    decide(comment, "held", by=moderator)
    assert learned() == {}


def test_removing_teaches_nothing(moderator):
    decide(make_comment(status="held"), "removed", by=moderator)
    assert learned() == {}


def test_undo_takes_everything_back(moderator):
    comment = make_comment(status="held")
    decision = decide(comment, "spam", by=moderator)
    undo(decision, by=moderator)
    comment.refresh_from_db()
    assert comment.status == "held"
    assert learned() == {}
    assert [step.action for step in comment.decisions.all()] == ["undo", "decide"]


def test_only_the_last_decision_can_be_undone(moderator):
    comment = make_comment(status="held")
    first = decide(comment, "spam", by=moderator)
    decide(comment, "approved", by=moderator)
    with pytest.raises(ValidationError, match="since"):
        undo(first, by=moderator)


def test_a_removed_comment_gives_its_place_free_and_takes_it_back(moderator):
    comment = submit(make_submission())
    decision = decide(comment, "removed", by=moderator)
    comment.refresh_from_db()
    assert comment.key is None
    undo(decision, by=moderator)
    comment.refresh_from_db()
    assert comment.key


def test_a_removed_comment_comes_back_although_it_was_said_again(moderator):
    submission = make_submission()
    comment = submit(submission)
    decision = decide(comment, "removed", by=moderator)
    again = submit(submission)
    undo(decision, by=moderator)
    comment.refresh_from_db()
    assert comment.status == "held"
    assert comment.pk != again.pk


def test_what_its_author_has_withdrawn_stays_so(moderator):
    comment = make_comment(status="withdrawn")
    with pytest.raises(ValidationError, match="withdrawn"):
        decide(comment, "approved", by=moderator)


def test_an_emptied_comment_does_not_come_back(moderator):
    comment = make_comment(status="held")
    decision = decide(comment, "removed", by=moderator)
    Comment.objects.filter(pk=comment.pk).update(text="")
    with pytest.raises(ValidationError, match="deleted"):
        decide(comment, "approved", by=moderator)
    with pytest.raises(ValidationError, match="deleted"):
        undo(decision, by=moderator)


def test_who_was_taken_for_a_spammer_is_asked_whether_they_want_to_be_told(moderator):
    Rules(approve_below=0, spam_above=0).save()
    comment = submit(make_submission(wants_replies=True))
    assert comment.status == "spam"
    assert not Job.objects.exists()
    decide(comment, "approved", by=moderator)
    assert Job.objects.filter(name=ASK).count() == 1


def test_a_decision_settles_what_readers_reported(moderator):
    comment = make_comment(flag_count=1)
    Flag.objects.create(comment=comment, reason="harm", created_at=comment.created_at)
    decide(comment, "approved", by=moderator)
    comment.refresh_from_db()
    assert comment.flag_count == 0
    assert comment.flags.get().is_settled


def test_undo_has_the_reports_count_again_that_it_settled(moderator):
    comment = make_comment()
    Flag.objects.create(comment=comment, reason="rude", created_at=timezone.now())
    decide(comment, "approved", by=moderator)
    Flag.objects.create(comment=comment, reason="harm", created_at=timezone.now())
    Comment.objects.filter(pk=comment.pk).update(flag_count=1)
    undo(decide(comment, "approved", by=moderator), by=moderator)
    comment.refresh_from_db()
    assert comment.flag_count == 1
    assert list(comment.flags.filter(is_settled=False).values_list("reason", flat=True)) == ["harm"]


def test_pinning_and_praise_are_written_down_and_end_with_removal(moderator, heard):
    comment = make_comment()
    pin(comment, by=moderator, is_pinned=True)
    pin(comment, by=moderator, is_pinned=True)
    mark_helpful(comment, by=moderator, is_helpful=True)
    assert [step.action for step in comment.decisions.all()] == ["helpful", "pin"]
    assert len(heard) == 2
    decide(comment, "removed", by=moderator)
    comment.refresh_from_db()
    assert not comment.is_pinned
    assert not comment.is_helpful


def test_the_time_of_approval_is_that_of_the_first(moderator):
    comment = make_comment(status="held")
    decide(comment, "approved", by=moderator)
    first = Comment.objects.get(pk=comment.pk).approved_at
    decide(comment, "held", by=moderator)
    decide(comment, "approved", by=moderator)
    assert Comment.objects.get(pk=comment.pk).approved_at == first
