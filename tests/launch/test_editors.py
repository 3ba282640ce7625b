import io

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import ProgrammingError

from backcare.launch.editors import make_editor
from backcare.launch.management.commands import editor
from backcare.people.models import User

pytestmark = pytest.mark.django_db

PASSWORD = "eleven purple kettles"


def test_an_editor_can_sign_in_to_the_desk(client):
    user = make_editor("edith", PASSWORD)

    assert user.is_staff
    assert not user.is_superuser
    assert [group.name for group in user.groups.all()] == ["editor"]
    assert client.login(username="edith", password=PASSWORD)


@pytest.mark.parametrize(
    ("username", "password", "reason"),
    [
        ("edith", "short", "too short"),
        ("edith.at.the.desk", "edith-at-the-desk", "similar to the username"),
        ("edith", "1234567890", "too short"),
        ("two words", PASSWORD, "Enter a valid username"),
        ("", PASSWORD, "cannot be blank"),
    ],
)
def test_an_unusable_account_is_refused_with_the_reason(username, password, reason):
    with pytest.raises(ValidationError, match=reason):
        make_editor(username, password)
    assert not User.objects.exists()


def test_a_name_is_taken_in_any_case():
    make_editor("edith", PASSWORD)

    with pytest.raises(ValidationError, match="already an account"):
        make_editor("Edith", PASSWORD)


def test_the_command_reads_a_password_from_standard_input(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))

    call_command("editor", username="edith", password_stdin=True)

    assert User.objects.get().check_password(PASSWORD)
    assert capsys.readouterr().out == "edith can sign in at http://testserver/admin/\n"


def test_the_command_asks_again_until_an_answer_is_usable(monkeypatch, capsys):
    make_editor("taken", PASSWORD)
    names = iter(["taken", "edith"])
    passwords = iter(["short", "short", PASSWORD, "a slip of the finger", PASSWORD, PASSWORD])
    monkeypatch.setattr("builtins.input", lambda prompt: next(names))
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(passwords))

    call_command("editor")

    said = capsys.readouterr().err
    assert "already an account named taken" in said
    assert "too short" in said
    assert "differ" in said
    assert User.objects.get(username="edith").check_password(PASSWORD)


def test_the_command_ends_quietly_when_nobody_answers(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(""))

    with pytest.raises(CommandError, match="no account was made"):
        call_command("editor")


def test_without_a_site_the_command_says_how_to_make_one(monkeypatch):
    def no_table(*_):
        raise ProgrammingError

    monkeypatch.setattr(editor.User.objects, "exists", no_table)

    with pytest.raises(CommandError, match="make run"):
        call_command("editor")
