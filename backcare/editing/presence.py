"""Who else has the form of a page open. Names only."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from backcare.people.models import User
from backcare.publishing.models import Page

from .binding import Submission
from .models import Presence, name_of


def arrive(page: Page, user: User) -> None:
    """Note that ``user`` has the form of ``page`` open now. One query, two the first time."""
    _write(page, user, seen_at=timezone.now())


def note_written(page: Page, user: User, sent: Submission) -> None:
    """Note that what this form has sent is in the row of ``page``, as its present version."""
    _write(
        page,
        user,
        seen_at=timezone.now(),
        form=sent.form,
        typed=sent.typed,
        version=page.version,
    )


def _write(page: Page, user: User, **values: object) -> None:
    rows = Presence.objects.filter(page_id=page.pk, user=user)
    if rows.update(**values):
        return
    try:
        with transaction.atomic():
            Presence.objects.create(page_id=page.pk, user=user, **values)
    except IntegrityError:  # Another tab was quicker.
        rows.update(**values)


def others(page: Page, user: User) -> list[str]:
    """The names of the others who have the form of ``page`` open now."""
    here = Presence.objects.here().filter(page_id=page.pk).exclude(user=user)
    return sorted(name_of(each.user) for each in here.select_related("user"))


def wrote(page: Page, user: User, sent: Submission) -> bool:
    """Whether this very form wrote the present version of the row: then it has seen it."""
    if not sent.form:
        return False
    rows = Presence.objects.filter(page_id=page.pk, user=user, form=sent.form)
    return rows.filter(version=page.version).exists()


def has_arrived(user: User, sent: Submission) -> bool:
    """Whether the row of a page has all that this form had been changed to when it sent this."""
    if not sent.form:
        return False
    return Presence.objects.filter(user=user, form=sent.form, typed__gte=sent.typed).exists()
