"""The vocabulary of the site: topics that pages are about, and words that need explaining."""

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from taggit.models import TagBase

from backcare.richtext.fields import RichTextField


class TopicQuerySet(models.QuerySet):
    def visible(self) -> "TopicQuerySet":
        """Topics with a live page of a listed kind: the only ones that readers may learn of."""
        # Pages know their topics, not the other way round: an import would be a circle.
        live = apps.get_model("publishing", "Page").objects.live().listed()
        return self.filter(Exists(live.filter(taggings__tag=OuterRef("pk"))))


class Topic(TagBase):
    """A tag that is a page of its own, with an introduction and other names."""

    class Kind(models.TextChoices):
        CAUSE = "cause", _("Cause")
        SYMPTOM = "symptom", _("Symptom")
        TREATMENT = "treatment", _("Treatment")
        LIFESTYLE = "lifestyle", _("Living with it")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.LIFESTYLE)
    introduction = RichTextField(_("introduction"), blank=True, toolbar="plain")
    image = models.ForeignKey(
        "library.Image",
        verbose_name=_("image"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name"]

    def get_absolute_url(self) -> str:
        return reverse("topics:detail", args=[self.slug])


class TopicSynonym(models.Model):
    """Another word for a topic, as readers say it: "knots" for trigger points."""

    topic = models.ForeignKey(
        Topic, verbose_name=_("topic"), on_delete=models.CASCADE, related_name="synonyms"
    )
    name = models.CharField(_("other name"), max_length=80, unique=True)

    class Meta:
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class GlossaryTerm(models.Model):
    """A word that pages use and readers may not know."""

    name = models.CharField(_("word"), max_length=80, unique=True)
    slug = models.SlugField(_("anchor"), max_length=80, unique=True)
    definition = models.TextField(_("meaning"))
    topic = models.ForeignKey(
        Topic,
        verbose_name=_("topic"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="terms",
        help_text=_("The topic to read on at, if there is one."),
    )

    class Meta:
        verbose_name = _("glossary word")
        verbose_name_plural = _("glossary")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('topics:glossary')}#{self.slug}"
