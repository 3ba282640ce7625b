"""The vocabulary of the site: topics that pages are about, and words that need explaining."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from taggit.models import TagBase

from backcare.pagecache.shown import Shown
from backcare.richtext.fields import RichTextField


def letter_of(name: str) -> str:
    """The letter that a name stands under in an A to Z; "#" when it begins with none."""
    first = name[:1].upper()[:1]
    return first if first.isalpha() else "#"


class LetterField(models.CharField):
    """The letter of the row's name, set whenever the row is stored; an index holds it."""

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.CharField", args, options

    def pre_save(self, model_instance: Any, add: bool) -> str:
        letter = letter_of(model_instance.name)
        setattr(model_instance, self.attname, letter)
        return letter


class TopicQuerySet(models.QuerySet):
    def visible(self) -> "TopicQuerySet":
        """Topics with a live page of a listed kind: the only ones that readers may learn of."""
        # Pages know their topics, not the other way round: an import would be a circle.
        live = apps.get_model("publishing", "Page").objects.live().listed()
        return self.filter(Exists(live.filter(taggings__tag=OuterRef("pk"))))

    def first_of_kinds(self, count: int) -> "TopicQuerySet":
        """Of each kind the first ``count`` by name, in one query that reads no others."""
        every = Topic.objects.order_by()
        of_kinds = [
            every.filter(pk__in=self.filter(kind=kind).order_by("name").values("pk")[:count])
            for kind in Topic.Kind.values
        ]
        keys = of_kinds[0].values("pk").union(*(some.values("pk") for some in of_kinds[1:]))
        return Topic.objects.filter(pk__in=keys)


class Topic(Shown, TagBase):
    """A tag that is a page of its own, with an introduction and other names."""

    class Kind(models.TextChoices):
        CAUSE = "cause", _("Cause")
        SYMPTOM = "symptom", _("Symptom")
        TREATMENT = "treatment", _("Treatment")
        LIFESTYLE = "lifestyle", _("Living with it")

    letter = LetterField(_("letter"), max_length=1, editable=False, db_default="")
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
        indexes = [
            models.Index(fields=["letter", "name"], name="topic_by_letter"),
            models.Index(fields=["kind", "name"], name="topic_of_kind"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("topics:detail", args=[self.slug])


class TopicSynonym(models.Model):
    """Another word for a topic, as readers say it: "knots" for trigger points."""

    topic = models.ForeignKey(
        Topic, verbose_name=_("topic"), on_delete=models.CASCADE, related_name="synonyms"
    )
    name = models.CharField(_("other name"), max_length=80, unique=True)
    letter = LetterField(_("letter"), max_length=1, editable=False, db_default="")

    class Meta:
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        ordering = ["name"]
        indexes = [models.Index(fields=["letter", "name"], name="topic_synonym_by_letter")]

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
