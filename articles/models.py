"""Articles: texts that explain, with the sources they rest on."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from backcare.pagecache.shown import Shown
from backcare.publishing.fields import WebAddressField
from backcare.publishing.lines import lines
from backcare.publishing.models import Page
from backcare.publishing.models.body import WithBody

MOST_KEY_POINTS = 5


def at_most_five_lines(text: str) -> None:
    """Raise ValidationError when there are more key points than a reader takes in."""
    if len(lines(text)) > MOST_KEY_POINTS:
        raise ValidationError(_("Keep to five points; a reader remembers no more."))


class SeriesQuerySet(models.QuerySet):
    def visible(self) -> "SeriesQuerySet":
        """Series with at least one live article: the only ones that readers may learn of."""
        return self.filter(Exists(Article.objects.live().filter(series=OuterRef("pk"))))


class Series(Shown):
    """Articles to be read one after the other."""

    title = models.CharField(_("title"), max_length=120)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    summary = models.TextField(_("summary"), max_length=400, blank=True)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("articles:series", args=[self.slug])


class Article(WithBody, Page):
    """A text about causes, symptoms, treatments or living with back pain."""

    parts = (*Page.parts, "learn_more", "resources")
    listed_by = (*Page.listed_by, "series", "series_position")

    key_points = models.TextField(
        _("in short"),
        blank=True,
        validators=[at_most_five_lines],
        help_text=_("One point a line, five at most. Shown in a box before the text."),
    )
    series = models.ForeignKey(
        Series,
        verbose_name=_("series"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="articles",
    )
    series_position = models.PositiveSmallIntegerField(
        _("place in the series"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        constraints = [
            models.CheckConstraint(
                condition=Q(series=None) | Q(series_position__isnull=False),
                name="article_in_series_has_place",
                violation_error_message=_("Say which place the article has in its series."),
            )
        ]
        indexes = [models.Index(fields=["series", "series_position"], name="article_in_series")]


class LearnMore(models.Model):
    """A link under an article, with the reason to follow it."""

    class Relation(models.TextChoices):
        BACKGROUND = "background", _("Background")
        HOW_TO = "how-to", _("How to")
        TREATMENT = "treatment", _("Treatment")
        NEXT_STEP = "next-step", _("Next step")

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="learn_more")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    relation = models.CharField(
        _("what it gives"), max_length=12, choices=Relation.choices, default=Relation.BACKGROUND
    )
    target = models.ForeignKey(
        Page,
        verbose_name=_("page"),
        on_delete=models.CASCADE,
        related_name="+",
        limit_choices_to={"draft_of": None},
    )
    text = models.CharField(
        _("why read it"), max_length=200, blank=True, help_text=_("A few words after the title.")
    )

    class Meta:
        verbose_name = _("link to learn more")
        verbose_name_plural = _("learn more")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return str(self.target)


class Resource(models.Model):
    """Something elsewhere that the article recommends, and what ties the site to it."""

    class Relationship(models.TextChoices):
        NONE = "none", _("None")
        GIFT = "gift", _("We were given it")
        AFFILIATE = "affiliate", _("We earn a commission")
        OWN = "own", _("It is our own")

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="resources")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    title = models.CharField(_("title"), max_length=150)
    url = WebAddressField(_("address"), max_length=500)
    description = models.CharField(_("description"), max_length=300, blank=True)
    relationship = models.CharField(
        _("our relationship to it"),
        max_length=10,
        choices=Relationship.choices,
        default=Relationship.NONE,
        help_text=_("Readers are told. Search engines are told too."),
    )

    class Meta:
        verbose_name = _("recommended resource")
        verbose_name_plural = _("recommended resources")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def rel(self) -> str:
        """The link's rel: "sponsored" when somebody pays, "nofollow" when it isn't independent."""
        if self.relationship == self.Relationship.AFFILIATE:
            return "sponsored noopener"
        if self.relationship in {self.Relationship.GIFT, self.Relationship.OWN}:
            return "nofollow noopener"
        return "external noopener"

    @property
    def disclosure(self) -> str:
        """What readers must know of the tie; empty when there is none."""
        return str(DISCLOSURES.get(self.relationship, ""))


DISCLOSURES = {
    Resource.Relationship.GIFT.value: _("We were given this for free."),
    Resource.Relationship.AFFILIATE.value: _("We earn a commission if you buy through this link."),
    Resource.Relationship.OWN.value: _("This is our own product."),
}
