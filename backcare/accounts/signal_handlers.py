"""Whoever loses rights loses the sessions that were begun with them, whichever way that happens.

A password and the flags of a user are part of what a session must carry; groups and permissions
are rows of other tables, and move the epoch.
"""

from typing import Any

from django.contrib.auth.models import Group
from django.db.models.signals import m2m_changed, pre_delete
from django.dispatch import receiver

from backcare.people.models import User

LOSES = {"post_remove", "pre_clear"}


@receiver(m2m_changed, sender=User.groups.through)
@receiver(m2m_changed, sender=User.user_permissions.through)
def end_sessions_of_the_demoted(
    instance: Any, action: str, reverse: bool, pk_set: set[Any] | None, **kwargs: Any
) -> None:
    """A user has lost groups or permissions of their own, seen from either side."""
    if action not in LOSES:
        return
    if not reverse:
        User.objects.filter(pk=instance.pk).end_sessions()
    elif pk_set is not None:
        User.objects.filter(pk__in=pk_set).end_sessions()
    else:
        # All users of a group, or of a permission, are about to lose it.
        instance.user_set.end_sessions()


@receiver(m2m_changed, sender=Group.permissions.through)
def end_sessions_of_a_weakened_group(
    instance: Any, action: str, reverse: bool, pk_set: set[Any] | None, **kwargs: Any
) -> None:
    """A group has lost permissions, seen from either side."""
    if action not in LOSES:
        return
    if not reverse:
        instance.user_set.end_sessions()
    elif pk_set is not None:
        User.objects.filter(groups__in=pk_set).end_sessions()
    else:
        User.objects.filter(groups__permissions=instance).end_sessions()


@receiver(pre_delete, sender=Group)
def end_sessions_of_members(instance: Group, **kwargs: Any) -> None:
    """A group is about to go."""
    User.objects.filter(groups=instance).end_sessions()
