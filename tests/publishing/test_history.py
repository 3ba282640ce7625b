"""The history of a page in the desk: who did what when, what changed, and having it back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backcare.publishing import drafting, history, snapshots
from backcare.publishing.admin.history import VERSIONS_A_PAGE
from backcare.publishing.models import Page, Revision
from tests.desk.conftest import admin_url, signed_in, user_as
from tests.factories import MAKERS, make_article, make_page, make_user

__all__ = ["signed_in", "user_as"]

pytestmark = pytest.mark.django_db
PAST = timezone.now() - timedelta(days=30)


def said(page, title, *, event="saved", of_draft=True, by=None, note="") -> Revision:
    """A revision of ``page`` with this title."""
    content = snapshots.take(page)
    content["fields"]["title"] = title
    return Revision.objects.create(
        page_id=(page.draft_of or page).pk,
        user=by,
        event=event,
        of_draft=of_draft,
        note=note,
        snapshot=content,
    )


def changes_url(page, **query):
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return f"{admin_url(page, 'changes')}?{asked}"


def version_url(page, revision, name="version"):
    return (
        admin_url(page, "history")
        .replace("history/", f"history/{revision.pk}/{name}/")
        .replace("/version/", "/preview/")
    )


# The list ----------------------------------------------------------------------------------------


def test_the_history_says_who_did_what_and_when(signed_in):
    client = signed_in("editor")
    page = make_article()
    said(page, "First", event="published", of_draft=False, by=make_user(username="ada"))
    said(page, "Second", note="Only a try")
    Revision.objects.filter(event="saved").update(created_at="2026-07-01T10:00:00Z")

    html = client.get(admin_url(page, "history")).content.decode()

    assert html.index("Published page") < html.index("Draft</span>")
    assert "ada" in html
    assert "Only a try" in html
    assert "1 July 2026, 11:00 BST" in html
    assert "the program" in html


def test_a_draft_has_the_history_of_its_page(signed_in):
    client = signed_in("editor")
    page = make_article()
    draft = drafting.edit_as_draft(page, by=client.user)
    said(draft, "Of the draft", note="of the draft")

    for row in (page, draft):
        assert b"of the draft" in client.get(admin_url(row, "history")).content


def test_a_page_without_history_says_so(signed_in):
    response = signed_in("editor").get(admin_url(make_article(status="draft"), "history"))
    assert b"Nothing has been noted yet" in response.content


def test_a_long_history_costs_no_more_than_a_short_one(signed_in):
    client = signed_in("editor")
    page = make_article(body="<p>Words.</p>")
    users = [make_user() for _ in range(3)]
    for number in range(2):
        said(page, f"Version {number}", by=users[number])
    client.get(admin_url(page, "history"))
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(admin_url(page, "history"))
    for number in range(198):
        said(page, f"Version {number}", by=users[number % 3])
    with CaptureQueriesContext(connection) as many:
        response = client.get(admin_url(page, "history"))

    assert len(many) == len(few) <= 12
    assert not any('"snapshot"' in query["sql"] for query in many)
    assert response.content.count(b"Restore as a draft") == VERSIONS_A_PAGE
    assert client.get(admin_url(page, "history") + "?page=4").status_code == 200
    assert client.get(admin_url(page, "history") + "?page=5").status_code == 404


@pytest.mark.parametrize("key", ["x", "9" * 40, "0"])
def test_the_history_of_what_is_no_page_is_not_there(signed_in, key):
    response = signed_in("editor").get(f"/admin/articles/article/{key}/history/")
    assert response.status_code == 404


# What has changed --------------------------------------------------------------------------------


def test_a_version_is_compared_with_the_one_before(signed_in):
    client = signed_in("editor")
    page = make_article()
    said(page, "Rest in bed")
    new = said(page, "Walk in spring")

    html = client.get(changes_url(page, new=new.pk)).content.decode()

    assert "[removed: </span>Rest<span" in html
    assert "[added: </span>Walk<span" in html


def test_two_versions_are_compared_in_the_order_of_time(signed_in):
    client = signed_in("editor")
    page = make_article()
    first, _second, third = (said(page, f"Title {word}") for word in ("one", "two", "three"))

    answers = [
        client.get(changes_url(page, old=a.pk, new=b.pk)).content.decode()
        for a, b in ((first, third), (third, first))
    ]

    for html in answers:
        assert "[removed: </span>one<" in html
        assert "[added: </span>three<" in html


def test_what_the_draft_says_now_is_compared_with_the_newest_version(signed_in):
    client = signed_in("editor")
    page = make_article(title="Published words")
    drafting.remember(page, None, Revision.Event.PUBLISHED)
    draft = drafting.edit_as_draft(page, by=client.user)
    type(draft).objects.filter(pk=draft.pk).update(title="Saved words")

    html = client.get(changes_url(page, new="now")).content.decode()

    assert "[removed: </span>Published<" in html
    assert "[added: </span>Saved<" in html


def test_the_first_version_is_compared_with_nothing(signed_in):
    page = make_article()
    first = said(page, "First words")
    html = signed_in("editor").get(changes_url(page, new=first.pk)).content.decode()
    assert "where the history begins" in html
    assert "[added: </span>First words<" in html


def test_versions_of_other_pages_are_not_there(signed_in):
    client = signed_in("editor")
    page, foreign = make_article(), said(make_article(), "Foreign")
    for url in (
        changes_url(page, new=foreign.pk),
        changes_url(page, old=foreign.pk),
        changes_url(page, new="x"),
        changes_url(page, new="9" * 40),
        version_url(page, foreign),
    ):
        assert client.get(url).status_code == 404
    assert client.post(version_url(page, foreign, "restore")).status_code == 404


def test_the_version_before_is_found_among_those_of_one_instant():
    page = make_article()
    one, two, three = (said(page, f"Title {number}") for number in range(3))
    Revision.objects.update(created_at=timezone.now())
    for revision in (one, two, three):
        revision.refresh_from_db()

    assert [history.before(revision) for revision in (three, two, one)] == [two, one, None]


# Earlier versions --------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_a_version_is_shown_as_readers_would_see_it(signed_in, kind):
    client = signed_in("editor")
    page = make_page(kind, title="As it is now")
    old = said(page, "As it was")
    client.get(version_url(page, old))
    with CaptureQueriesContext(connection) as queries:
        response = client.get(version_url(page, old))

    html = response.content.decode()
    assert "<h1>As it was</h1>" in html
    assert "<h1>As it is now" not in html
    assert "An earlier version." in html
    assert "no-store" in response["Cache-Control"]
    verbs = {query["sql"].lstrip("( ").split()[0] for query in queries}
    assert verbs <= {"SELECT"}


def test_a_version_of_an_unknown_form_is_neither_shown_nor_restored(signed_in):
    client = signed_in("editor")
    page = make_article(status="draft")
    old = said(page, "Old")
    Revision.objects.update(snapshot={"format": 0, "kind": "article", "fields": {}})

    assert client.get(version_url(page, old))["Location"] == admin_url(page, "history")
    response = client.post(version_url(page, old, "restore"), follow=True)
    assert b"does not read" in response.content
    assert client.get(changes_url(page, new=old.pk)).status_code == 200


# Restoring ---------------------------------------------------------------------------------------


def test_a_version_is_restored_as_a_draft_and_readers_see_nothing_of_it(signed_in):
    client = signed_in("editor")
    page = make_article(title="Published")
    old = said(page, "Earlier", event="published", of_draft=False)

    response = client.post(version_url(page, old, "restore"))

    page.refresh_from_db()
    draft = Page.objects.get(draft_of=page)
    assert response["Location"] == admin_url(draft.specific)
    assert (page.title, draft.title) == ("Published", "Earlier")
    newest = page.revisions.first()
    assert (newest.event, newest.user, newest.of_draft) == ("restored", client.user, True)
    assert str(timezone.localtime(old.created_at).year) in newest.note


def test_what_the_draft_said_before_is_in_the_history(signed_in):
    client = signed_in("editor")
    page = make_article(title="Published")
    old = said(page, "Earlier")
    draft = drafting.edit_as_draft(page, by=client.user)
    type(draft).objects.filter(pk=draft.pk).update(title="In work")

    client.post(version_url(draft, old, "restore"))

    titles = [revision.snapshot["fields"]["title"] for revision in page.revisions.all()[:2]]
    assert titles == ["Earlier", "In work"]


def test_a_draft_that_waits_is_not_changed(signed_in):
    client = signed_in("editor")
    draft = make_article(status="draft", stage="submitted", title="Submitted")
    old = said(draft, "Earlier")

    assert b"Restore as a draft" not in client.get(admin_url(draft, "history")).content
    response = client.post(version_url(draft, old, "restore"), follow=True)

    draft.refresh_from_db()
    assert draft.title == "Submitted"
    assert response.context["messages"]


@pytest.mark.parametrize(
    ("role", "own", "sees", "restores"),
    [
        ("author", True, 200, 302),
        ("author", False, 200, 403),
        ("editor", False, 200, 302),
        ("reviewer", False, 200, 403),
        ("moderator", False, 200, 403),
    ],
)
def test_who_sees_and_who_restores(signed_in, role, own, sees, restores):
    client = signed_in(role)
    page = make_article(status="draft", created_by=client.user if own else make_user())
    old = said(page, "Old")
    seen = client.get(admin_url(page, "history"))
    may_view = client.user.has_perm("articles.view_article")

    assert seen.status_code == (sees if may_view else 403)
    for url in (changes_url(page, new=old.pk), version_url(page, old)):
        assert client.get(url).status_code == (sees if may_view else 403)
    assert client.post(version_url(page, old, "restore")).status_code == restores
    assert client.get(version_url(page, old, "restore")).status_code == 405
    assert (b"Restore as a draft" in seen.content) == (restores == 302)


def test_nobody_without_the_desk_sees_the_history(client):
    page = make_article()
    old = said(page, "Secret words")
    client.force_login(make_user())
    for url in (admin_url(page, "history"), changes_url(page, new=old.pk), version_url(page, old)):
        response = client.get(url)
        assert response.status_code == 302
        assert "/login/" in response["Location"]
    assert client.post(version_url(page, old, "restore")).status_code == 302
    assert not Page.objects.filter(draft_of=page).exists()


def test_hostile_words_in_the_history_are_only_words(signed_in):
    client = signed_in("editor")
    bad = "<img src=x onerror=hit()>"
    page = make_article(title=bad)
    said(page, "Before")
    new = said(page, bad, note=bad, by=make_user(first_name=bad))
    for url in (admin_url(page, "history"), changes_url(page, new=new.pk)):
        html = client.get(url).content.decode()
        assert bad not in html
        assert "&lt;img src=x onerror=hit()&gt;" in html
