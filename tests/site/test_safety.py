"""The safety text: one source with three levels; a page adds signs and removes none."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backcare.publishing.models import Page
from backcare.site.current import Safety, current_site
from backcare.site.models import SafetyText, SiteSettings
from backcare.site.safety import LEVELS, care_cards
from tests.factories import make_page, make_safety_text
from tests.markup import parsed

signs = st.lists(st.text("abc de\n•-", max_size=12), max_size=4)


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    return django_capture_on_commit_callbacks


def site_with(**levels: tuple[str, ...]):
    safety = Safety(**({"version": 1, "emergency": (), "urgent": (), "doctor": ()} | levels))
    return replace(current_site(), safety=safety)


@pytest.mark.django_db
@given(st.tuples(signs, signs, signs), st.tuples(signs, signs, signs))
def test_a_page_adds_signs_and_removes_none(of_site, of_page):
    site = site_with(**{level: tuple(lines) for level, lines in zip(LEVELS, of_site, strict=True)})
    extra = {
        f"extra_{level}": "\n".join(lines) for level, lines in zip(LEVELS, of_page, strict=True)
    }
    cards = {card.level: card.lines for card in care_cards(site, Page(**extra))}
    for level, always in zip(LEVELS, of_site, strict=True):
        shown = cards.get(level, ())
        assert shown[: len(always)] == tuple(always)
    assert [card.level for card in care_cards(site, Page(**extra))] == [
        level for level in LEVELS if level in cards
    ]


@pytest.mark.django_db
def test_the_most_urgent_comes_first_and_a_sign_stands_once():
    site = site_with(emergency=("one",), urgent=("two",), doctor=("three",))
    page = Page(extra_urgent="two\n• another\n\n", extra_doctor="")
    assert [(card.level, card.lines) for card in care_cards(site, page)] == [
        ("emergency", ("one",)),
        ("urgent", ("two", "another")),
        ("doctor", ("three",)),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["article", "exercise", "routine"])
def test_every_page_of_advice_shows_the_three_levels(kind, client):
    make_safety_text(emergency="sign one", urgent="sign two", doctor="sign three")
    page = make_page(kind, extra_emergency="sign four", extra_doctor="sign five")
    words = parsed(client.get(page.get_absolute_url())).words
    for sign in ("one", "two", "three", "four", "five"):
        assert f"sign {sign}" in words
    assert words.index("sign one") < words.index("sign four") < words.index("sign two")
    assert "999" in words
    assert "A&E" in words


@pytest.mark.django_db
def test_the_home_page_shows_the_signs_too(client):
    make_safety_text(emergency="sign one")
    assert "sign one" in parsed(client.get("/")).words


@pytest.mark.django_db
def test_the_newest_version_is_shown_and_the_older_kept(client, committed):
    page = make_page("article")
    with committed(execute=True):
        first = make_safety_text(urgent="the first wording")
    assert "the first wording" in parsed(client.get(page.get_absolute_url())).words
    with committed(execute=True):
        second = make_safety_text(urgent="the second wording")
    words = parsed(client.get(page.get_absolute_url())).words
    assert "the second wording" in words
    assert "the first wording" not in words
    assert current_site().safety.version == second.pk
    assert SafetyText.objects.get(pk=first.pk).urgent == "the first wording"
    assert SafetyText.objects.latest() == second


@pytest.mark.django_db
def test_a_version_is_never_changed():
    text = make_safety_text()
    text.urgent = "other words"
    with pytest.raises(ValueError, match="new version"):
        text.save()
    text.refresh_from_db()
    assert text.urgent == "you have a fever"


@pytest.mark.django_db
def test_the_numbers_are_the_country_s(client, committed):
    with committed(execute=True):
        SiteSettings.objects.create(
            emergency_number="112",
            emergency_place="the ER",
            urgent_service="",
            doctor_name="family doctor",
        )
        make_safety_text()
    words = parsed(client.get(make_page("article").get_absolute_url())).words
    assert "Call 112 or go to the ER" in words
    assert "NHS 111" not in words
    assert "See a family doctor if:" in words
    assert "GP" not in words


@pytest.mark.django_db
def test_the_line_at_the_top_of_an_article_says_what_the_safety_text_says(client, committed):
    page = make_page("article", extra_emergency="sign four")
    with committed(execute=True):
        make_safety_text(emergency="sign one\nsign two")
    line = parsed(client.get(page.get_absolute_url())).one("p", **{"class": "safety-line"})
    assert (
        line.text.split()
        == (
            "Call 999 or go to A&E now if you have back pain and: sign one; sign two; sign four. "
            "All signs that need help"
        ).split()
    )


@pytest.mark.django_db
def test_an_article_without_any_safety_text_has_no_line_about_it(client):
    assert "safety-line" not in client.get(make_page("article").get_absolute_url()).content.decode()


def test_the_desk_names_no_number_that_the_settings_may_change():
    for field in SafetyText._meta.get_fields():
        for word in ("999", "A&E", "GP"):
            assert word not in str(getattr(field, "help_text", "")), field.name
