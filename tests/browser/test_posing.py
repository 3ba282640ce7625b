"""The editor of poses in the desk: with mouse, keyboard and numbers, and without scripts."""

import json
import re
from contextlib import contextmanager

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from tests.browser.surveying import SETTLED, expect_none, run_axe

MAKE_DRAFT = """
from exercises.models import Exercise
from backcare.people.models import User
draft = Exercise.objects.create(
    title="Posing", slug="posing", summary="Stand.", purpose="To stand.", status="draft",
    start_position="standing", created_by=User.objects.get(username="edith"), hold_min=5,
)
for number in range(2):
    draft.steps.create(text=f"Step {number}.", position=number)
print(draft.pk)
"""
STANDING = {"version": 1, "view": "side", "contacts": ["feet"], "angles": {}}


@pytest.fixture
def draft(site, editor_session):
    """The address of the form of a draft with two steps."""
    pk = site.shell(MAKE_DRAFT).strip()
    yield f"/admin/exercises/exercise/{pk}/change/"
    site.shell(f"Page.objects.filter(pk={pk}).delete()")


def open_editor(page: Page):
    row = page.locator("#steps-0")
    row.get_by_role("button", name="Make a figure").click()
    editor = row.get_by_role("group", name="Figure", exact=True)
    expect(editor).to_be_visible()
    return editor


def start_from(editor, name: str) -> None:
    editor.get_by_label("Start from").select_option(name)
    editor.get_by_role("button", name="Use this pose").click()
    expect(editor.get_by_role("slider", name="Right knee")).to_be_visible()


def number(editor, name: str | re.Pattern[str]):
    return editor.get_by_role("spinbutton", name=name)


def saved(site, draft) -> list:
    pk = re.search(r"\d+", draft)[0]
    code = f"""
import json
from exercises.models import Step
step = Step.objects.filter(exercise={pk}).first()
print(json.dumps([step.pose, step.pose_to]))
"""
    return json.loads(site.shell(code))


def save_draft(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Save draft").click()


def drag(page: Page, handle, across: float, down: float) -> None:
    handle.evaluate("handle => handle.scrollIntoView({block: 'center', behavior: 'instant'})")
    box = handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + across / 2, y + down / 2, steps=3)
    page.mouse.move(x + across, y + down, steps=3)
    page.mouse.up()


@contextmanager
def drawn_late(page: Page, editor):
    """Holds back the drawing of what is changed within, and shows it at the end."""
    held = []
    page.route("**/draw/", lambda route: held.append(route))
    with page.expect_request("**/draw/"):
        yield
    editor.locator(".pose-picture svg").evaluate("svg => svg.classList.add('before')")
    for route in held:
        route.continue_()
    expect(editor.locator("svg.before")).to_have_count(0)
    page.unroute("**/draw/")


def test_figure_is_made_by_dragging_numbers_and_keys_saved_and_shown(editor_page, site, draft):
    page = editor_page
    page.goto(draft)
    editor = open_editor(page)
    start_from(editor, "Standing")

    shoulder = editor.get_by_role("slider", name="Right shoulder")
    expect(shoulder).to_have_attribute("aria-valuenow", "2")
    drag(page, shoulder, 90, -20)
    expect(shoulder).not_to_have_attribute("aria-valuenow", "2")
    raised = int(shoulder.get_attribute("aria-valuenow"))
    assert 30 < raised < 130
    # Both sides move together, and the numbers say the same.
    editor.get_by_text("Left arm", exact=True).click()
    expect(number(editor, "Left shoulder, raised forward")).to_have_value(str(raised))

    editor.get_by_role("combobox", name="Move").select_option("the right side")
    shoulder.press("ArrowUp")
    shoulder.press("Shift+ArrowUp")
    expect(shoulder).to_have_attribute("aria-valuenow", str(raised + 6))
    expect(editor.get_by_role("status")).to_have_text(
        f"Right shoulder, raised forward: {raised + 6}°"
    )
    expect(number(editor, "Left shoulder, raised forward")).to_have_value(str(raised))

    editor.get_by_text("Right leg", exact=True).click()
    knee = number(editor, "Right knee, bent")
    knee.fill("400")
    knee.press("Enter")
    expect(knee).to_have_value("155")  # The knee's limit.
    editor.get_by_role("button", name="Undo").click()
    expect(knee).to_have_value("0")
    knee.fill("40")
    knee.press("Tab")

    editor.get_by_role("button", name="Swap left and right").click()
    editor.get_by_text("Left leg", exact=True).click()
    expect(number(editor, "Left knee, bent")).to_have_value("40")
    expect(knee).to_have_value("0")

    page.get_by_role("button", name="Save and preview").click()
    expect(page.get_by_role("region", name="Preview")).to_be_visible()
    expect(page.locator("main svg.body-figure").first).to_be_visible()
    pose, to = saved(site, draft)
    assert pose["angles"]["left_knee"] == {"flexion": 40}
    assert pose["angles"]["left_shoulder"]["flexion"] == raised + 6
    assert to is None


def test_end_pose_shows_a_movement_and_goes_again(editor_page, site, draft):
    page = editor_page
    page.goto(draft)
    editor = open_editor(page)
    start_from(editor, "Standing")

    editor.get_by_role("button", name="Add an end pose").click()
    expect(editor.get_by_role("button", name="End pose", exact=True)).to_be_focused()
    shoulder = editor.get_by_role("slider", name="Right shoulder")
    shoulder.press("End")
    expect(editor.locator("svg .arrow")).not_to_have_count(0)
    editor.get_by_role("button", name="Swap start and end").click()
    expect(shoulder).to_have_attribute("aria-valuenow", "2")
    editor.get_by_text("Things around the body").click()
    editor.get_by_role("checkbox", name="Mat").check()
    save_draft(page)
    start, end = saved(site, draft)
    assert start["props"] == end["props"] == [{"kind": "mat"}]
    assert start["angles"]["shoulder"]["flexion"] == 180
    assert end["angles"]["shoulder"]["flexion"] == 2

    page.locator("#steps-0").get_by_role("button", name="Edit the figure").click()
    editor.get_by_role("button", name="Remove the end pose").click()
    editor.get_by_role("button", name="Remove the figure").click()
    expect(editor.get_by_label("Start from")).to_be_focused()
    save_draft(page)
    assert saved(site, draft) == [None, None]


def test_figure_of_another_exercise_is_copied(editor_page, site, draft):
    page = editor_page
    page.goto(draft)
    editor = open_editor(page)

    editor.get_by_text("Copy from another exercise").click()
    editor.get_by_label("Exercise").select_option("Bird-dog")
    editor.get_by_role("button", name="Copy the figure").click()

    expect(editor.get_by_role("status")).to_have_text("Copied.")
    expect(editor.locator("svg.body-figure")).to_be_visible()
    save_draft(page)
    assert saved(site, draft)[0]["pitch"] > 60


def test_sides_that_differ_are_turned_one_at_a_time_and_things_are_put_around(editor_page, draft):
    page = editor_page
    page.goto(draft)
    editor = open_editor(page)
    start_from(editor, "Kneeling")
    expect(editor.get_by_role("combobox", name="Move")).to_have_value("right")

    editor.get_by_role("button", name="Add an end pose").click()
    editor.get_by_role("combobox", name="Move").select_option("both")
    editor.get_by_role("button", name="Start pose").click()
    expect(editor.get_by_role("combobox", name="Move")).to_have_value("right")
    editor.get_by_role("button", name="Remove the end pose").click()

    editor.get_by_text("Things around the body").click()
    editor.get_by_role("checkbox", name="Wall").check()
    expect(editor.locator("svg .wall")).to_be_visible()
    editor.get_by_text("What it rests on").click()
    lean = number(editor, re.compile("^Lean"))
    with drawn_late(page, editor):
        editor.get_by_role("button", name="Remove: left knee (the ground)").click()
        expect(editor.locator(".pose-contacts li")).to_have_count(2)
        lean.fill("30")
    lean.press("Tab")

    expect(lean).to_have_value("30")
    expect(editor.locator(".pose-problems li")).not_to_have_count(0)
    editor.get_by_role("button", name="Bend the limbs so that all of it touches").click()
    expect(editor.locator(".pose-problems li")).to_have_count(0)


def test_text_that_is_no_pose_is_kept_until_another_is_chosen(editor_page, draft, problems):
    page = editor_page
    page.goto(draft)
    row = page.locator("#steps-0")
    row.get_by_text("The poses as text").click()
    text = row.locator("textarea[name=steps-0-pose]")
    text.fill('{"view": "moon"}')
    editor = row.get_by_role("group", name="Figure", exact=True)
    row.get_by_role("button", name="Make a figure").click()

    expect(editor.get_by_role("status")).to_contain_text("The view is one of")
    expect(text).to_have_value('{"view": "moon"}')
    start_from(editor, "Standing")
    expect(text).to_have_value(re.compile("feet"))
    problems.clear()  # The browser reports the status of the answer, 400.


def test_step_that_was_just_added_can_have_a_figure(editor_page, draft):
    page = editor_page
    page.goto(draft)
    page.get_by_role("button", name="Add another Step").click()
    row = page.locator("#steps-2")

    row.get_by_role("button", name="Make a figure").click()
    editor = row.get_by_role("group", name="Figure", exact=True)
    start_from(editor, "Lying on your front")

    expect(row.locator("textarea[name=steps-2-pose]")).to_have_value(re.compile("groin"))


def test_without_scripts_poses_are_pasted_as_text(open_page, editor_session, site, draft):
    page = open_page(storage_state=editor_session, scripts=False)
    page.goto(draft)
    row = page.locator("#steps-0")
    expect(row.get_by_role("button", name="Make a figure")).to_be_hidden()

    row.get_by_text("The poses as text").click()
    row.get_by_label("Start pose").fill(json.dumps(STANDING))
    save_draft(page)

    expect(page.locator("#steps-0 svg.body-figure")).to_be_visible()
    assert saved(site, draft) == [STANDING, None]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_axe_finds_nothing_in_the_editor(open_page, editor_session, draft, width, scheme):
    page = open_page(
        storage_state=editor_session, bypass_csp=True, width=width, dark=scheme == "dark"
    )
    page.goto(draft)
    editor = open_editor(page)
    page.evaluate(AXE_SCRIPT)
    expect_none(run_axe(page))
    for name in ("Standing", "On hands and knees", "Sitting"):
        start_from(editor, name)
        page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
        # In a window as tall as the form the bar at its foot lies over nothing.
        tall = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": width, "height": tall})
        page.evaluate(SETTLED)
        expect_none(run_axe(page))
    page.wait_for_function("document.documentElement.scrollWidth <= innerWidth")
