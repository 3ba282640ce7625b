"""Invitations: who may give which roles, and what becomes of a link.

A link is a random token whose hash is stored. What it gives is decided when it is used, by what
the inviter may give at that time.
"""

from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from secrets import token_urlsafe

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from backcare.jobs.mail import mail_is_delivered, queue_mail
from backcare.people.models import Contributor, User
from backcare.people.roles import AUTHOR, MODERATOR, REVIEWER
from backcare.site.current import current_site

from .keys import key_of
from .models import Invitation

DAYS = 7
# Roles that who is no superuser may give, if they may invite at all, and the one permission
# of these that they need not have themselves: an editor does not confirm facts.
GIVEN_BY_EDITORS = (AUTHOR, REVIEWER, MODERATOR)
NEED_NOT_HAVE = {"publishing.review_page"}


def roles_to_give(user: User) -> QuerySet[Group]:
    """The roles that ``user`` may invite people to: a superuser any, an editor those below.

    Not one with a permission that the editor lacks: a site may have given its moderators more.
    """
    if not user.is_active or not user.has_perm("accounts.add_invitation"):
        return Group.objects.none()
    if user.is_superuser:
        return Group.objects.order_by("name")
    own = user.get_all_permissions() | NEED_NOT_HAVE
    more = [
        permission.pk
        for permission in Permission.objects.filter(
            group__name__in=GIVEN_BY_EDITORS
        ).select_related("content_type")
        if f"{permission.content_type.app_label}.{permission.codename}" not in own
    ]
    roles = Group.objects.filter(name__in=GIVEN_BY_EDITORS)
    return roles.exclude(permissions__in=more).order_by("name")


def invite(invitation: Invitation, roles: Iterable[Group], *, by: User | None) -> str:
    """Store a new invitation and mail its link; returns the link, which is seen this once.

    ``by`` None is whoever owns the machine. Raises PermissionError for a role that ``by`` may
    not give.
    """
    roles = list(roles)
    if not roles or not _may_give(by, roles):
        raise PermissionError("That role is not theirs to give.")
    invitation.invited_by = by
    with transaction.atomic():
        url = _new_link(invitation)
        invitation.roles.set(roles)
        _mail(invitation, url)
    return url


def renew(invitation: Invitation) -> str:
    """Another link for an invitation that was not used, for another week; the one before is void.

    Raises PermissionError when it was used, or its inviter may not give its roles any more.
    """
    with transaction.atomic():
        locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if locked.accepted_at is not None or not holds(locked):
            raise PermissionError("That invitation cannot be renewed.")
        locked.revoked_at = None
        url = _new_link(locked)
        _mail(locked, url)
    return url


def revoke(invitation: Invitation) -> bool:
    """Void the link; returns whether it was open."""
    open_one = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
    return bool(open_one.update(revoked_at=timezone.now()))


def invitation_of(token: str) -> Invitation | None:
    """The invitation that a link is for; None when it can't be used, for whatever reason."""
    rows = Invitation.objects.open().select_related("invited_by", "contributor")
    invitation = rows.filter(token_hash=key_of("invitation", token)).first()
    return invitation if invitation is not None and holds(invitation) else None


def holds(invitation: Invitation) -> bool:
    """Whether whoever has invited may still give the roles."""
    return _may_give(invitation.invited_by, invitation.roles.all())


def accept(invitation: Invitation, user: User) -> bool:
    """Make the account of an invitation: ``user``, unsaved, with name and password.

    Of several at one instant one succeeds; returns whether this did.
    """
    with transaction.atomic():
        used = Invitation.objects.open().filter(pk=invitation.pk)
        if not used.update(accepted_at=timezone.now()):
            return False
        user.is_staff = True
        user.first_name = invitation.name
        user.email = invitation.email
        user.save()
        user.groups.set(invitation.roles.all())
        if invitation.contributor_id is not None:
            free = Contributor.objects.filter(pk=invitation.contributor_id, user=None)
            free.update(user=user)
        Invitation.objects.filter(pk=invitation.pk).update(account=user)
    return True


def _may_give(by: User | None, roles: Iterable[Group]) -> bool:
    if by is None:
        return True
    givable = set(roles_to_give(by).values_list("pk", flat=True))
    return all(role.pk in givable for role in roles)


def _new_link(invitation: Invitation) -> str:
    token = token_urlsafe(32)
    invitation.token_hash = key_of("invitation", token)
    invitation.expires_at = timezone.now() + timedelta(days=DAYS)
    invitation.save()
    return f"{settings.ORIGIN}{reverse('admin:invitation', args=[token])}"


def _mail(invitation: Invitation, url: str) -> None:
    if not invitation.email or not mail_is_delivered():
        return
    site = " ".join(current_site().name.split())
    body = _(
        "You are invited to work on %(site)s.\n\n"
        "To make your account, open this link within %(days)d days. It works once:\n\n"
        "%(url)s\n"
    )
    # An address that e-mail can't write: the link was shown, too.
    with suppress(ValueError):
        queue_mail(
            to=invitation.email,
            subject=_("%s: your invitation") % site,
            body=body % {"site": site, "days": DAYS, "url": url},
        )
