"""What the spam filter has learned from the moderators' decisions."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LearnedFeature(models.Model):
    """In how many spam and honest comments a feature stood; the empty one counts the comments."""

    feature = models.CharField(_("feature"), max_length=64, unique=True)
    spam = models.PositiveIntegerField(_("in spam"), default=0)
    honest = models.PositiveIntegerField(_("in honest comments"), default=0)

    class Meta:
        verbose_name = _("learned feature")
        verbose_name_plural = _("learned features")

    def __str__(self) -> str:
        return self.feature
