from django.core.files.storage import default_storage
from django.db import models
from django.utils.translation import gettext_lazy as _

from backcare.publishing.models import Page


class SocialCard(models.Model):
    """The picture that a link to a live page is shown with elsewhere; see ``cards``.

    Its file has a name that nobody can guess, and goes with the row.
    """

    page = models.OneToOneField(
        Page, verbose_name=_("page"), on_delete=models.CASCADE, related_name="social_card"
    )
    name = models.CharField(_("file"), max_length=60, unique=True)
    digest = models.CharField(_("SHA-256 of what it shows"), max_length=64)

    class Meta:
        verbose_name = _("picture for shared links")
        verbose_name_plural = _("pictures for shared links")

    def __str__(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        return default_storage.url(self.name)
