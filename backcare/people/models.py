"""Who works on the site, and whom its pages name."""

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """An account of the desk. Readers have none.

    A model of our own from the first day, because Django cannot swap it in later.
    """


class ContributorQuerySet(models.QuerySet):
    def visible(self) -> "ContributorQuerySet":
        """Who wrote or has reviewed a live page: the only people that readers may learn of."""
        # Pages know their people, not the other way round: an import would be a circle.
        live = apps.get_model("publishing", "Page").objects.live()
        return self.filter(
            Exists(live.filter(authors=OuterRef("pk")))
            | Exists(live.filter(reviewer=OuterRef("pk"), reviewed_on__isnull=False))
        )


class Contributor(models.Model):
    """A person whom readers see as author or reviewer of a page."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    credentials = models.CharField(
        _("credentials"),
        max_length=200,
        blank=True,
        help_text=_("Profession and registration, for example “Physiotherapist, HCPC PH00000”."),
    )
    lived_experience = models.BooleanField(
        _("writes from lived experience"),
        default=False,
        help_text=_("Readers see this as a label of its own, beside or instead of credentials."),
    )
    biography = models.TextField(_("biography"), blank=True)
    photo = models.ForeignKey(
        "library.Image",
        verbose_name=_("photo"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    is_demonstration = models.BooleanField(
        _("made-up person of the demonstration"), default=False, editable=False
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="contributor",
        help_text=_("The account that this person signs in with, if any."),
    )

    objects = ContributorQuerySet.as_manager()

    class Meta:
        verbose_name = _("contributor")
        verbose_name_plural = _("contributors")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("people:detail", args=[self.slug])

    @property
    def standing(self) -> str:
        """What speaks for this person, in a few words; empty when nothing is claimed."""
        labels = [self.credentials]
        if self.lived_experience:
            labels.append(str(_("lived experience")))
        return ", ".join(label for label in labels if label)
