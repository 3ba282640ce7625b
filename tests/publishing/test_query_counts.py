"""What each public page asks of the database: exactly so much, however large the site is.

The site's settings are in the cache, as they are but for the first request after a change.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backcare.comments.models import Comment
from backcare.pagecache.generations import generations
from backcare.pagecache.recording import recording
from backcare.publishing import references, related
from backcare.publishing.models import Authorship, Page, RelatedChoice, Source
from backcare.search import documents
from backcare.site.current import forget_site
from backcare.topics.models import TopicSynonym
from exercises.models import Caution, RoutineItem, Step, Variation
from tests.comments.factories import make_comment
from tests.factories import (
    make_article,
    make_contributor,
    make_equipment,
    make_exercise,
    make_factor,
    make_image,
    make_information_page,
    make_region,
    make_routine,
    make_safety_text,
    make_series,
    make_term,
    make_topic,
)

pytestmark = pytest.mark.django_db

COUNTS = {
    "/": 9,
    "/articles/": 3,
    "/articles/rich/": 15,
    "/articles/plain/": 9,
    "/series/beginners/": 2,
    "/exercises/": 5,
    "/exercises/rich/": 13,
    "/exercises/rich/handout/": 5,
    "/exercises/rich/play/": 3,
    "/exercises/rich/reminder.ics?days=mo&time=07:30&weeks=6": 1,
    "/routines/": 4,
    "/routines/build/": 6,
    "/routines/rich/": 12,
    "/routines/rich/handout/": 5,
    "/routines/rich/play/": 4,
    "/routines/rich/reminder.ics?days=mo&time=07:30&weeks=6": 2,
    "/topics/": 2,
    "/topics/knots/": 6,
    "/topics/knots/feed/": 7,
    "/glossary/": 2,
    "/people/ada/": 3,
    "/about/": 5,
    "/search/": 0,
    "/search/?q=zebra": 5,
    "/search/?q=knott": 11,
    "/feed/": 5,
    "/comments/feed/": 1,
    "/sitemap.xml": 11,
    "/sitemap-article.xml": 3,
    "/sitemap-topics.xml": 2,
    "/sitemap-people.xml": 2,
    "/sitemap-series.xml": 2,
    "/contact/": 0,
    "/problems/thanks/": 0,
    "/diary/": 0,
    "/robots.txt": 0,
    "/site.css": 0,
    "/sw.js": 0,
    "/manifest.webmanifest": 0,
    "/offline/": 0,
}

# Where pieces of the page are kept: whether it is live, or which pages are in the list, is asked.
KEPT = {
    "/": 4,
    "/articles/": 1,
    "/articles/rich/": 1,
    "/articles/plain/": 1,
    "/exercises/": 1,
    "/exercises/rich/": 1,
    "/routines/": 1,
    "/routines/rich/": 1,
    "/topics/knots/": 4,
    "/topics/knots/feed/": 2,
    "/about/": 1,
    "/feed/": 1,
}


class Site:
    """The pages that are measured, and ever more of what they can show."""

    def __init__(self) -> None:
        make_safety_text()
        self.topic = make_topic(name="Knots", slug="knots")
        self.author = make_contributor(name="Ada", slug="ada")
        self.series = make_series(slug="beginners")
        self.shared = {"topics": [self.topic], "authors": [self.author]}
        self.article = make_article(
            title="A zebra",
            slug="rich",
            series=self.series,
            series_position=1,
            lead_image=make_image(),
            reviewer=make_contributor(),
            **self.shared,
        )
        self.plain = make_article(slug="plain", **self.shared)
        self.exercise = make_exercise(slug="rich", lead_image=make_image(), **self.shared)
        self.routine = make_routine(slug="rich", items=[self.exercise], **self.shared)
        make_information_page(slug="about")

    def grow(self, size: int) -> None:
        """Add ``size`` of everything: pages, and parts of the pages that are measured."""
        for number in range(size):
            topic = make_topic()
            TopicSynonym.objects.create(topic=topic, name=f"other {topic.name}")
            make_term(topic=topic)
            factor = make_factor(topic=topic)
            factor.feeds.add(make_factor())
            everywhere = {"topics": [self.topic, topic], "authors": [self.author]}
            step = {"text": "Bend.", "pose": {"contacts": ["feet"]}}
            exercise = make_exercise(factors=[factor], steps=[step], **everywhere)
            routine = make_routine(items=[exercise, self.exercise], **everywhere)
            article = make_article(
                title="Another zebra",
                series=self.series,
                series_position=2 + number,
                lead_image=make_image(),
                **everywhere,
            )
            make_information_page()
            self.furnish(article, exercise, routine, topic, factor)
        related.refresh_all(Page.objects.live().listed())
        for page in Page.objects.live():
            documents.index(page.specific)

    def furnish(self, article, exercise, routine, topic, factor) -> None:
        """Give the measured pages one more of each of their parts."""
        for page in (self.article, self.exercise, self.routine):
            page.topics.add(topic)
            Source.objects.create(page=page, organisation="NICE", title="A guideline")
            make_comment(make_comment(page=page.page_ptr), contributor=make_contributor())
            Authorship.objects.create(page=page, contributor=make_contributor())
            RelatedChoice.objects.create(page=page, target=make_article())
        self.article.body += (
            f'<figure data-image="{make_image().pk}"></figure><div data-page="{exercise.pk}"></div>'
            f'<div data-page="{routine.pk}"></div><h2>Heading</h2>'
        )
        self.article.save()
        references.sync(self.article)
        self.article.learn_more.create(target=article)
        self.article.resources.create(title="A book", url="https://example.org/")
        Step.objects.create(exercise=self.exercise, text="Lift.", image=make_image())
        Caution.objects.create(exercise=self.exercise, who="You", why="It hurts.")
        Variation.objects.create(
            exercise=self.exercise, direction="easier", text="Less.", target=exercise
        )
        self.exercise.equipment.add(make_equipment())
        self.exercise.regions.add(make_region())
        self.exercise.factors.add(factor)
        RoutineItem.objects.create(routine=self.routine, exercise=exercise)


def count(client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
    assert response.status_code == 200, url
    return len(queries)


def counts(client) -> dict[str, int]:
    """With nothing kept of any page: the test client goes past the page cache."""
    client.get("/contact/")  # Fills the cache with the site's settings.
    return {url: count(client, url) for url in COUNTS}


def counts_of_kept(client) -> dict[str, int]:
    """With the pieces of each page at hand, as they are until something in them changes."""
    generations().begin_again()  # Nothing of before: this test never commits.
    found = {}
    for url in COUNTS:
        with recording():
            client.get(url)
        with recording():
            found[url] = count(client, url)
    return found


def test_every_page_costs_the_same_on_a_site_of_any_size(client):
    site = Site()
    site.grow(2)
    assert counts(client) == COUNTS
    assert counts_of_kept(client) == COUNTS | KEPT
    site.grow(4)
    assert counts(client) == COUNTS
    assert counts_of_kept(client) == COUNTS | KEPT


def test_a_thousand_comments_cost_no_query_more(client):
    site = Site()
    page = site.plain.page_ptr
    first = make_comment(page=page)
    answer = make_comment(first)
    before = counts(client)
    for above in (None, first, answer):
        like = make_comment(above, page=page)
        rows = [Comment.objects.get(pk=like.pk) for _ in range(333)]
        for number, row in enumerate(rows):
            row.pk, row.key = None, f"{like.pk}-{number}"
        Comment.objects.bulk_create(rows)
    assert Comment.objects.filter(page=page).count() > 1000
    assert counts(client) == before
    assert before["/articles/plain/"] <= 12
    assert count(client, "/articles/plain/?comments=2") == before["/articles/plain/"]


def test_the_settings_of_the_site_are_read_once(client):
    forget_site()
    first, second = count(client, "/site.css"), count(client, "/site.css")
    assert 0 < first <= 3
    assert second == 0
