"""The words that exercises are described and found with."""

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from backcare.topics.models import Topic


class Equipment(models.Model):
    """A thing that an exercise needs: a mat, a chair, a wall."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    slug = models.SlugField(_("short name"), max_length=60, unique=True)

    class Meta:
        verbose_name = _("equipment")
        verbose_name_plural = _("equipment")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class BodyRegion(models.Model):
    """A part of the body that an exercise is for: low back, neck, hips."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    slug = models.SlugField(_("short name"), max_length=60, unique=True)

    class Meta:
        verbose_name = _("body region")
        verbose_name_plural = _("body regions")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class FactorQuerySet(models.QuerySet):
    def with_topics(self) -> "FactorQuerySet":
        """With what a link needs: the topic, and in ``has_page`` whether readers can see it."""
        seen = Topic.objects.visible().filter(pk=OuterRef("topic"))
        return self.select_related("topic").annotate(has_page=Exists(seen))


class Factor(models.Model):
    """Something that may contribute to back pain: tightness, weakness, joint stiffness.

    Factors are the site's editorial model, not diagnoses. Each has a topic, whose page is
    the one place where readers read about it.
    """

    name = models.CharField(_("name"), max_length=60, unique=True)
    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    topic = models.OneToOneField(
        Topic, verbose_name=_("topic"), on_delete=models.PROTECT, related_name="factor"
    )
    summary = models.TextField(_("summary"), max_length=400)
    evidence_note = models.TextField(
        _("evidence note"),
        help_text=_("How sure science is that it matters, in plain words, with the source."),
    )
    feeds = models.ManyToManyField(
        "self",
        verbose_name=_("may feed"),
        symmetrical=False,
        blank=True,
        related_name="fed_by",
        help_text=_("The factors that this one may lead to."),
    )

    objects = FactorQuerySet.as_manager()

    class Meta:
        verbose_name = _("factor")
        verbose_name_plural = _("factors")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return self.topic.get_absolute_url()
