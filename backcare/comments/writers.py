"""Those who write for the site and are signed in: they comment as who they are."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from backcare.people.models import Contributor, User

from .models.comment import LONGEST_NAME


@dataclass(frozen=True)
class Writer:
    """An account of the site with the name that readers see; empty when it has none."""

    user: User
    contributor: Contributor | None
    name: str


def writer_of(request: HttpRequest) -> Writer | None:
    """Who of the site sent ``request``; None for readers.

    Asks for the session only where there is a cookie of one. Whether the request came from a page
    of this site is the caller's matter.
    """
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    user = request.user
    if not isinstance(user, User) or not user.is_staff:
        return None
    contributor = Contributor.objects.filter(user=user).first()
    # An account alone does not speak for the site; an editor has made it a contributor's.
    if contributor is None and not user.has_perm("comments.moderate_comment"):
        return None
    name = contributor.name if contributor else user.get_full_name()
    return Writer(user, contributor, name[:LONGEST_NAME])
