"""Several machines' servers: PostgreSQL is restarted and drops its connections, Redis goes away."""

import os
import signal
import subprocess
import tempfile

import psycopg
import pytest

from tests.browser.site import free_port
from tests.servers import _as_postgres, find_program, missing, postgres_server, wait_for_port

from .site import FaultySite, wait_until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        bool(missing("initdb", "redis-server")), reason=missing("initdb", "redis-server")
    ),
]

TEXT = "My back is stiff in the morning. What helps?"
CONTACT = "name=Robin&email=robin%40example.org&message=Where+is+the+page+on+knees%3F"


class Redis:
    """A Redis that is stopped and started on one port."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.server = None

    def start(self) -> None:
        self.server = subprocess.Popen(
            [find_program("redis-server"), "--port", str(self.port), "--save", ""],
            cwd=tempfile.gettempdir(),
            stdout=subprocess.DEVNULL,
        )
        wait_for_port(self.port, self.server)

    def stop(self) -> None:
        if self.server:
            self.server.kill()
            self.server.wait()
            self.server = None


@pytest.fixture(scope="module")
def postgres():
    with postgres_server() as url:
        yield url


@pytest.fixture(scope="module")
def redis():
    redis = Redis()
    redis.start()
    yield redis
    redis.stop()


@pytest.fixture(scope="module")
def site(postgres, redis, static_files, tmp_path_factory):
    site = FaultySite(
        tmp_path_factory.mktemp("servers"), DATABASE_URL=postgres, CACHE_URL=redis.url
    )
    try:
        site.start_from(static_files)
        yield site
    finally:
        site.stop()


def stop_postgres(url):
    with psycopg.connect(url) as connection:
        [[folder]] = connection.execute("SHOW data_directory").fetchall()
    _as_postgres("pg_ctl", "stop", "--silent", "--wait", "--mode=immediate", f"--pgdata={folder}")
    return folder


def start_postgres(folder):
    log = f"{folder}/../log"
    command = ("pg_ctl", "start", "--silent", "--wait", f"--pgdata={folder}", f"--log={log}")
    with open(f"{folder}/postmaster.opts") as file:  # noqa: PTH123 - as it was started
        options = file.read().split(" ", 1)[1].replace('"', "").strip()
    options = options.split(" ", 2)[2] if options.startswith("-D ") else options
    _as_postgres(*command, f"--options={options}")


def test_a_database_that_is_restarted_is_found_again(postgres, site):
    site.keep("/articles/")
    with site.read_meanwhile("/articles/") as seen:
        folder = stop_postgres(postgres)
        try:
            refused = site.comment(f"Away. {TEXT}")
            page = site.ask("/search/?q=pain")
        finally:
            start_postgres(folder)
        wait_until(lambda: site.ask("/search/?q=pain").status == 200)
        assert site.comment(f"Away. {TEXT}").status == 303
    assert (refused.status, page.status) == (503, 503)
    assert int(refused.headers["Retry-After"]) > 0
    assert int(page.headers["Retry-After"]) > 0
    assert f"Away. {TEXT}" in refused.text
    assert {answer.status for answer in seen} == {200}
    assert [text for text in site.comments() if text.startswith("Away.")] == [f"Away. {TEXT}"]


def test_connections_that_are_dropped_cost_at_most_the_request_at_hand(postgres, site):
    for _ in range(5):
        assert site.ask("/search/?q=pain").status == 200
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
    assert site.ask("/search/?q=pain").status == 200
    assert site.comment(f"Dropped. {TEXT}").status == 303


@pytest.mark.parametrize("fault", ["gone", "hanging"])
def test_nobody_needs_redis(fault, redis, site):
    wait_until(lambda: site.ask("/readyz").status == 200)
    site.keep("/articles/")
    if fault == "gone":
        redis.stop()
    else:
        os.kill(redis.server.pid, signal.SIGSTOP)
    try:
        assert site.ask("/articles/").is_kept
        answers = [site.ask("/search/?q=pain") for _ in range(10)]
        assert site.comment(f"Without, {fault}. {TEXT}").status == 303
        assert site.ask("/readyz").text == "not ready: cache\n"
        # Whoever sends too much is stopped all the same, and nobody else.
        sent = [contact(site, f"10.7.{fault == 'gone'}.1".replace("True", "1")) for _ in range(12)]
        other = contact(site, "10.8.0.1")
    finally:
        if fault == "gone":
            redis.start()
        else:
            os.kill(redis.server.pid, signal.SIGCONT)
    assert {answer.status for answer in answers} == {200}
    # Each of them would wait for half a second if each asked Redis.
    assert sum(answer.seconds > 0.4 for answer in answers) < len(answers)
    assert [answer.status for answer in sent[:10]] == [302] * 10
    assert {answer.status for answer in sent[10:]} == {429}
    assert other.status == 302
    wait_until(lambda: site.ask("/readyz").status == 200)


def contact(site, address):
    return site.ask(
        "/contact/",
        method="POST",
        body=CONTACT,
        Origin=site.url,
        **{
            "Content-Type": "application/x-www-form-urlencoded",
            "Sec-Fetch-Site": "same-origin",
            "X-Forwarded-For": address,
        },
    )
