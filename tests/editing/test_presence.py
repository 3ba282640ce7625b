"""Who has a form open, and what it costs to know."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backcare.editing.models import Presence
from tests.desk.conftest import admin_url
from tests.factories import make_article, make_contributor, make_topic, make_user

from .typing import Form

pytestmark = pytest.mark.django_db


def beat(client, page, **more):
    data = {"editing-user": client.user.pk, "version": page.version, "editing-form": "f"}
    return client.post(admin_url(page, "here"), data | more)


@pytest.fixture
def anna(user_as):
    client = Client()
    client.user = user_as("editor", first_name="Anna", last_name="Rossi")
    client.force_login(client.user)
    return client


def test_two_see_each_other(editor, anna):
    draft = make_article(status="draft")

    assert beat(editor, draft).json()["others"] == []
    assert beat(anna, draft).json()["others"] == [editor.user.username]
    assert beat(editor, draft).json()["others"] == ["Anna Rossi"]
    assert Presence.objects.count() == 2


def test_who_has_left_is_not_shown(editor, anna):
    draft = make_article(status="draft")
    beat(anna, draft)
    Presence.objects.update(seen_at=timezone.now() - timedelta(seconds=46))

    assert beat(editor, draft).json()["others"] == []


def test_people_at_other_pages_are_not_shown(editor, anna):
    beat(anna, make_article(status="draft"))

    assert beat(editor, make_article(status="draft")).json()["others"] == []


def test_heartbeat_tells_of_changes(editor, anna):
    draft = make_article(status="draft")
    hers = Form(anna, draft)
    hers.type(title="Hers")
    hers.autosave()

    answer = beat(editor, draft).json()

    assert (answer["state"], answer["by"], answer["version"]) == ("behind", "Anna Rossi", 1)
    assert "email" not in str(answer)


def test_heartbeat_is_for_those_who_may_change_the_page(signed_in):
    author = signed_in("author")

    assert beat(author, make_article(status="draft", created_by=make_user())).status_code == 403
    assert beat(author, make_article(created_by=author.user)).status_code == 404
    assert not Presence.objects.exists()


def rich_article():
    targets = [make_article() for _ in range(4)]
    return make_article(
        status="draft",
        authors=[make_contributor(), make_contributor()],
        topics=[make_topic() for _ in range(4)],
        sources=[
            {"organisation": "NICE", "title": f"Guide {n}", "key": f"k{n}"} for n in range(10)
        ],
        learn_more=[{"target": target} for target in targets],
        resources=[{"title": f"Resource {n}", "url": f"https://example.org/{n}"} for n in range(4)],
    )


def queries_of(deed):
    """What is asked of the database, without the marks of transactions."""
    with CaptureQueriesContext(connection) as asked:
        deed()
    queries = [query["sql"] for query in asked.captured_queries]
    return [sql for sql in queries if not sql.startswith(("SAVEPOINT", "RELEASE"))]


def test_queries_of_a_heartbeat(editor):
    draft = rich_article()
    beat(editor, draft)

    asked = queries_of(lambda: beat(editor, draft))

    # Of its own: the page, that I am here, who else is. The others are those of every request.
    own = [sql for sql in asked if "publishing_page" in sql or "editing_" in sql]
    assert len(own) == 3, "\n".join(own)
    assert len(asked) <= 9, "\n".join(asked)


# A row of PostgreSQL is locked by a query of its own.
LOCK = connection.features.has_select_for_update


def test_queries_of_an_autosave(editor):
    form = Form(editor, rich_article())
    form.type(body="<p>Typed.</p>", topics=[])

    asked = queries_of(lambda: form.autosave(**{"editing-changed": "body topics"}))

    form.page.refresh_from_db()
    assert form.page.body == "<p>Typed.</p>"
    assert len(asked) <= 20 + LOCK, "\n".join(asked)


def test_queries_of_an_autosave_with_rows(editor):
    form = Form(editor, rich_article())
    form.type(body="<p>Typed.</p>", **{"sources-3-title": "Typed"})

    asked = queries_of(lambda: form.autosave(**{"editing-changed": "body sources"}))

    assert form.page.sources.filter(title="Typed").exists()
    # Nine of them bring in step what the page refers to, since rows have links as well.
    assert len(asked) <= 27 + LOCK, "\n".join(asked)


def test_queries_do_not_grow_with_the_rows(editor):
    form = Form(editor, rich_article())
    form.type(**{"sources-3-title": "Typed"})

    asked = queries_of(form.autosave)

    # Without word of what has changed, everything is looked at: still one query a kind of row.
    assert len(asked) <= 34 + LOCK, "\n".join(asked)


def test_what_is_said_to_be_unchanged_is_left_alone(editor):
    draft = make_article(status="draft", title="Before", sources=[{"title": "Guide"}])
    form = Form(editor, draft)
    form.type(title="", summary="Typed.", **{"sources-0-title": ""})

    assert form.autosave(**{"editing-changed": "summary"})["state"] == "saved"

    draft.refresh_from_db()
    assert (draft.title, draft.summary, draft.sources.get().title) == ("Before", "Typed.", "Guide")
