"""What the way into the desk remembers: failures, browsers, recovery codes, invitations."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Failures(models.Model):
    """How often somebody or something has failed of late, and from when on it may try again.

    ``key`` is a keyed hash of what is limited and of whom: an account's name, a network, a
    browser. Without the site's secret key it leads back to neither.
    """

    key = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField(default=0)
    open_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("failures")
        verbose_name_plural = _("failures")

    def __str__(self) -> str:
        return self.key[:8]


class Device(models.Model):
    """A browser in which somebody has signed in; it has the token in a cookie."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="devices"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    # A keyed hash of the stored password at that time: a new password ends what it opened.
    password_mark = models.CharField(max_length=64)
    name = models.CharField(_("browser"), max_length=80)
    made_at = models.DateTimeField(_("first signed in"), default=timezone.now)
    seen_at = models.DateTimeField(_("last seen"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("known browser")
        verbose_name_plural = _("known browsers")
        ordering = ["-seen_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class RecoveryCode(models.Model):
    """A code that stands in for the app once; deleted when it is used."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recovery_codes"
    )
    code_hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("recovery code")
        verbose_name_plural = _("recovery codes")
        constraints = [
            models.UniqueConstraint(fields=["user", "code_hash"], name="recovery_code_once")
        ]

    def __str__(self) -> str:
        return f"{self.user_id}"


class GroupRule(models.Model):
    """What is asked of the members of a group."""

    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="rule")
    requires_second_factor = models.BooleanField(
        _("members need a second factor"),
        default=False,
        help_text=_(
            "Whoever has none is led to set it up before they can do anything else in the desk."
        ),
    )

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("rules")

    def __str__(self) -> str:
        return str(self.group)


class InvitationQuerySet(models.QuerySet):
    def open(self) -> "InvitationQuerySet":
        """Those whose link can be used now, as far as time and their own state say."""
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=timezone.now())


class Invitation(models.Model):
    """A link with which somebody makes an account of their own, in roles that were chosen."""

    name = models.CharField(_("name"), max_length=150)
    email = models.EmailField(_("e-mail address"), blank=True)
    roles = models.ManyToManyField(Group, verbose_name=_("roles"), related_name="+")
    contributor = models.ForeignKey(
        "people.Contributor",
        verbose_name=_("contributor"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The person whom readers see, if there is one already."),
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    # None for whoever owns the machine. Deleting the account of an inviter voids the links.
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("invited by"),
        on_delete=models.CASCADE,
        null=True,
        editable=False,
        related_name="+",
    )
    invited_at = models.DateTimeField(_("invited"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("expires"), editable=False)
    accepted_at = models.DateTimeField(_("accepted"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(revoked_at=None),
                name="invitation_accepted_or_revoked",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether the link can be used now, as far as time and its own state say."""
        return (
            self.accepted_at is None
            and self.revoked_at is None
            and self.expires_at > timezone.now()
        )
