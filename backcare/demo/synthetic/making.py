"""Makes the rows of a synthetic site, in batches that are each a transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Any

from django.db import connection, transaction

from backcare.library.models import Image
from backcare.people.models import Contributor
from backcare.publishing import marking
from backcare.publishing.kinds import kinds
from backcare.publishing.models import Authorship, Embed, Page, Source, TaggedPage
from backcare.search import documents
from backcare.topics.models import Topic, TopicSynonym

from . import rows
from .neighbours import relate_all
from .talking import conversation, store
from .writing import SOURCE_KEYS, Writer, chance_of

# What a large site has most of, and those of its parts that point to other pages.
KIND = "article"
LINKS = "learn_more"

BATCH = 500
PAGES_PER_TOPIC = 50
PAGES_PER_AUTHOR = 200
SLUG = "synthetic-"
FIRST_DAY = datetime(2012, 1, 2, 7, tzinfo=UTC)
# The last pages have been talked about for years.
DAYS = 11 * 365

Report = Callable[[str], None]


@dataclass
class Surroundings:
    """What pages are given: keys of rows that are there before them.

    ``topic_weights`` adds up, by Zipf's law: a few topics are on very many pages.
    """

    topics: list[int]
    topic_weights: list[float]
    authors: list[int]
    images: list[int]
    embeddable: list[int]
    targets: list[int]


@dataclass
class Draft:
    """A page and its parts before they have keys; whatever it refers to is given by key."""

    fields: dict[str, Any]
    own_fields: dict[str, Any]
    topics: list[int]
    author: int | None
    embeds: list[int]
    links: list[int]
    sources: list[dict[str, Any]]


def make(count: int, report: Report = lambda line: None) -> int:
    """Have ``count`` synthetic pages on the site; returns how many had to be made.

    The n-th is the same on every site of the same topics, authors and images, so an interrupted
    run is taken up where it was left.
    """
    writer = Writer()
    around = _surroundings(count, writer)
    first = made = Page.objects.filter(kind=KIND, slug__startswith=SLUG).count()
    with rows.written_in_bulk():
        while made < count:
            numbers = range(made, min(made + BATCH, count))
            with transaction.atomic():
                said = _make_batch(numbers, writer, around)
            made = numbers.stop
            report(f"{made:,} of {count:,} pages, the last with {said:,} comments")
        relate_all(report)
        marking.mark_all()
        if connection.vendor == "postgresql":
            # It would do so by itself within minutes, and until then know no frequencies.
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
    return made - first


def _surroundings(count: int, writer: Writer) -> Surroundings:
    with transaction.atomic():
        _make_topics(count // PAGES_PER_TOPIC, writer)
        _make_authors(count // PAGES_PER_AUTHOR, writer)
    topics = list(Topic.objects.order_by("pk").values_list("pk", flat=True))
    written = Page.objects.live().listed().filter(is_demonstration=True).order_by("pk")
    return Surroundings(
        topics=topics,
        topic_weights=list(accumulate(1 / (rank + 1) for rank in range(len(topics)))),
        authors=list(
            Contributor.objects.filter(is_demonstration=True)
            .order_by("pk")
            .values_list("pk", flat=True)
        ),
        images=list(Image.objects.order_by("pk").values_list("pk", flat=True)),
        embeddable=list(written.exclude(kind=KIND).values_list("pk", flat=True)),
        targets=list(written.values_list("pk", flat=True)),
    )


def _make_topics(count: int, writer: Writer) -> None:
    there = Topic.objects.filter(slug__startswith=SLUG).count()
    chances = {number: chance_of(f"topic {number}") for number in range(there, count)}
    Topic.objects.bulk_create(
        Topic(
            slug=f"{SLUG}{number}",
            name=f"{writer.words(chance, 2).capitalize()} {number}",
            kind=Topic.Kind.values[number % len(Topic.Kind.values)],
            introduction=f"<p>{writer.sentences(chance, 3)}</p>",
        )
        for number, chance in chances.items()
    )
    fresh = Topic.objects.filter(slug__in=[f"{SLUG}{number}" for number in chances])
    TopicSynonym.objects.bulk_create(
        TopicSynonym(topic=topic, name=f"other {topic.name}") for topic in fresh
    )


def _make_authors(count: int, writer: Writer) -> None:
    there = Contributor.objects.filter(slug__startswith=SLUG).count()
    Contributor.objects.bulk_create(
        Contributor(
            slug=f"{SLUG}{number}",
            name=f"Writer {number}",
            biography=writer.sentences(chance_of(f"author {number}"), 3),
            is_demonstration=True,
        )
        for number in range(there, count)
    )


def _make_batch(numbers: range, writer: Writer, around: Surroundings) -> int:
    """Make the pages of these numbers, with everything that belongs to them.

    Returns how many comments stand under them.
    """
    drafts = [_draft(number, writer, around) for number in numbers]
    # Known by name only, since what lies below must not import the app that has it.
    model: Any = kinds[KIND].model
    link_model: Any = model._meta.get_field(LINKS).related_model
    pages = [
        model(page_ptr_id=key, id=key, **draft.fields, **draft.own_fields)
        for draft, key in zip(drafts, rows.keys(Page, len(drafts)), strict=True)
    ]
    # The row of the page, then that of the article.
    rows.insert(Page, pages)
    rows.insert(model, pages)
    rows.insert(
        link_model,
        (
            link_model(**{f"{KIND}_id": page.pk}, position=position, target_id=target)
            for draft, page in zip(drafts, pages, strict=True)
            for position, target in enumerate(draft.links)
        ),
    )
    _make_parts(drafts, pages)
    said = [
        comment
        for number, page in zip(numbers, pages, strict=True)
        for comment in conversation(number, page.pk, page.live_at, writer)
    ]
    store(said)
    documents.index_all(kinds[KIND], pages)
    return len(said)


def _make_parts(drafts: list[Draft], pages: list[Page]) -> None:
    together = list(zip(drafts, pages, strict=True))
    rows.insert(
        TaggedPage,
        (
            TaggedPage(content_object=page, tag_id=topic)
            for draft, page in together
            for topic in draft.topics
        ),
    )
    rows.insert(
        Authorship,
        (
            Authorship(page_id=page.pk, contributor_id=draft.author)
            for draft, page in together
            if draft.author
        ),
    )
    rows.insert(
        Embed,
        (
            Embed(page_id=page.pk, target_id=target)
            for draft, page in together
            for target in draft.embeds
        ),
    )
    rows.insert(
        Source,
        (
            Source(page_id=page.pk, position=position, **source)
            for draft, page in together
            for position, source in enumerate(draft.sources)
        ),
    )


def _draft(number: int, writer: Writer, around: Surroundings) -> Draft:
    chance = chance_of(f"page {number}")
    published = FIRST_DAY + timedelta(minutes=chance.randrange(DAYS * 24 * 60))
    embeds = chance.sample(around.embeddable, min(chance.randint(0, 2), len(around.embeddable)))
    body = writer.body(chance, embeds)
    return Draft(
        fields={
            "kind": KIND,
            "slug": f"{SLUG}{number}",
            "title": f"{writer.words(chance, 4).capitalize()} {number}",
            "summary": writer.summary(chance),
            "lead_image_id": around.images[number % len(around.images)] if around.images else None,
            "status": Page.Status.PUBLISHED,
            "live_at": published,
            "first_published_at": published,
            "changed_at": published,
            "review_due_on": (published + timedelta(days=2 * 365)).date(),
            "is_demonstration": True,
        },
        own_fields={
            "body": body.html,
            "word_count": body.words,
            "key_points": "\n".join(writer.sentence(chance) for _ in range(4)),
        },
        topics=_some_topics(chance, around),
        author=chance.choice(around.authors) if around.authors else None,
        embeds=embeds,
        links=chance.sample(around.targets, min(3, len(around.targets))),
        sources=[
            {
                "key": key,
                "organisation": f"{writer.words(chance, 2).title()} Journal",
                "title": writer.sentence(chance)[:-1],
                "year": chance.randint(1990, 2025),
                "url": f"https://example.org/{number}/{key}",
                "kind": chance.choice(Source.Kind.values),
            }
            for key in SOURCE_KEYS
        ],
    )


def _some_topics(chance: Random, around: Surroundings) -> list[int]:
    """Two to four topics, each once; the first ones of the site are the likeliest."""
    wanted = min(chance.randint(2, 4), len(around.topics))
    chosen: dict[int, None] = {}
    while len(chosen) < wanted:
        chosen[chance.choices(around.topics, cum_weights=around.topic_weights)[0]] = None
    return list(chosen)
