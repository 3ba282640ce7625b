"""What comes, goes or moves is seen on the pages that could not know of it."""

from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError
from django.utils import timezone

from backcare.pagecache import purging, tags
from backcare.pagecache.generations import Generations, generations
from backcare.pagecache.listening import Listener
from backcare.pagecache.models import Change
from backcare.publishing import drafting, lists, marking
from backcare.publishing.models import Authorship, ListMark, Page, TaggedPage
from tests.comments.factories import make_comment
from tests.factories import (
    make_article,
    make_contributor,
    make_exercise,
    make_factor,
    make_image,
    make_information_page,
    make_topic,
)

committed = pytest.mark.django_db(transaction=True)


def is_right(site, address):
    """Whether what readers get is what they would get of a page made anew."""
    return site.get(address).body == site.get(address, fresh=True).body


@committed
def test_comments_come_back_into_the_feed_with_their_page(site):
    page = make_article()
    drafting.publish(page, None)
    make_comment(page=page, text="Helped me.")
    assert b"Helped me" in site.get("/comments/feed/").body
    drafting.archive(page, None)
    assert b"Helped me" not in site.get("/comments/feed/").body
    drafting.publish(Page.objects.get(pk=page.pk).specific, None)
    assert b"Helped me" in site.get("/comments/feed/").body


@committed
def test_new_author_of_a_live_page_is_in_the_sitemap(site):
    page = make_article(authors=[make_contributor(name="Ann", slug="ann")])
    drafting.publish(page, None)
    bob = make_contributor(name="Bob", slug="bob")
    people = f"/sitemap-people.xml?p={bob.pk // 200 + 1}"
    assert b"bob" not in site.get(people).body
    draft = drafting.edit_as_draft(page, None)
    Authorship.objects.create(page=draft, contributor=bob, position=2)
    drafting.publish(draft, None)
    assert b"bob" in site.get(people).body


@committed
@pytest.mark.parametrize("is_about", [False, True])
def test_exercise_links_to_a_factors_topic_as_long_as_readers_can_see_it(site, is_about):
    topic = make_topic(name="Tightness")
    exercise = make_exercise(slug="stretch")
    exercise.factors.add(make_factor(topic=topic))
    page = make_article(topics=[topic] if is_about else [])
    drafting.publish(page, None)
    site.get("/exercises/stretch/")
    draft = drafting.edit_as_draft(page, None)
    draft.topics.set([] if is_about else [topic])
    drafting.publish(draft, None)
    assert is_right(site, "/exercises/stretch/")


@committed
def test_two_pages_that_appear_at_once_show_their_topic(site):
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        topic = make_topic(name="Tightness")
        exercise = make_exercise(slug="stretch")
        exercise.factors.add(make_factor(topic=topic))
        for _number in range(2):
            page = make_article(
                status="draft", live_at=None, first_published_at=None, topics=[topic]
            )
            drafting.publish(page, None, at=now + timedelta(minutes=10))
        listener = Listener()
        listener.look()
        site.get("/exercises/stretch/")
        clock.shift(timedelta(minutes=11))
        listener.look()
        assert is_right(site, "/exercises/stretch/")


@committed
def test_picture_that_is_described_later_appears(site):
    image = make_image()
    body = f'<p>Text.</p><figure data-image="{image.pk}"></figure>'
    make_article(slug="sitting", body=body)
    image.describe()
    image.save()
    site.get("/articles/sitting/")
    image.describe(alt="A back")
    image.save()
    assert b"A back" in site.get("/articles/sitting/").body


@committed
def test_neighbour_that_loses_its_topic_is_no_longer_related(site):
    topic = make_topic()
    page, other = (make_article(topics=[topic], title=title) for title in ("Sitting", "Standing"))
    for each in (page, other):
        drafting.publish(each, None)
    site.get(page.get_absolute_url())
    draft = drafting.edit_as_draft(other, None)
    draft.topics.clear()
    drafting.publish(draft, None)
    assert is_right(site, page.get_absolute_url())


@committed
def test_marks_that_go_have_the_list_counted_anew(site, monkeypatch):
    for module in (lists, marking):
        monkeypatch.setattr(module, "SPACING", 30)
    topic = make_topic(slug="posture")
    pages = [make_article(topics=[topic]) for _ in range(30)]
    marking.mark_all()
    assert ListMark.objects.filter(list=f"topic:{topic.pk}").exists()
    pages[0].topics.remove(topic)
    site.get("/topics/posture/")
    marking.mark_all()
    assert is_right(site, "/topics/posture/")
    assert is_right(site, "/topics/posture/?page=2")


@committed
def test_tagging_that_gets_its_date_brings_its_page_into_the_list(site):
    topic = make_topic(slug="posture")
    make_article(topics=[topic])
    late = make_article(topics=[topic], title="Came late")
    TaggedPage.objects.filter(content_object=late).update(first_published_at=None)
    site.get("/topics/posture/")
    marking.mark_all()
    assert b"Came late" in site.get("/topics/posture/").body


# Floods ---------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    "addresses",
    [
        [f"/topics/?letter=x{number}" for number in range(20)],
        [f"/sitemap-article.xml?p={'0' * number}1" for number in range(1, 20)],
        [f"/exercises/?level=x{number}" for number in range(20)],
        [f"/about/?comments={number}" for number in range(2, 22)],
        [f"/articles/?page={'0' * number}1" for number in range(1, 8)],
    ],
    ids=["letter", "sitemap", "filter", "comments", "zeros"],
)
def test_one_page_is_not_kept_under_many_addresses(site, addresses):
    make_article(topics=[make_topic()])
    make_exercise(slug="stretch")
    make_information_page(slug="about")
    for address in addresses:
        site.get(address)
    assert not any(site.get(address).is_hit for address in addresses)
    assert len(site.store._kept) < 10  # Pieces that all of them share.


@committed
def test_redirect_keeps_the_whole_query(site):
    page = make_article(slug="old")
    drafting.publish(page, None)
    draft = drafting.edit_as_draft(page, None)
    draft.slug = "new"
    draft.save()
    drafting.publish(draft, None)
    answer = site.get("/articles/old/?utm_source=x")
    assert answer.headers["location"] == "/articles/new/?utm_source=x"


# The database is away -------------------------------------------------------------------


def away(*args, **kwargs):
    raise DatabaseError("away")


@pytest.mark.django_db
def test_times_beyond_what_was_known_are_seen_to_when_the_database_is_back(monkeypatch):
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        page = make_article(status="draft", live_at=None, first_published_at=None)
        drafting.publish(page, None, at=now + timedelta(minutes=45))
        listener = Listener()
        listener.look()
        before = generations().now
        there = Change.objects.filter
        monkeypatch.setattr(Change.objects, "filter", away)
        for _minute in range(50):
            clock.shift(timedelta(minutes=1))
            with pytest.raises(DatabaseError):
                listener.look()
        monkeypatch.setattr(Change.objects, "filter", there)
        listener.look()
        assert not generations().is_good([tags.listed("article"), tags.EVERYTHING], before)


@pytest.mark.django_db
def test_proxy_is_told_of_times_when_the_database_is_back(monkeypatch, settings):
    settings.PURGE_URL = "http://127.0.0.1:1/"
    now = timezone.now()
    told = []
    with time_machine.travel(now, tick=False) as clock:
        make_article(expires_at=now + timedelta(minutes=10))
        listener = Listener()
        listener.look()
        monkeypatch.setattr(purging, "enqueue", away)
        clock.shift(timedelta(minutes=11))
        with pytest.raises(DatabaseError):
            listener.look()
        monkeypatch.setattr(purging, "enqueue", lambda name, keys: told.append(keys))
        listener.look()
    assert any(key.startswith("page-") for [*keys] in told for key in keys)


def test_change_during_which_a_process_is_killed_is_applied_by_the_next(tmp_path):
    table = Generations(tmp_path / "table")
    before = table.now

    def killed():
        raise KeyboardInterrupt
        yield

    with pytest.raises(KeyboardInterrupt):
        table.bump(killed(), 77)
    table.bump([tags.page(3)], 77)
    assert not table.is_good([tags.page(3)], before)


def test_table_has_all_its_blocks(tmp_path):
    """Of a file with holes, a full disk would kill whoever writes into one."""
    path = tmp_path / "table"
    Generations(path)
    assert path.stat().st_blocks * 512 >= path.stat().st_size


def test_table_that_somebody_deletes_goes_on_working(tmp_path):
    table = Generations(tmp_path / "table")
    (tmp_path / "table").unlink()
    before = table.now
    table.bump([tags.page(3)])
    assert not table.is_good([tags.page(3)], before)


# What has no need to be made over -----------------------------------------------------------------


@pytest.fixture
def apart(site):
    """A published page, another one that has its topic and doesn't show it, and the topic."""
    topic, rarer = make_topic(slug="posture"), make_topic()
    now = timezone.now()
    page = make_article(topics=[topic], first_published_at=now - timedelta(days=30))
    nearer = [
        make_article(topics=[topic, rarer], first_published_at=now - timedelta(days=days))
        for days in range(9)
    ]
    for each in (page, *nearer):
        drafting.publish(each, None)
    other = nearer[0]
    site.get(other.get_absolute_url())
    assert site.get(other.get_absolute_url()).is_hit
    return page, other, topic


@committed
def test_an_edit_leaves_pages_that_only_share_a_topic(site, apart):
    page, other, _topic = apart
    draft = drafting.edit_as_draft(page, None)
    draft.title = "Sitting well"
    draft.save()
    drafting.publish(draft, None)
    assert site.get(other.get_absolute_url()).is_hit
    assert b"Sitting well" in site.get("/topics/posture/").body
    assert b"Sitting well" in site.get("/articles/").body


@committed
def test_a_new_page_leaves_those_whose_topic_others_have(site, apart):
    _page, other, topic = apart
    new = make_exercise(topics=[topic], status="draft", live_at=None, first_published_at=None)
    new.status, new.live_at, new.first_published_at = "published", *[timezone.now()] * 2
    new.save()
    assert site.get(other.get_absolute_url()).is_hit
    assert is_right(site, "/topics/posture/")
    assert is_right(site, new.get_absolute_url())
