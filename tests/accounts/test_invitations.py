"""Invitations: who may give what, and what becomes of a link."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from backcare.accounts import invitations
from backcare.accounts.models import GroupRule, Invitation
from backcare.http.logs import without_secrets
from backcare.jobs.models import Job
from backcare.people.models import User
from tests.factories import make_contributor

from .conftest import NEW_PASSWORD, PASSWORD, is_in, sign_in

pytestmark = pytest.mark.django_db

ADD = "admin:accounts_invitation_add"


def roles(*names):
    return list(Group.objects.filter(name__in=names))


def invite(by=None, *names, **fields):
    """An invitation and its link, by hand."""
    invitation = Invitation(**({"name": "Nora", "email": "nora@example.org"} | fields))
    link = invitations.invite(invitation, roles(*(names or ["author"])), by=by)
    return invitation, link


def accept(client, link, username="nora", password=NEW_PASSWORD):
    data = {"username": username, "password1": password, "password2": password}
    return client.post(link, data)


def post_invitation(client, *names, **fields):
    data = {"name": "Nora", "email": "nora@example.org", "contributor": ""}
    data["roles"] = [role.pk for role in roles(*names)]
    return client.post(reverse(ADD), data | fields)


# Who may give what -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "given"),
    [
        ("author", set()),
        ("reviewer", set()),
        ("moderator", set()),
        ("editor", {"author", "moderator", "reviewer"}),
        (None, {"author", "editor", "moderator", "reviewer", "others"}),
    ],
)
def test_the_roles_that_one_may_give(member, role, given):
    Group.objects.create(name="others")
    user = member(role, is_superuser=role is None)
    assert {group.name for group in invitations.roles_to_give(user)} == given


def test_an_editor_gives_no_role_that_may_do_more(member):
    """A site that has given its moderators more is no way up for its editors."""
    codename = "change_user"
    Group.objects.get(name="moderator").permissions.add(Permission.objects.get(codename=codename))
    given = {group.name for group in invitations.roles_to_give(member("editor"))}
    assert given == {"author", "reviewer"}


def test_an_editor_invites_an_author(client, member):
    editor = member("editor")
    client.force_login(editor)
    page = post_invitation(client, "author")
    assert page.status_code == 200
    newcomer = Client()
    assert accept(newcomer, page.context["link"])["Location"] == reverse("admin:index")
    assert is_in(newcomer)
    user = User.objects.get(username="nora")
    assert [group.name for group in user.groups.all()] == ["author"]
    assert user.email == "nora@example.org"
    assert user.is_staff
    assert not user.is_superuser
    invitation = Invitation.objects.get()
    assert invitation.account == user
    assert invitation.invited_by == editor


@pytest.mark.parametrize("names", [["editor"], ["author", "editor"], ["others"], []])
def test_a_forged_form_gives_no_more_than_ones_own_rights(client, member, names):
    Group.objects.create(name="others")
    client.force_login(member("editor"))
    forged = {"is_superuser": "on", "is_staff": "on", "invited_by": "1", "user_permissions": "1"}
    page = post_invitation(client, *names, **forged)
    assert page.status_code == 200
    assert page.context["adminform"].form.errors
    assert page.context["adminform"].form["name"].value() == "Nora"
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("role", ["author", "reviewer", "moderator"])
def test_nobody_else_invites(client, member, role):
    client.force_login(member(role))
    assert client.get(reverse(ADD)).status_code == 403
    assert post_invitation(client, "author").status_code == 403
    assert client.get(reverse("admin:accounts_invitation_changelist")).status_code == 403


def test_a_superuser_invites_an_editor(client, owner):
    client.force_login(owner)
    page = post_invitation(client, "editor", "reviewer")
    accept(Client(), page.context["link"])
    assert User.objects.get(username="nora").groups.count() == 2


def test_forged_fields_of_the_account_are_nothing(client):
    _invitation, link = invite()
    data = {"username": "nora", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    forged = {"is_superuser": "on", "groups": [group.pk for group in Group.objects.all()]}
    client.post(link, data | forged | {"email": "other@example.org", "is_active": ""})
    user = User.objects.get(username="nora")
    assert not user.is_superuser
    assert user.groups.count() == 1
    assert user.email == "nora@example.org"


@pytest.mark.parametrize(
    "change",
    [
        lambda by: by.groups.clear(),
        lambda by: type(by).objects.filter(pk=by.pk).update(is_active=False),
        lambda by: by.delete(),
        lambda by: Group.objects.get(name="author").permissions.add(
            Permission.objects.get(codename="change_user")
        ),
    ],
    ids=["demoted", "inactive", "deleted", "role may do more"],
)
def test_a_link_gives_only_what_its_inviter_may_still_give(client, member, change):
    editor = member("editor")
    _invitation, link = invite(editor)
    change(editor)
    assert client.get(link).status_code == 410
    assert accept(client, link).status_code == 410
    assert not User.objects.filter(username="nora").exists()


def test_nobody_renews_or_revokes_what_they_could_not_give(client, member, owner):
    invitation, link = invite(owner, "editor")
    client.force_login(member("editor"))
    for name in ("renew", "revoke"):
        url = reverse(f"admin:accounts_invitation_{name}", args=[invitation.pk])
        assert client.get(url).status_code == 405
        assert client.post(url).status_code == 403
    assert Client().get(link).status_code == 200


# What becomes of a link --------------------------------------------------------------------------


def test_a_link_works_once(client):
    _invitation, link = invite()
    assert client.get(link).status_code == 200
    accept(client, link)
    again = accept(Client(), link, "otto")
    assert again.status_code == 410
    assert User.objects.count() == 1


def test_at_one_instant_it_makes_one_account(for_threads):
    Group.objects.get_or_create(name="author")
    _invitation, link = invite()

    def one(number):
        try:
            return accept(Client(), link, f"nora-{number}").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(one, range(4))) == [302, 410, 410, 410]
    assert User.objects.count() == 1


def test_a_link_ends_after_a_week(client):
    _invitation, link = invite()
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        assert client.get(link).status_code == 410
    with time_machine.travel(timezone.now() + timedelta(days=6, hours=23)):
        assert client.get(link).status_code == 200


def test_a_revoked_link_is_void_until_it_is_renewed(client, member):
    editor = member("editor")
    invitation, link = invite(editor)
    client.force_login(editor)
    client.post(reverse("admin:accounts_invitation_revoke", args=[invitation.pk]))
    assert Client().get(link).status_code == 410
    page = client.post(reverse("admin:accounts_invitation_renew", args=[invitation.pk]))
    assert Client().get(link).status_code == 410
    assert accept(Client(), page.context["link"]).status_code == 302
    # What was used is neither renewed nor revoked.
    for name in ("renew", "revoke"):
        url = reverse(f"admin:accounts_invitation_{name}", args=[invitation.pk])
        assert client.post(url).status_code == 302
    invitation.refresh_from_db()
    assert invitation.accepted_at
    assert not invitation.revoked_at


@pytest.mark.parametrize("token", ["x", "a" * 43, "%2e%2e", "x" * 2000])
def test_what_is_no_link_is_answered_alike(client, token):
    response = client.get(f"/admin/invitation/{token}/")
    assert response.status_code == 410
    assert b"cannot be used" in response.content


def test_the_token_is_stored_as_a_hash_and_in_no_log(client, owner):
    invitation, link = invite()
    token = link.rstrip("/").rpartition("/")[2]
    assert token not in invitation.token_hash
    assert token not in without_secrets(f"GET {link} HTTP/1.1")
    client.force_login(owner)
    for url in (
        reverse("admin:accounts_invitation_changelist"),
        reverse("admin:accounts_invitation_change", args=[invitation.pk]),
    ):
        page = client.get(url).content.decode()
        assert token not in page
        assert invitation.token_hash not in page


def test_the_hash_cannot_be_guessed_letter_by_letter(client, member):
    """Z4: a filter in the address of a list asks about no secret."""
    client.force_login(member("editor"))
    changelist = reverse("admin:accounts_invitation_changelist")
    for lookup in (
        "token_hash__startswith=a",
        "token_hash=a",
        "invited_by__password__startswith=a",
        "account__password__startswith=a",
        "contributor__user__password__contains=a",
    ):
        assert client.get(f"{changelist}?{lookup}").status_code == 400, lookup


@pytest.mark.parametrize(
    ("username", "password", "said"),
    [
        ("Edith", NEW_PASSWORD, "already exists"),
        ("two words", NEW_PASSWORD, "valid username"),
        ("nora", "short", "at least 12"),
        ("nora", "nora@example", "too similar"),
    ],
)
def test_an_account_that_cannot_be_is_given_back(client, member, username, password, said):
    member(username="edith")
    _invitation, link = invite()
    page = accept(client, link, username, password)
    assert page.status_code == 200
    assert said in page.content.decode()
    assert f'value="{username}"' in page.content.decode()
    assert accept(client, link).status_code == 302


def test_who_is_signed_in_already_becomes_the_new_one(client, member):
    client.force_login(member())
    _invitation, link = invite()
    before = client.cookies["session"].value
    accept(client, link)
    assert client.cookies["session"].value != before
    assert client.get(reverse("admin:account")).context["account"].username == "nora"


def test_the_second_factor_comes_next_where_the_role_requires_it(client):
    GroupRule.objects.create(group=Group.objects.get(name="author"), requires_second_factor=True)
    _invitation, link = invite()
    accept(client, link)
    assert client.get(reverse("admin:index"))["Location"] == reverse("admin:second_factor")


def test_the_contributor_is_linked_unless_somebody_has_been_meanwhile(client, member):
    contributor = make_contributor()
    _invitation, link = invite(contributor=contributor)
    accept(client, link)
    contributor.refresh_from_db()
    assert contributor.user.username == "nora"

    other = make_contributor()
    _invitation, link = invite(contributor=other)
    other.user = member()
    other.save()
    accept(Client(), link, "otto")
    other.refresh_from_db()
    assert other.user.username != "otto"


def test_it_is_mailed_where_mail_is_delivered(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    invite()
    assert not Job.objects.exists()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    _invitation, link = invite()
    mail = Job.objects.get().payload
    assert mail["to"] == "nora@example.org"
    assert link in mail["body"]


def test_the_command_prints_a_link(capsys, client):
    call_command("editor", invite="Nora", email="nora@example.org")
    link = capsys.readouterr().out.splitlines()[-1]
    accept(client, link, password=NEW_PASSWORD)
    assert sign_in(Client(), "nora", NEW_PASSWORD).status_code == 302
    assert User.objects.get().groups.get().name == "editor"
    assert not User.objects.get().check_password(PASSWORD)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"role": "king"}, "no role king. Roles: author, editor"),
        ({"email": "nobody"}, "valid email"),
        ({"invite": " "}, "cannot be blank"),
    ],
)
def test_the_command_says_what_is_wrong(options, said):
    with pytest.raises(CommandError, match=said):
        call_command("editor", **({"invite": "Nora"} | options))
    assert not Invitation.objects.exists()
