"""Phrases by which people speak of a danger sign."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RedFlagPhrase(models.Model):
    """A way to speak of a sign that needs help at once; see ``red_flags`` for how it is written."""

    class Level(models.TextChoices):
        """What its writer is shown: the site's safety text, or at CRISIS whom to talk to."""

        EMERGENCY = "emergency", _("Emergency")
        URGENT = "urgent", _("Urgent")
        CRISIS = "crisis", _("Despair, danger to oneself")

    phrase = models.CharField(_("phrase"), max_length=200, unique=True)
    level = models.CharField(
        _("level"), max_length=9, choices=Level.choices, default=Level.EMERGENCY
    )
    example = models.CharField(
        _("example"),
        max_length=300,
        blank=True,
        help_text=_("A sentence in which the phrase must be found; it is tried when you save."),
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("danger sign phrase")
        verbose_name_plural = _("danger sign phrases")
        ordering = ["level", "phrase"]

    def __str__(self) -> str:
        return self.phrase
