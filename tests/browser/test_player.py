"""The guided player in a real browser, with a clock that the tests move."""

import gzip
import json
import re
from dataclasses import asdict, astuple
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from hypothesis import example, given, settings
from hypothesis import strategies as st
from playwright.sync_api import expect

from exercises.dose import Dose
from exercises.timeline import routine_timeline, timeline
from tests.browser.playing import (
    left,
    open_player,
    part,
    press,
    said,
    session_of,
    start,
    text,
    wait,
)
from tests.browser.surveying import SURVEY_SCRIPT, expect_none, run_axe
from tests.exercises.doses import doses
from tests.markup import parsed

ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / "static" / "js"
VECTORS = json.loads((ROOT / "tests" / "exercises" / "dose_vectors.json").read_text())
KB = 1000

ROUTINES = ["all-round", "desk-break", "knots-and-hips", "morning-loosener", "strength-base"]
MORNING = "/routines/morning-loosener/play/"  # 505 seconds
BIRD_DOG = "/exercises/bird-dog/play/"  # 190 seconds
BREAK = "/routines/desk-break/play/"  # ends with a walk of a minute

MODULE = "/static/js/player/{}.js"


def in_timeline(page, code, argument=None):
    """What ``code`` returns, with the module of the timeline as ``m``."""
    return page.evaluate(
        f"async (given) => {{ const m = await import('{MODULE.format('timeline')}'); {code} }}",
        argument,
    )


# The timeline: the same figures as the server's ------------------------------------------------


@pytest.fixture
def quiet(page):
    page.goto("/about/")
    return page


def test_the_shared_cases(quiet):
    cases = VECTORS["doses"]
    sums = in_timeline(
        quiet,
        "return given.map(d => { const s = m.sum(m.timeline(d)); return [s, m.minutes(s)]; })",
        [case["dose"] for case in cases],
    )
    assert sums == [[case["seconds"], case["minutes"]] for case in cases]
    for case in cases:
        if "phases" in case:
            phases = in_timeline(
                quiet,
                "return m.timeline(given).map(p => [p.kind, p.seconds, p.side, p.set, p.rep])",
                case["dose"],
            )
            assert phases == case["phases"], case["name"]


def test_the_shared_routines(quiet):
    cases = VECTORS["routines"]
    items = in_timeline(
        quiet,
        "return given.map(doses => m.routineTimeline(doses).map(m.sum))",
        [case["doses"] for case in cases],
    )
    assert items == [case["item_seconds"] for case in cases]


def test_the_shared_constants(quiet):
    found = in_timeline(
        quiet, "return [m.GET_READY, m.NEXT_EXERCISE, m.CHANGE_SIDES, m.BREATH, m.UNTIL_TIRED]"
    )
    assert found == list(VECTORS["constants"].values())


def test_any_dose_has_the_server_s_phases(quiet):
    @settings(max_examples=150)
    @given(st.lists(doses(), min_size=1, max_size=4))
    def same(chosen):
        found = in_timeline(
            quiet,
            "return m.routineTimeline(given).map("
            "phases => phases.map(p => [p.kind, p.seconds, p.side, p.set, p.rep]))",
            [asdict(dose) for dose in chosen],
        )
        expected = [[list(astuple(p)) for p in item] for item in routine_timeline(chosen)]
        assert found == expected

    same()


def test_a_change_of_pace_or_hold_leaves_every_phase_in_its_place(quiet):
    @settings(max_examples=100)
    @example(Dose(breaths_min=1, seconds_per_rep=1), 1, 0)  # No way back to make slower.
    @given(doses(), st.integers(-3, 6), st.integers(-20, 60))
    def same_places(dose, pace, longer):
        found = in_timeline(
            quiet,
            "const d = m.adjusted(given.dose, given);"
            "return m.timeline(d).map(p => [p.kind, p.side, p.set, p.rep, p.seconds])",
            {"dose": asdict(dose), "pace": pace, "longer": longer},
        )
        expected = timeline(dose)
        assert [row[:4] for row in found] == [[p.kind, p.side, p.set, p.rep] for p in expected]
        assert all(row[4] >= 1 for row in found)

    same_places()


def test_every_page_of_the_player_comes_to_the_minutes_of_its_page(quiet):
    slugs = [path.stem for path in (ROOT / "exercises/demo/exercises").glob("*.toml")]
    paths = [f"/exercises/{slug}/" for slug in slugs] + [f"/routines/{slug}/" for slug in ROUTINES]
    assert len(paths) == 25
    for path in paths:
        markup = parsed(quiet.request.get(f"{path}play/").text())
        items = json.loads(markup.one("script", id="player-data").text)["items"]
        sums = in_timeline(
            quiet,
            "return given.map(i => m.sum(m.timeline(i.dose, {getReady: i.getReady})))",
            items,
        )
        assert sums == [item["seconds"] for item in items]
        minutes = in_timeline(quiet, "return m.minutes(given)", sum(sums))
        words = parsed(quiet.request.get(path).text()).words
        assert re.search(rf"\b{minutes} minutes?\b", words), path


# The session -----------------------------------------------------------------------------------


def in_session(page, items, code):
    """What ``code`` returns, with a session ``s`` of ``items``."""
    return page.evaluate(
        "async (items) => {"
        f"const {{ Session }} = await import('{MODULE.format('session')}');"
        f"const s = new Session(items); {code} }}",
        items,
    )


def test_a_hold_until_tired_ends_when_the_reader_says_so(quiet):
    items = [{"title": "Sit", "dose": {"until_tired": True}, "getReady": 5}]
    found = in_session(
        quiet,
        items,
        """
        s.advance(5000);
        const planned = s.left;
        const events = [35000, 30000, 30000].flatMap((time) => s.advance(time));
        const after = [s.phase.kind, s.left, s.done];
        return [planned, events, after, s.endPhase(), s.done, s.spent];
        """,
    )
    assert found == [
        30_000,
        ["soFar", "soFar", "soFar"],
        ["until_tired", 0, False],
        "done",
        True,
        100_000,
    ]


def test_a_hold_with_seconds_may_end_sooner_and_ends_by_itself(quiet):
    dose = {"until_tired": True, "hold_min": 30, "reps_min": 2}
    found = in_session(
        quiet,
        [{"title": "Sit", "dose": dose, "getReady": 5}],
        """
        s.advance(10000); s.endPhase();
        const second = [s.phase.rep, s.left];
        s.advance(30000);
        return [second, s.done];
        """,
    )
    assert found == [[2, 30_000], True]


def test_forgotten_open_holds_end_after_ten_minutes(quiet):
    items = [{"title": "Sit", "dose": {"until_tired": True}, "getReady": 5}]
    assert in_session(quiet, items, "s.advance(605000); return s.done") is True


def test_most_is_done_with_half_of_the_exercise_and_pauses_don_t_count(quiet):
    cases = {
        "s.advance(85000)": True,  # 5 s to get ready, 30 s, 20 s of rest, 30 s
        "s.advance(35000); s.skip(); s.skip()": True,
        "s.advance(34000); s.skip(); s.skip(); s.skip()": False,
        "s.advance(5000); s.skip(); s.advance(20000); s.skip()": False,
        "while (!s.done) s.skip()": False,
        "s.advance(5000); s.endPhase()": True,
        "s.advance(35000); s.restore(JSON.parse(JSON.stringify(s.snapshot())))": True,
        "s.advance(35000); s.restart()": False,
    }
    dose = {"hold_min": 30, "reps_min": 2, "rest_seconds": 20}
    items = [{"title": "Sit", "dose": dose, "getReady": 5}]
    found = {code: in_session(quiet, items, f"{code}; return s.isMostlyDone;") for code in cases}
    assert found == cases


def test_skip_stops_at_what_comes_between_and_at_long_holds(quiet):
    dose = {"hold_min": 20, "reps_min": 2, "per_side": True, "seconds_per_rep": 4,
            "rest_seconds": 10}  # fmt: skip
    stops = in_session(
        quiet,
        [{"title": "A", "dose": dose, "getReady": 5}, {"title": "B", "dose": {"minutes_min": 1}}],
        "const found = []; do { found.push(s.phase.kind + s.phase.rep); } "
        "while (s.skip() !== 'done'); return found",
    )
    side = ["move1", "rest2", "move2"]
    assert stops == ["get_ready1", *side, "change_sides1", *side, "activity1"]


def test_quick_repetitions_are_skipped_together(quiet):
    dose = {"reps_min": 10, "seconds_per_rep": 4, "sets_min": 2, "rest_seconds": 30}
    stops = in_session(
        quiet,
        [{"title": "A", "dose": dose, "getReady": 5}],
        "const found = []; do { found.push(s.phase.kind); } "
        "while (s.skip() !== 'done'); return found",
    )
    assert stops == ["get_ready", "move", "rest", "move"]


def test_back_goes_to_the_start_of_this_and_soon_after_to_what_was_before(quiet):
    found = in_session(
        quiet,
        [{"title": "A", "dose": {"hold_min": 30, "reps_min": 3}, "getReady": 5}],
        """
        s.advance(5000 + 30000 + 10000);
        const at = () => [s.phase.kind, s.phase.rep, s.elapsed];
        const found = [at()];
        for (let i = 0; i < 4; i += 1) { s.back(); found.push(at()); }
        return found;
        """,
    )
    assert found == [
        ["hold", 2, 10_000],
        ["hold", 2, 0],
        ["hold", 1, 0],
        ["get_ready", 1, 0],
        ["get_ready", 1, 0],
    ]


def test_a_session_that_has_changed_meanwhile_is_not_gone_on_with(quiet):
    found = in_session(
        quiet,
        [{"title": "A", "dose": {"hold_min": 30}, "getReady": 5}],
        """
        s.advance(9000);
        const saved = s.snapshot();
        const other = new Session([{ title: "A", dose: { hold_min: 20 }, getReady: 5 }]);
        const same = new Session(items);
        return [other.restore(saved), other.left, same.restore(saved), same.left];
        """,
    )
    assert found == [False, 25_000, True, 26_000]


# Playing ---------------------------------------------------------------------------------------


def test_nothing_starts_by_itself(page):
    open_player(page, MORNING)
    wait(page, 60)
    expect(part(page, "stage")).to_be_hidden()
    assert said(page) == []


def test_a_whole_routine_with_a_pause_a_reload_and_no_connection_in_the_middle(page):
    open_player(page, MORNING)
    total = sum(item["seconds"] for item in session_of(page))
    assert total == 505
    start(page)
    assert left(page) == total

    wait(page, 100)
    assert left(page) == total - 100
    press(page, "Pause")
    wait(page, 300)
    assert left(page) == total - 100
    press(page, "Go on")
    wait(page, 100)
    assert left(page) == total - 200

    page.reload()
    wait(page, 60)
    expect(part(page, "stage")).to_be_hidden()
    page.get_by_role("button", name="Go on where you were, 5:05 left").click()
    wait(page, 5)
    assert left(page) == total - 205

    page.context.set_offline(True)
    wait(page, 300)
    expect(part(page, "done")).to_be_visible()
    assert [told["seconds"] for told in page.evaluate("finished")] == [total]
    assert text(page, "done-text") == "Morning loosener: 8:25 of exercise."
    page.context.set_offline(False)


def test_what_was_done_is_told_to_whoever_listens(page):
    open_player(page, MORNING)
    start(page)
    wait(page, 5)
    page.clock.run_for(500_000)
    expect(part(page, "done")).to_be_visible()
    (told,) = page.evaluate("finished")
    assert told == {
        "title": "Morning loosener",
        "path": "/routines/morning-loosener/",
        "seconds": 505,
        "started": told["started"],
        "isMostlyDone": True,
    }
    assert told["started"].startswith("2026-03-01T08:00:0")
    page.reload()
    expect(page.get_by_role("button", name=re.compile("Go on where"))).to_have_count(0)


def test_ten_minutes_drift_by_no_more_than_a_fifth_of_a_second(page):
    open_player(page, "/routines/all-round/play/")
    start(page)
    page.evaluate("window.begun = [performance.now(), Date.now()]")
    wait(page, 600)
    passed = page.evaluate("JSON.parse(localStorage.getItem('player-session') ?? '{}').spent ?? 0")
    press(page, "Pause")
    spent = page.evaluate("JSON.parse(localStorage.getItem('player-session')).spent")
    clocked = page.evaluate("performance.now() - begun[0]")
    assert abs(spent - clocked) <= 200
    assert passed <= spent
    assert left(page) == 1188 - 600


@pytest.mark.parametrize("seconds", [7, 50, 88])
def test_a_hidden_tab_that_was_woken_late_is_right_again_at_once(page, seconds):
    open_player(page, MORNING)
    start(page)
    wait(page, 2)
    before = left(page)
    page.clock.fast_forward(seconds * 1000)
    assert left(page) == before - seconds
    expect(part(page, "toggle")).to_have_text("Pause")


def test_a_device_that_slept_waits_where_it_was(page):
    open_player(page, MORNING)
    start(page)
    wait(page, 60)
    before = left(page)
    page.clock.fast_forward("20:00")
    expect(part(page, "action")).to_have_text("Paused")
    expect(part(page, "notice")).to_contain_text("You were away")
    assert left(page) == before
    press(page, "Go on")
    wait(page, 10)
    assert left(page) == before - 10


def test_a_session_of_yesterday_is_not_offered(page):
    open_player(page, MORNING)
    start(page)
    wait(page, 30)
    press(page, "Close")
    expect(page.get_by_role("button", name="Go on where you were")).to_be_visible()
    page.clock.fast_forward("13:00:00")
    page.reload()
    expect(page.get_by_role("button", name="Start", exact=True)).to_be_visible()


def test_closed_it_can_be_taken_up_or_begun_again(page):
    open_player(page, MORNING)
    start(page)
    wait(page, 30)
    press(page, "Close")
    expect(part(page, "stage")).to_be_hidden()
    expect(page.get_by_role("banner")).to_be_visible()
    page.get_by_role("button", name="Go on where you were, 7:55 left").click()
    assert left(page) == 475
    press(page, "Close")
    page.get_by_role("button", name="Start again").click()
    assert left(page) == 505


def test_more_time_slower_and_longer_change_what_is_left(page):
    open_player(page, BIRD_DOG)
    start(page)
    wait(page, 5)
    assert left(page) == 185
    press(page, "+10 s")
    assert left(page) == 195
    press(page, "Slower")  # Twenty repetitions, a second more each.
    assert left(page) == 215
    press(page, "Faster")
    press(page, "Faster")
    assert left(page) == 175
    press(page, "Options")
    part(page, "options-dialog").get_by_role("button", name="Longer").click()
    expect(part(page, "holds-now")).to_have_text("5 s longer")
    page.keyboard.press("Escape")
    assert left(page) == 275


def test_a_change_before_going_on_changes_what_is_offered(page):
    open_player(page, BIRD_DOG)
    start(page)
    wait(page, 5)
    press(page, "Close")
    resume = part(page, "resume")
    expect(resume).to_have_text("Go on where you were, 3:05 left")
    part(page, "start").get_by_role("button", name="Sound, pace and keys").click()
    part(page, "options-dialog").get_by_role("button", name="Slower").click()
    expect(resume).to_have_text("Go on where you were, 3:25 left")
    page.keyboard.press("Escape")
    resume.click()
    expect(part(page, "left")).to_have_text("3:25 left")


def test_a_pace_is_refused_where_there_is_none(page):
    open_player(page, "/exercises/walking/play/")
    start(page)
    press(page, "Slower")
    expect(part(page, "notice")).to_have_text("This exercise has no pace of movement.")


def test_skip_back_and_repeat(page):
    open_player(page, MORNING)
    start(page)
    press(page, "Skip")
    assert text(page, "action") == "Move into it"
    press(page, "Skip")
    assert text(page, "name") == "Cat-cow"
    wait(page, 40)
    press(page, "Repeat")
    assert (text(page, "name"), text(page, "action"), text(page, "seconds")) == (
        "Cat-cow",
        "Get ready",
        "20",
    )
    press(page, "Back")
    assert text(page, "name") == "Pelvic tilt"


def test_the_stage_shows_what_is_done_and_what_comes(page):
    open_player(page, BREAK)
    start(page)
    assert text(page, "name") == "Chin tuck"
    assert text(page, "item") == "1 of 4"
    expect(part(page, "steps").locator("li").first).to_contain_text("Sit towards the front")
    wait(page, 5 + 75 - 5 + 20)
    assert text(page, "name") == "Hip-flexor stretch"
    assert text(page, "action") == "Move into it"
    assert text(page, "place") == "Left side, 1 of 2"
    assert text(page, "next") == "Then: Rest, 10 seconds"
    wait(page, 2)
    assert (text(page, "action"), text(page, "seconds")) == ("Hold", "20")


def test_a_hold_until_tired_counts_up_and_has_a_button_of_its_own(page):
    def tiring(route):
        html = route.fetch().text()
        dose = re.search(r'"dose": (\{.*?\})', html)[1]
        route.fulfill(
            body=html.replace(dose, '{"until_tired": true, "reps_min": 2}', 1),
            content_type="text/html",
        )

    page.route(f"**{BIRD_DOG}", tiring)
    open_player(page, BIRD_DOG)
    start(page)
    tired = page.get_by_role("button", name="I am tired: go on")
    expect(tired).to_be_hidden()
    wait(page, 5 + 40)
    assert (text(page, "action"), text(page, "seconds")) == ("Until you tire", "40")
    assert left(page) == 30
    assert said(page)[-1] == "30 seconds so far"
    expect(tired).to_be_in_viewport(ratio=1)
    tired.click()
    assert text(page, "place") == "2 of 2"
    wait(page, 3.3)
    assert text(page, "seconds") == "3"
    tired.click()
    expect(part(page, "done")).to_be_visible()
    # By the clock: pressing a button takes time as well.
    assert 48 <= page.evaluate("finished[0].seconds") <= 49


def test_the_figure_moves_with_the_phases_and_stands_still_in_a_pause(page):
    open_player(page, "/exercises/hip-flexor-stretch/play/", motion="no-preference")
    start(page)
    figure = part(page, "figure")
    expect(figure.locator("svg")).to_be_visible()

    def drawn():
        return figure.locator("svg").inner_html()

    wait(page, 5)
    before = drawn()
    wait(page, 1)
    under_way = drawn()
    wait(page, 2)
    held = drawn()
    wait(page, 10)
    assert before != under_way != held
    assert drawn() == held
    wait(page, 19)  # The way back.
    press(page, "Pause")
    paused = drawn()
    assert paused != held
    wait(page, 3)
    assert drawn() == paused


def test_the_figure_shows_the_side_that_is_named(page):
    open_player(page, "/exercises/hip-flexor-stretch/play/", motion="no-preference")
    start(page)
    figure = part(page, "figure").get_by_role("img")
    left_side = re.compile("^Kneeling on the left knee.*left leg stretched back")
    right_side = re.compile("^Kneeling on the right knee.*right leg stretched back")
    expect(figure).to_have_accessible_name(left_side)
    for action in ("Move into it", "Rest", "Move into it"):
        press(page, "Skip")
        expect(part(page, "action")).to_have_text(action)
        expect(figure).to_have_accessible_name(left_side)
    press(page, "Skip")
    expect(part(page, "action")).to_have_text("Change sides")
    expect(figure).to_have_accessible_name(right_side)
    press(page, "Back")
    expect(part(page, "place")).to_contain_text("left side")
    expect(figure).to_have_accessible_name(left_side)


def test_an_exercise_drawn_on_the_right_begins_with_the_left_side_too(page):
    open_player(page, "/exercises/knee-to-chest/play/", motion="no-preference")
    start(page)
    figure = part(page, "figure").get_by_role("img")
    expect(figure).to_have_accessible_name(re.compile("towards the head at the left knee"))
    wait(page, 6)
    expect(part(page, "place")).to_contain_text("left side")
    expect(figure).to_have_accessible_name(re.compile("towards the head at the left knee"))


def test_the_figure_stands_still_for_those_who_want_no_motion(page):
    open_player(page, BIRD_DOG)
    figure = part(page, "figure").locator("svg")
    start(page)
    before = figure.inner_html()
    wait(page, 7)
    assert figure.inner_html() == before


def test_the_figure_is_back_in_the_page_when_the_player_is_closed(page):
    open_player(page, BIRD_DOG, motion="no-preference")
    drawn = page.locator("#item-1 [data-item-figure][data-side=right]")
    before = drawn.inner_html()
    start(page)
    wait(page, 30)  # Both sides have been shown by then.
    press(page, "Close")
    expect(drawn).to_be_visible()
    assert drawn.inner_html() == before
    expect(page.locator("#item-1 [data-item-figure][data-side=left]")).to_be_hidden()


def test_the_step_of_the_phase_is_marked(page):
    open_player(page, BIRD_DOG)
    start(page)
    marked = part(page, "steps").locator("[aria-current]")
    expect(marked).to_have_count(0)
    wait(page, 5)
    expect(marked).to_contain_text("Slide one foot back")
    wait(page, 2)
    expect(marked).to_contain_text("Hold for five seconds")
    wait(page, 5)
    expect(marked).to_contain_text("Bring hand and knee back")


# What is said ----------------------------------------------------------------------------------


def test_phases_are_announced_with_half_time_and_ten_seconds_and_nothing_else(page):
    open_player(page, "/exercises/hip-flexor-stretch/play/")
    start(page)
    wait(page, 170)
    side = [
        "Move into it, {0}, 1 of 2.",
        "Hold, {0}, 1 of 2, 30 seconds.",
        "Halfway",
        "10 seconds left",
        "Rest, 10 seconds.",
        "Move into it, {0}, 2 of 2.",
        "Hold, {0}, 2 of 2, 30 seconds.",
        "Halfway",
        "10 seconds left",
    ]
    assert said(page) == [
        "Get ready: Hip-flexor stretch.",
        *(words.format("left side") for words in side),
        "Change sides, right side, 5 seconds.",
        *(words.format("right side") for words in side),
        "Done. Hip-flexor stretch: 2:46 of exercise.",
    ]


def test_quick_repetitions_are_counted_and_not_chattered_about(page):
    open_player(page, "/exercises/bridge/play/")  # Three phases of two seconds each.
    start(page)
    wait(page, 65)
    words = said(page)
    assert words[0] == "Get ready: Bridge."
    assert words[1] == "Move into it, 1 of 10, set 1 of 3."
    assert words[10] == "Move into it, 10 of 10, set 1 of 3."
    assert words[11] == "Rest, 45 seconds."
    assert len(words) == 12


def test_no_announcements_come_faster_than_every_three_seconds_on_average(page):
    for slug in ("dead-bug", "side-leg-raise", "pelvic-tilt", "cat-cow"):
        page = page.context.new_page()
        open_player(page, f"/exercises/{slug}/play/")
        total = sum(item["seconds"] for item in session_of(page))
        start(page)
        wait(page, total - 1)
        assert len(said(page)) <= total / 3, slug
        page.close()


def test_the_timer_is_silent_and_the_status_is_another(page):
    open_player(page, MORNING)
    start(page)
    timer = page.get_by_role("timer")
    expect(timer).to_have_attribute("aria-live", "off")
    status = page.locator("article [role=status]").last
    assert not status.evaluate("(element) => Boolean(element.closest('[role=timer]'))")
    assert timer.locator("[role=status], [aria-live=polite]").count() == 0


# Stop ------------------------------------------------------------------------------------------


def test_stop_if_is_one_press_away_and_ends_in_the_safety_text(page):
    open_player(page, BIRD_DOG)
    start(page)
    wait(page, 20)
    before = left(page)
    page.get_by_role("button", name="Stop if").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="Stop, if any of this is so")).to_be_focused()
    expect(dialog.get_by_role("heading", name="Stop, if any of this is so")).to_be_in_viewport()
    expect(dialog).to_contain_text("Your lower back aches more with each repetition.")
    expect(dialog).to_contain_text("call 999 or go to A&E")
    expect(dialog.locator(".care-emergency li").first).to_be_visible()
    wait(page, 30)
    dialog.get_by_role("button", name="Back to the exercise").click()
    assert left(page) == before
    assert text(page, "action") == "Paused"

    page.get_by_role("button", name="Stop if").click()
    dialog.get_by_role("button", name="End the session").click()
    expect(part(page, "stage")).to_be_hidden()
    assert page.evaluate("finished") == []


def test_an_activity_has_no_signs_of_its_own_but_those_of_all(page):
    open_player(page, BREAK)
    start(page)
    for _ in range(30):
        if text(page, "name") == "Walk":
            break
        press(page, "Skip")
    page.get_by_role("button", name="Stop if").click()
    expect(part(page, "signs-title")).to_be_hidden()
    expect(page.get_by_role("dialog")).to_contain_text("call 999")


# Keys ------------------------------------------------------------------------------------------


def test_with_the_keyboard_alone(page):
    open_player(page, MORNING)
    page.get_by_role("button", name="Start", exact=True).focus()
    page.keyboard.press("Enter")
    expect(part(page, "toggle")).to_be_focused()
    page.keyboard.press("Space")
    expect(part(page, "toggle")).to_have_text("Go on")
    page.keyboard.press("Space")
    expect(part(page, "toggle")).to_have_text("Pause")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert text(page, "name") == "Cat-cow"
    page.keyboard.press("ArrowLeft")
    assert text(page, "name") == "Pelvic tilt"
    page.keyboard.press("r")
    assert left(page) == 505
    page.keyboard.press("t")
    assert left(page) == 515
    page.keyboard.press("-")
    expect(part(page, "notice")).to_have_text("1 s slower")
    page.keyboard.press("+")
    expect(part(page, "notice")).to_have_text("as written")
    page.keyboard.press("m")
    expect(part(page, "mute")).to_have_text("Mute")
    page.keyboard.press("m")
    expect(part(page, "mute")).to_have_text("Unmute")
    page.keyboard.press("Escape")
    expect(part(page, "stage")).to_be_hidden()
    expect(part(page, "resume")).to_be_focused()


def test_keys_do_nothing_outside_of_the_player(page):
    open_player(page, MORNING)
    for key in ("Space", "r", "m", "t", "-", "ArrowRight"):
        page.keyboard.press(key)
    expect(part(page, "stage")).to_be_hidden()
    assert said(page) == []
    start(page)
    page.get_by_role("button", name="Stop if").click()
    page.keyboard.press("r")
    page.keyboard.press("ArrowRight")
    assert text(page, "name") == "Pelvic tilt"


def test_keys_with_a_modifier_stay_the_browser_s(page):
    open_player(page, MORNING)
    start(page)
    wait(page, 30)
    before = left(page)
    page.evaluate(
        "document.activeElement.dispatchEvent("
        "new KeyboardEvent('keydown', {key: 'r', ctrlKey: true, bubbles: true}))"
    )
    assert left(page) == before


def test_space_pauses_after_a_button_was_pressed_with_the_mouse(page):
    open_player(page, MORNING)
    start(page)
    press(page, "Skip")
    page.keyboard.press("Space")
    expect(part(page, "toggle")).to_have_text("Go on")
    assert text(page, "name") == "Pelvic tilt"


def test_the_order_of_focus_is_that_of_the_screen(page):
    open_player(page, MORNING)
    start(page)
    part(page, "stage").focus()
    names = []
    for _ in range(12):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.textContent.trim().slice(0, 8)"))
    buttons = ["Close", "Unmute", "Options", "Stop if", "Back", "Pause", "Skip", "Repeat"]
    found = [name.strip("… ") for name in names]
    assert [name for name in found if name in buttons] == buttons
    assert found[-3:] == ["+10 s", "Slower", "Faster"] or "Faster" in found


# Cues and the screen ---------------------------------------------------------------------------

STUBS = """
window.cues = { spoken: [], pulses: [], audio: 0, locks: [] };
window.SpeechSynthesisUtterance = function (text) { this.text = text; };
Object.defineProperty(window, "speechSynthesis", {
  value: { speak: (words) => cues.spoken.push(words.text), cancel() {} } });
navigator.vibrate = (pattern) => cues.pulses.push(pattern);
const Real = window.AudioContext;
window.AudioContext = class extends Real { constructor() { super(); cues.audio += 1; } };
Object.defineProperty(navigator, "wakeLock", { value: { async request() {
  const lock = { released: false, release() { lock.released = true; cues.locks.push("off"); } };
  cues.locks.push("on");
  window.lock = lock;
  return lock;
} } });
"""


def cues(page, name):
    return page.evaluate(f"cues.{name}")


def test_sound_speech_and_vibration_are_off_until_chosen_and_then_remembered(page):
    page.add_init_script(STUBS)
    open_player(page, BIRD_DOG)
    start(page)
    wait(page, 60)
    assert (cues(page, "spoken"), cues(page, "pulses"), cues(page, "audio")) == ([], [], 0)

    press(page, "Options")
    for label in ("Sounds", "Spoken words", "Vibration"):
        page.get_by_label(label).check()
    page.keyboard.press("Escape")
    press(page, "Repeat")
    press(page, "Go on") if text(page, "toggle") == "Go on" else None
    wait(page, 15)
    assert "Hold, left side, 1 of 10, 5 seconds." in cues(page, "spoken")
    assert cues(page, "pulses")
    assert cues(page, "audio") == 1

    page.reload()
    page.get_by_role("button", name="Sound, pace and keys").click()
    for label in ("Sounds", "Spoken words", "Vibration"):
        expect(page.get_by_label(label)).to_be_checked()


def test_mute_silences_what_can_be_heard(page):
    page.add_init_script(STUBS)
    open_player(page, BIRD_DOG)
    page.get_by_role("button", name="Sound, pace and keys").click()
    page.get_by_label("Spoken words").check()
    page.keyboard.press("Escape")
    start(page)
    press(page, "Mute")
    before = cues(page, "spoken")
    wait(page, 30)
    assert cues(page, "spoken") == before
    press(page, "Unmute")
    wait(page, 30)
    assert len(cues(page, "spoken")) > len(before)


def test_the_screen_is_kept_on_while_the_player_runs_and_no_longer(page):
    page.add_init_script(STUBS)
    open_player(page, BIRD_DOG)
    assert cues(page, "locks") == []
    start(page)
    assert cues(page, "locks") == ["on"]
    press(page, "Pause")
    assert cues(page, "locks") == ["on", "off"]
    press(page, "Go on")
    page.evaluate("lock.released = true")  # As a browser does when the page is hidden.
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert cues(page, "locks") == ["on", "off", "on", "on"]
    wait(page, 200)
    expect(part(page, "done")).to_be_visible()
    assert cues(page, "locks")[-1] == "off"


def test_it_plays_where_nothing_can_be_remembered(page):
    page.add_init_script(
        "for (const name of ['getItem', 'setItem', 'removeItem'])"
        "  Storage.prototype[name] = () => { throw new Error('forbidden'); };"
    )
    open_player(page, BIRD_DOG)
    start(page)
    wait(page, 200)
    expect(part(page, "done")).to_be_visible()


def test_whoever_has_read_the_cautions_finds_the_start_above_them(page):
    open_player(page, BIRD_DOG)
    order = "document.querySelector('#start').compareDocumentPosition(" \
            "document.querySelector('#safety')) & Node.DOCUMENT_POSITION_PRECEDING"  # fmt: skip
    assert page.evaluate(order)
    start(page)
    page.reload()
    assert not page.evaluate(order)


# In every state --------------------------------------------------------------------------------


def to_before(page):
    pass


def to_running(page):
    start(page)
    wait(page, 8)


def to_paused(page):
    to_running(page)
    press(page, "Pause")


def to_stop(page):
    to_running(page)
    page.get_by_role("button", name="Stop if").click()


def to_options(page):
    to_running(page)
    press(page, "Options")


def to_done(page):
    start(page)
    wait(page, 505)


STATES = {
    "before": to_before,
    "running": to_running,
    "paused": to_paused,
    "stop": to_stop,
    "options": to_options,
    "done": to_done,
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("width", [360, 1280])
def test_every_state_can_be_seen_reached_and_read(open_page, state, width):
    page = open_page(width=width, reduced_motion="reduce")
    open_player(page, MORNING)
    STATES[state](page)
    page.evaluate(SURVEY_SCRIPT)
    page.evaluate(AXE_SCRIPT)
    page.clock.resume()
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found += [f"{scheme}: {line}" for line in run_axe(page)]
    expect_none(found)
    expect_none(page.evaluate("survey.motion()"))
    expect_none(page.evaluate("survey.overflow()"))
    expect_none(page.evaluate("survey.smallTargets(24)"))
    expect_none(page.evaluate("survey.smallTargets(48, '[data-player] button')"))
    assert page.evaluate("survey.headings()").count(1) == 1 or state not in ("before", "done")


def test_the_seconds_can_be_read_from_two_metres(open_page):
    page = open_page(width=390)
    open_player(page, MORNING)
    start(page)
    wait(page, 7)  # Before that there is something to read from near.
    # A CSS pixel of a telephone is about a sixth of a millimetre; 2 m ask for digits of 12 mm.
    size = part(page, "seconds").evaluate("(e) => parseFloat(getComputedStyle(e).fontSize)")
    assert size * 0.7 / 6 >= 12


@pytest.mark.parametrize(("width", "height"), [(320, 568), (390, 664), (844, 390)])
def test_what_to_do_and_every_order_fit_on_a_telephone(open_page, width, height):
    page = open_page(width=width)
    page.set_viewport_size({"width": width, "height": height})
    open_player(page, MORNING)
    start(page)
    for button in part(page, "stage").get_by_role("button").all():
        expect(button).to_be_in_viewport(ratio=1)
    for name in ("action", "seconds", "left"):
        expect(part(page, name)).to_be_in_viewport(ratio=0.9)


def test_without_scripts_the_page_is_a_list_to_follow(open_page):
    page = open_page(width=360, scripts=False)
    page.goto(MORNING)
    expect(page.get_by_text("The guided player needs JavaScript.")).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.get_by_role("heading", name="Cat-cow").last).to_be_visible()
    expect(page.get_by_text("1:15")).to_be_visible()


# How much it costs -----------------------------------------------------------------------------


def compressed(*files):
    return sum(len(gzip.compress(file.read_bytes(), 9)) for file in files)


def test_the_scripts_are_small():
    files = sorted((SCRIPTS / "player").glob("*.js"))
    assert len(files) > 3
    assert compressed(*files) <= 15 * KB
    assert compressed(SCRIPTS / "offline" / "register.js") <= 1 * KB


def test_the_player_is_loaded_on_its_page_alone(page):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/routines/morning-loosener/", wait_until="networkidle")
    assert not [url for url in asked if "/js/player/" in url]
    page.goto(MORNING, wait_until="networkidle")
    assert [url for url in asked if "/js/player/" in url]
