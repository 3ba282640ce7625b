"""Redirects and missed addresses at the desk."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from backcare.addresses.models import MissedAddress, Redirect
from backcare.publishing import drafting
from tests.desk.conftest import admin_url, form_data
from tests.factories import make_article, make_topic

pytestmark = pytest.mark.django_db
REDIRECTS = "admin:addresses_redirect"
MISSED = reverse("admin:addresses_missedaddress_changelist")


def test_an_editor_makes_a_redirect(signed_in, client):
    page = make_article()
    editor = signed_in("editor")

    editor.post(reverse(f"{REDIRECTS}_add"), {"old_path": "/old/", "page": page.pk, "new_path": ""})

    (row,) = Redirect.objects.all()
    assert (row.page_id, row.created_by) == (page.pk, editor.user)
    assert client.get("/old/").status_code == 301


def test_a_loop_is_said_at_the_form_and_nothing_typed_is_lost(signed_in):
    Redirect.objects.create(old_path="/one/", new_path="/topics/old/")
    values = {"old_path": "/topics/old/", "page": "", "new_path": "/one/"}

    response = signed_in("editor").post(reverse(f"{REDIRECTS}_add"), values)

    content = response.content.decode()
    assert response.status_code == 200
    assert "no such address" in content or "lead back" in content
    assert 'value="/topics/old/"' in content


def test_a_missed_address_is_one_click_from_a_filled_form(signed_in):
    page = make_article(slug="sleeping-well")
    other = make_article(slug="sleeping-badly")
    MissedAddress.objects.create(path="/articles/sleep-well/")
    client = signed_in("editor")

    listed = client.get(MISSED).content.decode()
    add = reverse(f"{REDIRECTS}_add") + "?old_path=%2Farticles%2Fsleep-well%2F"
    assert f'href="{add}"' in listed

    response = client.get(add)
    form = response.context["adminform"].form
    assert form["old_path"].value() == "/articles/sleep-well/"
    assert form["page"].value() == page.pk
    assert f"page={other.pk}" in response.content.decode()


def test_a_missed_address_is_ignored_with_one_press(signed_in):
    row = MissedAddress.objects.create(path="/nonsense/")
    client = signed_in("editor")

    client.post(MISSED, {"_ignore": row.pk})

    assert b"/nonsense/" not in client.get(MISSED).content
    assert b"/nonsense/" in client.get(f"{MISSED}?ignored=yes").content
    action = {"action": "watch", "_selected_action": [row.pk]}
    client.post(f"{MISSED}?ignored=yes", action)
    assert b"/nonsense/" in client.get(MISSED).content


@pytest.mark.parametrize("key", ["", "x", "-1", "9" * 30])
def test_a_forged_key_changes_nothing(signed_in, key):
    MissedAddress.objects.create(path="/nonsense/")

    assert signed_in("editor").post(MISSED, {"_ignore": key}).status_code in {302, 400}
    assert MissedAddress.objects.waiting().count() == 1


def test_hostile_words_are_words(signed_in):
    MissedAddress.objects.create(path="/<script>alert(1)</script>/", came_from="/<b>x</b>/")
    Redirect.objects.create(old_path="/<i>y</i>/", page=make_article(title="<u>z</u>").page_ptr)
    client = signed_in("editor")

    content = client.get(MISSED).content + client.get(reverse(f"{REDIRECTS}_changelist")).content

    for markup in (b"<script>alert", b"<b>x", b"<i>y", b"<u>z"):
        assert markup not in content


@pytest.mark.parametrize("name", ["redirect", "missedaddress"])
def test_a_list_of_thousands_costs_the_same_few_queries(signed_in, name):
    client = signed_in("editor")
    url = reverse(f"admin:addresses_{name}_changelist")
    counts = []
    for size in (3, 2000):
        page = make_article().page_ptr
        MissedAddress.objects.bulk_create(MissedAddress(path=f"/{size}/{n}/") for n in range(size))
        Redirect.objects.bulk_create(
            Redirect(old_path=f"/{size}/{n}/", page=page) for n in range(size)
        )
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] < 12


def test_an_editor_renames_a_published_page_in_its_draft(signed_in, client):
    page = make_article(slug="before")
    editor = signed_in("editor")
    draft = drafting.edit_as_draft(page, by=editor.user)

    shown = editor.get(admin_url(draft))
    assert b"old address will lead to the new one" in shown.content
    editor.post(admin_url(draft), form_data(shown) | {"slug": "after", "_continue": "1"})
    assert client.get("/articles/after/").status_code == 404
    draft.refresh_from_db()
    drafting.publish(draft, by=editor.user)

    assert client.get("/articles/before/")["Location"] == "/articles/after/"


def test_an_author_does_not_rename_what_readers_know(signed_in):
    author = signed_in("author")
    page = make_article(slug="before", created_by=author.user)
    draft = drafting.edit_as_draft(page, by=author.user)

    shown = author.get(admin_url(draft))
    assert b'name="slug"' not in shown.content
    author.post(admin_url(draft), form_data(shown) | {"slug": "after", "_continue": "1"})
    draft.refresh_from_db()
    assert draft.slug == "before"

    taken_back = drafting.unpublish(make_article(slug="known", created_by=author.user), by=None)
    assert b'name="slug"' not in author.get(admin_url(taken_back)).content


def test_a_topic_renamed_at_the_desk_leaves_a_redirect(signed_in, client):
    topic = make_topic(slug="before")
    make_article(topics=[topic])
    editor = signed_in("editor")

    url = reverse("admin:topics_topic_change", args=[topic.pk])
    editor.post(url, form_data(editor.get(url)) | {"slug": "after"})

    assert client.get("/topics/before/")["Location"] == "/topics/after/"


def test_only_a_clean_redirect_is_stored():
    with pytest.raises(ValidationError):
        Redirect(old_path="/topics/x/", new_path="/topics/x/").save()
