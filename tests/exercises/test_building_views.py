"""The builder as a plain form: every press is an address, and every link opens."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exercises.building.code import Activity, Changes, Chosen, Plan, encode
from tests.exercises.links import damaged_codes
from tests.factories import (
    make_equipment,
    make_exercise,
    make_factor,
    make_region,
    make_routine,
    make_safety_text,
)
from tests.markup import parsed

pytestmark = pytest.mark.django_db

BUILD = "/routines/build/"


def code(*exercises) -> str:
    entries = (e if isinstance(e, Chosen | Activity) else Chosen(e.pk) for e in exercises)
    return encode(Plan(tuple(entries)))


def get(client, *exercises, **data):
    return client.get(BUILD, {"r": code(*exercises), **data} if exercises else data)


def test_the_empty_page_is_for_finding_and_the_filled_one_is_its_readers(client):
    empty = parsed(client.get(BUILD))
    assert empty.canonical.endswith(BUILD)
    assert empty.meta("robots") is None
    filled = parsed(get(client, make_exercise()))
    assert filled.canonical == empty.canonical
    assert filled.meta("robots") == "noindex, nofollow"


def test_nothing_is_kept_of_a_visit(client):
    response = get(client, make_exercise())
    assert not response.cookies
    assert client.post(BUILD).status_code == 405


def test_a_link_shows_its_exercises_in_order_with_doses_minutes_and_cautions(client):
    first = make_exercise(
        title="Bridge",
        hold_min=2,
        reps_min=10,
        cautions=[{"who": "You are heavily pregnant", "why": "Lie on your side."}],
    )
    second = make_exercise(title="Chin tuck", hold_min=60)
    response = get(
        client, Chosen(second.pk), Chosen(first.pk, Changes(reps=8)), Activity("walk", 7)
    )
    items = response.context["own"].items
    assert [str(item) for item in items] == ["Chin tuck", "Bridge", "Walk"]
    markup = parsed(response)
    assert "Hold for 2 seconds. Do this 8 times." in markup.words
    assert "You are heavily pregnant" in markup.words
    total = response.context["minutes"]
    assert total == response.context["own"].total_minutes
    assert f"{total} minutes in all" in markup.words


def test_the_strip_names_what_is_missing_and_offers_fillers_to_add(client):
    tight, weak = make_factor(name="Tightness"), make_factor(name="Weakness")
    stretch = make_exercise(factors=[tight])
    bridge = make_exercise(title="Bridge", slug="bridge", factors=[weak])
    response = get(client, stretch)
    assert [gap.factor for gap in response.context["gaps"]] == [weak]
    buttons = parsed(response).all("button", name="add", value="bridge", form="plan")
    assert len(buttons) == 2  # as a filler and in the list
    filled = client.get(get(client, stretch, add="bridge").url)
    assert filled.context["gaps"] == []
    assert filled.context["own"].exercises == [stretch, bridge]


def test_fillers_fit_what_the_reader_can_do(client):
    weak = make_factor()
    make_exercise(start_position="quadruped", factors=[weak])
    seated = make_exercise(start_position="sitting", factors=[weak])
    response = get(client, make_exercise(start_position="sitting"), chair_only="on")
    assert [gap.fillers for gap in response.context["gaps"]] == [[seated]]


def test_a_press_is_answered_by_the_address_of_what_it_made(client):
    first, second = make_exercise(slug="first"), make_exercise(slug="second")
    added = get(client, first, add="second")
    assert added.status_code == 302
    assert added.url == f"{BUILD}?r={code(first, second)}#choose"
    moved = get(client, first, second, up="2")
    assert moved.url == f"{BUILD}?r={code(second, first)}#item-1"
    removed = get(client, first, remove="1")
    assert removed.url == f"{BUILD}#routine"


def test_what_the_list_is_narrowed_by_stays_through_a_press(client):
    first = make_exercise(slug="first")
    factor = make_factor(slug="weakness")
    response = client.get(
        BUILD, {"add": "first", "factor": factor.slug, "level": "9", "no_floor": "on"}
    )
    assert response.url == f"{BUILD}?r={code(first)}&factor=weakness&no_floor=on#choose"


def test_each_button_of_the_page_leads_to_a_page(client):
    exercises = [make_exercise() for _ in range(2)]
    page = get(client, *exercises, Activity("rest", 2), level="1")
    markup = parsed(page)
    presses = [e for e in markup.all("button", type="submit") if "name" in e.attributes]
    assert {b.attributes["name"] for b in presses} == {
        *("add", "activity", "up", "down", "remove", "set"),
    }
    for button in presses:
        if "disabled" in button.attributes:
            continue
        pressed = {button.attributes["name"]: button.attributes["value"]}
        response = client.get(
            BUILD, {"r": page.context["code"], "level": "1", **pressed}, follow=True
        )
        assert response.status_code == 200
        assert response.context["problems"] == []


def test_the_list_is_narrowed_by_everything_at_once(client):
    factor, mat, hips = make_factor(), make_equipment(slug="mat"), make_region(slug="hips")
    fitting = {"factors": [factor], "equipment": [mat], "regions": [hips], "level": 2}
    wanted = make_exercise(start_position="supine", hold_min=30, **fitting)
    make_exercise(start_position="prone", hold_min=30, **fitting)
    make_exercise(start_position="supine", hold_min=600, **fitting)
    make_exercise(start_position="supine", hold_min=30, **fitting | {"level": 1})
    make_exercise(start_position="supine", hold_min=30, **fitting | {"equipment": []})
    make_exercise(start_position="supine", hold_min=30, **fitting | {"regions": []})
    make_exercise(start_position="supine", hold_min=30, **fitting | {"factors": []})
    response = client.get(
        BUILD,
        {
            "factor": factor.slug,
            "equipment": "mat",
            "region": "hips",
            "level": "2",
            "position": "supine",
            "minutes": "2",
        },
    )
    assert list(response.context["page_obj"]) == [wanted]


def test_limits_change_the_routine_say_so_and_can_be_undone(client):
    easier = make_exercise(title="Pelvic tilt", start_position="supine")
    kneeling = make_exercise(
        title="Cat-cow",
        start_position="quadruped",
        variations=[{"direction": "easier", "text": "Lie.", "target": easier}],
    )
    lost = make_exercise(title="Hip stretch", start_position="kneeling")
    response = get(client, kneeling, lost, no_kneeling="on")
    assert response.context["own"].exercises == [easier]
    markup = parsed(response)
    assert "“Cat-cow” gave way to “Pelvic tilt”." in markup.words
    assert "“Hip stretch” was left out" in markup.words
    assert f"{BUILD}?r={code(kneeling, lost)}" in markup.links
    assert kneeling not in response.context["page_obj"]
    again = client.get(BUILD, {"r": response.context["code"], "no_kneeling": "on"})
    assert again.context["changes"] == []


def test_a_routine_of_ours_is_a_start(client):
    exercise = make_exercise()
    make_routine(slug="base", items=[exercise, {"activity": "walk", "minutes": 5}])
    response = client.get(BUILD, {"from": "base"})
    assert response.url == f"{BUILD}?r={code(exercise, Activity('walk', 5))}"


@pytest.mark.parametrize("asked", [{"from": "nothing"}, {"add": "nothing"}])
def test_what_is_not_there_is_said(client, asked):
    response = client.get(BUILD, asked)
    assert response.status_code == 200
    assert len(response.context["problems"]) == 1
    assert "Not everything could be kept" in parsed(response).words


@pytest.mark.parametrize("name", ["from", "add"])
def test_a_hidden_page_is_like_one_that_is_not_there(client, name):
    make = make_routine if name == "from" else make_exercise
    make(slug="hidden", status="draft")
    hidden, other = (client.get(BUILD, {name: slug}).content for slug in ("hidden", "nothing"))
    assert hidden == other


def test_an_exercise_that_is_gone_is_missing_and_said(client):
    exercise, draft = make_exercise(), make_exercise(title="Secret", status="draft")
    response = get(client, exercise, draft)
    assert "1 exercise is no longer available" in parsed(response).words
    assert b"Secret" not in response.content
    assert response.context["code"] == code(exercise)


def test_a_full_routine_takes_no_more_and_says_so(client):
    exercise = make_exercise(slug="one")
    response = get(client, *[exercise] * 30, add="one")
    assert response.status_code == 200
    assert "up to 30 items" in response.context["problems"][0]
    adding = parsed(response).all("button", name="add")
    assert all("disabled" in button.attributes for button in adding)


def test_the_words_of_a_hostile_link_are_not_on_the_page(client):
    response = client.get(BUILD, {"r": '1."><script>alert(1)</script>', "level": "<b>zq"})
    assert response.status_code == 200
    assert b"alert(1)" not in response.content
    assert b"zq" not in response.content


def test_the_signs_of_the_site_and_of_the_exercises_stand_before_the_routine(client):
    make_safety_text()
    cache.clear()
    exercise = make_exercise(title="Bridge", extra_urgent="you see flashes")
    words = parsed(get(client, exercise)).words
    assert "you see flashes" in words
    assert words.index("you cannot feel your legs") < words.index("Bridge")


def test_the_link_and_its_code_are_on_the_page_and_without_style(client, settings):
    response = get(client, make_exercise())
    markup = parsed(response)
    link = f"{settings.ORIGIN}{BUILD}?r={response.context['code']}"
    assert markup.one("input", id="link").attributes["value"] == link
    assert markup.one("span", role="img").attributes["aria-label"] == "QR code of the link"
    assert not any("style" in element.attributes for element in markup.elements)


def test_the_player_plays_what_the_link_says(client):
    exercise = make_exercise(title="Bridge", steps=[{"text": "Lift."}], stop_if="It hurts")
    link = {"r": code(Chosen(exercise.pk, Changes(hold=45)), Activity("rest", 2))}
    response = client.get(f"{BUILD}play/", link)
    items = response.context["player"]["items"]
    assert [(item["title"], item["dose"]) for item in items] == [
        ("Bridge", {"hold_min": 45}),
        ("Rest", {"minutes_min": 2}),
    ]
    markup = parsed(response)
    assert "It hurts" in markup.words
    assert markup.meta("robots") == "noindex"
    assert markup.canonical.endswith(BUILD)
    assert f"{BUILD}?r={link['r']}" in markup.links
    assert response.context["minutes"] == get(client, *[exercise][:0], **link).context["minutes"]


def test_the_sheet_says_what_the_link_says(client, settings):
    exercise = make_exercise(
        title="Bridge",
        steps=[{"text": "Lift your hips."}],
        stop_if="It hurts",
        cautions=[{"who": "You are pregnant", "why": "Lie on your side."}],
    )
    link = {"r": code(Chosen(exercise.pk, Changes(hold=45)), Activity("rest", 2))}
    response = client.get(f"{BUILD}handout/", link)
    markup = parsed(response)
    for words in ("Lift your hips.", "It hurts", "You are pregnant", "Hold for 45 seconds", "Rest"):
        assert words in markup.words
    assert response.context["address"] == f"{settings.ORIGIN}{BUILD}?r={link['r']}"
    assert markup.meta("robots") == "noindex"
    assert markup.canonical.endswith(BUILD)


@pytest.mark.parametrize("page", ["play/", "handout/"])
def test_without_anything_to_do_a_page_leads_to_the_builder(client, page):
    assert client.get(f"{BUILD}{page}", {"r": "junk"}).url == BUILD


def test_damaged_links_are_answered_with_a_page(client):
    ids = [make_exercise(factors=[make_factor()]).pk for _ in range(3)]
    ids.append(make_exercise(status="draft").pk)
    for number, damaged in enumerate(damaged_codes(150, ids, seed=7)):
        page = ("", "play/", "handout/")[number % 3]
        response = client.get(f"{BUILD}{page}", {"r": damaged, "up": "2", "no_floor": "on"})
        assert response.status_code in {200, 302}, damaged
        response = client.get(f"{BUILD}{page}", {"r": damaged})
        assert response.status_code in {200, 302}, damaged


def count(client, path=BUILD, **data) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path, data).status_code == 200
    return len(queries)


@pytest.mark.parametrize("size", [1, 30])
def test_a_routine_of_any_length_asks_the_same_of_the_database(client, size):
    weak = make_factor()
    exercises = [
        make_exercise(
            start_position="supine",
            factors=[weak],
            cautions=[{"who": "You", "why": "It hurts."}],
            steps=[{"text": "Lift."}],
        )
        for _ in range(size)
    ]
    for exercise in exercises:
        target = make_exercise(start_position="sitting", factors=[make_factor()])
        exercise.variations.create(direction="easier", text="Sit.", target=target)
    client.get("/contact/")  # Fills the cache with the site's settings.
    link = code(*exercises)
    # The exercises, their cautions and steps; factors, links, fillers; three selects; the list, its
    # steps and its count.
    assert count(client, r=link) == 12
    # The variations, and fillers that fit.
    assert count(client, r=link, no_floor="on") == 14
    # The exercises, their steps and cautions.
    assert count(client, f"{BUILD}play/", r=link) == 3
    # And what they need.
    assert count(client, f"{BUILD}handout/", r=link) == 4
