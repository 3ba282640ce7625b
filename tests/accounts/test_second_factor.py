"""The second factor: set up, asked for, used once, lost, and required."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from backcare.accounts import devices, second_factor
from backcare.accounts.forms import CodeForm
from backcare.accounts.models import GroupRule, RecoveryCode

from .conftest import PASSWORD, app_of, is_in, set_up, sign_in

pytestmark = pytest.mark.django_db

CODE = "admin:login_code"


def give_code(client, code):
    return client.post(reverse(CODE), {"code": code})


# Set up ------------------------------------------------------------------------------------------


def test_it_is_set_up_by_a_code_of_the_app(client, member):
    user = member(username="edith")
    sign_in(client, "edith")
    page = client.get(reverse("admin:second_factor"))
    secret = second_factor.in_groups(second_factor.secret_of(second_factor.begin(user)))
    assert secret in page.content.decode()
    assert b"<svg" in page.content
    assert b"style=" not in page.content

    data = {"password": PASSWORD, "code": app_of(user)()}
    shown = client.post(reverse("admin:second_factor"), data)

    assert len(shown.context["codes"]) == 10
    assert all(code in shown.content.decode() for code in shown.context["codes"])
    assert "no-store" in shown["Cache-Control"]
    assert second_factor.has_second_factor(user)
    assert is_in(client)
    # They are seen this once.
    for url in ("admin:second_factor", "admin:account"):
        later = client.get(reverse(url), follow=True).content.decode()
        assert not any(code in later for code in shown.context["codes"])


def test_other_sessions_end_when_it_is_set_up(client, member):
    user = member(username="edith")
    other = Client()
    sign_in(client, "edith")
    sign_in(other, "edith")
    data = {"password": PASSWORD, "code": app_of(user)()}
    client.post(reverse("admin:second_factor"), data)
    assert is_in(client)
    assert not is_in(other)


@pytest.mark.parametrize("wrong", [{"password": "wrong"}, {"code": "000000"}, {"code": "12345"}])
def test_it_is_not_set_up_without_password_and_code(client, member, wrong):
    user = member(username="edith")
    sign_in(client, "edith")
    data = {"password": PASSWORD, "code": app_of(user)()} | wrong
    page = client.post(reverse("admin:second_factor"), data)
    assert page.context["form"].errors
    assert not second_factor.has_second_factor(user)
    assert not RecoveryCode.objects.exists()


def test_the_secret_stays_the_same_until_it_is_confirmed(member):
    user = member()
    assert second_factor.begin(user).key == second_factor.begin(user).key


def test_the_address_for_the_app_says_whose_and_of_which_site(member):
    device = second_factor.begin(member(username="edith@desk"))
    url = second_factor.app_url(device)
    assert url.startswith("otpauth://totp/")
    assert "edith%40desk?secret=" in url
    assert "+" not in url


# Asked for ---------------------------------------------------------------------------------------


def test_the_password_alone_does_not_open_the_desk(client, member):
    app, _codes = set_up(member(username="edith"))
    response = sign_in(client, "edith")
    assert response["Location"] == reverse(CODE)
    assert not is_in(client)
    assert "device" not in client.cookies
    assert give_code(client, "000000").status_code == 200
    assert not is_in(client)
    assert give_code(client, f" {app(1)[:3]} {app(1)[3:]} ").status_code == 302
    assert is_in(client)


@pytest.mark.parametrize("code", ["", "abcdef", "１２３４５６", "-1", "1e5", "9" * 40, "9" * 400])
def test_what_is_no_code_is_refused(client, member, code):
    set_up(member(username="edith"))
    sign_in(client, "edith")
    assert give_code(client, code).status_code == 200
    assert not is_in(client)


def test_a_code_is_good_once(client, member, clock):
    app, _codes = set_up(member(username="edith"))
    clock.shift(60)
    code = app()
    for number, expected in enumerate((302, 200)):
        other = Client()
        sign_in(other, "edith")
        assert give_code(other, code).status_code == expected, number


def test_the_code_that_set_it_up_is_used(client, member):
    app, _codes = set_up(member(username="edith"))
    sign_in(client, "edith")
    assert give_code(client, app()).status_code == 200


def test_an_old_code_is_none(client, member, clock):
    app, _codes = set_up(member(username="edith"))
    clock.shift(60)
    old = app()
    clock.shift(90)
    sign_in(client, "edith")
    assert give_code(client, old).status_code == 200


def test_a_recovery_code_opens_the_desk_once(client, member):
    _app, codes = set_up(member(username="edith"))
    sign_in(client, "edith")
    assert give_code(client, codes[3]).status_code == 302
    assert is_in(client)
    other = Client()
    sign_in(other, "edith")
    assert give_code(other, codes[3].replace(" ", "")).status_code == 200
    assert give_code(other, codes[4].replace(" ", "-")).status_code == 302
    assert RecoveryCode.objects.count() == 8


def test_recovery_codes_are_of_one_user(client, member):
    _app, codes = set_up(member(username="mallory"))
    set_up(member(username="edith"))
    sign_in(client, "edith")
    assert give_code(client, codes[0]).status_code == 200


def test_recovery_codes_are_stored_as_keyed_hashes(member):
    _app, codes = set_up(member())
    stored = set(RecoveryCode.objects.values_list("code_hash", flat=True))
    assert len(stored) == 10
    assert not any(code.replace(" ", "") in value for code in codes for value in stored)


def test_a_recovery_code_at_one_instant_is_good_once(for_threads, member):
    user = member(None)
    _app, codes = set_up(user)

    def one(_number):
        try:
            return second_factor.is_right(user, codes[0])
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(8))) == 1


def test_a_code_at_one_instant_is_good_once(for_threads, member):
    user = member(None)
    app, _codes = set_up(user)
    code = app(1)

    def one(_number):
        try:
            return second_factor.is_right(user, code)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(8))) == 1


def test_codes_are_throttled_from_changing_addresses(member, clock):
    app, codes = set_up(member(username="edith"))
    answers = []
    for n in range(20):
        client = Client(REMOTE_ADDR=f"198.51.100.{n}")
        sign_in(client, "edith")
        answers.append(give_code(client, f"{n:06d}").status_code)
    assert answers == [200] * 6 + [429] * 14
    refused = give_code(client, codes[0])
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) >= 1
    clock.shift(timedelta(minutes=16))
    sign_in(client, "edith")
    assert give_code(client, app()).status_code == 302


def test_the_owner_gives_the_code_in_a_known_browser_while_strangers_guess(client, member, clock):
    app, _codes = set_up(member(username="edith"))
    sign_in(client, "edith")
    give_code(client, app(1))
    client.post(reverse("admin:logout"))
    for n in range(10):
        other = Client(REMOTE_ADDR=f"198.51.100.{n}")
        sign_in(other, "edith")
        give_code(other, "000000")
    clock.shift(60)
    sign_in(client, "edith")
    assert give_code(client, app(1)).status_code == 302


def test_the_code_is_asked_for_soon_after_the_password_only(client, member, clock):
    app, _codes = set_up(member(username="edith"))
    sign_in(client, "edith")
    clock.shift(timedelta(minutes=11))
    assert give_code(client, app())["Location"] == reverse("admin:login")
    assert not is_in(client)


def test_nobody_gives_a_code_without_a_password(client, member):
    set_up(member(username="edith"))
    assert client.get(reverse(CODE))["Location"] == reverse("admin:login")
    assert give_code(client, "000000")["Location"] == reverse("admin:login")


@pytest.mark.parametrize(
    "change", [{"is_active": False}, {"is_staff": False}, {"password": "x"}], ids=str
)
def test_a_change_of_the_account_voids_the_password_that_was_given(client, member, change):
    user = member(username="edith")
    app, _codes = set_up(user)
    sign_in(client, "edith")
    type(user).objects.filter(pk=user.pk).update(**change)
    assert give_code(client, app(1))["Location"] == reverse("admin:login")


# Turned off, new codes ---------------------------------------------------------------------------


def signed_in_with_app(client, user):
    app, codes = set_up(user)
    sign_in(client, user.username)
    give_code(client, codes[0])
    assert is_in(client)
    return app, codes


@pytest.mark.parametrize("name", ["admin:second_factor_off", "admin:recovery_codes"])
def test_password_and_code_are_needed_to_change_it(client, member, name):
    user = member()
    app, codes = signed_in_with_app(client, user)
    for data in ({"password": PASSWORD}, {"password": "x", "code": app(1)}, {"code": codes[1]}):
        assert client.post(reverse(name), data).context["form"].errors
    assert second_factor.has_second_factor(user)
    assert RecoveryCode.objects.count() == 9


def test_it_is_turned_off(client, member):
    user = member()
    _app, codes = signed_in_with_app(client, user)
    other = Client()
    sign_in(other, user.username)
    give_code(other, codes[1])
    data = {"password": PASSWORD, "code": codes[2]}
    client.post(reverse("admin:second_factor_off"), data)
    assert not TOTPDevice.objects.exists()
    assert not RecoveryCode.objects.exists()
    assert is_in(client)
    assert not is_in(other)


def test_new_recovery_codes_void_the_old_ones(client, member):
    user = member()
    app, codes = signed_in_with_app(client, user)
    page = client.post(reverse("admin:recovery_codes"), {"password": PASSWORD, "code": app(1)})
    assert len(page.context["codes"]) == 10
    assert not second_factor.is_right(user, codes[5])
    assert second_factor.is_right(user, page.context["codes"][0])


def test_password_and_code_of_an_open_desk_cannot_be_guessed(client, member):
    signed_in_with_app(client, member())
    data = {"password": PASSWORD, "code": "000000"}
    answers = [client.post(reverse("admin:second_factor_off"), data).status_code for _ in range(9)]
    assert answers == [200] * 6 + [429] * 3
    data["password"] = "wrong"
    answers = [client.post(reverse("admin:recovery_codes"), data).status_code for _ in range(9)]
    assert answers == [200] * 6 + [429] * 3


# Required ----------------------------------------------------------------------------------------


@pytest.fixture
def required(db):
    return GroupRule.objects.create(
        group=Group.objects.get(name="editor"), requires_second_factor=True
    )


def test_whoever_must_have_it_is_led_to_it_from_every_page_of_the_desk(client, member, required):
    sign_in(client, member().username)
    names = ["index", "account", "password_change", "second_factor_off", "richtext_images"]
    urls = [reverse(f"admin:{name}") for name in names]
    urls += [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}")
        for model in admin.site._registry
        for view in ("changelist", "add")
    ]
    for url in urls:
        for method in (client.get, client.post):
            assert method(url)["Location"] == reverse("admin:second_factor"), url
    assert client.get(reverse("admin:second_factor")).status_code == 200
    assert client.post(reverse("admin:logout")).status_code in {200, 302}


def test_the_desk_is_open_once_it_is_set_up(client, member, required):
    user = member()
    sign_in(client, user.username)
    data = {"password": PASSWORD, "code": app_of(user)()}
    assert client.post(reverse("admin:second_factor"), data).status_code == 200
    assert is_in(client)


def test_other_groups_are_not_asked(client, member, required):
    sign_in(client, member("author").username)
    assert is_in(client)


def test_a_superuser_ticks_it_at_the_group(client, owner):
    client.force_login(owner)
    group = Group.objects.get(name="editor")
    url = reverse("admin:auth_group_change", args=[group.pk])
    data = {
        "name": "editor",
        "permissions": [p.pk for p in group.permissions.all()],
        "rule-TOTAL_FORMS": 1,
        "rule-INITIAL_FORMS": 0,
        "rule-0-requires_second_factor": "on",
        "rule-0-group": group.pk,
    }
    assert client.post(url, data).status_code == 302
    assert group.rule.requires_second_factor


def test_nobody_else_changes_groups(client, member):
    client.force_login(member("editor"))
    for name in ("changelist", "add"):
        assert client.get(reverse(f"admin:auth_group_{name}")).status_code == 403


# Reset -------------------------------------------------------------------------------------------


def test_a_superuser_resets_the_second_factor_of_another(client, owner, member):
    user = member()
    set_up(user)
    client.force_login(owner)
    url = reverse("admin:people_user_reset_second_factor", args=[user.pk])
    assert client.get(url).status_code == 405
    client.post(url)
    assert not second_factor.has_second_factor(user)
    assert LogEntry.objects.get(user=owner).object_id == str(user.pk)


def test_nobody_else_does(client, member):
    user = member()
    set_up(user)
    client.force_login(member())
    url = reverse("admin:people_user_reset_second_factor", args=[user.pk])
    assert client.post(url).status_code == 403
    assert second_factor.has_second_factor(user)


def test_the_owner_of_the_machine_resets_it_by_a_command(member, capsys):
    user = member(username="edith")
    set_up(user)
    call_command("second_factor", reset="edith")
    assert not second_factor.has_second_factor(user)
    call_command("second_factor", reset="edith")
    assert capsys.readouterr().out.endswith("edith has no second factor.\n")
    with pytest.raises(CommandError, match="no account named"):
        call_command("second_factor", reset="tomas")


def test_the_secrets_are_in_no_page_of_the_desk(client, owner):
    set_up(owner)
    assert not admin.site.is_registered(TOTPDevice)
    client.force_login(owner)
    key = second_factor.secret_of(TOTPDevice.objects.get())
    page = client.get(reverse("admin:people_user_change", args=[owner.pk])).content.decode()
    assert key not in page
    assert TOTPDevice.objects.get().key not in page


def test_new_browsers_bring_no_new_tries(member, rf, settings):
    """Whoever reads the owner's mail gets a known browser with each new password."""
    user = member()
    set_up(user)
    tried = 0
    for _browser in range(8):
        request = rf.post("/")
        known = devices.know(rf.get("/"), user)
        request.COOKIES[settings.DEVICE_COOKIE_NAME] = known.cookie
        for _try in range(8):
            form = CodeForm(request, user, {"code": "000000"})
            assert not form.is_valid()
            tried += form.wait == 0
    assert tried == 21
