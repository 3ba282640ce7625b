"""Forms that something can be guessed with; all of them count what was wrong."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm, UserCreationForm
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from backcare.people.models import Contributor, User

from . import invitations, second_factor, throttle
from .devices import device_for
from .models import Invitation
from .throttle import Limit, TooMany

WRONG_PASSWORD = _("That is not your password.")
WRONG_CODE = _(
    "That code is not right, or was used before. The app shows a new one every 30 seconds; the "
    "clock of the phone must be right."
)


class Counted:
    """A form whose tries are counted. ``wait``: seconds until the next one, 0 for none."""

    wait = 0

    def try_out(self, limits: Sequence[Limit], judge: Callable[[], Any]) -> None:
        """Have ``judge`` decide, unless there were too many tries; it raises ValidationError."""
        try:
            throttle.take(limits)
        except TooMany as error:
            self.wait = error.seconds
            raise ValidationError(error.sentence, code="too_many") from None
        judge()
        throttle.give_back(limits)


class SignInForm(Counted, AdminAuthenticationForm):
    """Name and password. Whether there is such a name cannot be told from what it answers."""

    def clean(self) -> dict[str, Any]:
        name = self.cleaned_data.get("username")
        if name and self.cleaned_data.get("password"):
            self.try_out(self._limits(name), super().clean)
        return self.cleaned_data

    def _limits(self, name: str) -> list[Limit]:
        assert self.request is not None  # The view has made the form with it.  # noqa: S101
        known = device_for(self.request, name)
        if known is not None:
            return [throttle.by_device(known.token_hash)]
        return [throttle.by_account(name), throttle.by_network(self.request)]


def code_field() -> forms.CharField:
    """A field for a code of the app, or a recovery code: digits, both."""
    return forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "vTextField"}
        ),
    )


def password_field() -> forms.CharField:
    """A field for the password that one has."""
    return forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(
            attrs={"autocomplete": "current-password", "class": "vTextField"}
        ),
    )


class CodeForm(Counted, forms.Form):
    """The code, after the password."""

    code = code_field()

    def __init__(self, request: HttpRequest, user: User, *args: Any, **kwargs: Any) -> None:
        self.request = request
        self.user = user
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _(
            "Six digits from your app, or one of your recovery codes."
        )
        self.fields["code"].widget.attrs["autofocus"] = True

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        self.try_out(self._limits(), lambda: self._judge(code))
        return code

    def _judge(self, code: str) -> None:
        if not second_factor.is_right(self.user, code):
            raise ValidationError(WRONG_CODE, code="wrong")

    def _limits(self) -> list[Limit]:
        known = device_for(self.request, self.user.get_username())
        if known is not None:
            this = throttle.by_user("code.device", known.pk)
            return [this, throttle.by_known_browsers(self.user.pk)]
        return [throttle.by_user("code", self.user.pk), throttle.by_network(self.request)]


class PasswordForm(Counted, forms.Form):
    """The password of who is signed in, before something that a borrowed desk must not do."""

    password = password_field()

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]

        def judge() -> None:
            if not self.user.check_password(password):
                raise ValidationError(WRONG_PASSWORD, code="wrong")

        self.try_out([throttle.by_user("password", self.user.pk)], judge)
        return password


class PasswordAndCodeForm(PasswordForm):
    """Both factors of who is signed in."""

    code = code_field()

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.errors:
            try:
                self.try_out([throttle.by_user("code", self.user.pk)], self.judge)
            except ValidationError as error:
                self.add_error("code", error)
        return data

    def judge(self) -> None:
        """Raise ValidationError when the code is wrong."""
        if not second_factor.is_right(self.user, self.cleaned_data["code"]):
            raise ValidationError(WRONG_CODE, code="wrong")


class SetUpForm(PasswordAndCodeForm):
    """The password and the first code of the app. ``codes``: the recovery codes afterwards."""

    codes: list[str] | None = None

    def judge(self) -> None:
        self.codes = second_factor.confirm(self.user, self.cleaned_data["code"])
        if self.codes is None:
            raise ValidationError(WRONG_CODE, code="wrong")


class EmailForm(PasswordForm):
    """The address that a link for a new password goes to."""

    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "class": "vTextField"}),
    )
    field_order = ["email", "password"]


class ChangePasswordForm(Counted, PasswordChangeForm):
    """The old password and, twice, the new one."""

    def clean_old_password(self) -> str:
        self.try_out([throttle.by_user("password", self.user.pk)], super().clean_old_password)
        old: str = self.cleaned_data["old_password"]
        return old


class AskForResetForm(Counted, forms.Form):
    """The address of an account whose password was forgotten."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "class": "vTextField"}),
    )

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.request = request
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if "email" in data:
            # Each one counts, whoever has the address: they all would send mail.
            limits = [throttle.by_mail(data["email"]), throttle.by_network(self.request)]
            try:
                throttle.take(limits)
            except TooMany as error:
                self.wait = error.seconds
                raise ValidationError(error.sentence, code="too_many") from None
        return data


class NewPasswordForm(SetPasswordForm):
    """The new password, twice, for who comes with a link."""


class AcceptForm(UserCreationForm):
    """Name and password of the account that an invitation is for."""

    class Meta(UserCreationForm.Meta):
        model = User
        fields = ("username",)


class RoleChoices(forms.ModelMultipleChoiceField):
    """Roles to tick."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class InvitationForm(forms.ModelForm):
    """Whom to invite. ``inviter`` is set by the admin: what can be chosen is what they may give."""

    inviter: User

    roles = RoleChoices(queryset=Group.objects.none(), label=_("Roles"))

    class Meta:
        model = Invitation
        fields = ["name", "email", "roles", "contributor"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._field("roles").queryset = invitations.roles_to_give(self.inviter)
        self._field("contributor").queryset = free_contributors()
        self.fields["email"].required = True
        self.fields["name"].widget.attrs["autocomplete"] = "off"
        self.fields["email"].widget.attrs["autocomplete"] = "off"

    def _field(self, name: str) -> forms.ModelChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - it says so above
        return field


def free_contributors() -> QuerySet[Contributor]:
    """Those whom nobody signs in for yet."""
    return Contributor.objects.filter(user=None)
