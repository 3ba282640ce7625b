"""What was typed and is not in a draft's row, and who has a page's form open."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backcare.people.models import User
from backcare.publishing.models import Page

# How long a text waits for whoever typed it to come back.
KEEP_TEXT = timedelta(days=30)
# A heartbeat comes every 20 seconds; one may get lost.
IS_HERE_FOR = timedelta(seconds=45)
KEEP_PRESENCE = timedelta(days=7)


class Autosave(models.Model):
    """The fields of a form as they were sent, beside the row because they can't be in it (yet).

    They are not valid, or the draft waits for somebody, or it has changed meanwhile, or there is
    no draft so far (``page`` is empty). One for each form that somebody opened: two new pages
    typed side by side must not overwrite each other.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        on_delete=models.CASCADE,
        related_name="autosaves",
    )
    page = models.ForeignKey(
        Page,
        verbose_name=_("page"),
        on_delete=models.SET_NULL,  # A draft goes when it is published; what was typed does not.
        null=True,
        blank=True,
        related_name="autosaves",
    )
    kind = models.CharField(_("kind"), max_length=20)
    form = models.CharField(_("form"), max_length=32)
    data = models.JSONField(_("fields"))
    based_on = models.PositiveIntegerField(_("version it was begun from"), default=0)
    typed = models.PositiveIntegerField(_("count of changes"), default=0)
    updated_at = models.DateTimeField(_("typed"), default=timezone.now)

    class Meta:
        verbose_name = _("kept text")
        verbose_name_plural = _("kept texts")
        default_permissions = ()
        ordering = ["-updated_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "form"], name="autosave_once_for_a_form")
        ]
        indexes = [models.Index(fields=["updated_at"], name="autosave_age")]

    def __str__(self) -> str:
        return f"{self.kind} {self.updated_at:%Y-%m-%d %H:%M}"


class PresenceQuerySet(models.QuerySet):
    def here(self) -> "PresenceQuerySet":
        """Those whose browser has said a moment ago that the form is open."""
        return self.filter(seen_at__gt=timezone.now() - IS_HERE_FOR)


class Presence(models.Model):
    """That somebody has the form of a page open, and what that form has last written.

    ``form`` wrote ``version`` of the row when it had been changed ``typed`` times: a browser that
    never got the answer finds there that its text has arrived.
    """

    # Empty when the draft has gone, published perhaps: its text has arrived all the same.
    page = models.ForeignKey(Page, on_delete=models.SET_NULL, null=True, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(_("seen"), default=timezone.now)
    form = models.CharField(_("form"), max_length=32, blank=True)
    typed = models.PositiveIntegerField(_("count of changes"), default=0)
    version = models.PositiveIntegerField(_("version"), null=True, blank=True)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("person at a form")
        verbose_name_plural = _("people at forms")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["page", "user"], name="presence_once")]
        indexes = [models.Index(fields=["seen_at"], name="presence_age")]

    def __str__(self) -> str:
        return f"{self.user_id} > {self.page_id}"


def name_of(user: User | None) -> str:
    """What colleagues call somebody; empty for an account that has gone."""
    return (user.get_full_name() or user.get_username()) if user is not None else ""


def forget_old(now: datetime | None = None) -> None:
    """Delete what nobody has come back for."""
    now = now or timezone.now()
    Autosave.objects.filter(updated_at__lt=now - KEEP_TEXT).delete()
    Presence.objects.filter(seen_at__lt=now - KEEP_PRESENCE).delete()
