"""The addresses of the way in, all of them below those of the desk and in its namespace."""

from django.contrib.admin import AdminSite
from django.urls import URLPattern, path

from .views import account, invitation, resetting, second_factor, signing_in


def desk_urls(desk: AdminSite) -> list[URLPattern]:
    """What the desk adds to Django's own addresses. The first five need no account."""
    view = desk.admin_view
    return [
        path("login/code/", signing_in.sign_in_code, name="login_code"),
        path("password-reset/", resetting.ask_for_reset, name="password_reset"),
        path("password-reset/sent/", resetting.reset_sent, name="password_reset_sent"),
        path(
            "password-reset/<uidb64>/<token>/",
            resetting.with_token,
            name="password_reset_confirm",
        ),
        path("invitation/<token>/", invitation.accept_invitation, name="invitation"),
        path("account/", view(account.account), name="account"),
        path("account/email/", view(account.change_email), name="change_email"),
        path(
            "account/sign-out-everywhere/",
            view(account.sign_out_everywhere),
            name="sign_out_everywhere",
        ),
        path(
            "account/browsers/<int:pk>/forget/", view(account.forget_device), name="forget_device"
        ),
        path("account/second-factor/", view(second_factor.set_up), name="second_factor"),
        path("account/second-factor/off/", view(second_factor.turn_off), name="second_factor_off"),
        path("account/recovery-codes/", view(second_factor.recovery_codes), name="recovery_codes"),
    ]
