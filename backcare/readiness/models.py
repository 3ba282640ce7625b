"""The words that the checks look for, as editors keep them."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from .words import words


def has_words(phrase: str) -> None:
    """Raise ValidationError for a phrase in which nothing can be looked for."""
    if not words(phrase):
        raise ValidationError(_("Write at least one word or number."))


class WatchedPhrase(models.Model):
    """A word or a few that a check looks for, with what to do about them."""

    class Kind(models.TextChoices):
        CLAIM = "claim", _("Claim that promises too much")
        MEDICINE = "medicine", _("Name of a medicine")
        LINK = "link", _("Link that doesn't say where it leads")

    phrase = models.CharField(
        _("phrase"),
        max_length=80,
        validators=[has_words],
        help_text=_("Capitals and accents don't matter, and the plural is found as well."),
    )
    kind = models.CharField(_("what it is"), max_length=8, choices=Kind.choices)
    advice = models.CharField(
        _("advice"),
        max_length=200,
        blank=True,
        help_text=_("What to write instead. The check's own advice stands when left empty."),
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("watched phrase")
        verbose_name_plural = _("watched phrases")
        ordering = ["kind", "phrase"]
        constraints = [
            models.UniqueConstraint(
                models.functions.Lower("phrase"),
                "kind",
                name="watched_phrase_once",
                violation_error_message=_("This phrase is watched already."),
            )
        ]

    def __str__(self) -> str:
        return self.phrase
