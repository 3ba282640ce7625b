"""The receipt: what became of a comment, and its change and withdrawal, for its author alone."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import OperationalError
from django.utils import timezone

from backcare.comments.models import Comment, RedFlagPhrase, Rules, Subscription
from backcare.comments.moderation import decide
from backcare.comments.receipts import receipt_url
from tests.comments.factories import make_comment
from tests.comments.posting import FOREIGN, OWN, WORDS, post, receipt_of
from tests.factories import make_article, make_safety_text
from tests.http.test_headers import assert_guarded
from tests.markup import parsed

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    return make_article(title="Sciatica", slug="sciatica")


@pytest.fixture
def receipt(client, article) -> str:
    """Where the receipt of a comment is that waits."""
    return receipt_of(client, article)


@pytest.fixture
def no_cache():
    """The safety text of the site is read anew, for this test alone."""
    cache.clear()
    yield
    cache.clear()


def send(client, receipt, headers=OWN, **values):
    return client.post(receipt, values, headers=headers)


def one() -> Comment:
    return Comment.objects.get()


# What it says ----------------------------------------------------------------------------------


def test_it_tells_the_time_as_html_takes_it(client, receipt):
    """Without the millionths of a second that a database keeps."""
    (told,) = parsed(client.get(receipt)).all("time")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4}", told.attributes["datetime"])


def test_it_is_private_and_kept_nowhere(client, receipt):
    response = client.get(receipt)
    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Referrer-Policy"] == "same-origin"
    assert_guarded(response, receipt)
    assert not response.cookies
    markup = parsed(response)
    assert markup.meta("robots") == "noindex"
    assert not markup.all("link", rel="canonical")
    assert WORDS["email"] not in response.content.decode()


def test_a_comment_that_waits_says_so(client, receipt):
    markup = parsed(client.get(receipt))
    assert markup.one("h1").text == "Your comment is waiting for a moderator"
    assert WORDS["text"] in markup.words
    status = markup.one("div", role="status")
    assert "autofocus" in status.attributes
    assert status.attributes["tabindex"] == "-1"


def test_a_published_one_leads_to_where_it_stands(client, receipt):
    decide(one(), "approved", by=None)
    markup = parsed(client.get(receipt))
    assert markup.one("h1").text == "Your comment is published"
    assert one().get_absolute_url() in markup.links


def test_a_held_comment_and_spam_look_the_same(client, article):
    comment = make_comment(page=article.page_ptr, status="held")
    address = f"{receipt_url(comment)}?mail=asked"
    held = client.get(address).content
    Comment.objects.update(status="spam")
    assert client.get(address).content == held


def test_who_asked_for_mail_is_told_that_it_is_on_its_way(client, article):
    with_mail = post(client, article, wants_replies="on")["Location"]
    assert "A mail is on its way" in parsed(client.get(with_mail)).words
    without = post(client, article, text="Other")["Location"]
    assert "mail" not in parsed(client.get(without)).one("div", role="status").text


def test_a_receipt_does_not_say_whether_the_address_was_confirmed(client, article):
    # Whoever typed somebody else's would learn what its owner has done.
    receipt = post(client, article, wants_replies="on")["Location"].partition("?")[0]
    before = client.get(receipt).content
    Subscription.objects.update(confirmed_at=timezone.now())
    assert client.get(receipt).content == before


@pytest.mark.parametrize(
    ("status", "heading"),
    [
        ("removed", "Your comment has been removed"),
        ("withdrawn", "You have withdrawn your comment"),
    ],
)
def test_what_is_over_shows_no_words_any_more(status, heading, client, article):
    comment = make_comment(page=article.page_ptr, status=status, text="zqwords")
    markup = parsed(client.get(receipt_url(comment)))
    assert markup.one("h1").text == heading
    assert "zqwords" not in markup.words
    assert not markup.all("form", method="post")
    assert markup.all("div", **{"data-over": ""})


def test_a_changed_token_opens_nothing(client, receipt):
    comment = one()
    other = make_comment()
    tokens = [receipt[:-2] + "/", receipt.replace(f"/{comment.pk}:", f"/{other.pk}:")]
    tokens += [receipt.upper(), "/comments/receipt/1/", "/comments/receipt/:/"]
    for url in tokens:
        assert client.get(url).status_code == 404, url
        assert send(client, url, withdraw="1").status_code == 404
    assert one_of(comment).status == "held"


def one_of(comment) -> Comment:
    return Comment.objects.get(pk=comment.pk)


def test_a_page_that_has_gone_leaves_the_receipt(client, article, receipt):
    article.status = "archived"
    article.save()
    markup = parsed(client.get(receipt))
    assert WORDS["text"] in markup.words
    assert "Sciatica" not in markup.words


def test_a_danger_sign_is_answered_at_once(client, article, no_cache):
    make_safety_text(emergency="you cannot feel your legs")
    RedFlagPhrase.objects.get_or_create(phrase="cannot pee")
    text = "I cannot pee since this morning."
    page = client.get(receipt_of(client, article, text=text))
    markup = parsed(page)
    assert one().has_red_flag
    alert = markup.one("div", role="alert")
    assert "autofocus" in alert.attributes
    assert "What you describe may need help now" in markup.one("h1").text
    words = markup.words
    assert words.index("In an emergency call 999 now") < words.index("waiting for a moderator")
    assert "you cannot feel your legs" in words


def test_despair_is_answered_with_whom_to_talk_to(client, article, no_cache):
    make_safety_text(emergency="you cannot feel your legs")
    markup = parsed(client.get(receipt_of(client, article, text="The pain makes me want to die.")))
    assert one().has_red_flag
    words = markup.words
    assert words.index("call 999 or go to A&E now") < words.index("waiting for a moderator")
    assert "Samaritans, on 116 123" in words
    assert "you cannot feel your legs" not in words


def test_despair_and_a_sign_of_the_body_are_both_answered(client, article, no_cache):
    make_safety_text(emergency="you cannot feel your legs")
    text = "I am numb between my legs and want to die."
    words = parsed(client.get(receipt_of(client, article, text=text))).words
    assert words.index("Samaritans") < words.index("you cannot feel your legs")


def test_an_ordinary_comment_shows_no_alarm(client, article, receipt):
    make_safety_text()
    assert not parsed(client.get(receipt)).all("div", role="alert")


# Changes ---------------------------------------------------------------------------------------


def test_its_author_changes_it(client, receipt):
    response = send(client, receipt, text="Better words.\r\n")
    assert response.status_code == 303
    assert response["Location"].startswith(receipt)
    assert one().text == "Better words."
    assert one().edited_at is not None
    assert "Your change is saved." in parsed(client.get(response["Location"])).words


def test_a_change_is_judged_again(client, article):
    Rules.objects.create(hold_first=False, approve_below=0.999, spam_above=1)
    receipt = receipt_of(client, article)
    assert one().status == "approved"
    send(client, receipt, text="See http://a.example/x http://b.example/y http://c.example/z")
    assert one().status == "held"


def test_its_author_withdraws_it(client, receipt):
    response = send(client, receipt, withdraw="1")
    assert (response.status_code, response["Location"]) == (303, receipt)
    assert one().status == "withdrawn"


@pytest.mark.parametrize("headers", [{}, FOREIGN, {"Origin": "null"}], ids=str)
@pytest.mark.parametrize("values", [{"withdraw": "1"}, {"text": "Changed"}], ids=str)
def test_nobody_changes_it_from_elsewhere(headers, values, client, receipt):
    assert send(client, receipt, headers, **values).status_code == 403
    assert (one().status, one().text) == ("held", WORDS["text"])


@pytest.mark.parametrize(
    ("why", "values"),
    [("late", {"withdraw": "1"}), ("late", {"text": "Changed"}), ("answered", {"text": "Changed"})],
    ids=str,
)
def test_too_late_is_said_and_the_words_are_kept(why, values, client, receipt):
    comment = one()
    at = timezone.now()
    if why == "late":
        at += timedelta(minutes=16)
    else:
        decide(comment, "approved", by=None)
        make_comment(comment)
    with time_machine.travel(at):
        assert "Save the change" not in parsed(client.get(receipt)).words
        response = send(client, receipt, **values)
    assert response.status_code == 409
    markup = parsed(response)
    assert "Please check what you wrote" in markup.words
    assert markup.one("textarea").text.strip() == values.get("text", WORDS["text"])
    assert (one_of(comment).text, one_of(comment).status) != ("Changed", "withdrawn")


def test_what_was_answered_can_be_withdrawn(client, receipt):
    comment = one()
    decide(comment, "approved", by=None)
    make_comment(comment)
    words = parsed(client.get(receipt)).words
    assert "Save the change" not in words
    assert "Withdraw it" in words
    assert send(client, receipt, withdraw="1").status_code == 303
    assert one_of(comment).status == "withdrawn"


def test_a_change_that_cannot_be_is_given_back(client, receipt):
    for text in ("", "x" * 5001, "\0"):
        response = send(client, receipt, text=text)
        assert response.status_code == 422
        assert parsed(response).one("title").text.startswith("Error: ")
    assert send(client, receipt, text="x" * 2_000_000).status_code == 413
    assert one().text == WORDS["text"]


def test_while_the_database_is_locked_the_change_is_kept(client, receipt, monkeypatch):
    def locked(*args, **kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr("backcare.comments.views.receipts.edit", locked)
    response = send(client, receipt, text="Better words.")
    assert response.status_code == 503
    assert response["Retry-After"]
    assert response["X-Robots-Tag"] == "noindex"
    markup = parsed(response)
    assert markup.one("textarea").text.strip() == "Better words."
    assert markup.one("form").attributes["action"] == receipt
