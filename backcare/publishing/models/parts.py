"""What belongs to a page and is copied with it: its topics, authors and sources."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from taggit.models import ItemBase

from backcare.people.models import Contributor
from backcare.topics.models import Topic

from ..fields import WebAddressField
from .page import Page


class DateOfPage(models.DateTimeField):
    """When the page of the row was first published, so that an index can hold the row in its order.

    Copied when a row is stored, alone or with others; ``Page.save`` tells the rows of a change.
    """

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.DateTimeField", args, options

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        if add:
            setattr(model_instance, self.attname, model_instance.content_object.first_published_at)
        return super().pre_save(model_instance, add)


class TaggedPage(ItemBase):
    """That a page is about a topic."""

    tag = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="taggings")
    content_object = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="taggings")
    first_published_at = DateOfPage(null=True, editable=False)

    class Meta:
        verbose_name = _("topic of a page")
        verbose_name_plural = _("topics of pages")
        constraints = [
            models.UniqueConstraint(fields=["content_object", "tag"], name="tagged_page_once")
        ]
        indexes = [
            models.Index(
                fields=["tag", "-first_published_at", "-content_object"],
                name="tagged_page_newest",
            )
        ]


class Authorship(models.Model):
    """That a contributor wrote a page, and in which place the name stands."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="authorships")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    contributor = models.ForeignKey(
        Contributor,
        verbose_name=_("author"),
        on_delete=models.PROTECT,
        related_name="authorships",
    )

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["page", "contributor"], name="authorship_once")
        ]

    def __str__(self) -> str:
        return str(self.contributor)


class Source(models.Model):
    """A paper or guideline that the page's statements rest on."""

    class Kind(models.TextChoices):
        GUIDELINE = "guideline", _("Guideline")
        REVIEW = "review", _("Review of studies")
        TRIAL = "trial", _("Trial")
        OTHER = "other", _("Other")

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="sources")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    key = models.SlugField(
        _("key"),
        max_length=40,
        blank=True,
        help_text=_("What the text refers to it by. Made from organisation and year when empty."),
    )
    organisation = models.CharField(
        _("organisation or authors"),
        max_length=150,
        help_text=_("For example “NICE” or “Cochrane”."),
    )
    title = models.CharField(_("title"), max_length=300)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    url = WebAddressField(_("address"), max_length=500, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.OTHER)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["page", "key"],
                name="source_key_unique_in_page",
                violation_error_message=_("Two sources of this page have the same key."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.title}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.key:
            taken = Source.objects.filter(page=self.page).exclude(pk=self.pk)
            self.key = source_key(
                self.organisation, self.year, taken=set(taken.values_list("key", flat=True))
            )
        super().save(*args, **kwargs)


def source_key(organisation: str, year: int | None, *, taken: set[str]) -> str:
    """A key such as "nice-2016" that is not ``taken``: "nice-2016-2" for the second."""
    stem = slugify(f"{organisation[:30]} {year or ''}")[:34].strip("-_") or "source"
    key, number = stem, 2
    while key in taken:
        key, number = f"{stem}-{number}", number + 1
    return key
