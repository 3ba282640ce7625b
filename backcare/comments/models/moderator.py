"""How often a moderator wants to hear of what waits."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ModeratorMail(models.Model):
    """A moderator's choice; who has made none is told once a day."""

    class Interval(models.TextChoices):
        HOUR = "hour", _("At most once an hour")
        DAY = "day", _("Once a day")
        WEEK = "week", _("Once a week")
        NEVER = "never", _("Never")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("moderator"),
        on_delete=models.CASCADE,
        related_name="comment_mail",
    )
    interval = models.CharField(
        _("tell me what waits"), max_length=5, choices=Interval.choices, default=Interval.DAY
    )
    last_sent_at = models.DateTimeField(_("last sent"), null=True, editable=False)

    class Meta:
        verbose_name = _("mail to a moderator")
        verbose_name_plural = _("mail to moderators")

    def __str__(self) -> str:
        return f"{self.user}: {self.get_interval_display()}"
