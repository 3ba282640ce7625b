"""Links that show a draft to people without an account: to them alone, and while they hold."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from backcare.addresses.models import MissedAddress
from backcare.http.logs import without_secrets
from backcare.previews.models import PreviewLink, path_of
from backcare.publishing import drafting
from backcare.publishing.models import Page
from tests.desk.conftest import admin_url
from tests.factories import MAKERS, make_article, make_page, make_user

pytestmark = pytest.mark.django_db
SECRET = "Marked words of a draft"


@pytest.fixture
def draft():
    return make_article(status="draft", title=SECRET, body=f"<p>{SECRET}</p>")


def share(page, days=7) -> tuple[PreviewLink, str]:
    link, token = PreviewLink.objects.share(page, "Dr Hall", days, None)
    return link, path_of(token)


# What a link opens -------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_a_link_shows_the_draft(client, kind):
    page = make_page(kind, status="draft", title=SECRET)
    _link, path = share(page)

    response = client.get(path)

    html = response.content.decode()
    assert response.status_code == 200
    assert f"<h1>{SECRET}</h1>" in html
    assert "Preview of a draft." in html
    assert "Shared with you until" in html


def test_a_link_to_the_draft_of_a_published_page_shows_the_draft(client):
    page = make_article(title="Published")
    draft = drafting.edit_as_draft(page, by=None)
    type(draft).objects.filter(pk=draft.pk).update(title=SECRET)
    _link, path = share(draft)

    assert SECRET in client.get(path).content.decode()


def test_a_link_shows_what_the_draft_says_when_it_is_opened(client, draft):
    _link, path = share(draft)
    type(draft).objects.filter(pk=draft.pk).update(title="Changed since")
    assert "<h1>Changed since</h1>" in client.get(path).content.decode()


def test_a_good_link_is_kept_nowhere_and_found_nowhere(client, draft):
    _link, path = share(draft)
    response = client.get(path)
    html = response.content.decode()

    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert '<meta name="robots" content="noindex, nofollow">' in html
    for unwanted in ("application/ld+json", "og:", "twitter:", 'rel="canonical"', "register.js"):
        assert unwanted not in html
    assert "theme.js" not in html  # It remembers things on the device.
    assert "manifest" not in html
    assert "Comments are closed in a preview." in html
    assert "<form" not in html
    assert path not in html


def test_an_editor_s_cookies_make_no_difference(signed_in, draft):
    _link, path = share(draft)
    assert signed_in("editor").get(path).content == Client().get(path).content


def test_openings_are_counted(client, draft):
    link, path = share(draft)
    client.head(path)
    client.get(path)
    client.get(path)
    link.refresh_from_db()
    assert link.opened == 2
    assert link.last_opened_at is not None


def test_a_link_takes_nothing(client, draft):
    _link, path = share(draft)
    assert client.post(path).status_code == 405


# When it opens no more ---------------------------------------------------------------------------


def revoke(link, page):
    PreviewLink.objects.filter(pk=link.pk).end()


def expire(link, page):
    PreviewLink.objects.filter(pk=link.pk).update(expires_at=timezone.now())


def publish(link, page):
    drafting.publish(page, by=None)


def publish_and_take_back(link, page):
    drafting.unpublish(drafting.publish(page, by=None), None)


def discard(link, page):
    type(page).objects.filter(pk=page.pk).delete()


ENDS = [revoke, expire, publish, publish_and_take_back, discard]


@pytest.mark.parametrize("end", ENDS)
def test_an_address_that_is_over_is_like_one_that_never_was(client, draft, end):
    link, path = share(draft)
    assert client.get(path).status_code == 200
    never = client.get(path_of("x" * 32))

    end(link, draft)
    response = client.get(path)

    assert response.status_code == never.status_code == 404
    assert SECRET not in response.content.decode()
    assert response.content == never.content
    assert path.split("/")[2] not in response.content.decode()
    assert dict(response.headers) == dict(never.headers)


@pytest.mark.parametrize("end", ENDS[2:3])
def test_a_link_to_the_draft_of_a_page_ends_with_its_publication(client, end):
    draft = drafting.edit_as_draft(make_article(), by=None)
    link, path = share(draft)
    end(link, draft)
    assert client.get(path).status_code == 404
    assert not PreviewLink.objects.exists()


def test_a_link_opens_until_its_time(client, draft):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        _link, path = share(draft, days=1)
        clock.shift(timedelta(hours=23, minutes=59))
        assert client.get(path).status_code == 200
        clock.shift(timedelta(minutes=1))
        assert client.get(path).status_code == 404


def test_a_link_opens_no_other_page(client, draft):
    other = make_article(status="draft", title="Another draft")
    _link, path = share(draft)
    token = path.split("/")[2]

    assert "Another draft" not in client.get(path).content.decode()
    for forged in (token[:-1], token[:-1] + "_", token.upper(), f"{token}x", str(other.pk)):
        assert client.get(f"/preview/{forged}/").status_code == 404


# The secret --------------------------------------------------------------------------------------


def test_nothing_that_is_stored_opens_a_draft(client, draft):
    link, path = share(draft)
    token = path.split("/")[2]
    stored = [str(value) for value in PreviewLink.objects.values_list().get()]

    assert len(token) * 6 >= 128  # Bits: each character of base 64 has six.
    assert not any(token in value for value in stored)
    assert client.get(f"/preview/{link.key}/").status_code == 404


def test_the_secret_is_not_logged(draft):
    _link, path = share(draft)
    line = without_secrets(f'"GET {path}?theme=dark HTTP/1.1" 200')
    assert path.split("/")[2] not in line
    assert "GET /preview/***" in line


def test_an_address_that_is_over_is_not_noted(client, draft):
    link, path = share(draft)
    revoke(link, draft)
    client.get(path)
    assert not MissedAddress.objects.exists()


def test_search_engines_are_told_to_stay_out(client):
    assert b"Disallow: /preview/\n" in client.get("/robots.txt").content


def test_a_published_page_is_not_shared():
    with pytest.raises(ValueError, match="drafts"):
        share(make_article())


# The desk ----------------------------------------------------------------------------------------


def test_a_link_is_made_and_its_address_is_shown_once(signed_in, draft, settings):
    client = signed_in("editor")
    made = client.post(admin_url(draft, "links"), {"label": "Dr Hall", "days": "30"})

    html = made.content.decode()
    [address] = set(re.findall(r'value="(https?://[^"]+/preview/[^"]+/)"', html))
    assert address.startswith(settings.ORIGIN)
    assert "no-store" in made["Cache-Control"]
    assert SECRET in Client().get(address.removeprefix(settings.ORIGIN)).content.decode()
    link = PreviewLink.objects.get()
    assert (link.label, link.created_by) == ("Dr Hall", client.user)
    assert timedelta(days=29) < link.expires_at - timezone.now() <= timedelta(days=30)
    again = client.get(admin_url(draft, "links")).content.decode()
    assert "Dr Hall" in again
    assert "/preview/" not in again.replace(admin_url(draft, "preview"), "")


@pytest.mark.parametrize(
    "data", [{}, {"label": "x", "days": "365"}, {"label": "x" * 101, "days": "1"}]
)
def test_nonsense_makes_no_link(signed_in, draft, data):
    response = signed_in("editor").post(admin_url(draft, "links"), data)
    assert response.status_code == 422
    assert b"errorlist" in response.content
    assert not PreviewLink.objects.exists()


def test_a_link_is_revoked(signed_in, draft):
    client = signed_in("editor")
    link, path = share(draft)
    url = admin_url(draft, "links") + f"{link.pk}/revoke/"

    response = client.post(url, follow=True)

    assert b"opens no more" in response.content
    assert b"revoked" in response.content
    assert Client().get(path).status_code == 404


def test_a_link_is_revoked_with_its_own_page_only(signed_in, draft):
    link, path = share(draft)
    other = make_article(status="draft")
    url = admin_url(other, "links") + f"{link.pk}/revoke/"
    assert signed_in("editor").post(url).status_code == 404
    assert Client().get(path).status_code == 200


@pytest.mark.parametrize(
    ("role", "own", "may"),
    [
        ("author", True, True),
        ("author", False, False),
        ("editor", False, True),
        ("reviewer", False, False),
        ("moderator", False, False),
    ],
)
def test_who_shares_and_revokes(signed_in, role, own, may):
    client = signed_in(role)
    page = make_article(status="draft", created_by=client.user if own else make_user())
    link, path = share(page)
    url = admin_url(page, "links")

    assert client.get(url).status_code == (200 if may else 403)
    made = client.post(url, {"label": "x", "days": "7"}).status_code
    assert made == (200 if may else 403)
    assert client.post(f"{url}{link.pk}/revoke/").status_code == (302 if may else 403)
    assert Client().get(path).status_code == (404 if may else 200)
    assert PreviewLink.objects.count() == (2 if may else 1)
    assert client.get(f"{url}{link.pk}/revoke/").status_code == 405


def test_a_page_that_readers_have_is_not_shared(signed_in):
    client = signed_in("editor")
    for page in (make_article(), make_article(status="archived")):
        assert client.get(admin_url(page, "links")).status_code == 404
        assert client.post(admin_url(page, "links"), {"label": "x", "days": "7"}).status_code == 404


def test_an_editor_shares_a_draft_that_waits_for_its_time(signed_in):
    page = make_article()
    draft = drafting.edit_as_draft(page, by=None)
    Page.objects.filter(pk=draft.pk).update(
        stage="scheduled", scheduled_at=timezone.now() + timedelta(days=1)
    )
    assert signed_in("editor").get(admin_url(draft, "links")).status_code == 200


def test_hostile_labels_are_only_words(signed_in, draft):
    PreviewLink.objects.share(draft, "<img src=x onerror=hit()>", 7, None)
    html = signed_in("editor").get(admin_url(draft, "links")).content.decode()
    assert "<img src=x" not in html
    assert "&lt;img src=x" in html


def test_the_address_of_the_desk_s_links_needs_the_desk(client, draft):
    response = client.get(admin_url(draft, "links"))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("admin:login"))
