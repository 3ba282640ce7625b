"""A reader's message: kept and queued at once, mailed later; and what is kept from coming in."""

from datetime import timedelta
from smtplib import SMTPServerDisconnected
from typing import ClassVar
from urllib.parse import quote, urlencode

import pytest
import time_machine
from django.core import mail
from django.core.cache.backends.locmem import LocMemCache
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backcare.jobs.models import Job
from backcare.jobs.queue import run_due
from backcare.site.contact import MOST_AN_HOUR, take_in
from backcare.site.forms import ContactForm
from backcare.site.models import ContactMessage, SiteSettings
from tests.http.serving import serve
from tests.markup import parsed

pytestmark = pytest.mark.django_db
OWN = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
LETTER = {"name": "Ann", "email": "ann@example.org", "message": "Thank you.\nIt helped."}


@pytest.fixture(autouse=True)
def address():
    return SiteSettings.objects.create(name="Backs", contact_email="editors@example.org")


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    return django_capture_on_commit_callbacks


def post(client, headers=OWN, **values):
    return client.post("/contact/", LETTER | values, headers=headers)


# What happens to a message -----------------------------------------------------------------------


def test_a_message_is_kept_and_mailed_by_the_worker(client):
    response = post(client)
    assert (response.status_code, response["Location"]) == (302, "/contact/sent/")
    kept = ContactMessage.objects.get()
    assert {name: getattr(kept, name) for name in LETTER} == LETTER
    assert not kept.is_done
    assert (kept.mailed_at, mail.outbox) == (None, [])

    run_due()
    kept.refresh_from_db()
    assert kept.mailed_at is not None
    (sent,) = mail.outbox
    assert sent.to == ["editors@example.org"]
    assert sent.reply_to == ["ann@example.org"]
    assert "Ann <ann@example.org>" in sent.body
    assert "It helped." in sent.body
    assert not Job.objects.exists()
    assert client.get("/contact/sent/").status_code == 200


@pytest.mark.parametrize(
    "error", [ConnectionRefusedError(), TimeoutError(), SMTPServerDisconnected("gone")], ids=repr
)
def test_a_mail_server_that_is_away_delays_the_mail_and_no_reader(error, client, monkeypatch):
    def fail(*args):
        raise error

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", fail)
        assert post(client)["Location"] == "/contact/sent/"
        run_due()
    assert ContactMessage.objects.get().mailed_at is None
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        run_due()
    assert ContactMessage.objects.get().mailed_at is not None
    assert len(mail.outbox) == 1


def test_a_site_without_a_mail_server_keeps_the_message_and_says_so(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    assert post(client)["Location"] == "/contact/kept/"
    assert ContactMessage.objects.get().mailed_at is None
    assert not Job.objects.exists()
    kept, sent = client.get("/contact/kept/"), client.get("/contact/sent/")
    assert kept.status_code == 200
    assert parsed(kept).words != parsed(sent).words


def test_a_site_without_an_address_keeps_the_message(client, address, committed):
    with committed(execute=True):
        address.contact_email = ""
        address.save()
    assert post(client)["Location"] == "/contact/kept/"
    assert ContactMessage.objects.count() == 1
    assert mail.outbox == []


def test_a_message_and_its_mail_are_stored_together_or_not_at_all(client, monkeypatch):
    def fail(**fields):
        raise RuntimeError

    monkeypatch.setattr("backcare.site.contact.queue_mail", fail)
    with pytest.raises(RuntimeError):
        post(client)
    assert not ContactMessage.objects.exists()


def test_an_address_that_mail_cannot_write_keeps_the_message(client, address, committed):
    with committed(execute=True):
        address.contact_email = "nobody"
        address.save()
    assert post(client)["Location"] == "/contact/kept/"
    assert ContactMessage.objects.count() == 1


# What does not come in ---------------------------------------------------------------------------


def test_a_filled_trap_keeps_the_message_and_mails_nothing(client):
    response = post(client, leave_empty="https://spam.example")
    assert response["Location"] == "/contact/kept/"
    kept = ContactMessage.objects.get()
    assert {name: getattr(kept, name) for name in LETTER} == LETTER
    assert kept.is_suspect
    assert kept.mailed_at is None
    assert not Job.objects.exists()


def test_a_message_with_an_empty_trap_is_no_suspect(client):
    post(client, leave_empty="", website="https://filled-by-a-browser.example")
    assert not ContactMessage.objects.get().is_suspect
    assert Job.objects.count() == 1


def test_whoever_fills_the_trap_is_counted_too(client):
    for _ in range(MOST_AN_HOUR):
        post(client, leave_empty="x")
    assert post(client, leave_empty="x").status_code == 429
    assert ContactMessage.objects.count() == MOST_AN_HOUR


@pytest.mark.parametrize("text", ["x" * 100_000, "\0"])
def test_the_trap_itself_is_never_an_error(text, client):
    assert post(client, leave_empty=text).status_code == 302
    assert post(client, leave_empty=text, name="").context["form"].errors.keys() == {"name"}


def test_the_trap_is_not_seen_not_focused_and_not_filled_by_browsers(client):
    markup = parsed(client.get("/contact/"))
    field = markup.one("input", name="leave_empty")
    assert field.attributes["tabindex"] == "-1"
    assert field.attributes["autocomplete"] == "off"
    assert markup.one("label", **{"for": field.attributes["id"]}).text == "Leave this empty"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"email": "nobody"}, "email"),
        ({"email": "a@b@example.org"}, "email"),
        ({"email": '"\x1eBcc:victim\x1e"@example.org'}, "email"),
        ({"email": "x" * 250 + "@example.org"}, "email"),
        ({"message": "  "}, "message"),
        ({"message": "x" * 5001}, "message"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_written_is_kept(values, field, client):
    response = post(client, **values)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    markup = parsed(response)
    written = LETTER | values
    for name in ("name", "email"):
        assert markup.one("input", name=name).attributes.get("value", "") == written[name]
    assert markup.one("textarea", name="message").text.strip("\n") == written["message"]
    assert not ContactMessage.objects.exists()


def test_an_empty_post_is_an_error_and_not_a_new_form(client):
    response = client.post("/contact/", headers=OWN)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"name", "email", "message"}


def test_hostile_words_come_back_as_words(client):
    hostile = '"><script>alert(1)</script>'
    response = post(client, name=hostile, email=hostile, message=f"</textarea>{hostile}")
    markup = parsed(response)
    assert markup.one("input", name="name").attributes["value"] == hostile
    assert markup.one("textarea", name="message").text.strip("\n") == f"</textarea>{hostile}"
    assert not [script for script in markup.all("script") if "alert" in script.text]


def test_an_address_may_write_so_often_and_no_more(client):
    for _ in range(MOST_AN_HOUR):
        assert post(client).status_code == 302
    response = post(client)
    assert response.status_code == 429
    assert parsed(response).one("input", name="name").attributes["value"] == "Ann"
    assert ContactMessage.objects.count() == Job.objects.count() == MOST_AN_HOUR
    other = client.post("/contact/", LETTER, headers=OWN, REMOTE_ADDR="203.0.113.9")
    assert other.status_code == 302


def test_forged_headers_do_not_make_another_address(client):
    for number in range(MOST_AN_HOUR + 1):
        forged = OWN | {
            "X-Forwarded-For": f"203.0.113.{number}",
            "X-Real-IP": f"203.0.113.{number}",
        }
        response = post(client, headers=forged)
    assert response.status_code == 429


def test_faulty_messages_do_not_count(client):
    for _ in range(MOST_AN_HOUR + 1):
        post(client, name="")
    assert post(client).status_code == 302


@pytest.mark.parametrize(
    "backend",
    [
        "django.core.cache.backends.locmem.LocMemCache",
        "django.core.cache.backends.filebased.FileBasedCache",
    ],
)
def test_the_count_lasts_for_an_hour_with_every_cache(backend, client, settings, tmp_path):
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": str(tmp_path)}}
    start = timezone.now().replace(minute=0, second=0)
    with time_machine.travel(start, tick=False) as clock:
        for _ in range(MOST_AN_HOUR):
            post(client)
            clock.shift(timedelta(minutes=5, seconds=30))
        assert post(client).status_code == 429
        clock.shift(timedelta(hours=1))
        assert post(client).status_code == 302


class NotingCache(LocMemCache):
    keys: ClassVar[list[str]] = []

    def add(self, key, *args, **kwargs):
        self.keys.append(key)
        return super().add(key, *args, **kwargs)


def test_the_count_does_not_hold_the_address(client, settings):
    settings.CACHES = {"default": {"BACKEND": f"{__name__}.NotingCache"}}
    for address in ("203.0.113.9", "203.0.113.10"):
        client.post("/contact/", LETTER, headers=OWN, REMOTE_ADDR=address)
    settings.SECRET_KEY = "another " * 8
    client.post("/contact/", LETTER, headers=OWN, REMOTE_ADDR="203.0.113.9")
    keys = [key for key in NotingCache.keys if "contact" in key]
    assert len(set(keys)) == 3
    assert not any("203.0.113" in key for key in keys)


# Where it comes from -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"},
        {"Origin": "http://testserver"},
        {"Sec-Fetch-Site": "same-origin"},
    ],
)
def test_the_site_s_own_form_is_taken(headers, client):
    assert post(client, headers=headers).status_code == 302


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "https://testserver"},
        {"Origin": "http://testserver.evil.example"},
        {"Origin": "http://testserver:8000"},
        {"Origin": "http://testserver", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://testserver", "Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "none"},
        {"Referer": "http://testserver/contact/"},
    ],
)
@pytest.mark.parametrize("is_editor", [False, True])
def test_a_form_from_elsewhere_is_refused(headers, is_editor, client, django_user_model):
    if is_editor:
        client.force_login(django_user_model.objects.create_superuser("editor"))
    response = post(client, headers=headers)
    assert response.status_code == 403
    assert not ContactMessage.objects.exists()
    assert parsed(response).one("h1").text


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_it_is_read_or_posted_to(method, client):
    assert getattr(client, method)("/contact/", headers=OWN).status_code == 405


# Characters --------------------------------------------------------------------------------------


def test_an_address_of_another_script_is_answered(client):
    assert post(client, email="ann@exämple.org").status_code == 302
    run_due()
    (sent,) = mail.outbox
    assert "xn--exmple-cua.org" in str(sent.message()["Reply-To"])


@pytest.mark.parametrize("field", ["name", "email", "message"])
@pytest.mark.parametrize(
    "character", ["\0", "\ud800", "\ufffd\ufffd"], ids=["NUL", "surrogate", "replacement"]
)
def test_characters_that_no_database_takes_are_an_error_of_the_form(field, character):
    form = ContactForm(LETTER | {field: f"{character}{LETTER[field]}"})
    assert not form.is_valid()
    assert list(form.errors) == [field]
    assert all(message.isprintable() for message in form.errors[field])


@pytest.mark.parametrize("field", ["name", "email", "message", "leave_empty", "surprise"])
@pytest.mark.parametrize(
    "raw", ["%00", "%FF", "%ED%A0%80", "%C3%28", "%EF%BF%BE", "%F4%90%80%80", "%C2%85", "%0C"]
)
def test_no_byte_makes_the_site_fail(field, raw, client):
    body = "&".join(f"{name}={quote(value)}" for name, value in LETTER.items() if name != field)
    response = client.post(
        "/contact/",
        f"{body}&{field}={raw}",
        content_type="application/x-www-form-urlencoded",
        headers=OWN,
    )
    assert response.status_code in {302, 400, 422}


@pytest.mark.parametrize("raw", [b"A\xffB", b"A\xed\xa0\x80B", b"A\xc3(B", b"A\0B"])
@pytest.mark.parametrize("field", LETTER)
@pytest.mark.parametrize("is_multipart", [False, True])
def test_bytes_that_are_no_text_are_an_error_and_the_rest_is_kept(is_multipart, field, raw, client):
    fields = {name: value.encode() for name, value in LETTER.items()} | {field: raw}
    if is_multipart:
        kind = "multipart/form-data; boundary=b"
        head = b'--b\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
        parts = [head % (name.encode(), value) for name, value in fields.items()]
        body = b"".join([*parts, b"--b--\r\n"])
    else:
        kind, body = "application/x-www-form-urlencoded", urlencode(fields).encode()
    response = client.generic("POST", "/contact/", body, content_type=kind, headers=OWN)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    written = response.context["form"].data
    assert all(written[name] == value for name, value in LETTER.items() if name != field)
    assert written[field].startswith("A")
    assert not ContactMessage.objects.exists()


ENCODINGS = [
    *("unicode_escape", "raw_unicode_escape", "utf-7", "utf-16", "hex", "zlib", "idna"),
    *("punycode", "latin-1", "rot13", "undefined", "nothing"),
]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize(
    "kind", ["multipart/form-data; boundary=b", "application/x-www-form-urlencoded"]
)
def test_a_declared_encoding_does_not_make_the_site_fail(encoding, kind):
    parts = [
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\\ud800+2AA-\r\n'
        for name, value in LETTER.items()
    ]
    body = "".join(parts) + "--b--\r\n" if "multi" in kind else "name=\\ud800&email=%2B2AA-"
    declared = f"{kind}; charset={encoding}"
    response = serve("POST", "/contact/", body=body.encode(), content_type=declared, headers=OWN)
    assert response.status_code == (422 if encoding == "nothing" else 400)
    assert not ContactMessage.objects.exists()


@pytest.mark.parametrize(
    "body", [b"", b"--b", b"--b\r\n\r\n\r\n--b--", b"\x00" * 100, b"--b\r\nContent-Disposition: x"]
)
def test_a_broken_form_does_not_make_the_site_fail(body, client):
    response = client.post(
        "/contact/", body, content_type="multipart/form-data; boundary=b", headers=OWN
    )
    assert response.status_code in {400, 422}


@pytest.mark.parametrize("field", ["name", "email"])
@pytest.mark.parametrize("newline", ["\n", "\r", "\r\n", "\v", "\f", "\x1c", "\x85", "\u2028"])
def test_a_new_line_adds_no_header(field, newline, client):
    response = post(client, **{field: f"{LETTER[field]}{newline}Bcc: victim@example.org"})
    assert response.status_code in {302, 422}
    run_due()
    assert len(mail.outbox) == (response.status_code == 302)
    for sent in mail.outbox:
        message = sent.message()
        assert set(message.keys()) == {
            "Content-Type",
            "MIME-Version",
            "Content-Transfer-Encoding",
            "Subject",
            "From",
            "To",
            "Reply-To",
            "Date",
            "Message-ID",
            "Auto-Submitted",
        }
        assert sent.recipients() == ["editors@example.org"]
        assert "victim" not in message.as_string().partition("\n\n")[0]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    st.emails()
    | st.text(st.characters(max_codepoint=0x7F, exclude_characters="\0"), max_size=20).map(
        lambda local: f'"{local}"@example.org'
    )
    | st.text(max_size=12).map(lambda host: f"ann@{host}.org"),
)
def test_whatever_address_the_form_takes_can_be_mailed(address):
    form = ContactForm(LETTER | {"email": address})
    if form.is_valid():
        mail.outbox.clear()
        assert take_in(form.save(commit=False))
        run_due()
        headers = mail.outbox[0].message().as_string().partition("\n\n")[0]
        assert headers.count("\nReply-To:") == 1
        assert headers.count("\n") <= 11


def test_a_site_name_on_two_lines_does_not_stop_the_mail(client, address, committed):
    with committed(execute=True):
        address.name = "Our\nbacks"
        address.save()
    assert post(client)["Location"] == "/contact/sent/"
    run_due()
    assert mail.outbox[0].subject.startswith("Our backs")
