"""Readers' reports: one a network address, a queue at the threshold, nothing twice."""

import pytest
from django.test import Client

from backcare.comments.flagging import MOST_AN_HOUR, flag
from backcare.comments.models import Comment, Flag, Rules
from backcare.comments.moderation import decide
from backcare.comments.submission import TooMany
from tests.comments.factories import make_comment
from tests.comments.posting import FOREIGN, OWN
from tests.factories import make_contributor, make_user
from tests.markup import parsed

pytestmark = pytest.mark.django_db


def report(comment, count=3, *, start=1, reason="rude"):
    for number in range(start, start + count):
        flag(comment, reason, "", f"192.0.2.{number}")
    comment.refresh_from_db()


def test_enough_reports_send_a_comment_back_to_the_moderators():
    comment = make_comment()
    report(comment, 2)
    assert (comment.status, comment.flag_count) == ("approved", 2)
    report(comment, 1, start=3, reason="harm")
    assert (comment.status, comment.flag_count) == ("held", 3)
    decision = comment.decisions.get()
    assert (decision.action, decision.was, decision.became) == ("flag", "approved", "held")
    assert decision.by is None
    assert decision.why == (
        "3 readers have reported it: It is rude or attacks somebody; "
        "Its advice could harm somebody."
    )


def test_one_address_counts_once():
    comment = make_comment()
    first = flag(comment, "rude", "", "2001:db8::1")
    assert flag(comment, "spam", "again", "2001:db8::2") == first  # Of the same /64.
    comment.refresh_from_db()
    assert comment.flag_count == 1


def test_an_address_is_kept_as_a_key_only():
    made = flag(make_comment(), "rude", "", "192.0.2.55")
    assert made.address_key
    assert "192.0.2.55" not in str(vars(made))


def test_what_is_approved_after_the_reports_stays():
    comment = make_comment()
    report(comment)
    decide(comment, "approved", by=make_user())
    report(comment)  # The same readers once more.
    assert (comment.status, comment.flag_count) == ("approved", 0)
    report(comment, 2, start=4)
    assert comment.status == "approved"
    report(comment, 1, start=6)
    assert comment.status == "held"


@pytest.mark.parametrize("who", ["user", "contributor"])
def test_the_site_s_own_people_are_counted_and_stay(who):
    made = make_user() if who == "user" else make_contributor()
    comment = make_comment(**{who: made})
    report(comment, 4)
    assert (comment.status, comment.flag_count) == ("approved", 4)
    assert not comment.decisions.exists()


def test_the_threshold_is_a_rule():
    Rules.objects.create(flags_to_hold=1)
    comment = make_comment()
    report(comment, 1)
    assert comment.status == "held"


def test_an_address_reports_so_many_within_an_hour():
    for _ in range(MOST_AN_HOUR):
        flag(make_comment(), "spam", "", "192.0.2.1")
    comment = make_comment()
    with pytest.raises(TooMany):
        flag(comment, "spam", "", "192.0.2.1")
    assert not comment.flags.exists()
    flag(comment, "spam", "", "192.0.2.2")


# The form --------------------------------------------------------------------------------------


@pytest.fixture
def mary():
    return make_comment(name="Mary", text="Something bad.")


def send(client, comment, headers=OWN, **values):
    return client.post(f"/comments/{comment.pk}/flag/", values, headers=headers)


def test_a_report_needs_no_account_and_leaves_no_cookie(client, mary):
    form = client.get(f"/comments/{mary.pk}/flag/")
    assert "Something bad." in parsed(form).words
    assert [e.attributes["value"] for e in parsed(form).all("input", type="radio")] == list(
        Flag.Reason.values
    )
    answer = send(client, mary, reason="harm", note=" It\r\nhurts ")
    assert (answer.status_code, answer["Location"]) == (303, "/comments/flagged/")
    assert "Thank you" in parsed(client.get("/comments/flagged/")).words
    made = Flag.objects.get()
    assert (made.comment, made.reason, made.note) == (mary, "harm", "It hurts")
    assert not form.cookies
    assert not answer.cookies


@pytest.mark.parametrize("headers", [{}, FOREIGN, {"Origin": "null"}], ids=str)
def test_a_report_from_elsewhere_is_refused(headers, client, mary):
    assert send(client, mary, headers, reason="spam").status_code == 403
    assert not Flag.objects.exists()


@pytest.mark.parametrize(
    "values",
    [{}, {"reason": "x"}, {"reason": "rude", "note": "x" * 301}, {"reason": "rude", "note": "\0"}],
    ids=str,
)
def test_a_report_that_says_nothing_comes_back(values, client, mary):
    response = send(client, mary, **values)
    assert response.status_code == 422
    markup = parsed(response)
    links = [link for link in markup.links if link.startswith("#flag-")]
    assert links
    assert {link[1:] for link in links} <= set(markup.ids)
    assert not Flag.objects.exists()


def test_too_many_reports_are_refused_with_the_words_kept(client, mary):
    for _ in range(MOST_AN_HOUR):
        send(client, make_comment(), reason="spam")
    response = send(client, mary, reason="spam", note="Look here")
    assert response.status_code == 429
    assert parsed(response).one("input", name="note").attributes["value"] == "Look here"


def test_what_is_not_public_cannot_be_reported(client):
    held = make_comment(status="held")
    assert client.get(f"/comments/{held.pk}/flag/").status_code == 404
    assert send(client, held, reason="spam").status_code == 404


def test_the_reader_whose_report_hides_it_is_thanked_like_any_other(mary):
    report(mary, 2)
    answers = [
        Client(REMOTE_ADDR=f"198.51.100.{number}").post(
            f"/comments/{mary.pk}/flag/", {"reason": "spam"}, headers=OWN
        )
        for number in (1,)
    ]
    assert [answer["Location"] for answer in answers] == ["/comments/flagged/"]
    assert Comment.objects.get(pk=mary.pk).status == "held"
