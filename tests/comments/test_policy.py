"""What comments are judged by is read once, and never out of date."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from backcare.comments.blocking import blocks_on
from backcare.comments.models import Block, RedFlagPhrase, Rules
from backcare.comments.policy import current_policy
from tests.comments.factories import make_submission


@pytest.mark.django_db(transaction=True)
def test_the_policy_is_read_once(django_assert_num_queries):
    current_policy()
    with django_assert_num_queries(0):
        current_policy()


@pytest.mark.django_db(transaction=True)
def test_every_change_counts_from_its_commit_on():
    assert current_policy().rules.most_links == 1
    Rules(most_links=7).save()
    assert current_policy().rules.most_links == 7
    RedFlagPhrase.objects.create(phrase="cannot feel my toes")
    assert "cannot feel my toes" in current_policy().levels
    block = Block.objects.create(kind="word", value="casino")
    assert current_policy().words == [block]
    block.delete()
    assert current_policy().words == []


@pytest.mark.django_db(transaction=True)
def test_a_transaction_sees_its_own_changes_and_nobody_those_that_were_undone():
    current_policy()
    with transaction.atomic():
        Rules(most_links=7).save()
        assert current_policy().rules.most_links == 7
        transaction.set_rollback(True)
    assert current_policy().rules.most_links == 1


@pytest.mark.django_db(transaction=True)
def test_a_block_ends_though_nobody_changes_it(monkeypatch):
    now = timezone.now()
    Block.objects.create(kind="word", value="casino", until=now + timedelta(hours=1))
    submission = make_submission(text="My casino is open.")
    assert blocks_on(submission)
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(hours=2))
    assert not blocks_on(submission)
