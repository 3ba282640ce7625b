"""Signing in: the password, then the code where there is a second factor."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters

from backcare.accounts import second_factor, sessions
from backcare.accounts.forms import CodeForm, SignInForm
from backcare.people.models import User

from .pages import answer


class SignIn(LoginView):
    """Name and password."""

    authentication_form = SignInForm
    template_name = "admin/login.html"

    def get_default_redirect_url(self) -> str:
        return reverse("admin:index")

    def form_valid(self, form: Any) -> HttpResponse:
        user: User = form.get_user()
        to = self.get_success_url()  # Never off the site: Django sees to that.
        if not second_factor.has_second_factor(user):
            return sessions.begin(self.request, user, to)  # type: ignore[return-value]
        sessions.wait_for_code(self.request, user, to)
        return redirect("admin:login_code")

    def form_invalid(self, form: Any) -> HttpResponse:
        response = super().form_invalid(form)
        if form.wait:
            response.status_code = 429
            response["Retry-After"] = str(form.wait)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            **admin.site.each_context(self.request),
            "title": _("Log in"),
            "subtitle": None,
        }


@never_cache
@csrf_protect
@sensitive_post_parameters("code")
def sign_in_code(request: HttpRequest) -> HttpResponseBase:
    """The code, for whoever has just given the password."""
    waiting = sessions.waiting_for_code(request)
    if waiting is None:
        return redirect("admin:login")
    user, to = waiting
    form = CodeForm(request, user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        return sessions.begin(request, user, to)
    return answer(request, "code", _("Your code"), form=form)
