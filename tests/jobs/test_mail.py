"""Outgoing mail, to a real server: sent as it was queued, tried again, given up."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backcare.jobs import connection
from backcare.jobs.mail import as_message, forget_mail, mail_is_delivered, queue_mail
from backcare.jobs.models import Job
from backcare.jobs.queue import run_due
from backcare.jobs.registry import Registered, Then, registry

pytestmark = pytest.mark.django_db

ANN = "ann.smith@example.org"


def letter(**changes):
    return queue_mail(**{"to": ANN, "subject": "Hello", "body": "A text.\n"} | changes)


def later(minutes=2):
    return time_machine.travel(timezone.now() + timedelta(minutes=minutes))


# What is sent ------------------------------------------------------------------------------------


def test_a_message_has_exactly_the_recipient_and_headers_that_were_meant(mail_server):
    job = letter(
        reply_to="edith@example.org",
        headers={
            "List-Unsubscribe": "<https://example.org/u/1>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    run_due()

    (taken,) = mail_server.taken
    assert taken.recipients == [ANN]
    assert taken.sender == "noreply@testserver"
    assert taken.message.get_content() == "A text.\n"
    headers = {name: str(value) for name, value in taken.message.items()}
    for name in ("Content-Type", "MIME-Version", "Content-Transfer-Encoding"):
        assert headers.pop(name)
    assert headers == {
        "Subject": "Hello",
        "From": "noreply@testserver",
        "To": ANN,
        "Reply-To": "edith@example.org",
        "List-Unsubscribe": "<https://example.org/u/1>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
        "Message-ID": job.payload["message_id"],
        "Date": job.payload["date"],
    }


def test_words_of_every_script_arrive(mail_server):
    letter(subject="Rückenschmerzen: 腰痛 🦴", body="Größe, 痛み\n", to="ann@exämple.org")
    run_due()

    (taken,) = mail_server.taken
    assert taken.message["Subject"] == "Rückenschmerzen: 腰痛 🦴"
    assert taken.message.get_content() == "Größe, 痛み\n"
    assert taken.recipients == ["ann@xn--exmple-cua.org"]


def test_nothing_of_a_message_is_left_when_it_is_sent(mail_server):
    letter()
    run_due()

    assert not Job.objects.exists()


def test_a_transaction_that_fails_sends_no_mail(mail_server):
    with transaction.atomic():
        letter()
        transaction.set_rollback(True)
    run_due()

    assert mail_server.taken == []


def test_what_follows_is_done_once_the_message_is_out(mail_server, monkeypatch):
    done = []
    kind = Registered("test.note", lambda **payload: done.append((payload, mail_server.taken[:])))
    monkeypatch.setitem(registry._kinds, kind.name, kind)
    letter(then=Then("test.note", {"pk": 3}))
    run_due()

    assert done == [({"pk": 3}, mail_server.taken)]


def test_many_messages_go_through_one_connection(mail_server):
    for _ in range(60):
        letter()
    run_due()

    assert len(mail_server.taken) == 60
    assert mail_server.connections == 1


def test_each_message_has_an_id_of_its_own_that_names_no_machine():
    ids = {letter().payload["message_id"] for _ in range(3)}

    assert len(ids) == 3
    assert all(identity.endswith("@testserver>") for identity in ids)


def test_without_a_mail_server_messages_become_files(settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    letter()
    letter()
    run_due()

    # Two of one instant may share a file.
    kept = "".join(file.read_text() for file in tmp_path.iterdir())
    assert kept.count("Message-ID:") == 2


def test_mail_to_somebody_who_wants_to_be_forgotten_is_deleted(mail_server):
    mail_server.refusals[ANN] = "550 No"
    letter()
    run_due()
    letter(to="Ann.Smith@Example.org")
    letter(to="editors@example.org", reply_to=ANN)
    letter(to="bob@example.org", body=f"Not by {ANN}")

    assert forget_mail(ANN) == 3
    assert [job.payload["to"] for job in Job.objects.all()] == ["bob@example.org"]


@pytest.mark.parametrize(
    ("backend", "delivered"),
    [("smtp", True), ("locmem", True), ("filebased", False), ("console", False), ("dummy", False)],
)
def test_mail_is_delivered_by_servers_alone(backend, delivered, settings):
    settings.EMAIL_BACKEND = f"django.core.mail.backends.{backend}.EmailBackend"

    assert mail_is_delivered() == delivered


# What is refused before it is queued -------------------------------------------------------------

BREAKS = [
    "\n",
    "\r",
    "\r\n",
    "\0",
    "\v",
    "\f",
    "\x1b",
    "\x7f",
    "\x85",
    "\u2028",
    "\u2029",
    "\ud800",
]


@pytest.mark.parametrize("character", BREAKS, ids=ascii)
@pytest.mark.parametrize("field", ["to", "reply_to", "subject"])
def test_no_character_that_ends_a_header_is_queued(field, character):
    text = "ann@example.org" if field != "subject" else "Hello"
    for value in (f"{text}{character}Bcc: victim@example.org", f"{text}{character}"):
        with pytest.raises(ValueError, match="e-mail address|characters") as refused:
            letter(**{field: value})
        assert "victim" not in str(refused.value)
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    "value", [*(f"<https://a>{c}Bcc: b@c.de" for c in BREAKS), "", "é", "x" * 1000]
)
def test_a_header_is_one_line_of_plain_characters(value):
    with pytest.raises(ValueError, match="List-Unsubscribe"):
        letter(headers={"List-Unsubscribe": value})


@pytest.mark.parametrize(
    "name", ["To", "Cc", "Bcc", "From", "Subject", "Precedence", "Message-ID", "List-Id: x\nBcc"]
)
def test_headers_that_are_not_on_the_list_are_refused(name):
    with pytest.raises(ValueError, match="header"):
        letter(headers={name: "victim@example.org"})


@pytest.mark.parametrize(
    "to",
    [
        "",
        "nobody",
        "a@example.org, b@example.org",
        "a@example.org b@example.org",
        "Ann <ann@example.org>",
        "ann@example.org(victim@example.org)",
        "ann@exam ple.org",
    ],
)
def test_the_recipient_is_one_bare_address(to):
    with pytest.raises(ValueError, match="no e-mail address"):
        letter(to=to)


@pytest.mark.parametrize("body", ["NUL \0", "half \ud800"])
def test_a_text_that_cannot_be_stored_is_refused(body):
    with pytest.raises(ValueError, match="characters that cannot be stored"):
        letter(body=body)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(to=st.emails() | st.text(max_size=30), subject=st.text(max_size=80))
def test_whatever_is_queued_is_one_message_to_one_recipient(to, subject):
    try:
        job = letter(to=to, subject=subject)
    except ValueError:
        return
    message = as_message(**job.payload)
    assert message.recipients() == [to]
    parsed = message.message()
    assert sorted(parsed.keys()) == sorted(
        [
            "Content-Type",
            "MIME-Version",
            "Content-Transfer-Encoding",
            "Subject",
            "From",
            "To",
            "Message-ID",
            "Date",
            "Auto-Submitted",
        ]
    )
    head = parsed.as_bytes().partition(b"\n\n")[0]
    lines = [line for line in head.split(b"\n") if not line.startswith(b" ")]
    assert len(lines) == 9


# Trouble -----------------------------------------------------------------------------------------


def test_mail_is_sent_when_the_server_is_back_as_the_same_message(mail_server):
    job = letter()
    mail_server.stop()
    run_due()
    waiting = Job.objects.get()
    assert waiting.given_up_at is None
    assert waiting.last_error == "ConnectionRefusedError: Connection refused"

    mail_server.start()
    with later():
        run_due()
    (taken,) = mail_server.taken
    assert taken.message["Message-ID"] == job.payload["message_id"]
    assert taken.message["Date"] == job.payload["date"]


def test_a_recipient_that_is_refused_for_good_is_given_up_at_once(mail_server, caplog):
    mail_server.refusals[ANN] = f"550 5.1.1 <{ANN}>: no mailbox of ann.smith here"
    letter()
    run_due()

    job = Job.objects.get()
    assert job.given_up_at is not None
    assert job.attempts == 1
    assert "refused the recipient: 550 5.1.1" in job.last_error
    for said in (job.last_error, caplog.text):
        assert "smith" not in said
        assert "example.org" not in said


@pytest.mark.parametrize("answer", ["451 4.7.1 Greylisted, come back", "421 4.3.2 Too busy"])
def test_a_recipient_that_is_refused_for_now_is_tried_again(answer, mail_server, caplog):
    mail_server.refusals[ANN] = answer
    letter()
    run_due()
    assert Job.objects.get().given_up_at is None

    del mail_server.refusals[ANN]
    with later():
        run_due()
    assert len(mail_server.taken) == 1
    assert "smith" not in caplog.text


def test_a_message_that_is_refused_for_good_is_given_up_at_once(mail_server):
    mail_server.refusal = f"554 5.6.0 {ANN} does not want this"
    letter()
    run_due()

    job = Job.objects.get()
    assert job.given_up_at is not None
    assert job.last_error == "The mail server refused the message: 554 5.6.0 … does not want this"


def test_a_message_that_is_refused_for_now_is_tried_again(mail_server):
    mail_server.refusal = "452 4.3.1 Disk full"
    letter()
    run_due()

    assert Job.objects.get().given_up_at is None
    assert Job.objects.get().last_error == "SMTPDataError: 452 4.3.1 Disk full"


def test_one_refused_recipient_does_not_hold_up_the_others(mail_server):
    mail_server.refusals[ANN] = "550 No"
    for to in ("a@example.org", ANN, "b@example.org"):
        letter(to=to)
    run_due()

    recipients = [taken.recipients for taken in mail_server.taken]
    assert recipients == [["a@example.org"], ["b@example.org"]]


def test_mail_may_be_given_up_sooner(mail_server):
    mail_server.stop()
    letter(give_up_after=timedelta(seconds=30))
    run_due()
    with later():
        run_due()

    assert Job.objects.get().given_up_at is not None


def test_a_server_that_is_away_is_asked_once_for_a_batch(mail_server, monkeypatch):
    """A server that never answers would else take ten seconds for each message."""
    opened = []
    backend = mail.get_connection()
    monkeypatch.setattr(connection, "get_connection", lambda: opened.append(1) or backend)
    mail_server.stop()
    for _ in range(5):
        letter()
    run_due()

    assert len(opened) == 1
    assert Job.objects.filter(attempts=1, given_up_at=None).count() == 5


def test_a_server_that_answers_too_slowly_is_tried_again_later(mail_server, settings):
    settings.EMAIL_TIMEOUT = 0.05
    mail_server.seconds = 0.5
    letter()
    run_due()
    assert Job.objects.get().last_error == "SMTPServerDisconnected: no answer in time"

    mail_server.seconds = 0
    settings.EMAIL_TIMEOUT = 10
    with later():
        run_due()
    assert len(mail_server.taken) == 1


def test_a_server_that_hung_up_between_two_messages_is_called_again(mail_server):
    message = as_message(**letter().payload)
    with connection.kept_open() as line:
        line.send(message)
        mail_server.stop()
        mail_server.start()
        line.send(message)

    assert len(mail_server.taken) == 2
