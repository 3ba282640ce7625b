"""Page: the base of everything that is written, published and found."""

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import F, OuterRef, Q
from django.urls import NoReverseMatch, resolve
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from backcare.pagecache import tags
from backcare.pagecache.recording import depends_on, until
from backcare.people.models import Contributor
from backcare.topics.models import Topic

from ..kinds import kinds

if TYPE_CHECKING:
    from .revision import Revision

MOST_WORDS_IN_SUMMARY = 40
# Before anything was published; what has no date is not after it.
EVER = datetime(1900, 1, 1, tzinfo=UTC)


def at_most_forty_words(text: str) -> None:
    """Raise ValidationError for a summary that is longer than a reader takes in at a glance."""
    count = len(text.split())
    if count > MOST_WORDS_IN_SUMMARY:
        raise ValidationError(
            _("Keep the summary to 40 words; it has %(count)d."), params={"count": count}
        )


class PageQuerySet(models.QuerySet):
    def live(self, at: datetime | None = None) -> Self:
        """The pages that readers may see now: the one definition of visible.

        A first publication and an expiry happen by the clock of each query, so that
        nothing has to run at their time. Drafts of live pages are rows of their own, never
        published (a constraint sees to it). With ``at``, those that will be visible at that time.
        """
        now = at or timezone.now()
        return self._unexpired(now).filter(live_at__lte=now)

    def live_or_to_come(self) -> Self:
        """The live pages, and those that will be when their time comes, without anybody's doing.

        For what is computed ahead of readers, who get the ``live`` ones of it.
        """
        return self._unexpired(timezone.now())

    def _unexpired(self, now: datetime) -> Self:
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=now), status=Page.Status.PUBLISHED)

    def listed(self) -> Self:
        """Pages of the kinds that appear among the site's new and related pages."""
        # Named by what they are not, so that the newest are read in their order and no further.
        return self.exclude(kind__in=[kind.name for kind in kinds if not kind.listed])

    def about(self, topic: Topic) -> Self:
        return self.filter(taggings__tag=topic)

    def newest_about(self, topic: Topic | OuterRef | int, *conditions: Q) -> Self:
        """The pages about the topic, newest first, read in the order of an index.

        ``conditions`` may be on the taggings themselves.
        """
        about = self.filter(*conditions, taggings__tag=topic, taggings__first_published_at__gt=EVER)
        return about.order_by("-taggings__first_published_at", "-taggings__content_object")

    def newest_first(self) -> Self:
        # "id", not "pk": the key of a child is another column, which no index has.
        return self.order_by("-first_published_at", "-id")

    def with_cards(self) -> Self:
        """With what a card shows, so that a list costs one query for all of them."""
        return self.select_related("lead_image")

    def originals(self) -> Self:
        """Without the drafts of pages that are or were published."""
        return self.filter(draft_of=None)


class Page(models.Model):
    """One address of the site, with its words, its people and its state.

    A draft of a page that has been published is a second row whose ``draft_of`` names the
    first; ``drafting.publish`` copies it over. Comments, links and related pages always
    point at the original.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        ARCHIVED = "archived", _("Archived")

    class Stage(models.TextChoices):
        """Where the work on a draft stands; what readers see has its ``Status``."""

        IN_WORK = "in-work", _("In work")
        SUBMITTED = "submitted", _("Submitted for review")
        CHANGES_ASKED = "changes-asked", _("Changes asked for")
        APPROVED = "approved", _("Approved")
        SCHEDULED = "scheduled", _("Scheduled")

    # Related names of the rows that belong to a page and are copied with it, in order.
    parts: tuple[str, ...] = ("authorships", "sources", "related_choices")
    # Many-to-many fields (and topics) that are copied with it.
    linked: tuple[str, ...] = ("topics",)
    # Columns that say where the row stands, not what the page says: never copied.
    state_fields = frozenset(
        {
            "id",
            "page_ptr",
            "kind",
            "status",
            "stage",
            "scheduled_at",
            "version",
            "edited_at",
            "edited_by",
            "changes",
            "draft_of",
            "live_at",
            "first_published_at",
            "changed_at",
            "comments_open",
            "created_at",
            "created_by",
        }
    )

    # Columns that lists go by: which pages stand in them, and in which order.
    listed_by: tuple[str, ...] = (
        "status",
        "live_at",
        "expires_at",
        "first_published_at",
        "title",
        "reviewer",
        "reviewed_on",
    )

    kind = models.CharField(_("kind"), max_length=20, editable=False)
    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(
        _("address"),
        max_length=80,
        help_text=_("The last part of the page's address. Lower-case words with hyphens."),
    )
    summary = models.TextField(
        _("summary"),
        max_length=400,
        validators=[MaxLengthValidator(400), at_most_forty_words],
        help_text=_("At most 40 words. Stands under the title and on cards."),
    )
    lead_image = models.ForeignKey(
        "library.Image",
        verbose_name=_("lead image"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    topics = TaggableManager(verbose_name=_("topics"), through="publishing.TaggedPage", blank=True)
    authors = models.ManyToManyField(
        Contributor,
        verbose_name=_("authors"),
        through="publishing.Authorship",
        related_name="pages",
    )
    reviewer = models.ForeignKey(
        Contributor,
        verbose_name=_("reviewer"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reviewed_pages",
        help_text=_("Who checked the facts. Readers see the name and the date."),
    )

    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.DRAFT, editable=False
    )
    stage = models.CharField(
        _("stage of the draft"),
        max_length=13,
        choices=Stage.choices,
        default=Stage.IN_WORK,
        db_default=Stage.IN_WORK,
        editable=False,
    )
    scheduled_at = models.DateTimeField(
        _("change takes effect at"), null=True, blank=True, editable=False
    )
    # Rises with every change of what the row says, so that two editors notice each other.
    version = models.PositiveIntegerField(_("version"), default=0, db_default=0, editable=False)
    edited_at = models.DateTimeField(_("last edited"), null=True, blank=True, editable=False)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("last edited by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    draft_of = models.OneToOneField(
        "self",
        verbose_name=_("draft of"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        editable=False,
        related_name="draft",
    )
    live_at = models.DateTimeField(_("live from"), null=True, blank=True, editable=False)
    expires_at = models.DateTimeField(
        _("expires at"),
        null=True,
        blank=True,
        help_text=_("Leave empty unless the page must disappear by itself."),
    )
    first_published_at = models.DateTimeField(
        _("first published"), null=True, blank=True, editable=False
    )
    changed_at = models.DateTimeField(_("last changed"), null=True, blank=True, editable=False)
    reviewed_on = models.DateField(_("last reviewed"), null=True, blank=True)
    review_due_on = models.DateField(
        _("next review due"),
        null=True,
        blank=True,
        help_text=_("Reckoned from the last review when left empty."),
    )
    review_months = models.PositiveSmallIntegerField(
        _("review again after (months)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
        help_text=_("Two years when left empty; one where the page names a medicine."),
    )
    change_note = models.CharField(
        _("change note"),
        max_length=300,
        blank=True,
        help_text=_("What changed, for readers. Leave empty for small corrections."),
    )

    # What readers are told of earlier changes, newest first: {"on": "2027-05-03", "note": "…"}.
    changes = models.JSONField(
        _("changes"), default=list, db_default=[], blank=True, editable=False
    )

    search_title = models.CharField(
        _("title in search results"),
        max_length=65,
        blank=True,
        help_text=_("The page's title when left empty."),
    )
    search_description = models.CharField(
        _("description in search results"),
        max_length=165,
        blank=True,
        help_text=_("The summary when left empty. 50 to 165 characters."),
    )
    comments_open = models.BooleanField(_("comments open"), default=True)
    extra_emergency = models.TextField(
        _("also an emergency on this page"),
        blank=True,
        help_text=_("One sign a line. They join the site's safety text, which always stands."),
    )
    extra_urgent = models.TextField(
        _("also urgent on this page"), blank=True, help_text=_("One sign a line.")
    )
    extra_doctor = models.TextField(
        _("also a reason to see a doctor"), blank=True, help_text=_("One sign a line.")
    )
    is_demonstration = models.BooleanField(
        _("demonstration content"),
        default=False,
        help_text=_("Tells readers that no clinician has reviewed the page."),
    )

    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("created by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects = PageQuerySet.as_manager()

    # As it was in the database when the row was read; None for one that is new.
    status_read: str | None = None
    # What lists went by before the row was saved; see backcare/pagecache/moving.py.
    stood: dict[str, Any] | None = None

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        base_manager_name = "objects"
        permissions = [
            ("publish_page", _("Can publish and withdraw pages")),
            ("edit_any_page", _("Can edit the drafts of others")),
            ("review_page", _("Can review pages")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "slug"],
                condition=Q(draft_of=None),
                name="page_slug_unique_in_kind",
                violation_error_message=_("Another page of this kind has this address."),
            ),
            models.CheckConstraint(
                condition=Q(draft_of=None) | Q(status="draft"),
                name="page_draft_of_is_draft",
            ),
            models.CheckConstraint(
                condition=~Q(draft_of=F("id")),
                name="page_not_draft_of_itself",
            ),
            models.CheckConstraint(
                condition=~Q(status="published")
                | Q(live_at__isnull=False, first_published_at__isnull=False),
                name="page_published_has_times",
            ),
            models.CheckConstraint(
                condition=Q(stage="in-work") | Q(status="draft"),
                name="page_stage_is_of_drafts",
            ),
            models.CheckConstraint(
                condition=Q(stage="scheduled", scheduled_at__isnull=False, draft_of__isnull=False)
                | (~Q(stage="scheduled") & Q(scheduled_at=None)),
                name="page_scheduled_change_has_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["scheduled_at"],
                condition=Q(stage="scheduled"),
                name="page_scheduled_changes",
            ),
            # Neither of the others begins with the status, which nearly all rows share: SQLite,
            # which knows no frequencies, would take it for the quickest way to any page.
            models.Index(fields=["-first_published_at", "-id"], name="page_newest"),
            # The last four let live pages of a kind be counted, and dated, in the index alone.
            models.Index(
                fields=[
                    "kind",
                    "-first_published_at",
                    "-id",
                    "status",
                    "live_at",
                    "expires_at",
                    "changed_at",
                ],
                name="page_newest_of_kind",
            ),
            models.Index(fields=["kind", "-changed_at"], name="page_changed_of_kind"),
        ]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        """Note what the answer that is being made shows, and when that is over."""
        page = super().from_db(*args, **kwargs)
        page.status_read = page.__dict__.get("status")
        depends_on(tags.page(page.pk))
        for column in ("live_at", "expires_at"):
            until(page.__dict__.get(column))
        return page

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.kind = self.own_kind
        is_new = self._state.adding
        # With what is told of it: one without the other would leave old pages standing.
        with transaction.atomic(savepoint=False):
            super().save(*args, **kwargs)
            names = kwargs.get("update_fields")
            if not is_new and (names is None or "first_published_at" in names):
                date = self.first_published_at
                self.taggings.exclude(first_published_at=date).update(first_published_at=date)

    def clean(self) -> None:
        super().clean()
        # The constraint says the same, but a form doesn't check it: it has no field draft_of.
        taken = Page.objects.originals().filter(kind=self.own_kind, slug=self.slug)
        if taken.exclude(pk__in=[self.pk, self.draft_of_id]).exists():
            raise ValidationError({"slug": _("Another page of this kind has this address.")})
        if not self._is_reachable():
            raise ValidationError({"slug": _("The site itself needs this address.")})
        if self.expires_at and self.live_at and self.expires_at <= self.live_at:
            raise ValidationError({"expires_at": _("A page can't expire before it is live.")})

    def _is_reachable(self) -> bool:
        """Whether the page's address leads to it: not for an information page called "contact"."""
        kind = kinds[self.own_kind]
        try:
            view_name = resolve(kind.url(self.slug)).view_name
        except NoReverseMatch:  # No address at all, of which the field complains itself.
            return True
        return view_name == kind.url_name and self.slug not in kind.reserved_slugs

    def get_absolute_url(self) -> str:
        return kinds[self.kind].url(self.slug)

    @property
    def own_kind(self) -> str:
        """The name of the kind; known from the class before the row has it."""
        return self.kind if type(self) is Page else kinds.for_model(type(self)).name

    @property
    def specific(self) -> "Page":
        """The row as its own kind; itself when it already is."""
        model = kinds[self.kind].model
        return self if isinstance(self, model) else model.objects.get(pk=self.pk)

    def revisions_of_page(self) -> "models.QuerySet[Revision]":
        """The history, which a draft shares with its published page."""
        return (self.draft_of or self).revisions.all()

    @property
    def kind_label(self) -> str:
        return str(kinds[self.kind].label)

    @property
    def card_template(self) -> str:
        return kinds[self.kind].card_template

    @property
    def is_live(self) -> bool:
        """Whether readers see this row now; the same rule as ``PageQuerySet.live``."""
        now = timezone.now()
        return (
            self.status == self.Status.PUBLISHED
            and self.live_at is not None
            and self.live_at <= now
            and (self.expires_at is None or self.expires_at > now)
        )

    @property
    def title_for_search(self) -> str:
        return self.search_title or self.title

    @property
    def description_for_search(self) -> str:
        return self.search_description or self.summary

    @property
    def told_changes(self) -> list[tuple[date, str]]:
        """What readers are told of earlier changes, newest first: days and notes."""
        return [(date.fromisoformat(each["on"]), each["note"]) for each in self.changes]

    @property
    def is_review_overdue(self) -> bool:
        if self.review_due_on is None:
            return False
        morrow = datetime.combine(self.review_due_on + timedelta(days=1), time.min)
        until(timezone.make_aware(morrow))
        return self.review_due_on < timezone.localdate()
