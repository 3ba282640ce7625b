"""Where pages were, and where readers looked for them in vain."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backcare.publishing.models import Page

from .paths import LONGEST_PATH, match_of, own_path, page_at


class RedirectQuerySet(models.QuerySet["Redirect"]):
    def leading_to(self, path: str) -> "RedirectQuerySet":
        """Those whose typed target is the path, whatever comes behind it."""
        behind = [Q(new_path__startswith=f"{path}{mark}") for mark in "?#"]
        return self.filter(Q(new_path=path) | behind[0] | behind[1])


class Redirect(models.Model):
    """That what stood at one address stands at another now.

    It leads to a page wherever that may be, and so is right however often the page is renamed.
    ``new_path`` is for places that are no page; it never leads to another redirect.
    """

    old_path = models.CharField(
        _("old address"),
        max_length=LONGEST_PATH,
        unique=True,
        help_text=_(
            "For example “/articles/back-pain/”. Addresses below it follow, as far as they exist."
        ),
    )
    page = models.ForeignKey(
        Page,
        verbose_name=_("leads to the page"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="old_addresses",
        limit_choices_to={"draft_of": None},
        help_text=_("The redirect follows the page wherever it moves."),
    )
    new_path = models.CharField(
        _("or to another place of this site"),
        max_length=LONGEST_PATH,
        blank=True,
        help_text=_("For what is no page: a topic, a list. For example “/topics/posture/”."),
    )
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("made by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        help_text=_("Nobody when the page was renamed."),
    )

    objects = RedirectQuerySet.as_manager()

    class Meta:
        verbose_name = _("redirect")
        verbose_name_plural = _("redirects")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(page__isnull=True, new_path__gt="")
                | Q(page__isnull=False, new_path=""),
                name="redirect_leads_to_one_place",
                violation_error_message=_("Choose a page, or type another place: one of the two."),
            ),
            models.CheckConstraint(
                condition=~Q(old_path=models.F("new_path")), name="redirect_not_to_itself"
            ),
        ]
        indexes = [models.Index(fields=["new_path"], name="redirect_new_path")]

    def __str__(self) -> str:
        return self.old_path

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises ValidationError for a loop. Redirects that led here lead on at once."""
        self.flatten()
        super().save(*args, **kwargs)
        before = Redirect.objects.leading_to(self.old_path).exclude(pk=self.pk)
        # One that would lead to itself now has an address that answers again.
        before.filter(old_path=urlsplit(self.new_path).path).delete()
        before.update(page=self.page, new_path=self.new_path)
        MissedAddress.objects.filter(path=self.old_path).delete()

    def clean(self) -> None:
        super().clean()
        errors: dict[str, Any] = {}
        try:
            _refuse_query(self.old_path)
            self.old_path = own_path(self.old_path)
            self._refuse_living()
        except ValidationError as error:
            errors["old_path"] = error
        if bool(self.page_id) == bool(self.new_path):
            errors["new_path"] = _("Choose a page, or type another place: one of the two.")
        elif self.new_path:
            try:
                self.new_path = _checked_target(self.new_path)
            except ValidationError as error:
                errors["new_path"] = error
        if errors:
            raise ValidationError(errors)
        self.flatten()

    def flatten(self) -> None:
        """Lead to the end of the way: to a page where there is one, through no other redirect.

        Raises ValidationError when that is where it began.
        """
        if self.new_path:
            path = urlsplit(self.new_path).path
            onward = Redirect.objects.filter(old_path=path).exclude(pk=self.pk).first()
            if onward is not None and path != self.old_path:
                self.page, self.new_path = onward.page, onward.new_path
            elif path == self.new_path and (page := page_at(path)) is not None:
                self.page, self.new_path = page, ""
        if self.old_path == (self.target or "").partition("?")[0].partition("#")[0]:
            raise ValidationError(_("This redirect would lead back to where it begins."))

    def _refuse_living(self) -> None:
        """Redirects answer only where nothing else does."""
        page = page_at(self.old_path)
        if page is not None and page.is_live:
            raise ValidationError(_("A page stands at this address. Rename or archive it first."))
        match = match_of(self.old_path)
        if match is not None and not match.kwargs:
            raise ValidationError(_("The site itself answers at this address."))

    @property
    def target(self) -> str:
        """The path that it leads to now; empty when there is none."""
        return self.page.get_absolute_url() if self.page else self.new_path


def _refuse_query(path: str) -> None:
    if "?" in path or "#" in path:
        raise ValidationError(_("Leave out “?” and “#” and what follows."))


def _checked_target(typed: str) -> str:
    """The typed target as it is stored: a path that the site knows, with what follows it."""
    parts = urlsplit(typed.strip())
    path = own_path(typed)
    if match_of(path) is None:
        raise ValidationError(_("The site has no such address."))
    query = f"?{parts.query}" if parts.query else ""
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return f"{path}{query}{fragment}"[:LONGEST_PATH]


class MissedAddressQuerySet(models.QuerySet["MissedAddress"]):
    def waiting(self) -> "MissedAddressQuerySet":
        """Those that nobody has decided on."""
        return self.filter(is_ignored=False)

    def forget(self, *, before: datetime, most: int) -> int:
        """Delete what nobody asked for since, and all but the ``most`` asked for; how many."""
        old, _by_model = self.filter(last_seen_at__lt=before).delete()
        kept = self.order_by("-is_ignored", "-count", "-last_seen_at").values_list("pk", flat=True)
        surplus: Iterable[int] = list(kept[most:])
        more, _by_model = self.filter(pk__in=surplus).delete()
        return old + more


class MissedAddress(models.Model):
    """An address that readers asked for and that isn't there. It says nothing about them."""

    path = models.CharField(_("address"), max_length=200, unique=True)
    count = models.PositiveIntegerField(_("asked for"), default=1)
    came_from = models.CharField(
        _("linked from"),
        max_length=200,
        blank=True,
        help_text=_("The page of this site that a reader last came from."),
    )
    first_seen_at = models.DateTimeField(_("first"), default=timezone.now)
    last_seen_at = models.DateTimeField(_("last"), default=timezone.now)
    is_ignored = models.BooleanField(_("ignored"), default=False)

    objects = MissedAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("address not found")
        verbose_name_plural = _("addresses not found")
        ordering = ["-count", "-last_seen_at"]
        indexes = [
            models.Index(fields=["-count", "-last_seen_at"], name="missed_most_first"),
        ]

    def __str__(self) -> str:
        return self.path
