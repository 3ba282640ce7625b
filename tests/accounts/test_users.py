"""Accounts in the desk: who sees and changes them."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils import timezone

from backcare.people.models import User

from .conftest import is_in, set_up, sign_in

pytestmark = pytest.mark.django_db

LIST = "admin:people_user_changelist"


def change_url(user):
    return reverse("admin:people_user_change", args=[user.pk])


def form_of(client, user, **changes):
    """What the form of a user would send, with ``changes``; None leaves a field out."""
    form = client.get(change_url(user)).context["adminform"].form
    data = {}
    for bound in form:
        value = bound.value()
        if value is True:
            data[bound.html_name] = "on"
        elif isinstance(value, list):
            data[bound.html_name] = [getattr(each, "pk", each) for each in value]
        elif hasattr(value, "strftime"):
            local = timezone.localtime(value)
            data[f"{bound.html_name}_0"] = local.strftime("%Y-%m-%d")
            data[f"{bound.html_name}_1"] = local.strftime("%H:%M:%S")
        elif value not in (None, False):
            data[bound.html_name] = value
    data |= changes
    return {name: value for name, value in data.items() if value is not None}


def test_the_list_says_who_there_is(client, owner, member):
    user = member("reviewer", username="rosa", first_name="Rosa", last_name="Ruiz")
    set_up(user)
    client.force_login(owner)
    rows = client.get(reverse(LIST)).context["cl"].result_list
    row = next(row for row in rows if row.username == "rosa")
    assert row.has_app
    assert row.last_seen is None
    page = client.get(reverse(LIST)).content.decode()
    for word in ("Rosa Ruiz", "reviewer", "superuser"):
        assert word in page


def test_when_somebody_was_last_seen(client, owner, member):
    member("author", username="ann")
    sign_in(client, "ann")
    client.force_login(owner)
    rows = {row.username: row for row in client.get(reverse(LIST)).context["cl"].result_list}
    assert rows["ann"].last_seen is not None
    assert client.get(f"{reverse(LIST)}?o=4").status_code == 200


def test_the_list_costs_the_same_for_many(client, owner, member, django_assert_max_num_queries):
    for _ in range(10):
        member()
    client.force_login(owner)
    with django_assert_max_num_queries(14):
        client.get(reverse(LIST))


def test_editors_look_and_change_nothing(client, member):
    user = member("author")
    editor = member("editor")
    client.force_login(editor)
    assert client.get(change_url(user)).status_code == 200
    for target in (user, editor):
        assert client.post(change_url(target), {"is_superuser": "on"}).status_code == 403
        for name in ("delete", "reset_link", "reset_second_factor"):
            url = reverse(f"admin:people_user_{name}", args=[target.pk])
            assert client.post(url, {"post": "yes"}).status_code == 403
        url = reverse("admin:auth_user_password_change", args=[target.pk])
        assert client.post(url, {"password1": "x", "password2": "x"}).status_code == 403
    assert client.get(reverse("admin:people_user_add")).status_code == 403
    assert not User.objects.filter(is_superuser=True).exists()


def test_permissions_on_accounts_help_nobody(client, member):
    """Whoever may change accounts could give themselves any rights: the flag alone counts."""
    user = member("author")
    user.user_permissions.set(
        Permission.objects.filter(
            content_type__app_label__in=["people", "auth", "accounts", "otp_totp"]
        )
    )
    client.force_login(user)
    assert client.post(change_url(user), {"is_superuser": "on"}).status_code == 403
    assert client.get(reverse("admin:people_user_add")).status_code == 403
    group = Group.objects.get(name="author")
    assert client.post(reverse("admin:auth_group_change", args=[group.pk])).status_code == 403


@pytest.mark.parametrize("flag", ["is_superuser", "is_active", "is_staff"])
def test_the_last_owner_keeps_the_rights(client, owner, flag):
    client.force_login(owner)
    page = client.post(change_url(owner), form_of(client, owner, **{flag: None}))
    assert page.status_code == 200
    assert "last account" in page.content.decode()
    owner.refresh_from_db()
    assert getattr(owner, flag)


def test_the_last_owner_cannot_be_deleted(client, owner, member):
    user = member()
    client.force_login(owner)
    url = reverse("admin:people_user_delete", args=[owner.pk])
    assert client.post(url, {"post": "yes"}).status_code == 403
    action = {
        "action": "delete_selected",
        "_selected_action": [owner.pk, user.pk],
        "post": "yes",
    }
    assert client.post(reverse(LIST), action).status_code == 403
    assert User.objects.count() == 2


@pytest.mark.parametrize("other", [{"is_active": False}, {"is_staff": False}])
def test_one_who_cannot_sign_in_does_not_count(member, owner, other):
    rival = member(None, is_superuser=True)
    assert not User.objects.is_last_owner([owner.pk])
    User.objects.filter(pk=rival.pk).update(**other)
    assert User.objects.is_last_owner([owner.pk])
    assert not User.objects.is_last_owner([rival.pk])
    assert not User.objects.is_last_owner([])


def test_one_of_two_owners_may_go(client, owner, member):
    rival = member(None, is_superuser=True)
    client.force_login(owner)
    data = form_of(client, rival, is_superuser=None)
    assert client.post(change_url(rival), data).status_code == 302
    rival.refresh_from_db()
    assert not rival.is_superuser


def test_who_changes_the_own_roles_stays_in(client, owner):
    owner.groups.add(Group.objects.get(name="editor"))
    sign_in(client, "olga")
    data = form_of(client, owner, groups=[])
    assert client.post(change_url(owner), data).status_code == 302
    assert not owner.groups.exists()
    assert is_in(client)


def test_no_filter_of_any_list_asks_about_a_secret(client, owner):
    """Z4, for every list of the desk and every way from it to an account."""
    client.force_login(owner)
    for model in admin.site._registry:
        options = model._meta
        url = reverse(f"admin:{options.app_label}_{options.model_name}_changelist")
        for field in options.get_fields():
            if field.related_model is User:
                for secret in ("password__startswith=p", "devices__token_hash__startswith=a"):
                    lookup = f"{field.name}__{secret}"
                    assert client.get(f"{url}?{lookup}").status_code in {302, 400}, (url, lookup)


@pytest.mark.parametrize(
    "lookup",
    [
        "password__startswith=p",
        "devices__token_hash__startswith=a",
        "recovery_codes__code_hash__startswith=a",
        "totpdevice__key__startswith=a",
        "sessions_epoch=1",
        "groups__user__password__startswith=a",
    ],
)
def test_nor_the_list_of_accounts(client, member, lookup):
    client.force_login(member("editor"))
    assert client.get(f"{reverse(LIST)}?{lookup}").status_code == 400


def test_nor_that_of_failed_work(client, member):
    """What a job carries may be the link of somebody's new password."""
    client.force_login(member("moderator"))
    url = reverse("admin:jobs_job_changelist")
    assert client.get(f"{url}?payload__body__contains=reset").status_code == 400
    assert client.get(f"{url}?name=mail.send").status_code == 200
