"""Who wants to be told when somebody answers them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .comment import Comment


class Subscription(models.Model):
    """A commenter's wish to be told of answers to one comment of theirs.

    It counts once the address has been confirmed by mail, and until it has ended.
    """

    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, related_name="subscription")
    # When the mail that asks to confirm was queued; none is for what looks like spam.
    asked_at = models.DateTimeField(_("asked to confirm"), null=True, editable=False)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)

    class Meta:
        verbose_name = _("wish to be told of answers")
        verbose_name_plural = _("wishes to be told of answers")

    def __str__(self) -> str:
        return f"{self.comment_id}"


class Notice(models.Model):
    """That a subscriber is to be told of an answer, or has been."""

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="notices")
    reply = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="notices")
    created_at = models.DateTimeField(_("since"))
    sent_at = models.DateTimeField(_("told"), null=True, editable=False)

    class Meta:
        verbose_name = _("notice of an answer")
        verbose_name_plural = _("notices of answers")
        constraints = [
            models.UniqueConstraint(fields=["subscription", "reply"], name="notice_once"),
        ]
        indexes = [models.Index(fields=["sent_at", "created_at"], name="notice_to_send")]

    def __str__(self) -> str:
        return f"{self.subscription_id} < {self.reply_id}"
