"""Whom and what the moderators don't want to read."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class BlockQuerySet(models.QuerySet):
    def in_force(self) -> Self:
        return self.filter(Q(until=None) | Q(until__gt=timezone.now()))


class Block(models.Model):
    """A network address, an e-mail address or a phrase that makes a comment spam or waits.

    Addresses of people are kept as keyed hashes only (``keys``); ``hint`` says to a moderator
    which they were, without saying them. A domain ("@example.org") and a phrase stand as they are.
    """

    class Kind(models.TextChoices):
        ADDRESS = "address", _("Network address")
        EMAIL = "email", _("E-mail address or @domain")
        WORD = "word", _("Word or phrase")

    class Effect(models.TextChoices):
        HOLD = "hold", _("Hold for a moderator")
        SPAM = "spam", _("Treat as spam")

    kind = models.CharField(_("what"), max_length=7, choices=Kind.choices)
    value = models.CharField(_("value"), max_length=200)
    hint = models.CharField(_("which"), max_length=200, blank=True, editable=False)
    effect = models.CharField(_("then"), max_length=4, choices=Effect.choices, default=Effect.SPAM)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )

    objects = BlockQuerySet.as_manager()

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "value"],
                name="block_once",
                violation_error_message=_("This is blocked already."),
            ),
        ]

    def __str__(self) -> str:
        return self.hint or self.value

    @property
    def is_in_force(self) -> bool:
        """The same rule as ``BlockQuerySet.in_force``."""
        return self.until is None or self.until > timezone.now()
