from pathlib import Path

import pytest
from django.conf import settings

from backcare.site.models import ACCENT_DARK, ACCENT_LIGHT, SiteSettings

pytestmark = pytest.mark.django_db


def test_stylesheet_of_every_page_has_the_usual_colours():
    tokens = Path(settings.BASE_DIR, "static/css/tokens.css").read_text()

    assert f"--accent-light: {ACCENT_LIGHT};" in tokens
    assert f"--accent-dark: {ACCENT_DARK};" in tokens


def test_colours_of_its_own_are_linked_and_served(client, django_capture_on_commit_callbacks):
    assert b'href="/site.css"' not in client.get("/").content

    with django_capture_on_commit_callbacks(execute=True):
        SiteSettings.objects.create(accent_light="#123456")

    assert b'href="/site.css"' in client.get("/").content
    assert b"--accent-light:#123456" in client.get("/site.css").content
