"""Looking links elsewhere up, again and again, without being a nuisance."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from backcare.linkcheck import checking
from backcare.linkcheck.allowed import NoSuchHost, NotAllowed
from backcare.linkcheck.asking import Answer, Unreachable
from backcare.linkcheck.models import Host, Link, State
from backcare.linkcheck.reading import read
from tests.factories import make_article

pytestmark = pytest.mark.django_db
THEN = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock(settings):
    """Noon; and the site has an address of its own."""
    settings.LOOPBACK = False
    with time_machine.travel(THEN, tick=False) as clock:
        yield clock


class Web:
    """What other servers say: a status, or an error; and what was asked of them."""

    def __init__(self, **kwargs):
        self.says = {}
        self.asked = []

    def __call__(self, url):
        self.asked.append(url)
        said = self.says.get(url, 200)
        if isinstance(said, Exception):
            raise said
        return said if isinstance(said, Answer) else Answer(said, url)


@pytest.fixture
def web():
    return Web()


def make_links(*urls):
    page = make_article(resources=[{"title": "x", "url": url} for url in urls])
    Link.objects.update(next_due=THEN)
    return page


def link(url):
    return Link.objects.get(url=url)


def check(web):
    return checking.check_due(web)


URL = "https://one.example/a"


def test_a_new_link_waits_until_it_has_been_written(web, clock):
    page = make_article()
    page.resources.create(title="x", url=URL)
    read(page)

    assert check(web) == 0
    clock.shift(timedelta(minutes=11))
    assert check(web) == 1
    assert link(URL).state == State.OK


def test_what_works_is_left_for_two_weeks(web, clock):
    make_links(URL)
    check(web)

    row = link(URL)
    assert (row.state, row.status_code, row.checked_at) == (State.OK, 200, THEN)
    assert timedelta(days=14) <= row.next_due - THEN < timedelta(days=16)
    clock.shift(timedelta(days=13))
    assert check(web) == 0


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (404, "status"),
        (410, "status"),
        (500, "status"),
        (NoSuchHost(), "no-host"),
        (NotAllowed(), "not-public"),
        (Unreachable("certificate"), "certificate"),
        (Unreachable("too-slow"), "too-slow"),
    ],
)
def test_a_link_is_broken_after_failures_on_three_days(web, clock, said, reason):
    make_links(URL)
    web.says[URL] = said
    states = []
    for _ in range(3):
        for _ in range(4):  # More often on one day says nothing new.
            Link.objects.update(next_due=THEN)
            check(web)
            clock.shift(timedelta(minutes=5))
        states.append(link(URL).state)
        clock.shift(timedelta(days=1))

    assert states == ["unsure", "unsure", "broken"]
    row = link(URL)
    assert (row.reason, row.first_failed_at) == (reason, THEN)

    web.says[URL] = 200
    Link.objects.update(next_due=THEN)
    check(web)
    row = link(URL)
    assert (row.state, row.first_failed_at, row.failed_days) == ("ok", None, 0)


def test_what_stays_broken_is_asked_about_ever_less_often(web, clock):
    make_links(URL)
    web.says[URL] = 404
    waits = []
    for _ in range(8):
        check(web)
        waits.append(link(URL).next_due - datetime.now(UTC))
        clock.move_to(link(URL).next_due)

    # Up to a tenth more, so that links drift apart.
    for wait, days in zip(waits, [1, 1, 3, 7, 14, 30, 30, 30], strict=True):
        assert 1 <= wait / timedelta(days=days) <= 1.1


@pytest.mark.parametrize("status", [401, 403, 405, 429, 503, 999])
def test_a_server_that_turns_programs_away_is_never_called_broken(web, clock, status):
    make_links(URL)
    web.says[URL] = status
    for _ in range(4):
        Link.objects.update(next_due=THEN)
        check(web)
        clock.shift(timedelta(days=1))

    assert (link(URL).state, link(URL).reason) == ("unsure", "refuses")


def test_what_has_moved_for_good_is_said(web):
    new = "https://two.example/b"
    make_links(URL)
    web.says[URL] = Answer(200, new, for_good=True)
    check(web)

    assert (link(URL).state, link(URL).final_url) == ("moved", new)


@pytest.mark.parametrize("final", ["https://one.example/a/", "https://one.example/a#x"])
def test_a_slash_more_is_no_move(web, final):
    make_links(URL)
    web.says[URL] = Answer(200, final, for_good=True)
    check(web)

    assert link(URL).state == "ok"


def test_of_each_server_one_link_at_a_time_with_a_pause(web, clock):
    urls = [f"https://one.example/{n}" for n in range(3)]
    make_links(*urls, "https://two.example/")

    assert check(web) == 2
    assert check(web) == 0
    clock.shift(timedelta(minutes=1, seconds=1))
    assert check(web) == 1
    assert len(set(web.asked)) == 3


def test_two_workers_do_not_ask_one_server_at_once(web):
    make_links("https://one.example/1", "https://one.example/2")
    inner = Web()

    def asking(url):
        assert checking.check_due(inner) == 0
        return web(url)

    assert checking.check_due(asking) == 1
    assert inner.asked == []


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("7200", timedelta(hours=2)),
        ("Mon, 02 Mar 2026 15:00:00 GMT", timedelta(hours=3)),
        ("Mon, 02 Mar 2020 15:00:00 GMT", timedelta(0)),
        ("999999999999", timedelta(days=7)),
        ("Thu, 02 Mar 2126 15:00:00 GMT", timedelta(days=7)),
        ("soon", None),
        ("", None),
        ("-5", None),
    ],
)
def test_a_server_is_left_alone_for_as_long_as_it_wishes(web, value, wait):
    make_links(URL)
    web.says[URL] = Answer(503, URL, headers={"retry-after": value})
    check(web)

    at = Host.objects.get(name="one.example").not_before
    assert at - THEN == (checking.PAUSE if wait is None else wait)
    assert link(URL).next_due >= at


def test_when_nothing_answers_it_is_our_own_connection(web):
    urls = [f"https://{name}.example/" for name in ("one", "two", "three")]
    make_links(*urls)
    web.says = {url: NoSuchHost() for url in urls}
    check(web)

    assert set(Link.objects.values_list("state", flat=True)) == {"new"}
    assert not Link.objects.filter(next_due__lte=THEN).exists()


def test_a_run_ends_in_time(web):
    make_links(*[f"https://{n}.example/" for n in range(9)])
    ticks = iter(range(0, 1000, 15))

    assert checking.check_due(web, clock=lambda: float(next(ticks))) == 2


def test_a_run_is_short():
    web = Web()
    make_links(*[f"https://{n}.example/" for n in range(30)])

    assert check(web) == checking.MOST_ELSEWHERE


def test_only_what_readers_or_editors_see_is_asked_about(web):
    page = make_links(URL)
    page.status = "archived"
    page.save()

    assert check(web) == 0


def test_on_a_machine_of_its_own_the_site_asks_only_when_told_to(web, settings, clock):
    settings.LOOPBACK = True
    page = make_article(resources=[{"title": "x", "url": URL}])
    read(page)
    clock.shift(timedelta(days=30))
    assert check(web) == 0

    assert checking.check_again(Link.objects.all()) == 1
    assert check(web) == 1
    assert link(URL).next_due is None
