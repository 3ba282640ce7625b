"""By which rules comments are let in, held, or taken for spam."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

PROBABILITY = [MinValueValidator(0), MaxValueValidator(1)]


class Rules(models.Model):
    """The one row of what a moderator can set."""

    hold_first = models.BooleanField(
        _("hold the first comment of everybody"),
        default=True,
        help_text=_(
            "Whoever has no approved comment yet waits for a moderator. Without this, spam may "
            "be public until somebody removes it."
        ),
    )
    approve_below = models.FloatField(
        _("approve below"),
        default=0.3,
        validators=PROBABILITY,
        help_text=_("Spam score, 0 to 1. Below it the filter has nothing against a comment."),
    )
    spam_above = models.FloatField(
        _("spam from"),
        default=0.9,
        validators=PROBABILITY,
        help_text=_("Spam score, 0 to 1. From here on a comment is put with the spam."),
    )
    most_links = models.PositiveSmallIntegerField(
        _("links allowed"),
        default=1,
        help_text=_("A comment with more waits for a moderator."),
    )
    most_from_address = models.PositiveSmallIntegerField(
        _("comments an hour from one address"),
        default=10,
        validators=[MinValueValidator(1)],
        help_text=_("Further ones are refused; what was typed stays in the form."),
    )
    most_on_page = models.PositiveSmallIntegerField(
        _("comments an hour on one page"),
        default=60,
        validators=[MinValueValidator(1)],
        help_text=_("Further ones wait for a moderator."),
    )
    flags_to_hold = models.PositiveSmallIntegerField(
        _("reports that hide a comment"),
        default=3,
        validators=[MinValueValidator(1)],
        help_text=_("So many readers' reports send an approved comment back to the queue."),
    )
    spam_days = models.PositiveSmallIntegerField(
        _("keep spam for (days)"),
        default=30,
        validators=[MinValueValidator(1)],
        help_text=_("Spam, removed and withdrawn comments are then deleted."),
    )
    email_days = models.PositiveSmallIntegerField(
        _("keep e-mail addresses for (days)"),
        default=730,
        validators=[MinValueValidator(30)],
        help_text=_("After that the address of a comment is deleted; the comment stays."),
    )

    class Meta:
        verbose_name = _("comment rules")
        verbose_name_plural = _("comment rules")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="comment_rules_one_row"),
            models.CheckConstraint(
                condition=Q(approve_below__lte=F("spam_above")), name="comment_rules_in_order"
            ),
        ]

    def __str__(self) -> str:
        return str(_("Comment rules"))

    def clean(self) -> None:
        super().clean()
        if self.approve_below > self.spam_above:
            raise ValidationError(
                {"approve_below": _("This must not be higher than the score for spam.")}
            )

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pk = 1
        super().save(*args, **kwargs)

    @classmethod
    def current(cls) -> "Rules":
        """The rules as they have been set; the defaults before."""
        return cls.objects.first() or cls()
