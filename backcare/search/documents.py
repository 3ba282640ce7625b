"""Keeps a document of every published page, in the transaction that changes the page.

Scheduled and expired pages have theirs as well, so that nothing has to run when their time
comes: what readers may see is asked when they search.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from backcare.publishing.kinds import Kind, kinds
from backcare.publishing.models import Page, TaggedPage
from backcare.topics.models import Topic

from . import names
from .analysis import GAP, normal, words
from .facets import tokens_of
from .models import Beginning, Document
from .words import remember, written_in

BATCH = 200
# Characters of a body that are searched. PostgreSQL takes at most a megabyte of words.
LONGEST_BODY = 200_000


@dataclass
class About:
    """The topics of a page: their keys, and the words of all their names."""

    topics: list[int] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def text(self, kind: Kind) -> str:
        """What the column of topics holds. "Morning routine" has the kind in it, too."""
        return f" {GAP} ".join([*self.words, joined(str(kind.label))])


@dataclass(frozen=True)
class Entry:
    """All that search keeps of one page, not yet stored."""

    document: Document
    beginnings: list[str]
    written: dict[str, bool]


def index(page: Page) -> None:
    """Make ``page``, which must be of its own kind, be found by what it says now."""
    index_all(kinds[page.kind], [page])


def remove(page_id: int) -> None:
    """Make the page be found no more."""
    Document.objects.filter(page=page_id).delete()
    Beginning.objects.filter(page=page_id).delete()


def index_all(kind: Kind, pages: Sequence[Page]) -> None:
    """Index some pages, all of one kind."""
    about = topics_of(page.pk for page in pages)
    names.add_missing({topic for found in about.values() for topic in found.topics})
    save([_entry(kind, page, about[page.pk]) for page in pages])


def _entry(kind: Kind, page: Page, about: About) -> Entry:
    text = normal(kind.search_text(page))
    document = Document(
        page_id=page.pk,
        kind=page.kind,
        title=joined(page.title),
        summary=joined(page.summary),
        topics=about.text(kind),
        body=joined(text)[:LONGEST_BODY],
        facets=tokens_of(kind, page, about.topics),
        text=text,
    )
    written = written_in([page.title, page.summary, text[:LONGEST_BODY]])
    return Entry(document, names.beginnings_of(page.title), written)


def save(entries: Sequence[Entry]) -> None:
    """Store entries in place of those that the same pages have already."""
    written: dict[str, bool] = {}
    for entry in entries:
        for word, is_small in entry.written.items():
            written[word] = written.get(word, False) or is_small
    with transaction.atomic():
        Document.objects.bulk_create(
            (entry.document for entry in entries),
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["page"],
            update_fields=["kind", "title", "summary", "topics", "body", "facets", "text"],
        )
        pages = [entry.document.page_id for entry in entries]
        Beginning.objects.filter(page__in=pages).delete()
        Beginning.objects.bulk_create(
            (
                Beginning(text=text, page_id=entry.document.page_id)
                for entry in entries
                for text in entry.beginnings
            ),
            batch_size=BATCH,
        )
        remember(written)


def joined(text: str) -> str:
    """The words of a text, as the columns of a document hold them."""
    return " ".join(words(text))


def topics_of(page_ids: Iterable[int]) -> dict[int, About]:
    """The topics of each page, with their names and the other names that they have."""
    taggings = TaggedPage.objects.filter(content_object__in=list(page_ids))
    topics = Topic.objects.filter(pk__in=taggings.values("tag")).prefetch_related("synonyms")
    said = {
        topic.pk: [
            text
            for name in [topic.name, *(synonym.name for synonym in topic.synonyms.all())]
            if (text := joined(name))
        ]
        for topic in topics
    }
    by_page: dict[int, About] = defaultdict(About)
    for page_id, topic_id in taggings.order_by("pk").values_list("content_object_id", "tag_id"):
        by_page[page_id].topics.append(topic_id)
        by_page[page_id].words += said[topic_id]
    return by_page


def refresh_topics(page_ids: Sequence[int]) -> None:
    """Have pages be found by what their topics are called now."""
    for start in range(0, len(page_ids), BATCH):
        some = page_ids[start : start + BATCH]
        about = topics_of(some)
        changed = []
        for document in Document.objects.filter(page__in=some).only("pk", "kind", "topics"):
            text = about[document.pk].text(kinds[document.kind])
            if document.topics != text:
                document.topics = text
                changed.append(document)
        Document.objects.bulk_update(changed, ["topics"])
