"""The site's settings: cached, and true again as soon as a change is committed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from backcare.site import current
from backcare.site.current import current_site
from backcare.site.models import SafetyText, SiteSettings, contrast, luminance
from tests.factories import make_image, make_information_page, make_safety_text
from tests.markup import parsed

colours = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@pytest.mark.django_db
def test_a_site_without_settings_has_a_name():
    site = current_site()
    assert (site.name, site.logo, site.safety.version) == ("Backcare", None, 0)


@pytest.mark.django_db
def test_settings_are_read_once(django_assert_num_queries):
    SiteSettings.objects.create(name="Backs")
    with django_assert_num_queries(3):
        current_site()
    with django_assert_num_queries(0):
        assert current_site().name == "Backs"


@pytest.mark.django_db(transaction=True)
def test_a_change_is_seen_when_it_is_committed_and_not_before():
    settings = SiteSettings.objects.create(name="Before")
    assert current_site().name == "Before"
    with transaction.atomic():
        settings.name = "After"
        settings.save()
        assert current_site().name == "After"  # To whoever changes it.
        with ThreadPoolExecutor() as others:
            assert others.submit(current_site).result().name == "Before"
    assert current_site().name == "After"
    settings.name = "Never"
    with transaction.atomic():
        settings.save()
        transaction.set_rollback(True)
    assert current_site().name == "After"
    settings.delete()
    assert current_site().name == "Backcare"


@pytest.mark.django_db(transaction=True)
def test_a_new_safety_text_and_its_deletion_are_seen():
    assert current_site().safety.urgent == ()
    text = make_safety_text(urgent="One\nTwo\n")
    assert current_site().safety.urgent == ("One", "Two")
    text.delete()
    assert current_site().safety.urgent == ()


@pytest.mark.django_db(transaction=True)
def test_another_file_of_the_logo_is_seen():
    logo = make_image(width=200, height=50)
    SiteSettings.objects.create(name="Backs", logo=logo)
    before = current_site().logo
    assert (before.width, before.height, before.alt) == (200, 50, "Backs")
    logo.file = "images/ff/ffffffffffffffff.jpg"
    logo.width = 300
    logo.save(update_fields=["file", "width"])
    after = current_site().logo
    assert after.width == 300
    assert after.url != before.url


@pytest.mark.django_db
def test_what_an_editor_sets_is_on_every_page(client):
    SiteSettings.objects.create(
        name="Our backs", tagline="What helps.", disclaimer="Only information."
    )
    markup = parsed(client.get("/articles/"))
    assert markup.meta("og:site_name") == "Our backs"
    assert "Our backs" in markup.words
    assert "Only information." in markup.words
    assert "What helps." in parsed(client.get("/")).words


@pytest.mark.django_db
def test_the_colours_are_a_stylesheet(client):
    SiteSettings.objects.create(accent_light="#123456", accent_dark="#abcdef")
    response = client.get("/site.css")
    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert response.content == b":root{--accent-light:#123456;--accent-dark:#abcdef}\n"
    assert "max-age" in response["Cache-Control"]


@pytest.mark.django_db
def test_a_page_asks_the_database_for_no_settings_twice(client):
    client.get("/contact/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/contact/")
    assert len(queries) == 0


@pytest.mark.django_db
def test_there_is_one_row():
    SiteSettings.objects.create(name="One")
    SiteSettings(name="Other").save()
    assert [row.name for row in SiteSettings.objects.all()] == ["Other"]
    with pytest.raises(IntegrityError), transaction.atomic():
        SiteSettings.objects.bulk_create([SiteSettings(pk=2)])


@pytest.mark.parametrize(
    "colour", ["red", "#12345", "#12345g", "#FFFFFF;}", "", "#123456 ", "0b5c4f"]
)
def test_a_colour_is_a_colour(colour):
    settings = SiteSettings(accent_light=colour, accent_dark=colour)
    with pytest.raises(ValidationError) as refused:
        settings.clean_fields()
    assert {"accent_light", "accent_dark"} <= set(refused.value.message_dict)


def test_an_accent_that_cannot_be_read_is_refused_with_the_figure():
    with pytest.raises(ValidationError, match=r"only 1\.0 to 1"):
        SiteSettings(accent_light="#ffffff").clean_fields()
    with pytest.raises(ValidationError, match="readers need 7 to 1"):
        SiteSettings(accent_dark="#0b5c4f").clean_fields()
    SiteSettings().clean_fields()


@given(colours, colours)
def test_contrast_is_symmetrical_and_from_1_to_21(one, other):
    assert contrast(one, other) == contrast(other, one)
    assert 1 <= contrast(one, other) <= 21.0001
    assert 0 <= luminance(one) <= 1


def test_contrast_agrees_with_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.django_db
def test_a_safety_text_is_named_by_its_version():
    text = make_safety_text()
    assert str(text) == f"Version {text.pk}"
    assert SafetyText.objects.count() == 1


@pytest.mark.django_db
def test_footer_names_the_information_pages_that_readers_see(
    client, django_capture_on_commit_callbacks
):
    later = timezone.now() + timedelta(days=1)
    with django_capture_on_commit_callbacks(execute=True):
        make_information_page(title="Who we are", slug="who-we-are")
        make_information_page(title="To come", live_at=later, first_published_at=later)
        make_information_page(title="Not yet", status="draft")

    footer = client.get("/").content.decode().rpartition("<footer")[2]

    assert 'href="/who-we-are/">Who we are<' in footer
    assert "To come" not in footer
    assert "Not yet" not in footer


@pytest.mark.django_db
def test_a_reader_cannot_bring_back_what_has_just_been_changed(
    django_capture_on_commit_callbacks, monkeypatch
):
    """The change is committed after a reader has read the old rows, before they are cached."""
    with django_capture_on_commit_callbacks(execute=True):
        SiteSettings.objects.create(name="Before")
    read = current._read

    def slow_read():
        site = read()
        monkeypatch.setattr(current, "_read", read)
        with django_capture_on_commit_callbacks(execute=True):
            SiteSettings.objects.update_or_create(pk=1, defaults={"name": "After"})
        return site

    monkeypatch.setattr(current, "_read", slow_read)

    assert current.current_site().name == "Before"
    assert current.current_site().name == "After"
