"""The addresses that readers asked for in vain."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backcare.addresses import missing
from backcare.addresses.jobs import forget_missed
from backcare.addresses.missing import Meter, is_of_interest
from backcare.addresses.models import MissedAddress, Redirect
from backcare.addresses.suggestions import pages_like
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def missed():
    return dict(MissedAddress.objects.values_list("path", "count"))


def test_what_readers_miss_is_counted(client):
    page = make_article(slug="host")
    client.get("/articles/lost/?token=secret")
    client.get(
        "/articles/lost/", headers={"Referer": f"http://testserver{page.get_absolute_url()}?q=me"}
    )
    client.get("/articles/lost/", headers={"Referer": "https://elsewhere.example/private"})

    (row,) = MissedAddress.objects.all()
    assert (row.path, row.count, row.came_from) == ("/articles/lost/", 3, "/articles/host/")


@pytest.mark.parametrize(
    "path",
    [
        "/wp-login.php",
        "/wp-admin/",
        "/.env",
        "/.git/config",
        "/a/.well-known/x",
        "/shop/index.asp",
        "/apple-touch-icon.png",
        "/cgi-bin/test",
        "/phpmyadmin/",
        "/static/css/none.css",
        "/media/none.jpg",
        "/admin/none/",
        "/comments/receipt/abc/",
        "/ada@example.org/",
        "/07700900123/",
        "/reset/6f1ed002ab5595859014ebf0951522d9/",
        "/reset/6f1ed002-ab55-9585-9014-ebf0951522d9/",
        "/<script>alert(1)</script>/",
        "/a//b/",
        "/",
        "/" + "long-" * 60,
    ],
)
def test_probes_and_what_may_be_personal_are_left_out(path):
    assert not is_of_interest(path)


@pytest.mark.parametrize(
    "path",
    [
        "/articles/how-to-sleep-with-back-pain-without-waking-up-every-hour/",
        "/old/page.html",
        "/blog/2019/05/knots",
        "/exercises/bridge/play/",
        "/artículos/dolor/",
    ],
)
def test_what_a_reader_may_mean_is_of_interest(path):
    assert is_of_interest(path)


def test_what_is_there_is_not_missed(client):
    page = make_article()
    client.get("/articles/?page=99")
    client.get(f"{page.get_absolute_url()}?comments=99")
    client.post("/articles/lost/")
    client.get(page.get_absolute_url())

    assert missed() == {}


def test_the_page_costs_two_queries_more_and_no_more_the_next_time(client):
    client.get("/articles/warm-up/")
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get("/articles/lost/")
        told = [query["sql"] for query in queries]
        ours = [sql for sql in told if "addresses_" in sql]
        assert len(ours) == 2
        assert len(told) == 4  # And the page itself, as a live one and as a withdrawn one.


def test_a_flood_costs_few_writes():
    clock = [0.0]
    meter = Meter(burst=5, clock=lambda: clock[0])
    noted = sum(meter.count("/lost/") for _ in range(1000))
    others = [meter.count(f"/{number}/") for number in range(1000)]
    assert noted == 5
    assert not any(others)
    assert len(meter._held) == missing.MOST_HELD

    clock[0] += 3600
    assert meter.count("/lost/") == 996


def test_a_flood_of_requests_is_answered(client):
    for number in range(missing.BURST + 10):
        assert client.get(f"/lost-{number}/").status_code == 404

    assert MissedAddress.objects.count() == missing.BURST


def test_a_busy_database_fails_no_request(client, monkeypatch):
    def busy(*args):
        raise OperationalError("database is locked")

    monkeypatch.setattr(missing, "_write", busy)

    assert client.get("/lost/").status_code == 404


def test_the_wait_for_sqlite_is_as_it_was(client):
    if connection.vendor != "sqlite":
        pytest.skip("SQLite's own")
    client.get("/articles/warm-up/")
    before = connection.connection.execute("PRAGMA busy_timeout").fetchone()
    client.get("/lost/")

    assert missed() == {"/articles/warm-up/": 1, "/lost/": 1}
    assert connection.connection.execute("PRAGMA busy_timeout").fetchone() == before


def test_old_ones_and_too_many_are_forgotten(monkeypatch):
    now = timezone.now()
    MissedAddress.objects.create(path="/old/", last_seen_at=now - timedelta(days=91))
    MissedAddress.objects.create(path="/ignored/", is_ignored=True)
    for number in range(5):
        MissedAddress.objects.create(path=f"/{number}/", count=number + 1)
    monkeypatch.setattr("backcare.addresses.jobs.MOST_ROWS", 3)

    forget_missed()

    assert set(missed()) == {"/ignored/", "/4/", "/3/"}


def test_a_redirect_settles_what_was_missed(client):
    client.get("/old-name/")
    Redirect.objects.create(old_path="/old-name/", page=make_article().page_ptr)

    assert missed() == {}
    assert client.get("/old-name/").status_code == 301


def test_likely_pages_come_first():
    make_article(slug="shoulder-pain")
    near = make_article(slug="sciatica-at-night")
    make_article(slug="sciatica")
    make_article(slug="sciatica-at-dawn", status="draft")

    found = pages_like("/blog/sciatca-at-nigth.html")

    assert found[0].pk == near.pk
    assert all(page.is_live for page in found)
    assert pages_like("/") == pages_like("/12/") == []
