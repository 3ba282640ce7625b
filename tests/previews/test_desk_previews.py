"""The preview of a draft in the desk, and the frame beside its form."""

import pytest

from backcare.publishing import drafting
from tests.desk.conftest import admin_url
from tests.factories import MAKERS, make_article, make_page, make_user

pytestmark = pytest.mark.django_db
SECRET = "Marked words of a draft"


def directives(response) -> dict[str, list[str]]:
    parts = (part.split() for part in response["Content-Security-Policy"].split(";"))
    return {words[0]: words[1:] for words in parts if words}


@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_a_preview_is_what_readers_would_see(signed_in, kind):
    page = make_page(kind, status="draft", title=SECRET)
    response = signed_in("editor").get(admin_url(page, "preview"))
    html = response.content.decode()

    assert f"<h1>{SECRET}</h1>" in html
    assert "Back to editing" in html
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    for unwanted in ("register.js", "theme.js", "application/ld+json", "og:title", "<form"):
        assert unwanted not in html


def test_the_preview_alone_is_framed_and_by_the_site_alone(signed_in):
    client = signed_in("editor")
    draft = make_article(status="draft")
    live = make_article()
    usual = directives(client.get(admin_url(live, "preview").replace("preview/", "links/")))

    response = client.get(admin_url(draft, "preview"))
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert directives(response) == usual | {"frame-ancestors": ["'self'"]}

    form = client.get(admin_url(draft))
    assert form["X-Frame-Options"] == "DENY"
    assert directives(form) == usual | {"frame-src": ["'self'"]}

    for url in (
        live.get_absolute_url(),
        "/",
        admin_url(draft, "history"),
        admin_url(draft, "links"),
    ):
        other = client.get(url)
        assert other["X-Frame-Options"] == "DENY"
        assert directives(other) == usual


def test_a_refused_preview_is_framed_by_nobody(signed_in, client):
    draft = make_article(status="draft")
    response = client.get(admin_url(draft, "preview"))
    assert response.status_code == 302
    assert response["X-Frame-Options"] == "DENY"
    assert directives(response)["frame-ancestors"] == ["'none'"]


def test_the_colours_are_chosen_by_the_address(signed_in):
    client = signed_in("editor")
    url = admin_url(make_article(status="draft"), "preview")
    assert b'data-theme="dark"' in client.get(f"{url}?theme=dark").content
    assert b'data-theme="light"' in client.get(f"{url}?theme=light").content
    assert b"data-theme=" not in client.get(f'{url}?theme="><script>').content


def test_in_the_frame_there_is_no_way_back_to_the_form_that_is_beside_it(signed_in):
    client = signed_in("editor")
    url = admin_url(make_article(status="draft"), "preview")
    assert b"Back to editing" not in client.get(f"{url}?frame=1").content


@pytest.mark.parametrize("role", ["author", "editor", "reviewer", "moderator"])
def test_the_draft_of_another_is_seen_by_whoever_may_see_it_in_the_desk(signed_in, role):
    client = signed_in(role)
    draft = make_article(status="draft", title=SECRET, created_by=make_user())
    allowed = client.user.has_perm("articles.view_article")
    response = client.get(admin_url(draft, "preview"))
    assert response.status_code == (200 if allowed else 403)
    assert (SECRET in response.content.decode()) == allowed


def test_nobody_without_permission_sees_a_byte_of_a_draft(client):
    draft = make_article(status="draft", title=SECRET, body=f"<p>{SECRET}</p>")
    client.force_login(make_user(is_staff=True))  # Of the desk, in no group.
    for suffix in ("", "?frame=1", "?theme=dark&frame=1"):
        response = client.get(admin_url(draft, "preview") + suffix)
        assert response.status_code == 403
        assert SECRET not in response.content.decode()


def test_the_form_of_a_draft_has_the_panel_and_other_forms_have_none(signed_in):
    client = signed_in("editor")
    live = make_article()
    draft = drafting.edit_as_draft(live, by=client.user)

    form = client.get(admin_url(draft)).content.decode()
    assert f'data-preview="{admin_url(draft, "preview")}"' in form
    assert admin_url(draft, "links") in form
    assert "<iframe title=" in form
    assert b'id="preview"' not in client.get(admin_url(live)).content
    assert b'id="preview"' not in client.get("/admin/articles/article/add/").content


def test_whoever_only_reads_a_draft_has_its_preview_and_cannot_share_it(signed_in):
    client = signed_in("reviewer")
    draft = make_article(status="draft", created_by=make_user())
    form = client.get(admin_url(draft)).content.decode()
    assert "data-preview=" in form
    assert admin_url(draft, "links") not in form
