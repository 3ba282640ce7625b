"""What no page can mean is refused with a page that helps, before anything is looked up."""

from io import BytesIO

import pytest
from django.test import Client

from backcare.http.middleware import LARGEST_BODY, LONGEST_QUERY, MOST_PARAMETERS
from tests.factories import make_article, make_exercise, make_routine, make_topic
from tests.markup import parsed

from .serving import serve

pytestmark = pytest.mark.django_db
PATHS = ["/", "/articles/", "/exercises/", "/routines/", "/topics/", "/glossary/", "/search/"]
PATHS += ["/contact/", "/feed/", "/sitemap.xml", "/robots.txt", "/site.css", "/nowhere/"]
PATHS += ["/articles/nothing/", "/topics/nothing/", "/admin/login/"]


@pytest.fixture
def tolerant():
    """A client that answers with the page of a failure instead of raising it."""
    return Client(raise_request_exception=False)


def helps(response) -> bool:
    """Whether the page says what happened in one heading and leads on into the site."""
    markup = parsed(response)
    return (
        len(markup.all("h1")) == 1
        and "/" in markup.links
        and "noindex" in (markup.meta("robots") or "")
    )


# Addresses -------------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", ["nothing", "Nothing", "-", "x" * 2000, "ä", "%2e%2e", "a%2fb"])
@pytest.mark.parametrize(
    "place", ["/articles/", "/exercises/", "/routines/", "/topics/", "/series/", "/people/", "/"]
)
def test_what_is_not_there_is_not_found(place, slug, tolerant):
    response = tolerant.get(f"{place}{slug}/")
    assert response.status_code == 404
    assert helps(response)


@pytest.mark.parametrize("raw", ["%00", "a%00b", "%FF", "%C3%28", "%ED%A0%80", "%EF%BF%BD"])
@pytest.mark.parametrize("pattern", ["/{}/", "/articles/{}/", "/topics/{}/feed/", "/media/{}"])
def test_broken_characters_in_a_path_are_no_page(pattern, raw, tolerant):
    response = tolerant.get(pattern.format(raw))
    assert response.status_code in {400, 404}
    assert helps(response)


@pytest.mark.parametrize("raw", ["%00", "a%00b", "%FF", "%C3%28", "%ED%A0%80"])
@pytest.mark.parametrize("name", ["q", "page", "level", "factor", "position", "p", "whatever"])
@pytest.mark.parametrize("path", ["/", "/articles/", "/exercises/", "/search/", "/sitemap.xml"])
def test_broken_characters_in_a_query_are_refused(path, name, raw, tolerant):
    for query in (f"{name}={raw}", f"{raw}={name}"):
        response = tolerant.get(f"{path}?{query}")
        assert response.status_code == 400
        assert helps(response)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "query",
    [
        "q=" + "x" * 100_000,
        "&" * 100_000,
        "&".join(f"p{n}={n}" for n in range(5000)),
        "&".join(["page=1"] * (MOST_PARAMETERS + 1)),
    ],
    ids=["long", "empty", "many", "repeated"],
)
def test_an_endless_query_is_refused(path, query, tolerant):
    response = tolerant.get(f"{path}?{query}")
    assert response.status_code == 400
    assert helps(response)


def test_a_query_that_a_reader_may_type_is_not_refused(client):
    assert client.get("/search/", {"q": "é 枕 \U0001f600 " + "word " * 100}).status_code == 200
    assert client.get("/articles/?" + "x" * LONGEST_QUERY).status_code == 200


@pytest.mark.parametrize("value", ["0", "-1", "x", "1000000000", "9" * 4000, "1%202"])
def test_a_bad_number_is_not_found(value, tolerant):
    topic = make_topic(slug="sleep")
    for make in (make_article, make_exercise, make_routine):
        make(topics=[topic])
    for path in ("/articles/", "/exercises/", "/routines/", "/topics/sleep/"):
        response = tolerant.get(f"{path}?page={value}")
        assert response.status_code == 404
        assert helps(response)


@pytest.mark.parametrize(
    "query", ["level=9", "level=x", "factor=nothing", "position=flying", "level=1&level=2"]
)
def test_a_filter_that_means_nothing_is_passed_over(query, client):
    make_exercise(level=1)
    assert client.get(f"/exercises/?{query}").status_code == 200


# Methods, hosts, headers -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "method", ["PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "MADE-UP", "POST"]
)
@pytest.mark.parametrize("path", [path for path in PATHS[:11] if path != "/contact/"])
def test_public_pages_are_only_read(path, method, tolerant):
    assert tolerant.generic(method, path).status_code == 405


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_form_to_a_page_that_takes_none_is_refused_politely(method):
    strict = Client(enforce_csrf_checks=True)
    response = strict.generic(method, "/articles/")
    assert response.status_code in {403, 405}


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver.evil.example", "", "a b", "testserver@evil", "x" * 300]
)
def test_a_host_that_is_not_the_site_s_is_refused(host, tolerant):
    response = tolerant.get("/articles/", headers={"host": host})
    assert response.status_code == 400
    assert helps(response)
    assert host == "" or host not in response.content.decode()


@pytest.mark.parametrize("header", ["X-Forwarded-Host", "X-Forwarded-Server", "Forwarded"])
def test_forwarded_hosts_are_ignored(header, client):
    response = client.get("/articles/", headers={header: "evil.example"})
    assert response.status_code == 200
    assert b"evil.example" not in response.content


def test_unusual_headers_are_reflected_nowhere(client):
    names = ["X-Original-URL", "X-Rewrite-URL", "X-HTTP-Method-Override", "X-Forwarded-Proto"]
    names += ["X-Forwarded-Port", "X-Forwarded-Prefix", "True-Client-IP", "Accept-Language"]
    names += ["User-Agent", "Referer", "If-None-Match", "Range", "Accept", "Cookie", "Via"]
    plain = client.get("/articles/")
    for name in names + [f"X-Header-{number}" for number in range(200)]:
        marked = client.get("/articles/", headers={name: "marker-7f3a"})
        assert marked.status_code == 200, name
        assert marked.content == plain.content, name
        assert dict(marked.headers) == dict(plain.headers), name


@pytest.mark.parametrize("name", ["session", "csrf", "messages", "sessionid", "other"])
@pytest.mark.parametrize("path", ["/", "/admin/", "/admin/login/", "/contact/"])
def test_a_cookie_with_a_nul_does_not_make_the_site_fail(path, name, tolerant):
    cookie = rf'{name}="\000abcdefghijklmnop\000"'
    assert tolerant.get(path, headers={"cookie": cookie}).status_code in {302, 400}


@pytest.mark.parametrize(
    "cookie", ["session=" + "x" * 8000, "session=;;;=", "=", "session=é\xff", "a" * 4000]
)
def test_odd_cookies_do_not_make_the_site_fail(cookie, tolerant):
    for path in ("/", "/admin/login/"):
        assert tolerant.get(path, headers={"cookie": cookie}).status_code in {200, 400}


@pytest.mark.parametrize(
    "declared",
    [
        *("charset=hex", "charset=unicode_escape", "charset=utf-16", "charset=utf-7"),
        *("charset=idna", "charset=undefined", "charset=latin-1", 'charset="rot13"'),
        *("charset*=bogus''x", "charset*=undefined''%41", "other*=bogus''x"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("query", ["", "q=%5Cud800%41"])
def test_a_declared_encoding_that_is_not_ours_is_refused(query, method, declared):
    for kind in ("text/plain", "multipart/form-data; boundary=b"):
        response = serve(
            method, "/contact/", query=query, body=b"a=b", content_type=f"{kind}; {declared}"
        )
        assert response.status_code == 400
        assert helps(response)


@pytest.mark.parametrize(
    "declared",
    [
        *("charset=utf-8", "charset=UTF8", "charset=U8", "charset*=utf-8''utf-8", ";;==="),
        *("charset=nothing-known", "charset=" + "x" * 300, "charset*=hex''%41"),
    ],
)
def test_a_declared_encoding_that_is_ours_or_none_is_passed_over(declared):
    assert serve("GET", "/articles/", content_type=f"text/plain; {declared}").status_code == 200


def test_a_body_that_is_too_large_or_has_too_many_fields_is_refused(tolerant):
    own = {"Origin": "http://testserver"}
    large = tolerant.post("/contact/", {"message": "x" * 3_000_000}, headers=own)
    fields = tolerant.post("/contact/", {f"f{n}": "" for n in range(5000)}, headers=own)
    assert (large.status_code, fields.status_code) == (400, 400)
    assert helps(large)
    assert helps(fields)


class Unread(BytesIO):
    def read(self, size: int | None = -1) -> bytes:
        raise AssertionError("The body was read.")


@pytest.mark.parametrize("path", ["/contact/", "/admin/login/", "/admin/library/image/add/", "/"])
def test_a_body_larger_than_any_upload_is_refused_unread(path, monkeypatch):
    monkeypatch.setattr("tests.http.serving.BytesIO", Unread)
    response = serve(
        "POST", path, content_type="multipart/form-data; boundary=b", length=40_000_000
    )
    assert response.status_code == 413
    assert helps(response)


def test_a_body_up_to_the_limit_is_read(tolerant):
    own = {"Origin": "http://testserver"}
    kind = "multipart/form-data; boundary=b"
    head = b'--b\r\nContent-Disposition: form-data; name="x"; filename="x"\r\n\r\n'
    largest = head + b"x" * (LARGEST_BODY - len(head) - 7) + b"\r\n--b--"
    assert len(largest) == LARGEST_BODY
    for body, status in ((largest, 422), (largest + b" ", 413)):
        response = tolerant.post("/contact/", body, content_type=kind, headers=own)
        assert response.status_code == status


@pytest.mark.parametrize("length", ["", "x", "²", "9" * 5000])
def test_a_length_that_is_no_number_does_not_make_the_site_fail(length):
    response = serve("POST", "/contact/", body=b"a=b", length=length)
    assert response.status_code in {400, 403, 413}
