"""Keeps a document of every published page, in the transaction that changes the page.

Scheduled and expired pages have theirs as well, so that nothing has to run when their time
comes: what readers may see is asked when they search.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from backcare.publishing.kinds import Kind, kinds
from backcare.publishing.models import Page, TaggedPage
from backcare.topics.models import Topic

from .analysis import normal, words
from .models import Document

BATCH = 200
# Characters of a body that are searched. PostgreSQL takes at most a megabyte of words.
LONGEST_BODY = 200_000


def index(page: Page) -> None:
    """Make ``page``, which must be of its own kind, be found by what it says now."""
    index_all(kinds[page.kind], [page])


def remove(page_id: int) -> None:
    """Make the page be found no more."""
    Document.objects.filter(page=page_id).delete()


def index_all(kind: Kind, pages: Sequence[Page]) -> None:
    """Index some pages, all of one kind."""
    topics = topic_words(page.pk for page in pages)
    save(
        document(page, topics=topics[page.pk], text=normal(kind.search_text(page)))
        for page in pages
    )


def document(page: Page, *, topics: str, text: str) -> Document:
    """The unsaved document of ``page``; ``topics`` as ``topic_words`` gives them."""
    return Document(
        page_id=page.pk,
        kind=page.kind,
        title=joined(page.title),
        summary=joined(page.summary),
        topics=topics,
        body=joined(text)[:LONGEST_BODY],
        text=text,
    )


def save(documents: Iterable[Document]) -> None:
    """Store documents in place of those that the same pages have already."""
    Document.objects.bulk_create(
        documents,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["page"],
        update_fields=["kind", "title", "summary", "topics", "body", "text"],
    )


def joined(text: str) -> str:
    """The words of a text, as the columns of a document hold them."""
    return " ".join(words(text))


def topic_words(page_ids: Iterable[int]) -> dict[int, str]:
    """The words of each page's topics and of the other names that these topics have."""
    taggings = TaggedPage.objects.filter(content_object__in=list(page_ids))
    names = {
        topic.pk: joined(
            "\n".join([topic.name, *(synonym.name for synonym in topic.synonyms.all())])
        )
        for topic in Topic.objects.filter(pk__in=taggings.values("tag")).prefetch_related(
            "synonyms"
        )
    }
    by_page: dict[int, list[str]] = defaultdict(list)
    for page_id, topic_id in taggings.order_by("pk").values_list("content_object_id", "tag_id"):
        by_page[page_id].append(names[topic_id])
    return defaultdict(str, {page_id: " ".join(found) for page_id, found in by_page.items()})


def refresh_topics(page_ids: Sequence[int]) -> None:
    """Have pages be found by what their topics are called now."""
    for start in range(0, len(page_ids), BATCH):
        some = page_ids[start : start + BATCH]
        topics = topic_words(some)
        changed = [
            document
            for document in Document.objects.filter(page__in=some).only("pk", "topics")
            if document.topics != topics[document.pk]
        ]
        for document in changed:
            document.topics = topics[document.pk]
        Document.objects.bulk_update(changed, ["topics"])


def rebuild(report: Callable[[Kind, int], None] = lambda kind, count: None) -> int:
    """Index every published page anew and drop what else there is; returns how many there are.

    Works in batches, each a transaction of its own, and tells ``report`` how many pages of a
    kind it has done so far.
    """
    total = 0
    for kind in kinds:
        done, last = 0, 0
        published = kind.model.objects.filter(status=Page.Status.PUBLISHED).order_by("pk")
        while pages := list(published.filter(pk__gt=last)[:BATCH]):
            index_all(kind, pages)
            done, last = done + len(pages), pages[-1].pk
            report(kind, done)
        total += done
    Document.objects.exclude(page__status=Page.Status.PUBLISHED).delete()
    return total
