"""A new password for who has forgotten theirs."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.views import PasswordResetConfirmView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect

from backcare.accounts import devices, resetting
from backcare.accounts.forms import AskForResetForm, NewPasswordForm
from backcare.jobs.mail import mail_is_delivered
from backcare.people.models import User

from .pages import answer


@never_cache
@csrf_protect
def ask_for_reset(request: HttpRequest) -> HttpResponse:
    """The form for the address; the answer is the same whether there is such an account."""
    form = AskForResetForm(request, request.POST or None)
    if request.method == "POST" and mail_is_delivered() and form.is_valid():
        resetting.ask(form.cleaned_data["email"])
        return redirect("admin:password_reset_sent")
    return answer(
        request,
        "ask_for_reset",
        _("A new password"),
        form=form,
        is_mailed=mail_is_delivered(),
    )


@never_cache
def reset_sent(request: HttpRequest) -> HttpResponse:
    """What happens now, if there is such an account."""
    return answer(request, "reset_sent", _("Look into your mail"), hours=resetting.HOURS)


class SetNewPassword(PasswordResetConfirmView):
    """The new password, for who comes with a link.

    Django takes the token out of the address into the session at once, so that no page that is
    shown has it in its address.
    """

    form_class = NewPasswordForm
    success_url = reverse_lazy("admin:login")
    template_name = "accounts/new_password.html"
    token_generator = resetting.reset_tokens
    # The token's place in the address of the form: not one that could be a token.
    reset_url_token = "new"  # noqa: S105

    def get_user(self, uidb64: str) -> Any:
        user = super().get_user(uidb64)
        return user if user is not None and user.is_active else None

    def form_valid(self, form: Any) -> HttpResponse:
        token = self.request.session.get("_password_reset_token", "")
        with transaction.atomic():
            # Of two that come with one link the second finds it used.
            locked = User.objects.select_for_update().get(pk=form.user.pk)
            if not self.token_generator.check_token(locked, token):
                self.validlink = False
                return self.render_to_response(self.get_context_data(form=None))
            form.user = locked
            response = super().form_valid(form)
        # Whoever has the link is the owner, and may come in although strangers guess.
        devices.set_cookie(response, devices.know(self.request, locked))
        messages.success(self.request, _("Your new password is set. Please sign in with it."))
        return response

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        status = 200 if context.get("validlink") else 410
        return super().render_to_response(context, status=status, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        valid = getattr(self, "validlink", False)
        return {
            **super().get_context_data(**kwargs),
            **admin.site.each_context(self.request),
            "title": _("A new password") if valid else _("This link cannot be used"),
            "subtitle": None,
        }


def with_token(request: HttpRequest, **kwargs: str) -> HttpResponseBase:
    """The view of a link."""
    return SetNewPassword.as_view()(request, **kwargs)
