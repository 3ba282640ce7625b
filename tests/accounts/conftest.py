from datetime import UTC, datetime

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.urls import reverse
from django_otp.oath import TOTP

from backcare.accounts import second_factor
from tests.comments.conftest import for_threads
from tests.factories import make_user
from tests.fresh import fresh_cache

__all__ = ["for_threads", "fresh_cache"]

PASSWORD = "eleven purple kettles"
NEW_PASSWORD = "seven quiet lanterns"
NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    """Time stands still, so that a slow machine waits out no delay."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def member(db):
    """Makes a member of the desk with ``PASSWORD``: ``member("author", username="ann")``."""

    def make(role="editor", **fields):
        user = make_user(password=PASSWORD, is_staff=True, **fields)
        if role:
            user.groups.add(Group.objects.get(name=role))
        return user

    return make


@pytest.fixture
def owner(member):
    """A superuser."""
    return member(None, username="olga", is_superuser=True)


def sign_in(client, username, password=PASSWORD, **extra):
    """Post the form with name and password; ``extra`` may hold ``next`` or headers."""
    data = {"username": username, "password": password}
    if "next" in extra:
        data["next"] = extra.pop("next")
    return client.post(reverse("admin:login"), data, **extra)


def is_in(client):
    """Whether the desk opens for the client."""
    return client.get(reverse("admin:index")).status_code == 200


def app_of(user):
    """The app on the user's phone: gives the code of now, or of so many steps later."""

    def code(steps=0):
        device = second_factor._confirmed(user) or second_factor.begin(user)
        totp = TOTP(device.bin_key, drift=device.drift + steps)
        return f"{totp.token():06d}"

    return code


def set_up(user):
    """Give the user a second factor; returns the app and the recovery codes."""
    app = app_of(user)
    codes = second_factor.confirm(user, app())
    assert codes
    return app, codes
