"""The rules, blocks and danger sign phrases, as moderators set them."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from backcare.comments.blocking import blocks_on
from backcare.comments.models import Block, Comment, RedFlagPhrase, Rules
from tests.comments.factories import make_comment, make_submission
from tests.factories import make_article

from .conftest import form_data

pytestmark = pytest.mark.django_db

RULES = reverse("admin:comments_rules_change", args=[1])
NEW_BLOCK = reverse("admin:comments_block_add")
NEW_PHRASE = reverse("admin:comments_redflagphrase_add")
TRY = reverse("admin:comments_rules_try")


def block(client, kind, value, **data):
    return client.post(NEW_BLOCK, {"kind": kind, "value": value, "effect": "spam", **data})


def test_the_rules_are_one_row_that_is_there_from_the_first_day(signed_in):
    client = signed_in("moderator")
    assert client.get(reverse("admin:comments_rules_changelist"))["Location"] == RULES

    data = form_data(client.get(RULES))
    client.post(RULES, data | {"most_links": 3})
    client.post(RULES, form_data(client.get(RULES)) | {"most_links": 4})

    assert Rules.objects.get().most_links == 4
    assert LogEntry.objects.count() == 2
    odd = reverse("admin:comments_rules_change", args=[2])
    assert client.get(odd).status_code == 302


def test_thresholds_in_the_wrong_order_are_refused(signed_in):
    client = signed_in("moderator")
    data = form_data(client.get(RULES)) | {"approve_below": "0.95", "spam_above": "0.9"}

    assert "must not be higher" in client.post(RULES, data).content.decode()
    assert not Rules.objects.exists()


@pytest.mark.parametrize(
    ("kind", "value", "days"),
    [
        ("address", "203.0.113.9", 30),
        ("email", "bad@example.org", 30),
        ("email", "@example.org", None),
        ("word", "Cheap  Pills", None),
    ],
)
def test_a_block_works_and_ends_when_it_should(signed_in, kind, value, days):
    client = signed_in("moderator")

    assert block(client, kind, value).status_code == 302, block(client, kind, value).content

    made = Block.objects.get()
    day = timezone.localdate() + timedelta(days=days) if days else None
    assert (timezone.localdate(made.until) if made.until else None) == day
    assert made.created_by == client.user
    submission = make_submission(
        email="bad@example.org", address="203.0.113.9", text="Buy cheap pills now"
    )
    assert blocks_on(submission) == [made]


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("address", "999.1.1.1", "Enter a network address"),
        ("address", "somewhere", "Enter a network address"),
        ("email", "bad", "Enter an e-mail address"),
        ("email", "bad@localhost", "Enter an e-mail address"),
        ("word", "\u200b", "Enter a word"),
        ("word", "ﷺ" * 60, "This is too long"),
    ],
)
def test_what_cannot_be_blocked_is_refused_in_words(signed_in, kind, value, words):
    response = block(signed_in("moderator"), kind, value)

    assert response.status_code == 200
    assert words in response.content.decode()
    assert not Block.objects.exists()


def test_the_same_is_blocked_once(signed_in):
    client = signed_in("moderator")
    block(client, "email", "bad@example.org")

    assert "This is blocked already." in block(client, "email", "BAD@example.org ").content.decode()


def test_no_list_or_log_says_whose_address_is_blocked(signed_in):
    client = signed_in("moderator")
    block(client, "email", "marked@example.org")
    block(client, "address", "203.0.113.77")

    pages = [
        client.get(reverse("admin:comments_block_changelist")),
        *(
            client.get(reverse(f"admin:comments_block_{name}", args=[row.pk]))
            for row in Block.objects.all()
            for name in ("change", "history", "delete")
        ),
    ]
    for page in pages:
        html = page.content.decode()
        assert page.status_code == 200
        assert "marked@" not in html
        assert "203.0.113.77" not in html
        assert not any(row.value in html for row in Block.objects.all())


def test_an_address_is_never_blocked_for_longer_than_it_is_kept(signed_in):
    client = signed_in("moderator")
    day = timezone.localdate() + timedelta(days=31)
    assert block(client, "address", "203.0.113.9", until=f"{day}").status_code == 200
    block(client, "address", "203.0.113.9")
    row = Block.objects.get()
    change = reverse("admin:comments_block_change", args=[row.pk])

    refused = client.post(change, {"effect": "hold", "until": f"{day}"})
    client.post(change, {"effect": "hold", "until": "", "note": "Calmer now"})

    changed = Block.objects.get()
    assert refused.status_code == 200
    assert (changed.effect, changed.note, changed.value) == ("hold", "Calmer now", row.value)
    assert changed.until == row.until


def test_blocks_in_force_are_found(signed_in):
    client = signed_in("moderator")
    old = Block.objects.create(kind="word", value="old", until=timezone.now() - timedelta(days=1))
    new = Block.objects.create(kind="word", value="new")

    for query, rows in (("yes", [new]), ("no", [old]), ("", [new, old])):
        listed = client.get(reverse("admin:comments_block_changelist") + f"?in-force={query}")
        assert list(listed.context["cl"].result_list) == rows


def test_blocks_cannot_be_guessed_by_filtering(signed_in):
    listed = reverse("admin:comments_block_changelist")

    assert signed_in("moderator").get(f"{listed}?value__startswith=a").status_code == 400


@pytest.mark.parametrize(
    ("phrase", "example", "words"),
    [
        ("blue … toes", "My toes are blue", "The phrase is not found in this sentence."),
        ("…", "", "begins and ends with a word"),
        ("a | ", "", "Something is missing before or after a |."),
        ("bl*", "", "At least three letters"),
    ],
)
def test_a_phrase_that_cannot_be_found_is_refused_in_words(signed_in, phrase, example, words):
    data = {"phrase": phrase, "example": example, "level": "urgent", "is_active": "on"}

    response = signed_in("moderator").post(NEW_PHRASE, data)

    assert response.status_code == 200
    assert words in response.content.decode()
    assert not RedFlagPhrase.objects.filter(phrase=phrase).exists()


def test_a_new_phrase_is_tried_out(signed_in):
    client = signed_in("moderator")
    page = make_article()
    data = {"phrase": "blue … toes", "example": "Blue and cold toes", "level": "urgent"}
    client.post(NEW_PHRASE, data | {"is_active": "on"})

    html = client.post(TRY, {"text": "She has BLUE little toes, and I wait."}).content.decode()

    assert "“blue little toes”" in html
    assert "By the rules: Waiting." in html
    assert "First comment of this person." in html
    assert "Spam score" in html
    assert not Comment.objects.filter(page=page).exists()


def test_trying_as_somebody_who_is_known(signed_in):
    known = make_comment()
    data = {"text": "Thank you for the answer.", "name": known.name, "email": known.email}

    html = signed_in("moderator").post(TRY, data).content.decode()

    assert "First comment" not in html


def test_trying_without_any_page_says_what_it_can(signed_in):
    html = signed_in("moderator").post(TRY, {"text": "I can't pee"}).content.decode()

    assert "It speaks of a danger sign" in html
    assert "By the rules" not in html


def test_reviewers_try_phrases_and_learn_no_rules(signed_in):
    make_article()
    Block.objects.create(kind="word", value="secret")
    client = signed_in("reviewer")

    html = client.post(TRY, {"text": "I can't pee. A secret."}).content.decode()

    assert "It speaks of a danger sign" in html
    assert "By the rules" not in html
    assert "learned" not in html
    assert "Blocked" not in html


def test_authors_try_nothing(signed_in):
    assert signed_in("author").get(TRY).status_code == 403


def test_the_page_says_what_the_filter_has_learned(signed_in):
    client = signed_in("moderator")
    for number, word in enumerate(("early", "daily", "gladly")):
        spam = make_comment(status="held", text=f"Zebra offer {word} {number}")
        honest = make_comment(status="held", text=f"{word} yoghurt helps me")
        for comment, status in ((spam, "spam"), (honest, "approved")):
            address = reverse("admin:comments_comment_decide", args=[comment.pk])
            client.post(address, {"status": status})

    html = client.get(TRY).content.decode()

    assert "3 spam and 3 honest comments" in html
    assert "“zebra”" in html
    assert "“yoghurt”" in html
