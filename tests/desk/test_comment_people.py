"""What moderators do about people and pages from the queue: reply, block, forget, close."""

import json
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from backcare.comments.blocking import blocks_on
from backcare.comments.keys import address_key
from backcare.comments.models import Block, Comment
from tests.comments.factories import make_comment, make_submission
from tests.factories import make_article, make_contributor

pytestmark = pytest.mark.django_db

QUEUE = reverse("admin:comments_comment_changelist")
JSON = {"Accept": "application/json"}


def url(name, comment=None):
    return reverse(f"admin:comments_comment_{name}", args=[comment.pk] if comment else [])


def bulk(client, action, comments, **data):
    values = {"action": action, "index": "0", "_selected_action": [c.pk for c in comments], **data}
    return client.post(QUEUE, values)


# Replying ------------------------------------------------------------------------------


def test_a_reply_is_public_at_once_under_the_contributors_name(signed_in):
    client = signed_in("moderator")
    contributor = make_contributor(user=client.user, name="Ada Example")
    comment = make_comment()

    client.post(url("reply", comment), {"text": "Yes, gently.\n\nTwice a day."})

    reply = Comment.objects.get(answers=comment)
    assert (reply.status, reply.name, reply.contributor) == ("approved", "Ada Example", contributor)
    assert (reply.text, reply.user) == ("Yes, gently.\n\nTwice a day.", client.user)


def test_replying_approves_what_waits(signed_in):
    client = signed_in("moderator", first_name="Mo", last_name="Derator")
    comment = make_comment(status="held")

    client.post(url("reply", comment), {"text": "Yes, gently."})

    comment.refresh_from_db()
    assert comment.status == "approved"
    assert Comment.objects.get(answers=comment).name == "Mo Derator"
    words = client.get(QUEUE).context["notice"]["words"]
    assert words.startswith("Approved, and your reply")


@pytest.mark.parametrize(
    ("page", "text", "words"),
    [
        ({"comments_open": False}, "What I typed.", "Comments on this page are closed."),
        ({"status": "archived"}, "What I typed.", "Readers don't see this comment"),
        ({}, "", "Write your reply."),
        ({}, "x" * 5001, "Keep the comment to 5,000 characters"),
    ],
)
def test_a_reply_that_cannot_be_taken_loses_nothing(signed_in, page, text, words):
    client = signed_in("moderator", first_name="Mo", last_name="Derator")
    comment = make_comment(status="held", page=make_article(**page))

    response = client.post(url("reply", comment), {"text": text, "next": f"{QUEUE}?state=all"})

    html = response.content.decode().replace("&#x27;", "'")
    assert response.status_code == 422
    assert words in html
    assert f">\n{text}</textarea>" in html
    assert f'href="{QUEUE}?state=all"' in html
    answer = client.post(url("reply", comment), {"text": text}, headers=JSON)
    assert (answer.status_code, words in answer.json()["words"]) == (422, True)
    comment.refresh_from_db()
    assert comment.status == "held"
    assert Comment.objects.count() == 1


def test_whoever_has_no_name_for_readers_is_asked_for_one(signed_in):
    client = signed_in("moderator")
    comment = make_comment()

    assert b'name="name"' in client.get(f"{QUEUE}?state=all").content
    assert client.post(url("reply", comment), {"text": "Yes."}).status_code == 422
    client.post(url("reply", comment), {"text": "Yes.", "name": "Mo"})

    assert Comment.objects.get(answers=comment).name == "Mo"
    assert client.user.username not in client.get(comment.page.get_absolute_url()).content.decode()


# Blocking ------------------------------------------------------------------------------


def test_a_commenter_is_blocked_by_address_and_email(signed_in):
    client = signed_in("moderator")
    comment = make_comment(
        status="spam", email="bad@example.org", address_key=address_key("203.0.113.9")
    )
    until = timezone.localdate() + timedelta(days=30)
    data = {"address": "on", "email": "on", "effect": "spam", "until": f"{until}"}

    client.post(url("block", comment), data)
    client.post(url("block", comment), data | {"effect": "hold"})  # Again: changed, not doubled.

    submission = make_submission(email="BAD@example.org", address="203.0.113.9")
    blocks = blocks_on(submission)
    assert {block.kind for block in blocks} == {"address", "email"}
    assert {block.effect for block in blocks} == {"hold"}
    assert {timezone.localdate(block.until) for block in blocks} == {until}
    assert {block.created_by for block in blocks} == {client.user}
    assert "bad@example.org" not in json.dumps([str(block) for block in Block.objects.all()])


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Choose what to block."),
        ({"address": "on", "days": 31}, "for 30 days at most"),
        ({"email": "on", "days": 0}, "Choose a day to come."),
        ({"email": "on", "until": "soon"}, "Enter a valid date."),
    ],
)
def test_a_block_that_cannot_be_says_why(signed_in, data, words):
    comment = make_comment(email="bad@example.org", address_key="key")
    until = timezone.localdate() + timedelta(days=data.pop("days", 30))

    response = signed_in("moderator").post(
        url("block", comment), {"effect": "spam", "until": f"{until}"} | data
    )

    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Block.objects.exists()


def test_what_a_comment_lacks_cannot_be_blocked(signed_in):
    comment = make_comment(email="", address_key="")
    until = timezone.localdate() + timedelta(days=3)

    signed_in("moderator").post(
        url("block", comment),
        {"address": "on", "email": "on", "effect": "spam", "until": f"{until}"},
    )

    assert not Block.objects.exists()


# Personal data -------------------------------------------------------------------------


def test_personal_data_is_asked_about_before_it_is_forgotten(signed_in):
    client = signed_in("moderator")
    comment = make_comment(status="held", email="me@example.org")
    older = make_comment(email="me@example.org")
    make_comment()

    asked = bulk(client, "hand_out_or_forget", [comment]).content.decode()
    assert "me@example.org: 2 comments" in asked
    assert Comment.objects.filter(email="me@example.org").count() == 2
    exported = bulk(client, "hand_out_or_forget", [comment], do="export")
    assert exported["Content-Disposition"].startswith("attachment")
    assert len(exported.json()["comments"]) == 2
    bulk(client, "hand_out_or_forget", [comment], do="anonymise")

    older.refresh_from_db()
    assert older.email == ""
    assert older.status == "approved"


def test_forgetting_can_delete_the_comments(signed_in):
    comment = make_comment(status="held", email="me@example.org")
    make_comment(email="me@example.org")
    other = make_comment()

    bulk(signed_in("moderator"), "hand_out_or_forget", [comment], do="remove")

    assert list(Comment.objects.all()) == [other]


# Opening and closing -------------------------------------------------------------------


def comments_url(page):
    return reverse("admin:articles_article_comments", args=[page.pk])


@pytest.mark.parametrize("role", ["editor", "moderator"])
def test_comments_of_a_live_page_are_closed_and_opened_at_once(signed_in, role):
    client = signed_in(role)
    page = make_article()
    change = reverse("admin:articles_article_change", args=[page.pk])
    assert b"Close comments" in client.get(change).content

    client.post(comments_url(page), {"comments": "closed", "next": f"{QUEUE}?x#comment-1"})
    page.refresh_from_db()
    assert page.comments_open is False
    assert b"Open comments" in client.get(change).content

    response = client.post(
        comments_url(page), {"comments": "open", "next": "//evil.example/admin/"}
    )
    page.refresh_from_db()
    assert page.comments_open is True
    assert response["Location"] == change
    messages = LogEntry.objects.order_by("pk").values_list("change_message", flat=True)
    assert list(messages) == ["Comments closed.", "Comments opened."]


@pytest.mark.parametrize("role", ["author", "reviewer"])
def test_others_close_nothing(signed_in, role):
    client = signed_in(role)
    page = make_article(created_by=client.user)

    assert client.post(comments_url(page), {"comments": "closed"}).status_code == 403
    assert (
        b"Close comments"
        not in client.get(reverse("admin:articles_article_change", args=[page.pk])).content
    )
    page.refresh_from_db()
    assert page.comments_open


def test_a_draft_of_a_published_page_says_what_holds_there(signed_in):
    client = signed_in("editor")
    page = make_article(comments_open=False)
    edit = reverse("admin:articles_article_edit_as_draft", args=[page.pk])
    draft = client.get(client.post(edit)["Location"])

    assert 'name="comments_open"' not in draft.content.decode()
    assert "Closed on the published page" in draft.content.decode()
    new = client.get(reverse("admin:articles_article_add")).content.decode()
    assert 'name="comments_open"' in new
    assert "comments" not in [
        field
        for part in client.get(reverse("admin:site_informationpage_add")).context["adminform"]
        for line in part
        for field in line.fields
    ]
