"""How a page points at others: picked by hand, found by topic, or still to be written."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .page import Page


class RelatedChoice(models.Model):
    """An editor's word on the related pages of a page: pin this one, never show that one."""

    class Action(models.TextChoices):
        PIN = "pin", _("Show first")
        EXCLUDE = "exclude", _("Never show")

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="related_choices")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    target = models.ForeignKey(
        Page,
        verbose_name=_("page"),
        on_delete=models.CASCADE,
        related_name="+",
        limit_choices_to={"draft_of": None},
    )
    action = models.CharField(
        _("what to do"), max_length=7, choices=Action.choices, default=Action.PIN
    )

    class Meta:
        verbose_name = _("related page")
        verbose_name_plural = _("related pages")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["page", "target"], name="related_choice_once"),
            models.CheckConstraint(
                condition=~Q(page=F("target")), name="related_choice_not_itself"
            ),
        ]

    def __str__(self) -> str:
        return str(self.target)

    def clean(self) -> None:
        super().clean()
        page = self.page if self.page_id else None
        if page is not None and self.target_id in {page.pk, page.draft_of_id}:
            raise ValidationError({"target": _("A page can't be related to itself.")})


class RelatedCandidate(models.Model):
    """A page that shares topics with another, best rank first.

    More are stored than are shown, because some may have been withdrawn when they are
    read. ``related.refresh`` writes them.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="related_candidates")
    target = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="candidate_for")
    rank = models.PositiveSmallIntegerField(_("rank"))

    class Meta:
        verbose_name = _("candidate for related pages")
        verbose_name_plural = _("candidates for related pages")
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["page", "rank"], name="candidate_rank_once"),
        ]

    def __str__(self) -> str:
        return f"{self.rank}. {self.target_id}"


class PlannedLink(models.Model):
    """A phrase of a page that shall link to a page still to be written.

    Kept in step with the body by ``references.sync``; readers see the phrase as plain text.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="planned_links")
    working_title = models.CharField(_("working title"), max_length=200)
    phrase = models.CharField(_("phrase"), max_length=300)

    class Meta:
        verbose_name = _("planned link")
        verbose_name_plural = _("planned links")
        ordering = ["working_title", "pk"]

    def __str__(self) -> str:
        return self.working_title


class Embed(models.Model):
    """That the text of a page shows another page; kept in step by ``references.sync``."""

    # The page of an exercise names the pages that show it.
    is_seen_from_target = True

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="embeds")
    target = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="embedded_in")

    class Meta:
        verbose_name = _("embedded page")
        verbose_name_plural = _("embedded pages")
        constraints = [models.UniqueConstraint(fields=["page", "target"], name="embed_once")]
        indexes = [models.Index(fields=["target", "-page"], name="embed_newest")]

    def __str__(self) -> str:
        return f"{self.page_id} > {self.target_id}"
