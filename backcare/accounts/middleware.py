"""What a session of the desk must pass with each request."""

from collections.abc import Callable
from datetime import timedelta

from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from backcare.http.errors import busy
from backcare.http.middleware import is_busy
from backcare.people.models import User

from .devices import SESSION_KEY
from .models import Device
from .second_factor import must_set_up

Handler = Callable[[HttpRequest], HttpResponse]

# How exactly it is known when somebody was last seen; each step writes a row.
SEEN_EVERY = timedelta(minutes=15)
# What can be done before a second factor that is required is set up. What Django's pages need of
# themselves (words for scripts) is among it.
OPEN = ("admin:login", "admin:logout", "admin:second_factor", "admin:jsi18n")


def guard_the_desk(get_response: Handler) -> Handler:
    """End sessions whose browser was forgotten; lead whoever must have a second factor to it.

    Public pages pass untouched: not even the session is looked at.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(reverse("admin:index")):
            return get_response(request)
        try:
            elsewhere = _elsewhere(request)
        except DatabaseError as error:
            if is_busy(error):
                return busy(request)
            raise
        return elsewhere or get_response(request)

    return middleware


def _elsewhere(request: HttpRequest) -> HttpResponse | None:
    """Where the request is sent instead; None when it may go on."""
    user = request.user
    if not isinstance(user, User) or not user.is_authenticated:
        return None
    if not _is_known(request, user):
        logout(request)
        if request.path == reverse("admin:login"):
            return None
        return redirect_to_login(request.get_full_path(), reverse("admin:login"))
    if request.path not in {reverse(name) for name in OPEN} and must_set_up(user):
        return redirect("admin:second_factor")
    return None


def _is_known(request: HttpRequest, user: User) -> bool:
    """Whether the browser that the session was begun with was not forgotten since."""
    pk = request.session.get(SESSION_KEY)
    if pk is None:  # Begun by a program, for example a test.
        return True
    seen_at = Device.objects.filter(pk=pk, user=user).values_list("seen_at", flat=True).first()
    if seen_at is None:
        return False
    if seen_at < timezone.now() - SEEN_EVERY:
        _see(pk)
    return True


def _see(pk: int) -> None:
    try:
        Device.objects.filter(pk=pk).update(seen_at=timezone.now())
    except DatabaseError as error:
        if not is_busy(error):  # Nobody waits for a page because of this.
            raise
