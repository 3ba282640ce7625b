"""Setting up the second factor, turning it off, new recovery codes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from backcare.accounts import second_factor, sessions
from backcare.accounts.forms import PasswordAndCodeForm, SetUpForm
from backcare.people.models import User

from .account import user_of
from .pages import answer


@sensitive_post_parameters()
def set_up(request: HttpRequest) -> HttpResponse:
    """The secret as a picture and as text, until a code shows that an app has it."""
    user = user_of(request)
    if second_factor.has_second_factor(user):
        return redirect("admin:account")
    form = SetUpForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        sessions.keep(request, user)
        return _codes(request, user, form.codes or [])
    device = second_factor.begin(user)
    url = second_factor.app_url(device)
    return answer(
        request,
        "second_factor",
        _("Set up your second factor"),
        form=form,
        account=user,
        is_required=second_factor.requires_second_factor(user),
        picture=second_factor.qr_svg(url),
        app_url=url,
        secret=second_factor.in_groups(second_factor.secret_of(device)),
    )


@sensitive_post_parameters()
def turn_off(request: HttpRequest) -> HttpResponse:
    """Remove the second factor; needs it once more."""
    user = user_of(request)
    if not second_factor.has_second_factor(user):
        return redirect("admin:account")
    form = PasswordAndCodeForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        second_factor.remove(user)
        sessions.keep(request, user)
        messages.success(request, _("Your second factor is turned off."))
        return redirect("admin:account")
    return answer(
        request,
        "turn_off",
        _("Turn off your second factor"),
        form=form,
        account=user,
        is_required=second_factor.requires_second_factor(user),
    )


@sensitive_post_parameters()
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Ten new recovery codes in place of the old ones."""
    user = user_of(request)
    if not second_factor.has_second_factor(user):
        return redirect("admin:account")
    form = PasswordAndCodeForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _codes(request, user, second_factor.new_recovery_codes(user))
    return answer(request, "new_codes", _("New recovery codes"), form=form, account=user)


def _codes(request: HttpRequest, user: User, codes: list[str]) -> HttpResponse:
    """The codes, this once: they are stored nowhere, not even in the session."""
    return answer(request, "codes", _("Your recovery codes"), codes=codes, account=user)
