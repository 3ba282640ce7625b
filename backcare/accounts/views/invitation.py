"""The page of an invitation, for somebody who has no account yet."""

from django.db import IntegrityError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters

from backcare.accounts import invitations, sessions
from backcare.accounts.forms import AcceptForm
from backcare.people.models import User

from .pages import answer


@never_cache
@csrf_protect
@sensitive_post_parameters()
def accept_invitation(request: HttpRequest, token: str) -> HttpResponseBase:
    """Name and password of a new account; 410, without a reason, for a link that is not open."""
    invitation = invitations.invitation_of(token)
    if invitation is None:
        return _gone(request)
    # What the password must not be similar to.
    blank = User(first_name=invitation.name, email=invitation.email)
    form = AcceptForm(request.POST or None, instance=blank)
    if request.method == "POST" and form.is_valid():
        user = form.save(commit=False)
        try:
            if not invitations.accept(invitation, user):
                return _gone(request)
        except IntegrityError:  # Somebody took the name at the same instant.
            form.add_error("username", _("There is already an account of this name."))
        else:
            return sessions.begin(request, user, reverse("admin:index"))
    return answer(
        request,
        "invitation",
        _("Welcome"),
        form=form,
        invitation=invitation,
        roles=invitation.roles.order_by("name"),
    )


def _gone(request: HttpRequest) -> HttpResponseBase:
    return answer(request, "invitation_gone", _("This invitation cannot be used"), status=410)
