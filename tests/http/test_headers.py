"""The headers of every answer, and the sameness of public pages for every reader."""

import json
import os
import subprocess
import sys
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from backcare.library.models import Image
from tests.comments.factories import make_comment
from tests.factories import MAKERS, make_article, make_contributor, make_page, make_topic
from tests.library.pictures import encoded, plain
from tests.public_urls import every_url

pytestmark = pytest.mark.django_db
OWN = {"Origin": "http://testserver"}
# The second is that of pages whose address is a secret.
REFERRER_POLICIES = {"strict-origin-when-cross-origin", "same-origin"}
UNWANTED_FEATURES = ["camera", "geolocation", "microphone", "payment", "browsing-topics"]


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def site(media):
    """A page of every kind, one that has gone, one that is not there yet, and a picture."""
    image = Image.objects.add(
        SimpleUploadedFile("mat.png", encoded(plain((900, 600)))), alt="A person on a mat"
    )
    shared = {"topics": [make_topic()], "authors": [make_contributor()], "lead_image": image}
    for kind in MAKERS:
        make_page(kind, **shared)
    comment = make_comment()
    make_comment(make_comment(comment, status="removed"))
    make_article(slug="gone", status="archived")
    make_article(slug="soon", live_at=timezone.now() + timedelta(days=1))
    return image


@pytest.fixture
def static(settings, tmp_path):
    """A static file, served by a client that is made afterwards."""
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    (settings.STATIC_ROOT / "site.js").write_text("export {};\n")
    return "/static/site.js"


def content(response) -> bytes:
    """The bytes of an answer, whether it is one piece or a file, which is closed at its end."""
    return b"".join(response)


def directives(response) -> dict[str, list[str]]:
    policy = response["Content-Security-Policy"]
    return {words[0]: words[1:] for words in (part.split() for part in policy.split(";")) if words}


def assert_guarded(response, url: str) -> None:
    """What every answer carries, whatever it is."""
    headers = response.headers
    assert headers["X-Content-Type-Options"] == "nosniff", url
    assert headers["Referrer-Policy"] in REFERRER_POLICIES, url
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin", url
    assert headers["Cross-Origin-Resource-Policy"], url
    for feature in UNWANTED_FEATURES:
        assert f"{feature}=()" in headers["Permissions-Policy"], url
    policy = directives(response)
    assert "unsafe" not in headers["Content-Security-Policy"], url
    assert policy["default-src"] == ["'none'"], url
    if "sandbox" not in policy:
        assert policy["frame-ancestors"] == ["'none'"], url
        assert policy["base-uri"] == ["'none'"], url
        for sources in policy.values():
            assert not {"*", "data:", "https:", "http:", "blob:"} & set(sources), url


def test_every_public_answer_is_guarded_and_leaves_no_cookie(site, client):
    seen = set()
    for url in every_url():
        response = client.get(url)
        seen.add(response.status_code)
        assert_guarded(response, url)
        assert not response.cookies, url
        assert "Cookie" not in response.headers.get("Vary", ""), url
        content(response)
    assert {200, 404, 410} <= seen
    assert not client.cookies


def test_public_pages_allow_no_script_but_the_site_s_own(site, client):
    policy = directives(client.get("/"))
    for name in ("script-src", "style-src", "img-src", "connect-src", "form-action"):
        assert policy[name] == ["'self'"]


def failing(*args, **kwargs):
    raise RuntimeError("on purpose")


def test_refusals_and_failures_are_guarded(site, monkeypatch):
    client = Client(raise_request_exception=False)
    answers = {
        400: client.get("/?q=%00"),
        403: client.post("/contact/", {}, headers={"Origin": "https://evil.example"}),
        405: client.delete("/articles/"),
        422: client.post("/contact/", {}, headers=OWN),
        301: client.get("/articles"),
    }
    monkeypatch.setattr("backcare.topics.letters.by_letter", failing)
    answers[500] = client.get("/glossary/")
    for status, response in answers.items():
        assert response.status_code == status
        assert_guarded(response, str(status))
        assert not response.cookies
    host = client.get("/", headers={"host": "evil.example"})
    assert host.status_code == 400
    assert_guarded(host, "host")


def test_a_failure_says_what_to_do_and_tells_nothing(monkeypatch):
    monkeypatch.setattr("backcare.topics.letters.by_letter", failing)
    response = Client(raise_request_exception=False).get("/glossary/")
    page = response.content.decode()
    assert response.status_code == 500
    assert "on purpose" not in page
    assert "Traceback" not in page
    assert "<h1" in page


def test_a_failure_of_the_database_has_a_page(monkeypatch):
    monkeypatch.setattr("backcare.publishing.views.current_site", failing)
    monkeypatch.setattr("backcare.site.context_processors.current_site", failing)
    response = Client(raise_request_exception=False).get("/")
    assert response.status_code == 500
    assert "<h1" in response.content.decode()


def test_static_files_are_guarded(static):
    client = Client()
    for url, status in ((static, 200), ("/static/nothing.js", 404)):
        response = client.get(url)
        assert response.status_code == status
        assert_guarded(response, url)
        assert not response.cookies
        content(response)


def test_a_static_file_is_served_whatever_the_host_and_leaves_the_folder_never(static):
    client = Client(raise_request_exception=False)
    for path in ("/static/../manage.py", "/static/%2e%2e/secret_key", "/static//etc/passwd"):
        assert client.get(path).status_code in {400, 404}


def test_pictures_are_guarded_and_run_nothing(site, client):
    for url in (site.src, site.social_url, "/media/images/aa/aaaaaaaaaaaaaaaa.jpg", "/media/x"):
        response = client.get(url)
        assert_guarded(response, url)
        assert not response.cookies
        content(response)
        if response.status_code == 200:
            assert directives(response) == {"default-src": ["'none'"], "sandbox": []}


def test_the_desk_is_guarded_without_unsafe_words(client):
    login = client.get("/admin/login/")
    redirect = client.get("/admin/")
    client.force_login(get_user_model().objects.create_superuser("editor"))
    article = make_article()
    urls = ["/admin/", "/admin/articles/article/", "/admin/articles/article/add/"]
    urls += [f"/admin/articles/article/{article.pk}/change/", "/admin/nothing/"]
    for response in (login, redirect, *map(client.get, urls)):
        assert response.status_code in {200, 302, 404}
        assert_guarded(response, response.request["PATH_INFO"])
        assert "no-store" in response.headers.get("Cache-Control", "no-store")


# The same for everybody --------------------------------------------------------------------------


@pytest.fixture
def one_moment():
    """Time stands still: what ends at once says when."""
    with time_machine.travel(timezone.now(), tick=False):
        yield


def test_every_reader_gets_the_same_bytes(site, one_moment):
    editor = Client()
    editor.force_login(get_user_model().objects.create_superuser("editor"))
    other = Client(
        headers={
            "User-Agent": "Other/1.0",
            "Accept-Language": "de",
            "Cookie": f"theme=dark; session=0123456789abcdef; csrf={'x' * 32}",
            "Referer": "http://testserver/admin/",
        },
        REMOTE_ADDR="203.0.113.9",
    )
    for url in every_url():
        plain_answer, other_answer, editor_answer = (
            reader.get(url) for reader in (Client(), other, editor)
        )
        assert content(plain_answer) == content(other_answer) == content(editor_answer), url
        assert dict(plain_answer.headers) == dict(other_answer.headers), url
        assert "Set-Cookie" not in editor_answer.headers
        assert "csrfmiddlewaretoken" not in str(other_answer.headers)


def test_the_same_page_twice_is_the_same_bytes(site, client, one_moment):
    for url in every_url():
        assert content(client.get(url)) == content(client.get(url)), url


# Behind TLS --------------------------------------------------------------------------------------

PROBE = """
import json, django
django.setup()
from django.conf import settings
from django.test import Client
secure = Client(headers={"host": "backs.example"}).get("/healthz", secure=True)
plain = Client(headers={"host": "backs.example"}).get("/articles/")
print(json.dumps({
    "secure": dict(secure.headers), "plain": [plain.status_code, plain.headers.get("Location")],
    "cookies": [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME],
    "flags": [settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE,
              settings.SESSION_COOKIE_HTTPONLY, settings.CSRF_COOKIE_HTTPONLY],
}))
"""


def test_behind_tls_browsers_are_told_to_stay_there(tmp_path):
    environment = os.environ | {
        "BACKCARE_URL": "https://backs.example",
        "BACKCARE_VAR": str(tmp_path),
        "BACKCARE_SECRET_KEY": "only-for-tests-" * 4,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "backcare.settings",
    }
    (tmp_path / "static").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", PROBE], env=environment, capture_output=True, text=True, check=True
    )
    told = json.loads(done.stdout)
    assert told["secure"]["Strict-Transport-Security"] == "max-age=31536000"
    assert told["plain"] == [301, "https://backs.example/articles/"]
    assert told["cookies"] == ["__Host-session", "__Host-csrf"]
    assert told["flags"] == [True, True, True, True]


def test_without_tls_nothing_of_the_kind_is_promised(client):
    assert "Strict-Transport-Security" not in client.get("/").headers
