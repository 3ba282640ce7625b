"""A reader's word that a comment should be looked at."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .comment import Comment


class Flag(models.Model):
    """One report; one a network address, as long as that is remembered."""

    class Reason(models.TextChoices):
        SPAM = "spam", _("It is advertising or spam")
        HARM = "harm", _("Its advice could harm somebody")
        RUDE = "rude", _("It is rude or attacks somebody")
        PRIVATE = "private", _("It tells what is private")
        OTHER = "other", _("Something else")

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="flags")
    reason = models.CharField(_("reason"), max_length=7, choices=Reason.choices)
    note = models.CharField(_("note"), max_length=300, blank=True)
    # NULL after thirty days.
    address_key = models.CharField(max_length=64, null=True, editable=False)  # noqa: DJ001 - unique
    created_at = models.DateTimeField(_("when"))
    is_settled = models.BooleanField(
        _("settled"), default=False, help_text=_("A moderator has decided since.")
    )

    class Meta:
        verbose_name = _("report by a reader")
        verbose_name_plural = _("reports by readers")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["comment", "address_key"], name="flag_once"),
        ]
        indexes = [models.Index(fields=["address_key", "created_at"], name="flag_of_address")]

    def __str__(self) -> str:
        return str(self.get_reason_display())
