"""What search knows of each page, of names and of words, and what readers did not find."""

from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backcare.publishing.models import Page
from backcare.topics.models import Topic

LONGEST_BEGINNING = 60
LONGEST_NAMED_WORD = 24


class Document(models.Model):
    """A page as search sees it; there is one for each published page.

    ``title``, ``summary``, ``topics`` and ``body`` are words as ``analysis`` leaves them, with
    spaces between them; ``facets`` are values as ``facets`` writes them; ``text`` is the body for
    people to read. What a database needs to find the words follows these columns by itself (see
    the migrations), so that every way of writing a row keeps the index right.
    """

    page = models.OneToOneField(
        Page, on_delete=models.CASCADE, primary_key=True, related_name="search_document"
    )
    kind = models.CharField(max_length=20)
    title = models.TextField()
    summary = models.TextField()
    topics = models.TextField()
    body = models.TextField()
    facets = models.TextField(default="", db_default="")
    text = models.TextField()

    class Meta:
        verbose_name = _("page as search sees it")
        verbose_name_plural = _("pages as search sees them")

    def __str__(self) -> str:
        return self.title


class Name(models.Model):
    """What a topic is called, as words that can be compared; ``names`` keeps them.

    A name of the ``GLOSSARY`` leads to the topic, but the topic does not lead to it.
    """

    class Source(models.TextChoices):
        TOPIC = "topic", _("Topic")
        SYNONYM = "synonym", _("Other name")
        GLOSSARY = "glossary", _("Glossary")

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="+")
    source = models.CharField(max_length=8, choices=Source.choices)
    words = models.CharField(max_length=200, db_index=True)

    class Meta:
        verbose_name = _("name as search sees it")
        verbose_name_plural = _("names as search sees them")

    def __str__(self) -> str:
        return self.words


class Beginning(models.Model):
    """Some words with which a reader may begin to type a title, or the name of a topic.

    ``text`` is the title from one of its words on, as far as ``LONGEST_BEGINNING`` characters:
    lower case, no accents, single spaces. ``said`` is the name of a topic as it is written.
    """

    text = models.CharField(max_length=LONGEST_BEGINNING)
    said = models.CharField(max_length=100, blank=True)
    page = models.ForeignKey(Page, on_delete=models.CASCADE, null=True, related_name="+")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        verbose_name = _("beginning")
        verbose_name_plural = _("beginnings")
        indexes = [
            models.Index(fields=["text"], name="search_beginning_text"),
            # Topics are few among the titles of pages.
            models.Index(
                fields=["text"],
                condition=models.Q(topic__isnull=False),
                name="search_beginning_of_topic",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(page=None, topic__isnull=False)
                | models.Q(page__isnull=False, topic=None),
                name="search_beginning_of_one_thing",
            )
        ]

    def __str__(self) -> str:
        return self.text


class Word(models.Model):
    """A word that pages use, as it is written, without accents.

    ``is_common`` words have been seen in small letters: they are nobody's name.
    """

    word = models.CharField(max_length=LONGEST_NAMED_WORD, primary_key=True)
    is_common = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("word of the pages")
        verbose_name_plural = _("words of the pages")

    def __str__(self) -> str:
        return self.word


class Spelling(models.Model):
    """A key under which a word is found by those who misspell it; see ``spelling``."""

    key = models.CharField(max_length=LONGEST_NAMED_WORD)
    word = models.CharField(max_length=LONGEST_NAMED_WORD)

    class Meta:
        verbose_name = _("key of a word")
        verbose_name_plural = _("keys of words")
        constraints = [models.UniqueConstraint(fields=["key", "word"], name="search_spelling_once")]

    def __str__(self) -> str:
        return f"{self.key}: {self.word}"


class MissedSearchQuerySet(models.QuerySet["MissedSearch"]):
    def forget(self, *, before: datetime, most: int) -> int:
        """Delete what nobody looked for since, and all but the ``most`` looked for; how many."""
        old, _by_model = self.filter(last_seen_at__lt=before).delete()
        kept = self.order_by("-count", "-last_seen_at").values_list("pk", flat=True)
        surplus: Any = list(kept[most:])
        more, _by_model = self.filter(pk__in=surplus).delete()
        return old + more


class MissedSearch(models.Model):
    """Words that readers looked for and that no page has; ``missed`` says which are kept."""

    words = models.CharField(_("words"), max_length=80, unique=True)
    count = models.PositiveIntegerField(_("looked for"), default=1)
    first_seen_at = models.DateTimeField(_("first"), default=timezone.now)
    last_seen_at = models.DateTimeField(_("last"), default=timezone.now)

    objects = MissedSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("search that found nothing")
        verbose_name_plural = _("searches that found nothing")
        ordering = ["-count", "-last_seen_at"]
        indexes = [models.Index(fields=["-count", "-last_seen_at"], name="search_missed_most")]

    def __str__(self) -> str:
        return self.words


class Rebuild(models.Model):
    """How far all documents have been written anew; one row, which ``rebuilding`` keeps.

    ``analysis`` is the number of the way in which they are written, ``last`` the key of the last
    page that was done.
    """

    analysis = models.PositiveIntegerField()
    last = models.PositiveBigIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("rebuilding of the search")
        verbose_name_plural = _("rebuildings of the search")

    def __str__(self) -> str:
        return f"{self.analysis}: {self.last}"
