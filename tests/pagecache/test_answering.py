"""Who gets a kept answer, who doesn't, and what it says of itself."""

import gzip
import threading

import brotli
import pytest
from django.db import transaction
from django.test import override_settings

from backcare.pagecache import tags
from backcare.pagecache.answering import PageCache
from backcare.pagecache.changes import changed
from backcare.pagecache.generations import generations
from backcare.pagecache.store import Store
from backcare.publishing import drafting
from backcare.publishing.models import Page
from tests.factories import make_article, make_topic

pytestmark = pytest.mark.django_db
# Where something must be committed.
committed = pytest.mark.django_db(transaction=True)


@pytest.fixture
def article(db):
    generations().begin_again()
    return make_article(title="Sitting", slug="sitting", topics=[make_topic(name="Posture")])


ADDRESS = "/articles/sitting/"


def test_second_reader_gets_what_the_first_had_made(site, article):
    first, second = site.get(ADDRESS), site.get(ADDRESS)
    assert (first.is_hit, second.is_hit) == (False, True)
    assert first.body == second.body == site.get(ADDRESS, fresh=True).body
    assert first.headers["etag"] == second.headers["etag"]
    assert site.asked == [ADDRESS]


def test_other_worker_reads_it_from_the_files(site, article, tmp_path):
    site.get(ADDRESS)
    other = PageCache(site.django, Store(tmp_path, memory=10**6, disk=10**7))
    other._is_listening = True
    site.cached = other
    assert site.get(ADDRESS).is_hit


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", ""),
        ("identity", ""),
        ("gzip, deflate", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("*", "br"),
        ("gzip;q=nonsense", ""),
    ],
)
def test_each_client_gets_the_bytes_that_it_can_read(site, article, accepted, encoding):
    unpack = {"": bytes, "gzip": gzip.decompress, "br": brotli.decompress}[encoding]
    for _time in range(2):
        answer = site.get(ADDRESS, accept_encoding=accepted)
        assert answer.headers.get("content-encoding", "") == encoding
        assert int(answer.headers["content-length"]) == len(answer.body)
        assert unpack(answer.body) == site.get(ADDRESS, fresh=True).body
        assert answer.headers["vary"] == "Accept-Encoding"


def test_headers_of_a_kept_answer_are_those_of_django_and_its_own(site, article):
    site.get(ADDRESS)
    kept, new = site.get(ADDRESS), site.get(ADDRESS, fresh=True)
    own = {
        *("cache-control", "cdn-cache-control", "cache-tag", "cache-status"),
        *("etag", "vary", "content-length"),
    }
    assert kept.headers.keys() - own == new.headers.keys() - own - {"content-encoding"}
    for name in new.headers.keys() - own:
        assert kept.headers[name] == new.headers[name]
    # Browsers ask each time: what was withdrawn must not be shown by them once more.
    assert kept.headers["cache-control"] == "public, max-age=0, must-revalidate, s-maxage=30"
    assert "stale-while-revalidate" in kept.headers["cdn-cache-control"]
    assert {"all", f"page-{article.pk}", f"thread-{article.pk}"} <= set(
        kept.headers["cache-tag"].split(",")
    )


@committed
def test_who_has_it_gets_304_and_no_body(site, article):
    etag = site.get(ADDRESS, accept_encoding="gzip").headers["etag"]
    for wanted in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        answer = site.get(ADDRESS, accept_encoding="gzip", if_none_match=wanted)
        assert (answer.status, answer.body) == (304, b"")
        assert answer.headers["etag"] == etag
        assert "content-length" not in answer.headers
    assert site.get(ADDRESS, if_none_match='"other"').status == 200
    drafting.mark_reviewed(article, _reviewer(), None)
    assert site.get(ADDRESS, accept_encoding="gzip", if_none_match=etag).status == 200


def _reviewer():
    from tests.factories import make_contributor

    return make_contributor(name="Dr Rees")


def test_head_has_the_headers_alone(site, article):
    whole = site.get(ADDRESS)
    for answer in (site.get(ADDRESS, method="HEAD"), site.get("/articles/", method="HEAD")):
        assert answer.status == 200
        assert answer.body == b""
    assert site.get(ADDRESS, method="HEAD").headers["content-length"] == str(len(whole.body))
    assert site.get("/articles/").is_hit  # Made whole for the HEAD.


@pytest.mark.parametrize("header", ["cookie", "authorization"])
def test_whoever_says_who_they_are_goes_past_both_ways(site, article, header):
    site.get(ADDRESS, **{header: "a=b"})
    assert not site.get(ADDRESS).is_hit
    answer = site.get(ADDRESS, **{header: "a=b"})
    assert "cache-status" not in answer.headers
    assert site.asked == [ADDRESS] * 3


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "", "testserver@evil"])
def test_other_hosts_are_djangos_to_refuse(site, article, host):
    site.get(ADDRESS)
    answer = site.get(ADDRESS, host=host)
    assert not answer.is_hit
    assert answer.status == 400


def test_thousand_unusual_headers_change_nothing_for_others(site, article):
    strange = {f"X_{number}": f"<script>{number}" for number in range(1000)}
    strange |= {"x_forwarded_host": "evil.example", "x_forwarded_proto": "https"}
    site.get(ADDRESS, **strange)
    answer = site.get(ADDRESS)
    assert answer.is_hit
    assert answer.body == site.get(ADDRESS, fresh=True).body
    assert b"evil" not in answer.body


def test_junk_in_the_query_is_left_out(site, article):
    site.get(ADDRESS)
    for number in range(300):
        assert site.get(f"{ADDRESS}?junk={number}&utm_source=x%20y").is_hit
    assert site.asked == [ADDRESS]
    assert site.get("/articles/?page=1&junk=2").is_hit is False
    assert site.get("/articles/?junk=3&page=1").is_hit is True


@pytest.mark.parametrize(
    "query", ["a=%00", "a=%ff", "page=1&page=2", "x" * 600, "&".join("a=1" for _ in range(60))]
)
def test_queries_that_mean_nothing_are_djangos(site, article, query):
    site.get("/articles/")
    assert not site.get(f"/articles/?{query}").is_hit


@pytest.mark.parametrize("address", ["/articles/none/", "/articles/?page=99", "/search/?q=pain"])
def test_what_isnt_there_and_what_is_searched_is_not_kept(site, article, address):
    first, second = site.get(address), site.get(address)
    assert not first.is_hit
    assert not second.is_hit
    assert first.status == second.status == site.get(address, fresh=True).status


def test_flood_of_addresses_keeps_memory_bounded(article, tmp_path):
    kept = Store(tmp_path, memory=200_000, disk=0)

    def application(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/html")])
        return [environ["PATH_INFO"].encode() * 200]

    cache = PageCache(application, kept)
    cache._is_listening = True
    for number in range(500):
        _ask(cache, f"/articles/page-{number}/")
    taken = sum(each.size for each in kept._kept.values())
    assert 0 < taken <= 200_000


def _ask(application, path):
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "HTTP_HOST": "testserver",
        "wsgi.url_scheme": "http",
    }
    return b"".join(application(environ, lambda status, headers, exc_info=None: None))


def test_stampede_has_it_made_once(article, tmp_path):
    made, starting = [], threading.Barrier(8)
    slow = threading.Event()

    def application(environ, start_response):
        made.append(1)
        slow.wait(5)
        start_response("200 OK", [("Content-Type", "text/html")])
        return [b"page"]

    cache = PageCache(application, Store(tmp_path, memory=10**6, disk=10**6))
    cache._is_listening = True
    got = []

    def ask():
        starting.wait(10)
        got.append(_ask(cache, ADDRESS))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    slow.set()
    for thread in threads:
        thread.join(20)
    assert len(made) == 1
    assert got == [got[0]] * 8


def test_answer_that_sets_a_cookie_is_not_kept(article, tmp_path):
    def application(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/html"), ("Set-Cookie", "a=b")])
        return [b"page"]

    kept = Store(tmp_path, memory=10**6, disk=10**6)
    cache = PageCache(application, kept)
    cache._is_listening = True
    _ask(cache, ADDRESS)
    assert kept.find(ADDRESS) is None


@pytest.mark.parametrize("rule", ["private", "no-store", "max-age=3, no-cache"])
def test_answer_that_is_for_one_is_not_kept(article, tmp_path, rule):
    def application(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/html"), ("Cache-Control", rule)])
        return [b"page"]

    kept = Store(tmp_path, memory=10**6, disk=10**6)
    cache = PageCache(application, kept)
    cache._is_listening = True
    _ask(cache, ADDRESS)
    assert kept.find(ADDRESS) is None


@override_settings(SECURE=True, TRUSTED_PROXIES=1)
def test_plain_http_goes_to_django_where_the_site_has_https(site, article):
    site.get(ADDRESS, x_forwarded_proto="https")
    assert site.get(ADDRESS, x_forwarded_proto="https").is_hit
    assert not site.get(ADDRESS, x_forwarded_proto="http").is_hit
    assert not site.get(ADDRESS).is_hit


@committed
def test_nothing_is_over_before_the_commit_and_everything_after_it(site, article):
    site.get(ADDRESS)
    with transaction.atomic():
        Page.objects.filter(pk=article.pk).update(title="Standing")
        changed(tags.page(article.pk))
        assert site.get(ADDRESS).is_hit
    assert b"Standing" in site.get(ADDRESS).body


@committed
def test_what_is_rolled_back_changes_nothing(site, article):
    site.get(ADDRESS)
    with transaction.atomic():
        changed(tags.page(article.pk))
        transaction.set_rollback(True)
    assert site.get(ADDRESS).is_hit


@committed
def test_saying_it_twice_counts_even_when_the_first_is_rolled_back(site, article):
    site.get(ADDRESS)
    with transaction.atomic():
        point = transaction.savepoint()
        changed(tags.page(article.pk))
        transaction.savepoint_rollback(point)
        changed(tags.page(article.pk))
    assert not site.get(ADDRESS).is_hit


def test_answer_begun_before_a_change_is_not_kept_as_if_after_it(article, tmp_path):
    """The change commits while the page is being made of what was."""

    def application(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/html")])
        generations().bump([tags.EVERYTHING])
        return [b"of before"]

    kept = Store(tmp_path, memory=10**6, disk=10**6)
    cache = PageCache(application, kept)
    cache._is_listening = True
    _ask(cache, ADDRESS)
    assert kept.find(ADDRESS) is None


@committed
def test_withdrawn_page_is_gone_with_the_next_request(site, article):
    assert site.get(ADDRESS).status == 200
    assert site.get(ADDRESS).is_hit
    drafting.archive(article, None)
    assert site.get(ADDRESS).status == 410
    assert b"Sitting" not in site.get("/articles/").body


def test_full_disk_keeps_pages_in_memory(site, article, monkeypatch, caplog):
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    assert site.get(ADDRESS).status == 200
    assert site.get(ADDRESS).is_hit
    site.get("/articles/")
    assert caplog.text.count("can't be kept") == 1


def test_half_written_file_is_no_answer(site, article, tmp_path):
    site.get(ADDRESS)
    for path in (tmp_path / "pages").glob("*/*"):
        path.write_bytes(path.read_bytes()[:100])
    other = PageCache(site.django, Store(tmp_path, memory=10**6, disk=10**7))
    other._is_listening = True
    site.cached = other
    answer = site.get(ADDRESS)
    assert not answer.is_hit
    assert answer.status == 200


def test_oldest_files_go_when_there_are_too_many(tmp_path, article):
    kept = Store(tmp_path, memory=1, disk=40_000)

    def application(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/html")])
        return [b"page"]

    cache = PageCache(application, kept)
    cache._is_listening = True
    for number in range(30):
        _ask(cache, f"/articles/page-{number}/")
    kept.sweep()
    left = sum(path.stat().st_blocks * 512 for path in (tmp_path / "pages").glob("*/*"))
    assert 0 < left <= 40_000
