"""No public page reads or sorts a table as a whole, on either database, and none does more work
where there is more of everything.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext

from backcare.comments.models import Comment
from backcare.demo import synthetic
from backcare.demo.synthetic import making
from backcare.pagecache import store
from backcare.pagecache.remembered import Remembered
from backcare.people.models import Contributor
from backcare.publishing import lists, marking, sitemaps
from backcare.publishing.models import Page
from backcare.topics import letters
from backcare.topics.models import Topic
from tests.comments.factories import make_comment
from tests.factories import (
    make_article,
    make_contributor,
    make_exercise,
    make_image,
    make_routine,
    make_safety_text,
    make_series,
    make_term,
    make_topic,
)

from .plans import GROWING, Steps, faults

pytestmark = pytest.mark.django_db

FEW, MANY = 120, 600
ROWS = 600
# These follow what somebody has written, and a section what there is to name until it is full.
AS_LONG_AS_THEY_ARE = {"/people/ada/", "/people/synthetic-0/", "/sitemap-topics.xml"}
# A search looks at 201 matches at most, of which the smaller site has fewer.
AS_LONG_AS_THEY_ARE |= {"/search/?q=back+pain", "/search/?q=sciatica"}
# Of the work of one page on the large site to the same on the small one.
MOST_GROWTH = 1.25

PATHS = [
    "/",
    "/articles/",
    "/articles/?page=5",
    "/articles/talked-about/",
    "/articles/synthetic-7/",
    "/articles/nothing-here/",
    "/series/first/",
    "/exercises/",
    "/exercises/favourite/",
    "/routines/",
    "/routines/daily/",
    "/topics/",
    "/topics/?letter=T",
    "/topics/common/",
    "/topics/common/?page=3",
    "/topics/common/feed/",
    "/people/ada/",
    "/people/synthetic-0/",
    "/glossary/",
    "/feed/",
    "/comments/feed/",
    "/sitemap.xml",
    "/sitemap-article.xml",
    "/sitemap-article.xml?p=2",
    "/sitemap-topics.xml",
    "/sitemap-people.xml",
    "/search/?q=back+pain",
    "/search/?q=sciatica",
]


@pytest.fixture(autouse=True)
def short_lists(monkeypatch):
    """Everything that begins with a certain length begins with what a test can make."""
    monkeypatch.setattr(lists, "SPACING", 48)
    monkeypatch.setattr(marking, "SPACING", 48)
    monkeypatch.setattr(sitemaps.SiteMap, "limit", 20)
    monkeypatch.setattr(letters, "MOST_ON_ONE_PAGE", 6)
    monkeypatch.setattr(making, "PAGES_PER_TOPIC", 24)
    monkeypatch.setattr(making, "PAGES_PER_AUTHOR", 60)


def begin() -> None:
    """What every site has, large or small."""
    if connection.vendor == "postgresql":
        # What other tests have rolled back takes room until it is swept, and plans go by that.
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {', '.join(sorted(GROWING))} CASCADE")
    make_safety_text()
    # A table of a few rows is read quickest as a whole, whatever indices it has.
    Topic.objects.bulk_create(Topic(name=f"Unused {n}", slug=f"unused-{n}") for n in range(ROWS))
    Contributor.objects.bulk_create(
        Contributor(name=f"Nobody {n}", slug=f"nobody-{n}") for n in range(ROWS)
    )
    common = make_topic(name="Tension", slug="common")
    ada = make_contributor(slug="ada", is_demonstration=True)
    make_term(topic=common)
    favourite = make_exercise(slug="favourite", is_demonstration=True, topics=[common])
    make_routine(slug="daily", items=[favourite], topics=[common])
    image = make_image()
    shared = {"topics": [common], "authors": [ada], "lead_image": image}
    make_article(series=make_series(slug="first"), series_position=1, **shared)
    talked = make_article(slug="talked-about", **shared)
    for _ in range(20):
        make_comment(make_comment(page=talked.page_ptr))


def grow(size: int) -> None:
    synthetic.make(size)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def forget() -> None:
    """Have nothing kept, so that all is asked and made."""
    store.store.cache_clear()
    shutil.rmtree(settings.VAR_DIR / "pagecache" / "pages", ignore_errors=True)


@contextmanager
def asked_for_the_second_time(client: Client, path: str) -> Iterator[None]:
    """What a process reads whole and once is known; in the transaction of a test it never is."""
    known: dict[Remembered, object] = {}

    def by_heart(memory: Remembered) -> object:
        if memory not in known:
            known[memory] = memory._read()
        return known[memory]

    with patch.object(Remembered, "__call__", by_heart):
        client.get("/contact/")  # Reads the settings of the site, which are kept elsewhere.
        client.get(path)
        forget()
        cache.clear()
        yield


def every_query(client: Client, path: str) -> list[str]:
    with (
        asked_for_the_second_time(client, path),
        CaptureQueriesContext(connection) as captured,
    ):
        assert client.get(path).status_code in {200, 404}, path
    return [query["sql"] for query in captured]


def test_no_page_reads_or_sorts_a_whole_table(client):
    begin()
    grow(FEW)
    found = [
        f"{path}: {fault}\n  {sql}"
        for path in [*PATHS, f"/comments/feed/{Page.objects.get(slug='talked-about').pk}/"]
        for sql in every_query(client, path)
        for fault in faults(sql)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "bad",
    [
        lambda: Page.objects.filter(title__contains="x"),
        lambda: Page.objects.order_by("title")[:5],
        lambda: Page.objects.order_by("-first_published_at", "-id"),
        lambda: Comment.objects.order_by("text")[:5],
        lambda: Comment.objects.order_by().values("name").annotate(count=Count("pk")),
        lambda: Topic.objects.order_by("introduction")[:3],
    ],
)
def test_a_bad_plan_is_found(bad):
    begin()
    sql, params = bad().query.sql_with_params()
    assert faults(sql, params)


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite counts its work")
def test_no_page_takes_more_work_where_there_is_more_of_everything(client):
    begin()
    work: dict[int, dict[str, int]] = {}
    for size in (FEW, MANY):
        grow(size)
        work[size] = {}
        for path in PATHS:
            with asked_for_the_second_time(client, path), Steps() as steps:
                client.get(path)
            work[size][path] = steps.count
    grown = {
        path: f"{before} > {work[MANY][path]}"
        for path, before in work[FEW].items()
        if path not in AS_LONG_AS_THEY_ARE and work[MANY][path] > MOST_GROWTH * before + 2000
    }
    assert not grown


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite counts its work")
def test_work_that_grows_is_counted():
    begin()
    counts = []
    for size in (FEW, 2 * FEW):
        grow(size)
        with Steps() as steps:
            Page.objects.filter(summary="").count()
        counts.append(steps.count)
    assert counts[1] > 1.5 * counts[0]
