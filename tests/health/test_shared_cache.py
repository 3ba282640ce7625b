"""Nobody depends on Redis: it may refuse, hang, end and come back."""

import os
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager

import pytest

from backcare.health import shared_cache
from backcare.health.shared_cache import ForgivingRedisCache
from tests.browser.site import free_port
from tests.servers import find_program, missing, wait_for_port

needs_redis = pytest.mark.skipif(bool(missing("redis-server")), reason=missing("redis-server"))
TIMEOUTS = {"socket_connect_timeout": 0.3, "socket_timeout": 0.3}


@pytest.fixture
def port():
    return free_port()


@pytest.fixture
def cache(port):
    made = ForgivingRedisCache(f"redis://127.0.0.1:{port}/0", {"OPTIONS": TIMEOUTS})
    yield made
    made._redis._cache.get_client().connection_pool.disconnect()


@contextmanager
def redis_at(port):
    server = subprocess.Popen(
        [find_program("redis-server"), "--port", str(port), "--save", ""],
        cwd=tempfile.gettempdir(),
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_for_port(port, server)
        yield server
    finally:
        server.kill()
        server.wait()


def ask_again(cache):
    """As if the pause after a failure were over."""
    cache._way.closed_until = 0.0


def test_nothing_is_found_where_there_is_no_redis(cache):
    cache.set("a", 1)
    assert cache.get("a") is None
    assert cache.get("a", "else") == "else"
    assert not cache.delete("a")


def test_limits_are_counted_where_there_is_no_redis(cache):
    assert cache.add("limit", 1, timeout=60)
    assert not cache.add("limit", 1, timeout=60)
    assert cache.incr("limit") == 2
    assert cache.touch("limit", 60)


def test_one_failure_is_waited_for_and_not_each(cache, port, monkeypatch):
    asked = []
    monkeypatch.setattr(cache._redis, "get", lambda *args: asked.append(args))
    cache.set("a", 1)
    for _ in range(100):
        cache.get("a")
    assert asked == []


def test_a_redis_that_hangs_is_given_up_soon(cache, port):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", port))
        silent.listen()
        started = time.monotonic()
        for _ in range(100):
            assert cache.get("a") is None
        assert time.monotonic() - started < 10  # and not 100 times 0.3 s


@needs_redis
def test_a_redis_that_comes_back_is_asked_again(cache, port):
    cache.get("a")
    with redis_at(port):
        ask_again(cache)
        cache.set("a", 1)
        assert cache.get("a") == 1
        assert not cache._way.is_away


@needs_redis
def test_what_was_kept_before_a_change_that_redis_missed_is_forgotten(cache, port):
    with redis_at(port) as server:
        cache.set("a", "old")
        os.kill(server.pid, signal.SIGSTOP)
        cache.set("a", "new")
        assert cache.get("a") is None
        os.kill(server.pid, signal.SIGCONT)
        ask_again(cache)
        assert cache.get("a") is None
        cache.set("a", "newest")
        assert cache.get("a") == "newest"


@needs_redis
def test_a_redis_that_was_restarted_costs_nobody_an_error(cache, port):
    with redis_at(port):
        cache.set("a", 1)
    with redis_at(port):
        cache.set("b", 2)
        assert cache.get("b") == 2


def test_ways_are_shared_by_the_threads_of_a_process(cache, port):
    other = ForgivingRedisCache(f"redis://127.0.0.1:{port}/0", {"OPTIONS": TIMEOUTS})
    assert other._way is cache._way
    assert shared_cache.PAUSE <= 5
