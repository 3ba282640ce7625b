"""What somebody sends who does not use the desk's forms: more fields, other people's keys, lookups.

``test_roles.py`` does it with the form of a page, ``test_matrix.py`` with whole addresses.
"""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db.models import Field
from django.urls import reverse
from django.utils import timezone

from backcare.accounts import invitations
from backcare.accounts.models import Invitation
from backcare.addresses.models import MissedAddress, Redirect
from backcare.linkcheck.models import Link
from backcare.people.models import User
from backcare.previews.models import PreviewLink
from backcare.problems.models import Problem
from backcare.publishing.models import Page, Revision
from backcare.readiness.models import WatchedPhrase
from backcare.site.models import ContactMessage
from tests.factories import make_article, make_contributor, make_image, make_user

from .conftest import admin_url

pytestmark = pytest.mark.django_db


# More fields than a form has ---------------------------------------------------------------


def test_a_transition_takes_its_question_and_nothing_else(signed_in, user_as):
    client = signed_in("author")
    other = user_as("editor")
    draft = make_article(status="draft", created_by=client.user, title="Mine")
    forged = {
        "by": other.pk,
        "user": other.pk,
        "event": "published",
        "stage": "approved",
        "status": "published",
        "title": "Forged",
        "reviewer": make_contributor().pk,
        "at": "2020-01-01T00:00",
        "scheduled_at": "2020-01-01T00:00",
        "revision": 1,
    }

    client.post(admin_url(draft, "submit"), {"_asked": "1", "note": "Please."} | forged)

    row, told = Page.objects.get(pk=draft.pk), Revision.objects.get()
    assert (row.status, row.stage, row.title) == ("draft", "submitted", "Mine")
    assert (row.reviewer, row.live_at, row.scheduled_at, row.created_by) == (
        *(None, None, None),
        client.user,
    )
    assert (told.user, told.event, told.note) == (client.user, "submitted", "Please.")


def test_a_saved_form_leads_an_author_to_no_step_of_editors(signed_in):
    client = signed_in("author")
    draft = make_article(status="draft", created_by=client.user)
    for name in ("publish", "schedule", "approve", "archive", "unpublish", "restore", "nonsense"):
        client.post(admin_url(draft), {"title": "x", "_then": name})
        client.post(admin_url(draft, "submit"), {"_asked": "1", "_then": name})
        row = Page.objects.get(pk=draft.pk)
        assert row.status == "draft"
        assert row.stage in {"in-work", "submitted"}


def test_editors_approve_nothing_that_does_not_name_them(signed_in):
    client = signed_in("editor")
    make_contributor(user=client.user)
    draft = make_article(status="draft", stage="submitted", reviewer=make_contributor())

    answer = client.post(admin_url(draft, "approve"), {"_asked": "1", "reviewer": client.user.pk})

    assert answer.status_code == 403
    assert Page.objects.get(pk=draft.pk).stage == "submitted"


def test_a_shared_preview_is_of_the_page_it_was_asked_for(signed_in):
    client = signed_in("author")
    own = make_article(status="draft", created_by=client.user)
    other = make_article(status="draft", created_by=make_user())
    forged = {
        "page": other.pk,
        "key": "0" * 64,
        "created_by": make_user().pk,
        "expires_at": "2099-01-01",
        "revoked_at": "",
    }

    client.post(admin_url(own, "links"), {"label": "A friend", "days": "7"} | forged)

    link = PreviewLink.objects.get()
    assert (link.page_id, link.created_by) == (own.pk, client.user)
    assert link.key != "0" * 64
    assert link.expires_at < timezone.now() + timedelta(days=8)
    endless = client.post(admin_url(own, "links"), {"label": "A friend", "days": "99999"})
    assert endless.status_code == 422
    assert PreviewLink.objects.count() == 1


def test_an_autosave_writes_into_no_other_row_and_for_nobody_else(signed_in):
    client = signed_in("author")
    own = make_article(status="draft", created_by=client.user)
    other = make_article(status="draft", created_by=make_user(), title="Theirs")

    data = {"editing-user": client.user.pk, "editing-form": "f", "title": "Forged"}
    data |= {"page": other.pk, "id": other.pk, "draft_of": other.pk, "status": "published"}
    client.post(admin_url(own, "autosave"), data)
    stranger = client.post(admin_url(own, "autosave"), data | {"editing-user": make_user().pk})

    assert stranger.status_code == 409
    row = Page.objects.get(pk=own.pk)
    assert (row.status, row.draft_of, row.created_by) == ("draft", None, client.user)
    assert Page.objects.get(pk=other.pk).title == "Theirs"


def test_an_image_keeps_its_file_and_who_brought_it(signed_in):
    client = signed_in("author")
    image = make_image(uploaded_by=client.user)
    other = make_user()
    data = {"alt": "Somebody lying", "focal_x": "50", "focal_y": "50"}
    forged = {
        "file": "../../etc/passwd",
        "uploaded_by": other.pk,
        "is_waiting": "on",
        "renditions": "[]",
        "width": "1",
        "created_at_0": "2020-01-01",
    }

    client.post(reverse("admin:library_image_change", args=[image.pk]), data | forged)

    was = (image.file.name, image.uploaded_by, image.renditions, image.width)
    image.refresh_from_db()
    assert image.alt == "Somebody lying"
    assert (image.file.name, image.uploaded_by, image.renditions, image.width) == was
    assert not image.is_waiting


def test_one_image_of_others_among_ones_own_describes_none(signed_in):
    client = signed_in("author")
    own = make_image(uploaded_by=client.user, alt="", is_waiting=True)
    other = make_image(uploaded_by=make_user(), alt="Theirs")
    data = {"image": [own.pk, other.pk]}
    for image in (own, other):
        data[f"image-{image.pk}-alt"] = "Somebody lying"

    answer = client.post(reverse("admin:library_image_describe"), data)

    assert answer.status_code == 403
    own.refresh_from_db()
    other.refresh_from_db()
    assert (own.alt, other.alt) == ("", "Theirs")


def test_a_described_image_of_ones_own_describes_no_other(signed_in):
    """Fields for a key that is not among those that are asked for."""
    client = signed_in("author")
    own = make_image(uploaded_by=client.user, alt="", is_waiting=True)
    other = make_image(uploaded_by=make_user(), alt="Theirs")

    client.post(
        reverse("admin:library_image_describe"),
        {
            "image": [own.pk],
            f"image-{own.pk}-alt": "Somebody lying",
            f"image-{own.pk}-uploaded_by": make_user().pk,
            f"image-{other.pk}-alt": "Forged",
        },
    )

    own.refresh_from_db()
    other.refresh_from_db()
    assert (own.alt, own.uploaded_by, other.alt) == ("Somebody lying", client.user, "Theirs")


def test_a_redirect_says_itself_who_made_it_and_stays_on_the_site(signed_in):
    client = signed_in("editor")
    other = make_user()
    url = reverse("admin:addresses_redirect_add")

    client.post(url, {"old_path": "/old/", "new_path": "/contact/", "created_by": other.pk})
    for away in ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:x"):
        client.post(url, {"old_path": "/elsewhere/", "new_path": away})

    assert Redirect.objects.get().created_by == client.user


def test_a_redirect_leads_to_no_draft_of_a_page(signed_in):
    client = signed_in("editor")
    draft = make_article(status="draft", draft_of=make_article())

    client.post(reverse("admin:addresses_redirect_add"), {"old_path": "/old/", "page": draft.pk})

    assert not Redirect.objects.exists()


def test_a_report_keeps_what_the_reader_said(signed_in):
    client = signed_in("editor")
    page = make_article().page_ptr
    problem = Problem.objects.create(page=page, message="Wrong.", email="reader@example.org")
    forged = {
        "message": "Right.",
        "email": "evil@example.org",
        "page": make_article().pk,
        "kind": "safety",
        "settled_by": make_user().pk,
        "replied_at": "2020-01-01",
    }

    client.post(
        reverse("admin:problems_problem_change", args=[problem.pk]),
        {"state": "solved", "note": "Done.", "reply": ""} | forged,
    )

    problem.refresh_from_db()
    assert (problem.message, problem.email, problem.page_id) == (
        *("Wrong.", "reader@example.org"),
        page.pk,
    )
    assert (problem.state, problem.settled_by, problem.replied_at) == (
        *("solved", client.user),
        None,
    )


@pytest.mark.parametrize("role", ["author", "reviewer"])
def test_who_only_looks_at_reports_sees_no_address(signed_in, role):
    client = signed_in(role)
    problem = Problem.objects.create(
        page=make_article().page_ptr, message="Wrong.", email="reader@example.org"
    )
    listed = reverse("admin:problems_problem_changelist")
    urls = [listed, f"{listed}?q=reader@example.org", f"{listed}?q=reader%40"]
    urls += [reverse("admin:problems_problem_change", args=[problem.pk])]

    for url in urls:
        told = client.get(url).content.replace(b'value="reader@example.org"', b"")
        assert b"reader@example.org" not in told, url
    for query in urls[1:3]:
        assert client.get(query).context["cl"].result_count == 0
    for lookup in ("email", "email__startswith", "settled_by__email__startswith"):
        assert client.get(f"{listed}?{lookup}=r").status_code == 400


@pytest.mark.parametrize("role", ["author", "reviewer", "moderator"])
def test_phrases_and_redirects_are_written_by_editors_only(signed_in, role):
    client = signed_in(role)
    WatchedPhrase.objects.all().delete()

    client.post(reverse("admin:readiness_watchedphrase_add"), {"phrase": "x", "kind": "promise"})
    client.post(reverse("admin:addresses_redirect_add"), {"old_path": "/a/", "new_path": "/b/"})

    assert not WatchedPhrase.objects.exists()
    assert not Redirect.objects.exists()


# Invitations ------------------------------------------------------------------------------


def test_nobody_invites_to_more_than_they_may_give(signed_in):
    client = signed_in("editor")
    admins = Group.objects.create(name="admins")
    for role in (Group.objects.get(name="editor"), admins):
        client.post(
            reverse("admin:accounts_invitation_add"),
            {"name": "Grace", "email": "grace@example.org", "roles": [role.pk]},
        )
    assert not Invitation.objects.exists()

    client.post(
        reverse("admin:accounts_invitation_add"),
        {
            "name": "Grace",
            "email": "grace@example.org",
            "roles": [Group.objects.get(name="author").pk],
            "invited_by": make_user(is_superuser=True).pk,
            "is_superuser": "on",
            "key": "0" * 64,
            "expires_at_0": "2099-01-01",
        },
    )

    made = Invitation.objects.get()
    assert made.invited_by == client.user
    assert made.expires_at < timezone.now() + timedelta(days=60)
    assert not User.objects.filter(email="grace@example.org").exists()


def test_an_invitation_of_the_owner_is_not_renewed_by_editors(signed_in):
    client = signed_in("editor")
    owner = make_user(is_staff=True, is_superuser=True)
    invitation = Invitation(name="Grace", email="grace@example.org")
    invitations.invite(invitation, [Group.objects.get(name="editor")], by=owner)

    for name in ("renew", "revoke"):
        url = reverse(f"admin:accounts_invitation_{name}", args=[invitation.pk])
        assert client.post(url).status_code == 403
    invitation.refresh_from_db()
    assert invitation.revoked_at is None


def test_who_takes_an_invitation_gets_its_roles_and_no_more(client, user_as):
    invitation = Invitation(name="Grace", email="grace@example.org")
    author = Group.objects.get(name="author")
    link = invitations.invite(invitation, [author], by=user_as("editor"))
    path = link[link.index("/admin/") :]

    client.post(
        path,
        {
            "username": "grace",
            "password1": "a-long-enough-passphrase-7",
            "password2": "a-long-enough-passphrase-7",
            "is_superuser": "on",
            "groups": [group.pk for group in Group.objects.all()],
            "roles": [group.pk for group in Group.objects.all()],
            "email": "evil@example.org",
        },
    )

    grace = User.objects.filter(username="grace").first()
    assert grace is not None
    assert not grace.is_superuser
    assert list(grace.groups.all()) == [author]
    assert not grace.user_permissions.exists()


# Lists ------------------------------------------------------------------------------------

SECRETS = ("password", "email", "key", "token", "payload", "data", "secret", "last_login")


# Whoever sees the list sees from whom a message is; the key of a link is made of its address.
NO_SECRETS = {(ContactMessage, "email"), (Link, "key")}


def paths(model, depth: int = 2) -> set[str]:
    """The lookups that lead from a model to what nobody may guess letter by letter."""
    found = set()
    for field in model._meta.get_fields():
        if isinstance(field, Field) and not field.is_relation and field.name in SECRETS:
            found.add(field.name)
        if depth and field.is_relation and field.related_model not in {None, ContentType}:
            inner = paths(field.related_model, depth - 1)
            found |= {f"{field.name}__{each}" for each in inner}
    return found


def test_no_list_can_be_filtered_by_what_is_secret(signed_in):
    """Neither by passwords behind two relations nor by a column of its own table."""
    client = signed_in("editor", is_superuser=True)
    MissedAddress.objects.create(path="/missed/")
    asked = 0
    for model, model_admin in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        request = client.get(reverse("admin:index")).wsgi_request
        request.user = client.user
        shown = set(model_admin.get_list_display(request))
        for path in sorted(paths(model)):
            if path in shown or (model, path) in NO_SECRETS:
                continue
            for lookup in ("", "__startswith"):
                asked += 1
                is_open = model_admin.lookup_allowed(f"{path}{lookup}", "a", request)
                assert not is_open, f"{model._meta.label}?{path}{lookup}="
        for path in sorted(paths(model))[:2]:
            if path not in shown and (model, path) not in NO_SECRETS:
                response = client.get(f"{reverse(name)}?{path}__startswith=a")
                assert response.status_code in {302, 400}, f"{model._meta.label}?{path}"
    assert asked > 200
