"""The links in mails to subscribers: they change nothing until somebody presses the button."""

import re
from urllib.parse import urlsplit

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import assume, given
from hypothesis import strategies as st

from backcare.comments.models import Comment, Subscription
from backcare.comments.receipts import receipt_url
from backcare.comments.retention import apply_retention
from backcare.comments.submission import submit
from backcare.comments.subscription_links import (
    confirm_url,
    ending_of,
    subscription_of,
    unsubscribe_all_url,
    unsubscribe_url,
)
from backcare.publishing.models import Page
from tests.comments.factories import make_comment, make_submission

pytestmark = pytest.mark.django_db

HERE = {"Origin": "http://testserver"}
FOREIGN = {"Origin": "https://mail.example.com", "Sec-Fetch-Site": "cross-site"}


def make_subscription(*, is_confirmed=True, **overrides):
    now = timezone.now()
    return Subscription.objects.create(
        comment=make_comment(**overrides), asked_at=now, confirmed_at=now if is_confirmed else None
    )


def path_of(url):
    return urlsplit(url).path


def token_of(url):
    return path_of(url).split("/")[-2]


def confirmed():
    return Subscription.objects.exclude(confirmed_at=None).count()


def active():
    return Subscription.objects.filter(ended_at=None).count()


# Confirming --------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "head"])
def test_to_look_at_a_link_to_confirm_changes_nothing(client, method):
    subscription = make_subscription(is_confirmed=False)
    response = getattr(client, method)(path_of(confirm_url(subscription)))
    assert response.status_code == 200
    assert confirmed() == 0


def test_the_button_confirms_and_the_page_says_so_from_then_on(client):
    path = path_of(confirm_url(make_subscription(is_confirmed=False)))
    assert "Tell me of answers" in client.get(path).content.decode()
    for _ in range(2):
        response = client.post(path, headers=HERE, follow=True)
        assert "You will be told of answers" in response.content.decode()
        assert "<form method" not in response.content.decode()
    assert confirmed() == 1


@pytest.mark.parametrize("headers", [FOREIGN, {"Origin": "null"}, {}])
def test_only_the_button_of_this_site_confirms(client, headers):
    response = client.post(
        path_of(confirm_url(make_subscription(is_confirmed=False))), headers=headers
    )
    assert response.status_code == 403
    assert confirmed() == 0


def test_a_link_to_confirm_does_not_bring_back_what_has_ended(client):
    subscription = make_subscription(is_confirmed=False)
    client.post(path_of(unsubscribe_url(subscription)))
    response = client.post(path_of(confirm_url(subscription)), headers=HERE, follow=True)
    assert "no mail about this comment" in response.content.decode()
    assert confirmed() == 0


def test_the_page_to_confirm_leads_to_a_page_only_while_that_is_live(client):
    subscription = make_subscription(is_confirmed=False)
    page = subscription.comment.page
    path = path_of(confirm_url(subscription))
    assert page.title in client.get(path).content.decode()
    Page.objects.filter(pk=page.pk).update(status="archived")
    assert page.title not in client.get(path).content.decode()


def test_the_page_to_confirm_shows_neither_name_nor_text_nor_address(client):
    subscription = make_subscription(
        is_confirmed=False, name="Zqname", text="Zqtext", email="zqmail@example.org"
    )
    for path in (confirm_url(subscription), unsubscribe_url(subscription)):
        assert b"zq" not in client.get(path_of(path)).content.lower()


# Unsubscribing -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "make", [unsubscribe_url, lambda row: unsubscribe_all_url("a@example.org")]
)
@pytest.mark.parametrize("method", ["get", "head"])
def test_to_look_at_a_link_to_unsubscribe_changes_nothing(client, make, method):
    subscription = make_subscription(email="a@example.org")
    response = getattr(client, method)(path_of(make(subscription)))
    assert response.status_code == 200
    assert active() == 1


@pytest.mark.parametrize(
    "headers", [{}, FOREIGN, {"Origin": "null"}, HERE], ids=["none", "foreign", "null", "own"]
)
@pytest.mark.parametrize("form", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_one_click_unsubscribes_wherever_it_comes_from(headers, form):
    path = path_of(unsubscribe_url(make_subscription()))
    body = "List-Unsubscribe=One-Click"
    if form.startswith("multipart"):
        form += "; boundary=x"
        body = (
            '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\n'
            "One-Click\r\n--x--\r\n"
        )
    response = Client(enforce_csrf_checks=True).post(path, body, content_type=form, headers=headers)
    assert response.status_code == 200  # Never a redirect.
    assert response.cookies == {}
    assert active() == 0


def test_the_button_of_the_page_unsubscribes_and_the_page_says_so_from_then_on(client):
    path = path_of(unsubscribe_url(make_subscription()))
    assert "Send me no more" in client.get(path).content.decode()
    for answer in (client.post(path, headers=HERE), client.post(path), client.get(path)):
        assert "No more mail" in answer.content.decode()
        assert "<form method" not in answer.content.decode()


def test_a_link_ends_the_mail_about_its_comment_alone(client):
    subscription = make_subscription(email="ann@example.org")
    make_subscription(email="ann@example.org")
    client.post(path_of(unsubscribe_url(subscription)))
    assert list(Subscription.objects.exclude(ended_at=None)) == [subscription]


def test_the_link_for_all_ends_the_mail_to_one_address(client):
    for email in ("ann@example.org", "ann@example.org", "bea@example.org"):
        make_subscription(email=email)
    path = path_of(unsubscribe_all_url("Ann@example.org"))
    assert "about any comment?" in client.get(path).content.decode()
    client.post(path)
    ended = Subscription.objects.exclude(ended_at=None)
    assert {row.comment.email for row in ended} == {"ann@example.org"}
    assert ended.count() == 2


def test_a_replay_moves_no_time(client):
    subscription = make_subscription()
    path = path_of(unsubscribe_url(subscription))
    client.post(path)
    first = Subscription.objects.get().ended_at
    client.post(path)
    assert Subscription.objects.get().ended_at == first


def test_a_link_works_when_its_comment_is_gone(client):
    subscription = make_subscription(email="ann@example.org")
    one, all_of_them = unsubscribe_url(subscription), unsubscribe_all_url("ann@example.org")
    confirming = confirm_url(subscription)
    subscription.comment.delete()
    later = make_subscription(email="ann@example.org")

    assert client.post(path_of(one)).status_code == 200
    assert active() == 1
    assert client.post(path_of(all_of_them)).status_code == 200
    later.refresh_from_db()
    assert later.ended_at
    assert client.get(path_of(confirming)).status_code == 404


def test_an_address_that_was_forgotten_ends_nobody_elses_mail(client):
    make_subscription(email="")
    client.post(path_of(unsubscribe_all_url("ann@example.org")))
    assert active() == 1


# The links ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [confirm_url, unsubscribe_url])
def test_what_they_lead_to_is_kept_nowhere(client, make):
    response = client.get(path_of(make(make_subscription())))
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Referrer-Policy"] == "same-origin"
    assert '<meta name="robots" content="noindex">' in response.content.decode()
    assert "canonical" not in response.content.decode()
    assert response.cookies == {}


def test_a_link_to_unsubscribe_shows_no_address():
    assert "ann" not in unsubscribe_all_url("ann@example.org")
    assert "%40" not in unsubscribe_all_url("ann@example.org")


def test_a_link_is_good_for_one_thing(client):
    subscription = make_subscription()
    tokens = {
        "confirm": token_of(confirm_url(subscription)),
        "unsubscribe": token_of(unsubscribe_url(subscription)),
        "receipt": receipt_url(subscription.comment).split("/")[-2],
    }
    for what in ("confirm", "unsubscribe"):
        for name, token in tokens.items():
            status = client.get(f"/comments/{what}/{token}/").status_code
            assert status == (200 if name == what else 404), (what, name)


def changes(token):
    """Tokens with a character changed, left out or put in, cut off, or with other parts."""
    places = st.integers(0, len(token) - 1)
    chars = st.characters(codec="utf-8", exclude_characters="\0")
    return st.one_of(
        st.builds(lambda at, char: token[:at] + char + token[at + 1 :], places, chars),
        st.builds(lambda at, char: token[:at] + char + token[at:], places, chars),
        st.builds(lambda at: token[:at] + token[at + 1 :], places),
        st.builds(lambda at: token[:at], places),
        st.builds(lambda number: re.sub(r"\d+", str(number), token, count=1), st.integers(0)),
        st.text(max_size=200),
    )


@given(data=st.data())
def test_a_changed_token_is_none(data):
    subscription = Subscription(pk=77)
    for url, read in (
        (confirm_url(subscription), subscription_of),
        (unsubscribe_url(subscription), ending_of),
    ):
        changed = data.draw(changes(token_of(url)))
        assume(changed != token_of(url))
        assert read(changed) is None


@pytest.mark.parametrize("what", ["confirm", "unsubscribe"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_changed_link_is_not_found(client, what, method):
    subscription = make_subscription()
    url = confirm_url(subscription) if what == "confirm" else unsubscribe_url(subscription)
    for changed in (token_of(url)[:-1], f"{token_of(url)}x", "x", "1", "one:1", "all:"):
        response = getattr(client, method)(f"/comments/{what}/{changed}/", headers=HERE)
        assert response.status_code == 404
    assert active() == 1


# Nobody learns who subscribed --------------------------------------------------------------------


def test_an_address_is_answered_alike_whoever_has_subscribed_with_it(client):
    page = make_comment().page

    def seen(email):
        comment = submit(make_submission(page=page, email=email, wants_replies=True))
        told = [comment.status, comment.reasons, comment.get_absolute_url() is not None]
        return [*told, client.get(page.get_absolute_url()).content]

    before = seen("new@example.org")
    make_subscription(email="told@example.org", page=page, status=Comment.Status.HELD)
    assert seen("told@example.org") == before
    for _ in range(4):  # The last gets no mail any more.
        assert seen("asked@example.org") == before


def test_a_form_is_answered_alike_whoever_has_subscribed_with_its_address(client):
    page = make_comment().page

    def answer(email, text):
        form = {"name": "Ann", "email": email, "text": text, "wants_replies": "on"}
        sent = client.post(reverse("comments:post", args=[page.pk]), form, headers=HERE)
        receipt = client.get(sent["Location"])
        shown = receipt.content.decode().replace(text, "")
        shown = re.sub(r'data-receipt="\d+"', "", shown)
        return [sent.status_code, urlsplit(sent["Location"]).query, receipt.status_code, shown]

    with time_machine.travel(timezone.now(), tick=False):
        before = answer("new@example.org", "May I swim with it?")
        make_subscription(email="told@example.org")
        assert answer("told@example.org", "May I run with it?") == before
        texts = ["May I cycle?", "May I dance?", "May I row?", "May I ski?"]
        assert all(answer("asked@example.org", text) == before for text in texts)
    # That nothing differed is no wonder if nothing was done.
    assert Subscription.objects.filter(comment__email="asked@example.org").count() == 3


def test_a_page_is_the_same_whether_its_commenters_subscribed_or_not(client):
    comment = make_comment()
    path = comment.page.get_absolute_url()
    before = client.get(path).content
    Subscription.objects.create(
        comment=comment, asked_at=timezone.now(), confirmed_at=timezone.now()
    )
    assert client.get(path).content == before
    apply_retention()
    assert client.get(path).content == before
