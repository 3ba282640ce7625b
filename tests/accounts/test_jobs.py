"""What the worker does again and again for the accounts."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from backcare.accounts import jobs, second_factor
from backcare.accounts.models import Failures, Invitation
from backcare.jobs.registry import registry

from .conftest import set_up

pytestmark = pytest.mark.django_db


def test_it_recurs():
    names = {name for name, _every in registry.recurring()}
    assert {"accounts.forget_failures", "accounts.forget_old"} <= names


def test_old_failures_are_forgotten():
    Failures.objects.create(key="old", last_at=timezone.now() - timedelta(days=2))
    Failures.objects.create(key="new")
    jobs.forget_failures()
    assert Failures.objects.get().key == "new"


def test_invitations_long_past_are_deleted():
    for days in (91, 89):
        Invitation.objects.create(
            name=str(days),
            token_hash=str(days),
            expires_at=timezone.now() - timedelta(days=days),
        )
    jobs.forget_old()
    assert Invitation.objects.get().name == "89"


def test_a_secret_that_nobody_confirmed_is_deleted_and_one_in_use_is_not(member):
    user = member()
    set_up(user)
    second_factor.begin(member())
    TOTPDevice.objects.update(created_at=timezone.now() - timedelta(days=2))
    jobs.forget_old()
    assert TOTPDevice.objects.get().user == user
