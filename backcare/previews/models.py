"""Links that show a draft to people without an account."""

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backcare.people.models import User
from backcare.publishing.models import Page

# Of randomness in an address: nobody guesses one, however long they try.
TOKEN_BYTES = 24


class PreviewLinkQuerySet(models.QuerySet):
    def good(self) -> Self:
        """The links that open now: neither revoked nor expired, of a draft, and not by somebody
        whose account has been closed.
        """
        there = self.exclude(created_by__is_active=False)
        return there.filter(
            revoked_at=None, expires_at__gt=timezone.now(), page__status=Page.Status.DRAFT
        )

    def with_token(self, token: str) -> Self:
        return self.filter(key=_key(token))

    def share(
        self, page: Page, label: str, days: int, by: User | None
    ) -> tuple["PreviewLink", str]:
        """A new link to the draft ``page``, and its token, which nobody can read again.

        It opens for ``days``. Raises ValueError for a page that is no draft.
        """
        if page.status != Page.Status.DRAFT:
            raise ValueError("Only drafts are shared; readers have the others.")
        token = secrets.token_urlsafe(TOKEN_BYTES)
        link: Any = self.create(
            page_id=page.pk,
            key=_key(token),
            label=label,
            created_by=by,
            expires_at=timezone.now() + timedelta(days=days),
        )
        return link, token

    def end(self) -> int:
        """Revoke those that have not been; returns how many."""
        return self.filter(revoked_at=None).update(revoked_at=timezone.now())


class PreviewLink(models.Model):
    """That whoever has an address may see a draft for a while.

    Only a hash of the secret in the address is stored, so that neither a copy of the database
    nor anybody at the desk opens it.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="preview_links")
    key = models.CharField(_("hash of the token"), max_length=64, unique=True, editable=False)
    label = models.CharField(_("for whom"), max_length=100, help_text=_("Only the desk sees this."))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("shared by"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    created_at = models.DateTimeField(_("shared"), auto_now_add=True)
    expires_at = models.DateTimeField(_("opens until"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    last_opened_at = models.DateTimeField(_("last opened"), null=True, blank=True)
    opened = models.PositiveIntegerField(_("times opened"), default=0)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("shared preview")
        verbose_name_plural = _("shared previews")
        default_permissions = ()  # Whoever may edit the page may share it.
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.label

    @property
    def is_good(self) -> bool:
        """Whether it opens now, as far as the link itself decides."""
        return self.revoked_at is None and self.expires_at > timezone.now()

    def note_opening(self) -> None:
        """Count that somebody, or a program that looks at links, has opened it."""
        PreviewLink.objects.filter(pk=self.pk).update(
            opened=F("opened") + 1, last_opened_at=timezone.now()
        )


def path_of(token: str) -> str:
    return reverse("previews:shared", args=[token])


def _key(token: str) -> str:
    # A plain hash is enough: unlike a password, the token can't be guessed.
    return sha256(token.encode()).hexdigest()
