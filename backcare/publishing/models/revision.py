"""What a page said at a moment."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from .page import Page


class Revision(models.Model):
    """What a page said when something was done with it, who did that, and why.

    The history of a page is one line: its drafts have theirs with the page that readers know.
    ``of_draft`` tells what was only work from what readers saw. The snapshot is as in
    ``snapshots``.
    """

    class Event(models.TextChoices):
        SAVED = "saved", _("Saved")
        SUBMITTED = "submitted", _("Submitted for review")
        TAKEN_BACK = "taken-back", _("Taken back into work")
        CHANGES_ASKED = "changes-asked", _("Changes asked for")
        APPROVED = "approved", _("Approved")
        SCHEDULED = "scheduled", _("Scheduled")
        UNSCHEDULED = "unscheduled", _("Schedule cancelled")
        NOT_APPLIED = "not-applied", _("Scheduled change could not be published")
        PUBLISHED = "published", _("Published")
        REVIEWED = "reviewed", _("Reviewed, no change")
        UNPUBLISHED = "unpublished", _("Unpublished")
        ARCHIVED = "archived", _("Archived")
        RESTORED = "restored", _("An earlier version restored")
        DISCARDED = "discarded", _("Draft discarded")
        DUPLICATED = "duplicated", _("Made as a copy")

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="revisions")
    created_at = models.DateTimeField(_("when"), auto_now_add=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    event = models.CharField(_("what"), max_length=20, choices=Event.choices)
    of_draft = models.BooleanField(_("of a draft"), default=False, db_default=False)
    note = models.CharField(_("note"), max_length=1000, blank=True)
    snapshot = models.JSONField(_("snapshot"), encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["page", "-created_at"], name="revision_of_page")]

    def __str__(self) -> str:
        return f"{self.get_event_display()} {self.created_at:%Y-%m-%d %H:%M}"


class ReviewMail(models.Model):
    """Whether somebody wants the weekly mail on pages that are due; who has no row wants it."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        on_delete=models.CASCADE,
        related_name="review_mail",
    )
    is_wanted = models.BooleanField(_("tell me once a week what is due"), default=True)

    class Meta:
        verbose_name = _("mail on reviews")
        verbose_name_plural = _("mails on reviews")

    def __str__(self) -> str:
        return str(self.user)
