"""Name and password: who gets in, what is said to others, and how often they may try."""

import itertools
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django.urls import reverse

from backcare.accounts.forms import SignInForm
from backcare.accounts.models import Device, Failures

from .conftest import NEW_PASSWORD, PASSWORD, app_of, is_in, set_up, sign_in

pytestmark = pytest.mark.django_db


def test_the_right_password_opens_the_desk(client, member):
    member(username="edith")
    response = sign_in(client, "edith")
    assert response.status_code == 302
    assert response["Location"] == reverse("admin:index")
    assert is_in(client)


def test_a_wrong_password_is_answered_with_the_form_and_the_name(client, member):
    member(username="edith")
    response = sign_in(client, "edith", "wrong")
    assert response.status_code == 200
    assert b'value="edith"' in response.content
    assert b"wrong" not in response.content
    assert not is_in(client)


@pytest.mark.parametrize("fields", [{"is_active": False}, {"is_staff": False}])
def test_whoever_may_not_enter_is_told_what_a_stranger_is_told(client, member, fields):
    user = member(username="edith")
    for name, value in fields.items():
        setattr(user, name, value)
    user.save()
    known = sign_in(client, "edith")
    unknown = sign_in(Client(), "tomas")
    assert str(known.context["form"].errors) == str(unknown.context["form"].errors)
    assert not is_in(client)


# A1 ----------------------------------------------------------------------------------------------


def test_a_thousand_passwords_from_changing_addresses_are_throttled(member, monkeypatch, rf):
    member(username="edith")
    judged = []
    monkeypatch.setattr(
        "django.contrib.auth.base_user.check_password", lambda *a, **k: bool(judged.append(1))
    )
    forms = []
    for n in range(1000):
        request = rf.post(
            reverse("admin:login"),
            REMOTE_ADDR=f"198.51.{n // 250}.{n % 250}",
            headers={"X-Forwarded-For": f"203.0.{n // 250}.{n % 250}"},
        )
        forms.append(SignInForm(request, {"username": "edith", "password": f"guess {n}"}))
        assert not forms[-1].is_valid()
    # Five are free; the sixth is judged, too, and begins the delay.
    assert [bool(form.wait) for form in forms] == [False] * 6 + [True] * 994
    assert len(judged) == 6


def test_the_refusal_says_how_long_keeps_the_name_and_judges_nothing(client, member):
    member(username="edith")
    for _ in range(6):
        sign_in(client, "edith", "wrong")
    refused = sign_in(client, "edith", PASSWORD)  # Even the right one.
    assert refused.status_code == 429
    assert refused["Retry-After"] == "1"
    assert "Please wait 1 second, then try again." in refused.content.decode()
    assert b'value="edith"' in refused.content
    assert not is_in(client)


def test_one_network_that_tries_many_names_is_throttled(member):
    member(username="edith")
    spray = Client(REMOTE_ADDR="2001:db8:1:2::1")
    answers = [sign_in(spray, f"name-{n}", "Summer2026!").status_code for n in range(25)]
    assert answers == [200] * 21 + [429] * 4
    other = Client(REMOTE_ADDR="2001:db8:1:2:3::9")  # The same /64.
    assert sign_in(other, "edith").status_code == 429
    assert sign_in(Client(REMOTE_ADDR="2001:db8:9::1"), "edith").status_code == 302


def test_the_owner_gets_in_with_a_browser_that_is_known(client, member):
    member(username="edith")
    sign_in(client, "edith")
    client.post(reverse("admin:logout"))
    for n in range(20):
        sign_in(Client(REMOTE_ADDR=f"198.51.100.{n}"), "edith", "wrong")
    assert sign_in(Client(REMOTE_ADDR="192.0.2.1"), "edith").status_code == 429
    assert sign_in(client, "edith").status_code == 302
    assert is_in(client)


def test_a_known_browser_has_a_limit_of_its_own(client, member):
    member(username="edith")
    sign_in(client, "edith")
    client.post(reverse("admin:logout"))
    answers = [sign_in(client, "edith", f"guess {n}").status_code for n in range(20)]
    assert answers == [200] * 11 + [429] * 9


def test_a_browser_is_known_for_who_signed_in_there_only(client, member):
    member(username="edith")
    member(username="mallory")
    sign_in(client, "mallory")
    client.post(reverse("admin:logout"))
    for n in range(20):
        sign_in(Client(REMOTE_ADDR=f"198.51.100.{n}"), "edith", "wrong")
    assert sign_in(client, "edith").status_code == 429


def test_who_waits_gets_in(client, member, clock):
    member(username="edith")
    for _ in range(10):
        clock.shift(timedelta(minutes=16))
        sign_in(client, "edith", "wrong")
    clock.shift(timedelta(minutes=16))
    assert sign_in(client, "edith").status_code == 302


def test_own_sign_ins_do_not_wash_away_guesses_at_others(member, clock):
    """Neither the network's count nor anybody else's is forgiven by a password that is right."""
    member(username="edith")
    member(username="mallory")
    client = Client()
    for _ in range(6):
        sign_in(client, "edith", "wrong")
        sign_in(client, "mallory")
        client.post(reverse("admin:logout"))
    assert sign_in(client, "edith").status_code == 429
    network = Failures.objects.order_by("count").last()
    assert network.count == 6


# A2 ----------------------------------------------------------------------------------------------


def test_known_and_unknown_names_cannot_be_told_apart(member):
    member(username="edith")
    for attempt in range(9):
        seen = []
        for name in ("edith", "tomas"):
            client = Client(REMOTE_ADDR=f"198.51.100.{attempt}")
            response = sign_in(client, name, "wrong")
            page = response.content.decode().replace(name, "NAME")
            token = response.context["csrf_token"]
            seen.append(
                (
                    response.status_code,
                    response.headers.get("Retry-After"),
                    page.replace(str(token), "TOKEN"),
                )
            )
        assert seen[0] == seen[1]


def test_a_password_is_hashed_for_an_unknown_name_too(client, member, monkeypatch):
    """Django hashes once for a name that there is not; a throttled try hashes for neither."""
    member(username="edith")
    counts = []
    for name in ("edith", "tomas"):
        hashed = []
        real = MD5PasswordHasher.encode
        monkeypatch.setattr(
            MD5PasswordHasher,
            "encode",
            lambda self, *a, real=real, hashed=hashed, **k: hashed.append(1) or real(self, *a, **k),
        )
        for _ in range(8):
            sign_in(Client(), name, "wrong")
        monkeypatch.undo()
        counts.append(len(hashed))
    assert counts == [6, 6]


# A4 and the cookies ------------------------------------------------------------------------------


def test_a_session_has_a_new_id_after_signing_in(client, member):
    member(username="edith")
    session = client.session
    session["planted"] = "1"
    session.save()
    client.cookies["session"] = before = session.session_key
    sign_in(client, "edith")
    first = client.cookies["session"].value
    assert first != before
    sign_in(client, "edith")  # The same person, once more.
    assert client.cookies["session"].value not in {first, before}


def test_a_session_has_a_new_id_between_password_and_code(client, member):
    user = member(username="edith")
    app, _codes = set_up(user)
    session = client.session
    session["planted"] = "1"
    session.save()
    client.cookies["session"] = before = session.session_key
    sign_in(client, "edith")
    between = client.cookies["session"].value
    client.post(reverse("admin:login_code"), {"code": app(1)})
    assert len({before, between, client.cookies["session"].value}) == 3


def test_the_cookie_of_a_known_browser_is_kept_from_scripts_and_other_sites(client, member):
    member(username="edith")
    cookie = sign_in(client, "edith").cookies["device"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/"
    assert not cookie["domain"]
    assert cookie["max-age"] == 180 * 24 * 3600


def test_a_forged_or_changed_cookie_is_none(client, member):
    member(username="edith")
    value = sign_in(client, "edith").cookies["device"].value
    client.post(reverse("admin:logout"))
    for n in range(20):
        sign_in(Client(REMOTE_ADDR=f"198.51.100.{n}"), "edith", "wrong")
    for forged in ("x", value[:-1], f"x{value}", value.replace(":", " x:"), "a" * 5000, ":"):
        other = Client()
        other.cookies["device"] = forged
        assert sign_in(other, "edith").status_code == 429, forged


def test_a_cookie_that_was_planted_is_good_for_nobody(member):
    """Each sign-in gives a new token, so that none that somebody else has becomes a known one."""
    member(username="edith")
    member(username="mallory")
    attacker, victim = Client(), Client()
    planted = sign_in(attacker, "mallory").cookies["device"].value
    victim.cookies["device"] = planted
    sign_in(victim, "edith")
    for n in range(20):
        sign_in(Client(REMOTE_ADDR=f"198.51.100.{n}"), "edith", "wrong")
    stranger = Client()
    stranger.cookies["device"] = planted
    assert sign_in(stranger, "edith").status_code == 429


def test_several_people_share_a_browser(client, member):
    names = [member().username for _ in range(3)]
    for name in names:
        sign_in(client, name)
        client.post(reverse("admin:logout"))
    for name, n in itertools.product(names, range(7)):
        sign_in(Client(REMOTE_ADDR=f"198.51.100.{n}"), name, "wrong")
    for name in names:
        assert sign_in(client, name).status_code == 302


def test_a_new_password_ends_what_known_browsers_may(client, member):
    user = member(username="edith")
    sign_in(client, "edith")
    user.refresh_from_db()
    user.set_password(NEW_PASSWORD)
    user.save()
    for n in range(20):
        sign_in(Client(REMOTE_ADDR=f"198.51.100.{n}"), "edith", "wrong")
    assert sign_in(client, "edith", NEW_PASSWORD).status_code == 429


def test_a_browser_is_one_row_however_often_one_signs_in(client, member):
    member(username="edith")
    for _ in range(3):
        sign_in(client, "edith", headers={"User-Agent": "X11; Linux Firefox/140.0"})
        client.post(reverse("admin:logout"))
    assert Device.objects.get().name == "Firefox on Linux"


# R1 ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "evil",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "javascript:alert(1)",
        "http:///evil.example",
        "https:evil.example",
        " //evil.example",
        "\x08//evil.example",
    ],
)
@pytest.mark.parametrize("with_code", [False, True])
def test_next_never_leads_off_the_site(client, member, evil, with_code):
    user = member(username="edith")
    app = set_up(user)[0] if with_code else app_of(user)
    response = sign_in(client, "edith", next=evil)
    if with_code:
        assert response["Location"] == reverse("admin:login_code")
        response = client.post(reverse("admin:login_code"), {"code": app(1), "next": evil})
    assert response["Location"] == reverse("admin:index")


@pytest.mark.parametrize("with_code", [False, True])
def test_next_leads_on_within_the_site(client, member, with_code):
    user = member(username="edith")
    app = set_up(user)[0] if with_code else app_of(user)
    response = sign_in(client, "edith", next="/admin/articles/article/?q=pain")
    if with_code:
        response = client.post(reverse("admin:login_code"), {"code": app(1)})
    assert response["Location"] == "/admin/articles/article/?q=pain"
