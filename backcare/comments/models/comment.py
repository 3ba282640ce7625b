"""Comment: what a reader has written under a page."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from backcare.people.models import Contributor
from backcare.publishing.models import Page

# A comment, its answers, and answers to those; what answers these joins them.
DEEPEST = 2
LONGEST_NAME = 80  # characters
LONGEST_TEXT = 5000  # characters


class CommentQuerySet(models.QuerySet):
    def public(self) -> Self:
        """The comments that readers may see now: the one definition of visible."""
        # Not "in" them: SQLite would take all live pages, one after the other.
        return self.approved().filter(Exists(Page.objects.live().filter(pk=OuterRef("page"))))

    def approved(self) -> Self:
        return self.filter(status=Comment.Status.APPROVED)

    def waiting(self) -> Self:
        """Those on which a moderator has to decide."""
        return self.filter(status=Comment.Status.HELD)

    def first_ones(self) -> Self:
        """Those that begin a thread."""
        return self.filter(parent=None)

    def with_a_place(self) -> Self:
        """The approved, and those in whose place a note must stand for the answers below."""
        below = Comment.objects.approved()
        return self.filter(
            Q(status=Comment.Status.APPROVED)
            | Q(Exists(below.filter(thread=OuterRef("pk"))))
            | Q(Exists(below.filter(parent=OuterRef("pk"))))
        )

    def pinned_then_oldest(self) -> Self:
        return self.order_by("-is_pinned", "created_at", "pk")


class Comment(models.Model):
    """A comment under a page, or an answer to another.

    ``parent`` is where it stands, never deeper than the third level; ``answers`` is the comment
    that it answers, which differs from its parent when that one stands on the third level.
    """

    class Status(models.TextChoices):
        HELD = "held", _("Waiting")
        APPROVED = "approved", _("Approved")
        SPAM = "spam", _("Spam")
        REMOVED = "removed", _("Removed")
        WITHDRAWN = "withdrawn", _("Withdrawn by its author")

    page = models.ForeignKey(
        Page, verbose_name=_("page"), on_delete=models.CASCADE, related_name="comments"
    )
    thread = models.ForeignKey(
        "self",
        verbose_name=_("first comment of the thread"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        editable=False,
        related_name="descendants",
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("stands below"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        editable=False,
        related_name="replies",
    )
    answers = models.ForeignKey(
        "self",
        verbose_name=_("answers"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="answered_by",
    )
    depth = models.PositiveSmallIntegerField(_("level"), default=0, editable=False)

    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    email = models.EmailField(_("e-mail address"), blank=True)
    text = models.TextField(_("comment"), max_length=LONGEST_TEXT)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        help_text=_("Of somebody of the site, who was signed in."),
    )
    contributor = models.ForeignKey(
        Contributor,
        verbose_name=_("contributor"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    status = models.CharField(
        _("state"), max_length=9, choices=Status.choices, default=Status.HELD, editable=False
    )
    is_pinned = models.BooleanField(_("pinned"), default=False, editable=False)
    is_helpful = models.BooleanField(_("helpful answer"), default=False, editable=False)
    has_red_flag = models.BooleanField(_("speaks of a danger sign"), default=False, editable=False)
    flag_count = models.PositiveIntegerField(_("reported by readers"), default=0, editable=False)

    # Why it stands where it stands: [{"code": "links", "words": "Three links"}, ...].
    reasons = models.JSONField(_("reasons"), default=list, editable=False)
    # What the filter made of it: 0 (honest) to 1 (spam), and what decided: [[feature, 0.97], ...].
    score = models.FloatField(_("spam score"), null=True, editable=False)
    evidence = models.JSONField(_("evidence"), default=list, editable=False)

    # Of page, place, name, address and text, so that one submission is one comment; see keys.py.
    key = models.CharField(max_length=64, null=True, editable=False)  # noqa: DJ001 - see below
    # Of the text alone, so that the same words are seen elsewhere or under another name.
    text_key = models.CharField(max_length=64, editable=False)
    # Of the network address, for thirty days.
    address_key = models.CharField(max_length=64, blank=True, editable=False)

    # How the filter was told of it, so that it can forget it again: "spam", "honest" or not at all.
    learned_as = models.CharField(max_length=6, blank=True, editable=False)

    created_at = models.DateTimeField(_("written"), editable=False)
    edited_at = models.DateTimeField(_("changed by its author"), null=True, editable=False)
    approved_at = models.DateTimeField(_("approved"), null=True, editable=False)

    objects = CommentQuerySet.as_manager()

    # As it was in the database when the row was read; None for one that is new.
    status_read: str | None = None

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        permissions = [("moderate_comment", _("Can decide on comments"))]
        constraints = [
            # A key that was taken away (NULL) is in nobody's way: what was removed may be said
            # again. No parent counts as a parent.
            models.UniqueConstraint(
                "page", Coalesce("parent", 0), "key", name="comment_submitted_once"
            ),
            models.CheckConstraint(condition=Q(depth__lte=DEEPEST), name="comment_three_levels"),
            models.CheckConstraint(
                condition=Q(depth=0, parent=None, thread=None)
                | Q(depth__gt=0, parent__isnull=False, thread__isnull=False),
                name="comment_place_is_whole",
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="comment_not_below_itself"),
            models.CheckConstraint(
                condition=~Q(status="approved") | Q(approved_at__isnull=False),
                name="comment_approved_has_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["page", "-is_pinned", "created_at", "id"],
                condition=Q(parent=None),
                name="comment_threads_of_page",
            ),
            models.Index(
                fields=["page", "status", "-approved_at", "-id"], name="comment_newest_of_page"
            ),
            models.Index(fields=["status", "created_at"], name="comment_waiting"),
            models.Index(fields=["status", "-approved_at", "-id"], name="comment_newest_public"),
            models.Index(fields=["page", "created_at"], name="comment_latest_of_page"),
            models.Index(fields=["address_key", "created_at"], name="comment_of_address"),
            models.Index(fields=["email", "status"], name="comment_of_email"),
            models.Index(fields=["text_key"], name="comment_of_text"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.created_at:%Y-%m-%d}"

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        """Note how the comment stands, so that a change of it can be told."""
        comment = super().from_db(*args, **kwargs)
        comment.status_read = comment.__dict__.get("status")
        return comment

    def get_absolute_url(self) -> str:
        """Its permanent link, which leads to where it stands now."""
        return reverse("comments:comment", args=[self.pk])

    @property
    def anchor(self) -> str:
        return f"comment-{self.pk}"

    @property
    def is_public(self) -> bool:
        """Whether readers see it now; the same rule as ``CommentQuerySet.public``."""
        return self.status == self.Status.APPROVED and self.page.is_live
