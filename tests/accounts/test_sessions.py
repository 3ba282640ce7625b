"""Sessions end when they should (A3), and the account's own page does what it says."""

import pytest
import time_machine
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from backcare.accounts import devices
from backcare.accounts.models import Device
from backcare.accounts.throttle import by_account
from backcare.site.models import SiteSettings
from tests.factories import make_user

from .conftest import NEW_PASSWORD, PASSWORD, is_in, sign_in

pytestmark = pytest.mark.django_db


def group(name="editor"):
    return Group.objects.get(name=name)


def permission(codename="delete_topic"):
    return Permission.objects.get(codename=codename)


def change_password(client, old=PASSWORD, new=NEW_PASSWORD, again=NEW_PASSWORD):
    data = {"old_password": old, "new_password1": new, "new_password2": again}
    return client.post(reverse("admin:password_change"), data)


def new_password(user):
    user.set_password(NEW_PASSWORD)
    user.save()


def flag(name):
    def change(user):
        type(user).objects.filter(pk=user.pk).update(**{name: False})

    change.__name__ = name
    return change


LOSSES = [
    new_password,
    flag("is_active"),
    flag("is_staff"),
    flag("is_superuser"),
    lambda user: user.groups.remove(group()),
    lambda user: user.groups.clear(),
    lambda user: user.groups.set([group("author")]),
    lambda user: group().user_set.remove(user),
    lambda user: group().user_set.clear(),
    lambda user: group().delete(),
    lambda user: user.user_permissions.clear(),
    lambda user: permission().user_set.clear(),
    lambda user: permission().user_set.remove(user),
    lambda user: group().permissions.remove(permission("publish_page")),
    lambda user: permission("publish_page").group_set.clear(),
    lambda user: permission("publish_page").group_set.remove(group()),
]


@pytest.mark.parametrize("lose", LOSSES, ids=range(len(LOSSES)))
def test_who_loses_rights_or_has_a_new_password_is_out(client, member, lose):
    user = member(username="edith", is_superuser=True)
    user.user_permissions.add(permission())
    bystander = member("author")
    other = Client()
    other.force_login(bystander)
    sign_in(client, "edith")
    assert is_in(client)
    lose(user)
    assert not is_in(client)
    assert is_in(other)


def test_who_gains_rights_stays_in(client, member):
    user = member("author")
    sign_in(client, user.username)
    user.groups.add(group("editor"))
    user.user_permissions.add(permission())
    assert is_in(client)


def test_a_session_outlives_a_change_of_the_site_s_key(client, member, settings):
    user = member()
    before = user.get_session_auth_hash()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-" * 5
    assert before != user.get_session_auth_hash()
    assert before in user.get_session_auth_fallback_hash()


# Your account ------------------------------------------------------------------------------------


def test_who_changes_the_own_password_stays_in_and_others_are_out(client, member):
    user = member(username="edith")
    other = Client()
    for each in (client, other):
        sign_in(each, "edith")
    before = client.cookies["session"].value
    assert change_password(client)["Location"] == reverse("admin:account")
    assert is_in(client)
    assert client.cookies["session"].value != before
    assert not is_in(other)
    assert Device.objects.filter(user=user).count() == 1
    user.refresh_from_db()
    assert user.check_password(NEW_PASSWORD)


def test_the_browser_stays_known_after_the_change(client, member):
    member(username="edith")
    sign_in(client, "edith")
    change_password(client)
    client.post(reverse("admin:logout"))
    for n in range(20):
        sign_in(Client(REMOTE_ADDR=f"198.51.100.{n}"), "edith", "wrong")
    assert sign_in(client, "edith", NEW_PASSWORD).status_code == 302


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"old": "wrong"}, "old password was entered incorrectly"),
        ({"new": "short", "again": "short"}, "at least 12 characters"),
        ({"new": "password1234", "again": "password1234"}, "too common"),
        ({"new": "edith-of-backs", "again": "edith-of-backs"}, "similar to the username"),
        ({"new": "my back care rules", "again": "my back care rules"}, "name of the site"),
        ({"again": "seven quiet lantern"}, "match"),
    ],
)
def test_a_weak_or_mistyped_password_is_refused_with_the_reason(client, member, fields, said):
    SiteSettings.objects.update_or_create(pk=1, defaults={"name": "Back-Care"})
    user = member(username="edith-of-back")
    client.force_login(user)
    page = change_password(client, **fields)
    assert page.status_code == 200
    assert said in page.content.decode()
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_the_old_password_cannot_be_guessed_at_an_open_desk(client, member):
    client.force_login(member())
    answers = [change_password(client, old=f"guess {n}").status_code for n in range(9)]
    assert answers == [200] * 6 + [429] * 3


def test_the_address_is_changed_with_the_password_only(client, member):
    user = member()
    client.force_login(user)
    url = reverse("admin:change_email")
    page = client.post(url, {"email": "new@example.org", "password": "wrong"})
    assert b"new@example.org" in page.content
    client.post(url, {"email": "not an address", "password": PASSWORD})
    user.refresh_from_db()
    assert user.email != "new@example.org"
    client.post(url, {"email": "new@example.org", "password": PASSWORD})
    user.refresh_from_db()
    assert user.email == "new@example.org"


def test_sign_out_everywhere_else(client, member):
    member(username="edith")
    other = Client()
    sign_in(client, "edith")
    sign_in(other, "edith")
    assert client.get(reverse("admin:sign_out_everywhere")).status_code == 405
    client.post(reverse("admin:sign_out_everywhere"))
    assert is_in(client)
    assert not is_in(other)
    assert Device.objects.count() == 1


def test_one_browser_is_forgotten_and_signed_out(client, member):
    member(username="edith")
    others = [Client(), Client()]
    for each in (client, *others):
        sign_in(each, "edith")
    pk = others[0].session["device"]
    client.post(reverse("admin:forget_device", args=[pk]))
    assert [is_in(each) for each in (client, *others)] == [True, False, True]
    # It may come back with the password.
    assert sign_in(others[0], "edith").status_code == 302


def test_nobody_forgets_the_browsers_of_others(client, member):
    member(username="edith")
    member(username="mallory")
    other = Client()
    sign_in(client, "edith")
    sign_in(other, "mallory")
    url = reverse("admin:forget_device", args=[client.session["device"]])
    assert other.post(url).status_code == 404
    assert is_in(client)


def test_the_page_shows_what_there_is(client, member):
    sign_in(
        client,
        member("reviewer", username="rosa", email="rosa@example.org").username,
        headers={"User-Agent": "Mozilla/5.0 (iPhone; CPU) Version/18.0 Safari/604.1"},
    )
    page = client.get(reverse("admin:account")).content.decode()
    for word in ("rosa@example.org", "reviewer", "Safari on iPhone", "(this one)"):
        assert word in page
    assert reverse("admin:second_factor") in page


def test_the_account_is_of_people_of_the_desk(client, member):
    for name in ("account", "change_email", "second_factor", "recovery_codes"):
        response = client.get(reverse(f"admin:{name}"))
        assert response["Location"].startswith(reverse("admin:login"))
    client.force_login(make_user())
    assert client.get(reverse("admin:account")).status_code == 302


# Browsers ----------------------------------------------------------------------------------------


def test_when_somebody_was_last_seen_is_known_to_a_quarter_of_an_hour(client, member):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sign_in(client, member().username)
        first = Device.objects.get().seen_at
        clock.shift(600)
        client.get(reverse("admin:index"))
        assert Device.objects.get().seen_at == first
        clock.shift(600)
        client.get(reverse("admin:index"))
        assert Device.objects.get().seen_at == timezone.now()


def test_a_browser_that_was_not_seen_for_half_a_year_is_forgotten(client, member):
    sign_in(client, member().username)
    assert devices.forget_old() == 0
    Device.objects.update(seen_at=timezone.now() - devices.KEEP - devices.KEEP / 100)
    assert devices.forget_old() == 1
    assert not is_in(client)


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile", "Chrome on Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 15) Version/18 Safari/605", "Safari on Mac"),
        ("<script>alert(1)</script>", "Unknown browser"),
        ("", "Unknown browser"),
    ],
)
def test_a_browser_is_called_by_what_it_says(agent, name):
    assert devices.browser_name(agent) == name


def test_the_name_of_an_account_is_never_stored_with_its_failures(client):
    sign_in(client, "edith", "wrong")
    assert "edith" not in by_account("edith").key
