"""“Your account”: what people of the desk can do for themselves."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from backcare.accounts import devices, second_factor, sessions
from backcare.accounts.forms import ChangePasswordForm, EmailForm
from backcare.accounts.models import Device
from backcare.people.models import User
from backcare.people.requests import signed_in

from .pages import answer


def user_of(request: HttpRequest) -> User:
    """Who is signed in: the desk lets nobody else in."""
    return User.objects.get(pk=signed_in(request).pk)


def account(request: HttpRequest) -> HttpResponse:
    """Everything at a glance, with the ways to change it."""
    user = user_of(request)
    return answer(
        request,
        "account",
        _("Your account"),
        account=user,
        roles=user.groups.order_by("name"),
        has_second_factor=second_factor.has_second_factor(user),
        requires_second_factor=second_factor.requires_second_factor(user),
        codes_left=user.recovery_codes.count(),
        devices=Device.objects.filter(user=user),
        this_device=request.session.get(devices.SESSION_KEY),
    )


@sensitive_post_parameters()
def change_password(request: HttpRequest) -> HttpResponse:
    """A new password. It ends all other sessions, and this one goes on."""
    user = user_of(request)
    form = ChangePasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        devices.forget(sessions.others_of(request, user))
        sessions.keep(request, user)
        response = redirect("admin:account")
        known = devices.know(request, user)
        # Whoever signed in by a program has no browser yet.
        request.session[devices.SESSION_KEY] = known.device.pk
        devices.set_cookie(response, known)
        messages.success(
            request, _("Your password is changed. You are signed out everywhere else.")
        )
        return response
    return answer(request, "password", _("Change your password"), form=form, account=user)


@sensitive_post_parameters("password")
def change_email(request: HttpRequest) -> HttpResponse:
    """Where a link for a new password goes."""
    user = user_of(request)
    form = EmailForm(user, request.POST or None, initial={"email": user.email})
    if request.method == "POST" and form.is_valid():
        User.objects.filter(pk=user.pk).update(email=form.cleaned_data["email"])
        messages.success(request, _("Your e-mail address is changed."))
        return redirect("admin:account")
    return answer(request, "email", _("Change your e-mail address"), form=form, account=user)


@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponseBase:
    """End all sessions but this one, and forget all browsers but this one."""
    sessions.sign_out_everywhere(request, user_of(request))
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("admin:account")


@require_POST
def forget_device(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Forget one browser, and end its sessions."""
    device = get_object_or_404(Device, pk=pk, user=user_of(request))
    device.delete()
    messages.success(request, _("%s is forgotten and signed out.") % device.name)
    return redirect("admin:account")
