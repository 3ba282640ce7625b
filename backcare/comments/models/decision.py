"""What was decided on a comment: who, when, why."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .comment import Comment


class Decision(models.Model):
    """One step in the life of a comment. Never changed, only added."""

    class Action(models.TextChoices):
        SUBMIT = "submit", _("Submitted")
        EDIT = "edit", _("Changed by its author")
        WITHDRAW = "withdraw", _("Withdrawn by its author")
        DECIDE = "decide", _("Decided")
        UNDO = "undo", _("Undone")
        FLAG = "flag", _("Reported by readers")
        PIN = "pin", _("Pinned")
        UNPIN = "unpin", _("Unpinned")
        HELPFUL = "helpful", _("Marked as helpful")
        UNHELPFUL = "unhelpful", _("No longer marked as helpful")

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="decisions")
    action = models.CharField(_("what"), max_length=9, choices=Action.choices)
    was = models.CharField(_("from"), max_length=9, choices=Comment.Status.choices, blank=True)
    became = models.CharField(_("to"), max_length=9, choices=Comment.Status.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Nobody, when the rules or the author decided."),
    )
    why = models.TextField(_("why"), blank=True)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["comment", "-at"], name="decision_of_comment")]

    def __str__(self) -> str:
        return f"{self.get_action_display()}: {self.get_became_display()}"
