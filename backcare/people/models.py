"""Who works on the site, and whom its pages name."""

from collections.abc import Iterable, Iterator
from typing import ClassVar

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from backcare.pagecache.shown import Shown


class UserQuerySet(models.QuerySet):
    def owners(self) -> "UserQuerySet":
        """Who may do everything and can sign in to do it."""
        return self.filter(is_superuser=True, is_staff=True, is_active=True)

    def is_last_owner(self, pks: Iterable[int]) -> bool:
        """Whether nobody who may do everything would be left without these.

        Within a transaction it holds whoever may: of two who demote each other, one succeeds.
        """
        owners = self.owners()
        if transaction.get_connection().in_atomic_block:
            owners = owners.select_for_update()
        left = set(owners.order_by("pk").values_list("pk", flat=True))
        gone = set(pks)
        return bool(left & gone) and not left - gone

    def end_sessions(self) -> int:
        """Sign these people out everywhere with their next request; returns how many they are."""
        return self.update(sessions_epoch=F("sessions_epoch") + 1)


class AccountManager(UserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Django's, with the words above; migrations need neither."""

    use_in_migrations = False


class User(AbstractUser):
    """An account of the desk. Readers have none.

    A model of our own from the first day, because Django cannot swap it in later.
    """

    sessions_epoch = models.PositiveIntegerField(
        _("epoch of sessions"),
        default=0,
        db_default=0,
        editable=False,
        help_text=_("Sessions that began in an earlier one have ended."),
    )

    objects: ClassVar[AccountManager] = AccountManager()

    def get_session_auth_hash(self) -> str:
        """What a session must carry to be this user's.

        It changes with the password, as Django's does, with the flags that give power, and with
        the epoch: whoever loses rights loses the sessions that were begun with them.
        """
        return self._session_hash()

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same, with keys that the site had before."""
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._session_hash(secret)

    def _session_hash(self, secret: str | bytes | None = None) -> str:
        flags = f"{self.is_active:d}{self.is_staff:d}{self.is_superuser:d}"
        value = f"{self.password} {flags} {self.sessions_epoch}"
        return salted_hmac(
            "backcare.people.session", value, secret=secret, algorithm="sha256"
        ).hexdigest()


class ContributorQuerySet(models.QuerySet):
    def visible(self) -> "ContributorQuerySet":
        """Who wrote or has reviewed a live page: the only people that readers may learn of."""
        # Pages know their people, not the other way round: an import would be a circle.
        live = apps.get_model("publishing", "Page").objects.live()
        return self.filter(
            Exists(live.filter(authors=OuterRef("pk")))
            | Exists(live.filter(reviewer=OuterRef("pk"), reviewed_on__isnull=False))
        )


class Contributor(Shown):
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
