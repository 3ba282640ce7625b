"""Makes accounts for the people who write."""

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from backcare.people.models import User


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
        user.groups.add(Group.objects.get(name="editor"))
    return user
