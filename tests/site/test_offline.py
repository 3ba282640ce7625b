"""What a device is told to keep, and what it needs to install the site."""

import json
import re
from pathlib import Path

import pytest
from django.test import override_settings
from PIL import Image

from backcare.site import offline
from backcare.site.models import SiteSettings
from tests.factories import make_exercise, make_routine, make_safety_text
from tests.markup import parsed

pytestmark = pytest.mark.django_db

STATIC = Path(__file__).parents[2] / "static"


def known(client):
    """What the worker is told."""
    text = client.get("/sw.js").content.decode()
    return json.loads(re.match(r"self\.SITE = (\{.*?\n\});\nimportScripts", text, re.DOTALL)[1])


def test_the_worker_is_asked_for_anew_each_time(client):
    response = client.get("/sw.js")
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Cache-Control"] == "no-cache"
    assert 'importScripts("/static/js/offline/worker' in response.content.decode()


def test_the_worker_keeps_what_there_is_to_do_and_no_more(client):
    assert set(known(client)["kept"]) == {"/exercises/", "/routines/", "/diary/"}


@pytest.mark.parametrize("page", ["/exercises/one/", "/exercises/one/play/", "/routines/one/"])
def test_the_diary_is_kept_with_what_is_noted_in_it(client, page):
    exercise = make_exercise(slug="one")
    make_routine(slug="one", items=[exercise])
    links = parsed(client.get(page)).all("a", href="/diary/")
    assert any("data-keep-with" in link.attributes for link in links)


def test_of_own_routines_a_handful_is_kept(client):
    told = known(client)
    assert 0 < told["mostOwn"] < told["most"] / 4


def test_the_files_of_the_offline_page_are_the_shell(client):
    markup = parsed(client.get("/offline/"))
    used = {link.attributes["href"] for link in markup.all("link", rel="stylesheet")}
    used |= {script.attributes["src"] for script in markup.all("script") if "src" in
             script.attributes}  # fmt: skip
    assert used == set(known(client)["shell"])


def test_colours_of_the_site_s_own_belong_to_the_shell(client):
    SiteSettings.objects.create(accent_light="#003366")
    assert "/site.css" in known(client)["shell"]


def test_a_new_safety_text_makes_a_new_worker(client, django_capture_on_commit_callbacks):
    before = known(client)
    with django_capture_on_commit_callbacks(execute=True):
        make_safety_text()
    after = known(client)
    assert before["edition"] != after["edition"]
    assert before["version"] != after["version"]


def test_words_of_editors_cannot_end_the_script(client):
    SiteSettings.objects.create(name="\u2028</script>", emergency_number="1'\"\\")
    text = client.get("/sw.js").content
    assert text.isascii()
    assert known(client)["offline"] == "/offline/"


def test_the_manifest_makes_the_site_installable(client):
    SiteSettings.objects.create(name="Sound Backs and Others")
    response = client.get("/manifest.webmanifest")
    manifest = response.json()
    assert response["Content-Type"] == "application/manifest+json"
    assert manifest["name"] == "Sound Backs and Others"
    assert len(manifest["short_name"]) <= 12
    assert manifest["display"] == "standalone"
    assert client.get(manifest["start_url"]).status_code == 200
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}


@pytest.mark.parametrize(("size", "purpose"), offline.ICONS)
def test_icons_are_there_and_as_large_as_they_say(size, purpose):
    with Image.open(STATIC / "img" / f"icon-{purpose}-{size}.png") as icon:
        assert icon.size == (size, size)


def test_the_offline_page_tells_when_to_get_help(client):
    make_safety_text(emergency="you cannot feel your legs")
    markup = parsed(client.get("/offline/"))
    assert "you cannot feel your legs" in markup.words
    assert "999" in markup.words
    assert markup.meta("robots") == "noindex"


def test_every_page_names_the_manifest_and_the_worker_s_starter(client):
    for path in ("/", "/exercises/", "/there-is-no-such-page/"):
        markup = parsed(client.get(path))
        assert markup.one("link", rel="manifest").attributes["href"] == "/manifest.webmanifest"
        assert any(
            "register" in script.attributes.get("src", "") for script in markup.all("script")
        )


@override_settings(LANGUAGE_CODE="en-us")
def test_dates_are_told_in_the_language_of_the_site(client):
    assert known(client)["language"] == "en-us"
