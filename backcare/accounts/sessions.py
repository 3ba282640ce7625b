"""Sessions of the desk: begun after the last factor, and kept by who changes their own account."""

from django.contrib.auth import SESSION_KEY, login, update_session_auth_hash
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from backcare.people.models import User

from . import devices, throttle
from .models import Device
from .second_factor import end_sessions

WAITING = "signing_in"  # who has given the password, and not yet the code
PATIENCE = 10 * 60  # seconds from the password to the code


def begin(request: HttpRequest, user: User, to: str) -> HttpResponseBase:
    """Sign ``user`` in under a new session id and go on to ``to``, which must be of this site."""
    was_signed_in = SESSION_KEY in request.session
    login(request, user)
    if was_signed_in:  # Django has made a new one otherwise.
        request.session.cycle_key()
    request.session.pop(WAITING, None)
    known = devices.know(request, user)
    request.session[devices.SESSION_KEY] = known.device.pk
    throttle.forgive(
        [
            throttle.by_account(user.get_username()),
            throttle.by_user("code", user.pk),
            throttle.by_user("password", user.pk),
        ]
    )
    response = redirect(to)
    devices.set_cookie(response, known)
    return response


def wait_for_code(request: HttpRequest, user: User, to: str) -> None:
    """Note that the password was right; ``to`` is where to go after the code."""
    request.session[WAITING] = {
        "user": user.pk,
        "hash": user.get_session_auth_hash(),
        "since": int(timezone.now().timestamp()),
        "to": to,
    }
    request.session.cycle_key()


def waiting_for_code(request: HttpRequest) -> tuple[User, str] | None:
    """Who has given the password, and where they go after the code.

    None when that was too long ago, or the account has changed since.
    """
    noted = request.session.get(WAITING)
    if not noted or timezone.now().timestamp() - noted["since"] > PATIENCE:
        return None
    user = User.objects.filter(pk=noted["user"], is_active=True, is_staff=True).first()
    if user is None or user.get_session_auth_hash() != noted["hash"]:
        return None
    return user, noted["to"]


def keep(request: HttpRequest, user: User) -> None:
    """Keep the session of the request, under a new id, through a change of its own account."""
    user.refresh_from_db()
    update_session_auth_hash(request, user)


def sign_out_everywhere(request: HttpRequest, user: User) -> None:
    """End all other sessions of ``user``, and forget all other browsers."""
    end_sessions(user)
    devices.forget(others_of(request, user))
    keep(request, user)


def others_of(request: HttpRequest, user: User) -> QuerySet[Device]:
    """The browsers of ``user``, save the one of this session."""
    this = request.session.get(devices.SESSION_KEY)
    theirs = Device.objects.filter(user=user)
    return theirs if this is None else theirs.exclude(pk=this)
