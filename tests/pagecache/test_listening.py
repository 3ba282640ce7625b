"""What one machine hears of what another has changed, and of what the clock changes."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import DatabaseError
from django.test import override_settings
from django.utils import timezone

from backcare.pagecache import listening, tags, telling
from backcare.pagecache.changes import changed
from backcare.pagecache.generations import Generations, generations
from backcare.pagecache.jobs import forget_changes
from backcare.pagecache.listening import Listener
from backcare.pagecache.models import Change
from backcare.publishing import drafting
from backcare.site.current import current_site
from backcare.site.models import SiteSettings
from tests.factories import make_article, make_topic
from tests.servers import missing, redis_server

pytestmark = pytest.mark.django_db

needs_redis = pytest.mark.skipif(bool(missing("redis-server")), reason=missing("redis-server"))


@pytest.fixture(autouse=True)
def begun():
    generations().begin_again()


def is_good(*shown, since):
    return generations().is_good({tags.EVERYTHING, *shown}, since)


def from_elsewhere(*what, layout=tags.LAYOUT, **fields):
    """The row of a change of another machine, or of a process killed before it could tell."""
    return Change.objects.create(layout=layout, tags=list(what), **fields)


def test_change_of_another_machine_is_noticed_once():
    listener = Listener()
    listener.look()
    before = generations().now
    from_elsewhere(tags.page(5))
    assert is_good(tags.page(5), since=before)
    listener.look()
    assert not is_good(tags.page(5), since=before)
    assert is_good(tags.page(6), since=before)

    after = generations().now
    listener.look()
    assert generations().now == after


@pytest.mark.django_db(transaction=True)
def test_own_change_counts_at_once_and_is_not_counted_again():
    before = generations().now
    changed(tags.page(5))
    assert not is_good(tags.page(5), since=before)
    after = generations().now
    Listener().look()
    assert generations().now == after


def test_row_that_commits_late_is_read_although_later_ones_were():
    """On PostgreSQL a key is taken before the commit; here the earlier row comes second."""
    listener = Listener()
    from_elsewhere(tags.page(3))
    listener.look()
    late = from_elsewhere(tags.page(1))
    for _number in range(300):
        from_elsewhere(tags.page(2))
    late.delete()
    listener.look()
    before = generations().now
    Change.objects.create(pk=late.pk, layout=tags.LAYOUT, tags=[tags.page(1)])
    listener.look()
    assert not is_good(tags.page(1), since=before)
    assert is_good(tags.page(2), since=before)


def test_change_of_another_release_is_a_change_of_everything():
    before = generations().now
    from_elsewhere(tags.page(5), layout=tags.LAYOUT + 1)
    Listener().look()
    assert not is_good(tags.page(99), since=before)


def test_settings_changed_elsewhere_are_read_anew():
    assert current_site().tagline == ""
    row = SiteSettings.objects.first() or SiteSettings.objects.create()
    SiteSettings.objects.filter(pk=row.pk).update(tagline="Backs, plainly")
    from_elsewhere(tags.EVERYTHING)
    Listener().look()
    assert current_site().tagline == "Backs, plainly"


def test_who_was_cut_off_for_long_has_everything_made_anew():
    with time_machine.travel(timezone.now(), tick=False) as clock:
        listener = Listener()
        listener.look()
        before = generations().now
        clock.shift(listening.CUT_OFF + 1)
        listener.look()
        assert not is_good(since=before)


def test_old_changes_are_forgotten():
    from_elsewhere(tags.page(1), at=timezone.now() - timedelta(hours=3))
    recent = from_elsewhere(tags.page(2))
    forget_changes()
    assert list(Change.objects.all()) == [recent]


def test_another_process_sees_the_change_in_the_mapped_file(tmp_path):
    first, second = Generations(tmp_path / "table"), Generations(tmp_path / "table")
    before = second.now
    assert first.bump([tags.page(3)], change=7)
    assert not second.is_good([tags.page(3)], before)
    assert second.is_good([tags.page(4)], before)
    assert not second.bump([tags.page(3)], change=7)


def test_file_of_another_layout_is_taken_over_with_nothing_good(tmp_path, monkeypatch):
    table = Generations(tmp_path / "table")
    before = table.now
    monkeypatch.setattr("backcare.pagecache.generations._MADE", 1)
    again = Generations(tmp_path / "table")
    assert not again.is_good([tags.EVERYTHING], before)


# Times ----------------------------------------------------------------------------------


@pytest.mark.parametrize("moment", ["live", "expired"])
def test_lists_change_at_the_time_and_not_before(moment):
    topic = make_topic(name="Posture")
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        soon = now + timedelta(minutes=10)
        if moment == "live":
            page = make_article(status="draft", live_at=None, first_published_at=None)
            page.topics.add(topic)
            drafting.publish(page, None, at=soon)
        else:
            page = make_article(topics=[topic], expires_at=soon)
        listener = Listener()
        listener.look()
        before = generations().now
        clock.shift(timedelta(minutes=9))
        listener.look()
        assert is_good(tags.listed("article"), tags.under(type(topic), topic.pk), since=before)
        clock.shift(timedelta(minutes=1))
        listener.look()
        assert not is_good(tags.listed("article"), since=before)
        assert not is_good(tags.under(type(topic), topic.pk), since=before)
        assert not is_good(tags.page(page.pk), since=before)

        after = generations().now
        clock.shift(timedelta(minutes=6))
        listener.look()
        assert generations().now == after


def test_times_come_although_the_database_is_away(monkeypatch):
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        make_article(expires_at=now + timedelta(minutes=10))
        listener = Listener()
        listener.look()
        before = generations().now
        clock.shift(timedelta(minutes=11))

        def away(*args, **kwargs):
            raise DatabaseError

        monkeypatch.setattr(Change.objects, "filter", away)
        with pytest.raises(DatabaseError):
            listener.look()
        assert not is_good(tags.listed("article"), since=before)


def test_time_set_and_passed_between_two_looks_is_seen_to():
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        listener = Listener()
        listener.look()
        page = make_article(expires_at=now + timedelta(seconds=0.2))
        from_elsewhere(tags.page(page.pk))
        clock.shift(timedelta(seconds=0.5))
        before = generations().now
        listener.look()
        assert not is_good(tags.listed("article"), since=before)


# Redis ----------------------------------------------------------------------------------


@needs_redis
def test_another_machine_hears_of_it_through_redis(monkeypatch):
    import redis

    with redis_server() as address:
        cache_setting = {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": address,
        }
        monkeypatch.setattr(telling, "_client", None)
        with override_settings(CACHES={"default": cache_setting}):
            client = redis.Redis.from_url(address)
            with client.pubsub() as subscription:
                subscription.subscribe(telling.CHANNEL)
                subscription.get_message(timeout=20)  # The word that it listens.
                telling.tell(12, {tags.page(5)})
                heard = list(telling.heard(subscription, timeout=20))
            client.close()
            telling._client.close()
    assert heard == [(12, [tags.page(5)])]


@needs_redis
def test_writers_do_not_wait_for_a_redis_that_is_gone(monkeypatch, caplog):
    cache_setting = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": "redis://127.0.0.1:1/0",
    }
    monkeypatch.setattr(telling, "_client", None)
    monkeypatch.setattr(telling, "_resting_until", 0.0)
    with override_settings(CACHES={"default": cache_setting}):
        for _time in range(50):
            telling.tell(12, {tags.page(5)})
    assert caplog.text.count("did not take word") == 1


def test_without_redis_nobody_is_told():
    cache.clear()
    telling.tell(12, {tags.page(5)})
    assert not telling.has_redis()
