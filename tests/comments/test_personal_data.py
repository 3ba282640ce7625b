"""What is kept of a person can be handed out, and forgotten."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.utils import timezone

from backcare.comments.keys import email_key
from backcare.comments.models import (
    Block,
    Comment,
    Decision,
    Flag,
    LearnedFeature,
    ModeratorMail,
    Notice,
    Subscription,
)
from backcare.comments.moderation import decide
from backcare.comments.notifying import send_answers, tell_of
from backcare.comments.personal_data import export_of, forget
from backcare.comments.receipts import comment_of, receipt_url
from backcare.comments.signals import comment_hidden, comment_shown
from backcare.comments.submission import submit
from backcare.jobs.mail import queue_mail
from backcare.jobs.models import Job
from tests.comments.factories import make_comment, make_submission
from tests.factories import make_contributor, make_user

pytestmark = pytest.mark.django_db

ANN = "zqann@example.org"
either = pytest.mark.parametrize("anonymise", [True, False])


def make_ann(**overrides):
    """A comment of the person, with all that may be kept about it, every value with a mark."""
    values = {
        "name": "Zqname",
        "email": ANN,
        "text": "Zqtext is what I say.",
        "address_key": "a" * 64,
        "reasons": [{"code": "red-flag", "words": "Speaks of “zqsign”."}],
        "evidence": [["zqword", 0.9]],
        "score": 0.5,
    }
    comment = make_comment(**values | overrides)
    Decision.objects.create(
        comment=comment, action="submit", became=comment.status, why="“zqsign”", at=timezone.now()
    )
    now = timezone.now()
    Subscription.objects.create(comment=comment, asked_at=now, confirmed_at=now)
    LogEntry.objects.create(
        user=make_user(),
        content_type=ContentType.objects.get_for_model(Comment),
        object_id=str(comment.pk),
        object_repr=str(comment),
        action_flag=CHANGE,
    )
    return comment


def everything():
    """Every value in the tables of the comments, the queue and the desk's log, as text."""
    models = [Comment, Decision, Flag, Subscription, Notice, Block, ModeratorMail, Job, LogEntry]
    return json.dumps([list(model.objects.values()) for model in models], default=str).lower()


def told(signal):
    """The numbers of the comments that a signal is sent for from now on."""
    found = []

    def note(comment, **_):
        found.append(comment.pk)

    signal.connect(note, weak=False, dispatch_uid="told")
    return found


@pytest.fixture(autouse=True)
def _no_signals_left():
    yield
    for signal in (comment_hidden, comment_shown):
        signal.disconnect(dispatch_uid="told")


# Forgetting --------------------------------------------------------------------------------------


def test_who_is_anonymised_leaves_the_text_and_nothing_else():
    make_ann(contributor=make_contributor(), user=make_user())
    assert forget(ANN, anonymise=True, by=None) == 1
    comment = Comment.objects.get()
    assert (comment.name, comment.email) == ("A reader", "")
    assert comment.text == "Zqtext is what I say."
    assert comment.status == "approved"
    assert comment.user is comment.contributor is comment.key is None
    assert comment.address_key == ""
    assert everything().count("zq") == 1  # In the text.


def test_who_is_removed_leaves_nothing_where_nothing_stands_below():
    make_ann()
    make_ann(answers=make_comment())
    assert forget(ANN, anonymise=False, by=None) == 2
    assert Comment.objects.count() == 1
    assert "zq" not in everything()


@pytest.mark.parametrize("status", ["approved", "held", "removed"])
def test_who_is_removed_leaves_an_empty_place_where_answers_stand_below(status):
    comment = make_ann()
    Flag.objects.create(comment=comment, reason="rude", note="Zqname", created_at=timezone.now())
    answer = make_comment(answers=comment, status=status)
    moderator = make_user()
    forget(ANN, anonymise=False, by=moderator)
    place = Comment.objects.get(pk=comment.pk)
    assert (place.status, place.name, place.email, place.text) == ("removed", "", "", "")
    assert "zq" not in everything()
    assert Comment.objects.get(pk=answer.pk).parent == place
    decision = place.decisions.first()
    assert (decision.was, decision.became, decision.by) == ("approved", "removed", moderator)


def test_a_place_whose_answers_are_all_their_own_goes_with_them():
    first = make_ann()
    second = make_ann(answers=first)
    make_ann(answers=make_ann(answers=second), text="Zqtext is what I say as well.")
    assert forget(ANN, anonymise=False, by=None) == 4
    assert not Comment.objects.exists()


@either
def test_all_of_a_persons_comments_are_found_however_the_address_is_written(anonymise):
    make_ann()
    make_ann(email="ZqAnn@Example.ORG")
    assert forget(" ZQANN@example.org ", anonymise=anonymise, by=None) == 2
    assert ANN not in everything()


@either
def test_nobody_else_is_touched(anonymise):
    make_ann()
    others = [make_comment(email="zqannabel@example.org"), make_comment(email="ann@example.org")]
    before = list(Comment.objects.filter(pk__in=[row.pk for row in others]).values())
    forget(ANN, anonymise=anonymise, by=None)
    assert list(Comment.objects.filter(pk__in=[row.pk for row in others]).values()) == before


@either
@pytest.mark.parametrize("email", ["", " ", "nobody@example.org", "%", "_"])
def test_an_address_of_nobody_is_nobodys(anonymise, email):
    make_comment(email="")
    make_comment()
    assert forget(email, anonymise=anonymise, by=None) == 0
    assert Comment.objects.count() == 2
    assert export_of(email)["comments"] == []


@either
def test_links_of_receipts_stop_working(anonymise):
    comment = make_ann()
    make_comment(answers=comment)
    token = receipt_url(comment).split("/")[-2]
    assert comment_of(token) == comment
    forget(ANN, anonymise=anonymise, by=None)
    assert comment_of(token) is None


def test_a_contributor_without_an_address_keeps_their_receipt():
    comment = make_comment(email="", user=make_user())
    assert comment_of(receipt_url(comment).split("/")[-2]) == comment


@either
def test_nothing_more_is_mailed(anonymise):
    comment = make_ann()
    tell_of(make_comment(answers=comment))
    queue_mail(to=ANN, subject="Waits", body="Zq\n")
    given_up = queue_mail(to=ANN, subject="Given up", body="Zq\n")
    Job.objects.filter(pk=given_up.pk).update(given_up_at=timezone.now())
    other = queue_mail(to="other@example.org", subject="Other", body="Other\n")
    forget(ANN.upper(), anonymise=anonymise, by=None)
    assert send_answers() == 0
    assert list(Job.objects.all()) == [other]


@either
def test_readers_pages_are_told_of_what_changes(anonymise):
    shown, hidden = told(comment_shown), told(comment_hidden)
    public = make_ann()
    below = make_ann()
    make_comment(answers=below)
    make_ann(status="held")
    forget(ANN, anonymise=anonymise, by=None)
    assert sorted(shown) == ([public.pk, below.pk] if anonymise else [])
    assert sorted(hidden) == ([] if anonymise else [public.pk, below.pk])


@either
def test_the_filter_forgets_what_it_was_taught(anonymise):
    comment = submit(make_submission(email=ANN, text="A marvellous zqstretch indeed."))
    decide(comment, "approved", by=None)
    assert LearnedFeature.objects.filter(feature__contains="zqstretch").exists()
    forget(ANN, anonymise=anonymise, by=None)
    assert not LearnedFeature.objects.filter(feature__contains="zqstretch").exists()


@either
def test_a_block_of_the_address_stays(anonymise):
    Block.objects.create(kind="email", value=email_key(ANN), hint="z…@example.org")
    make_ann()
    forget(ANN, anonymise=anonymise, by=None)
    assert Block.objects.count() == 1


def test_an_account_with_the_address_is_left_alone():
    user = make_user(email=ANN)
    ModeratorMail.objects.create(user=user)
    forget(ANN, anonymise=False, by=None)
    user.refresh_from_db()
    assert user.email == ANN
    assert ModeratorMail.objects.count() == 1


def test_what_was_anonymised_can_still_be_decided_on():
    comment = make_ann()
    decide(comment, "approved", by=None)
    forget(ANN, anonymise=True, by=None)
    decide(comment, "spam", by=None)
    assert Comment.objects.get().status == "spam"


# Handing out -------------------------------------------------------------------------------------


def test_an_export_has_all_that_is_kept():
    above = make_comment()
    comment = make_ann(answers=above)
    reply = make_comment(answers=comment)
    tell_of(reply)
    send_answers()
    Block.objects.create(kind="email", value=email_key(ANN))

    export = json.loads(json.dumps(export_of(ANN.upper())))

    (row,) = export["comments"]
    assert export["email"] == ANN
    assert export["is_blocked"] is True
    assert row["address"] == f"http://testserver/comments/{comment.pk}/"
    assert row["answers"] == f"http://testserver/comments/{above.pk}/"
    assert row["page"]["title"] == comment.page.title
    assert (row["name"], row["text"], row["state"]) == (comment.name, comment.text, "approved")
    assert row["written_at"] == comment.created_at.isoformat()
    assert row["reasons"] == ["Speaks of “zqsign”."]
    assert row["history"][0]["why"] == "“zqsign”"
    assert row["network_address_is_kept_as_a_key"] is True
    assert row["subscription"]["confirmed_at"]
    (told_of,) = row["subscription"]["told"]
    assert told_of["of"] == f"http://testserver/comments/{reply.pk}/"
    (mail,) = export["mail_waiting"]
    assert reply.text in mail["body"]


def test_an_export_has_nothing_of_others():
    make_comment(answers=make_ann(), name="Other", email="other@example.org", text="Other text.")
    assert "other" not in json.dumps(export_of(ANN)).lower()


# The command -------------------------------------------------------------------------------------


def run(*arguments):
    out, err = StringIO(), StringIO()
    call_command("forget_commenter", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_the_command_exports_first_and_then_removes(tmp_path):
    make_ann()
    file = tmp_path / "ann.json"
    out, err = run(ANN, "--export", str(file), "--remove", "--yes")
    assert json.loads(file.read_text())["comments"][0]["text"] == "Zqtext is what I say."
    assert file.stat().st_mode & 0o777 == 0o600
    assert not Comment.objects.exists()
    assert out == ""
    assert "removed: 1" in err


def test_the_command_prints_an_export_and_nothing_else():
    make_ann()
    out, _err = run(ANN, "--export", "-", "--anonymise", "--yes")
    assert len(json.loads(out)["comments"]) == 1
    assert Comment.objects.get().name == "A reader"


def test_an_export_alone_changes_nothing():
    make_ann()
    run(ANN, "--export", "-")
    assert Comment.objects.get().email == ANN


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Say what to do"),
        (["--remove", "--anonymise", "--yes"], "not allowed with"),
        (["--remove"], "Add --yes"),
        (["--export", "/nowhere/at/all.json", "--remove", "--yes"], "No such file"),
    ],
)
def test_the_command_changes_nothing_when_it_is_not_clear(arguments, message):
    make_ann()
    with pytest.raises(CommandError, match=message):
        run(ANN, *arguments)
    assert Comment.objects.get().email == ANN


def test_an_export_overwrites_no_file(tmp_path):
    make_ann()
    file = tmp_path / "ann.json"
    file.write_text("mine")
    with pytest.raises(CommandError, match="File exists"):
        run(ANN, "--export", str(file), "--remove", "--yes")
    assert file.read_text() == "mine"
    assert Comment.objects.exists()


@pytest.mark.parametrize(("answer", "left"), [("y", 0), ("n", 1), ("", 1)])
def test_the_command_asks_where_somebody_can_answer(monkeypatch, answer, left):
    make_ann()
    asked = []
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda question: asked.append(question) or answer)
    if left:
        with pytest.raises(CommandError, match="Nothing was changed"):
            run(ANN, "--remove")
    else:
        run(ANN, "--remove")
    assert asked == ["Remove 1 comments for good? [y/N] "]
    assert Comment.objects.count() == left


def test_what_is_forgotten_is_forgotten_now_and_not_what_comes_later():
    make_ann(created_at=timezone.now() - timedelta(days=1))
    forget(ANN, anonymise=False, by=None)
    make_ann()
    assert Comment.objects.count() == 1
