"""Makes accounts for the people who write, and links with which they make or mend their own."""

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from backcare.accounts import invitations, resetting
from backcare.accounts.models import Invitation
from backcare.people.models import User
from backcare.people.roles import EDITOR


def unused_username(username: str) -> str:
    """``username`` as it will be stored; raises ValidationError when it cannot be used."""
    field = User._meta.get_field("username")
    name: str = field.clean(User.normalize_username(username.strip()), None)
    if User.objects.filter(username__iexact=name).exists():
        raise ValidationError(f"There is already an account named {name}.")
    return name


def make_editor(username: str, password: str) -> User:
    """A new account that may write, edit and publish everything.

    Raises ValidationError when the name is taken or unusable or the password is weak.
    """
    user = User(username=unused_username(username), is_staff=True)
    validate_password(password, user)
    user.set_password(password)
    with transaction.atomic():
        user.save()
        user.groups.add(Group.objects.get(name=EDITOR))
    return user


def invite_editor(name: str, *, email: str = "", role: str = EDITOR) -> str:
    """A link with which somebody makes an account in a role; mailed, too, if there is an address.

    Raises ValidationError for an unusable name or address, or a role that there is not.
    """
    group = Group.objects.filter(name=role).first()
    if group is None:
        names = ", ".join(Group.objects.order_by("name").values_list("name", flat=True))
        raise ValidationError(f"There is no role {role}. Roles: {names}.")
    invitation = Invitation(name=name.strip(), email=email.strip())
    invitation.clean_fields(exclude=["token_hash", "expires_at", "invited_by"])
    return invitations.invite(invitation, [group], by=None)


def reset_link(username: str) -> str:
    """A link with which somebody sets a new password; raises ValidationError without an account."""
    user = User.objects.filter(username=username.strip(), is_active=True).first()
    if user is None:
        raise ValidationError(f"There is no account named {username} that can sign in.")
    return resetting.reset_url(user)
