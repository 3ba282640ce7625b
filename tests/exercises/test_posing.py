"""The desk's editor of poses: its form fields and what it asks the server for."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from exercises.figures.body import LIMITS
from exercises.figures.camera import CAMERAS
from exercises.figures.pose import Pose
from exercises.models import Exercise
from exercises.posing.basic import basic_poses
from exercises.posing.forms import PoseField
from exercises.posing.handles import handles
from exercises.posing.sketch import Work, problems, settle, sketch
from tests.desk.conftest import admin_url, form_data, signed_in, user_as  # noqa: F401
from tests.factories import make_exercise, make_image, make_user

STANDING = {"version": 1, "view": "side", "contacts": ["feet"], "angles": {}}
LIFTED = STANDING | {"angles": {"right_shoulder": {"flexion": 90}}}
DRAW = reverse("admin:exercises_posing_draw")


def post(client, data, **headers):
    return client.post(DRAW, data, content_type="application/json", **headers)


# Basic poses, handles, problems -------------------------------------------------------------


@pytest.mark.parametrize("position", Exercise.StartPosition.values)
def test_basic_pose_of_every_start_position_touches_what_it_rests_on(position):
    assert problems(basic_poses()[position]) == []


@pytest.mark.parametrize("view", CAMERAS)
def test_dragging_a_handle_by_its_rate_turns_the_segment_that_way(view):
    """One degree more of the handle's direction moves it clockwise where the rate is positive."""
    pose = Pose(view=view, angles={"right_hip": {"flexion": 40}, "right_knee": {"flexion": 30}})
    for handle in handles(pose):
        if abs(handle.rate) < 0.15:
            continue
        turned = pose.with_angles(
            {(handle.joint, handle.axis): pose.angle(handle.joint, handle.axis) + 2}
        )
        after = next(each for each in handles(turned) if each.joint == handle.joint)
        x, y = handle.at.x - handle.pivot.x, handle.at.y - handle.pivot.y
        new_x, new_y = after.at.x - after.pivot.x, after.at.y - after.pivot.y
        assert (x * new_y - y * new_x > 0) == (handle.rate > 0), handle.joint


def test_every_joint_has_a_handle():
    assert {handle.joint for handle in handles(Pose())} == set(LIMITS)


def test_handle_from_the_side_bends_and_from_the_front_leads_sideways():
    def axis(view):
        found = handles(Pose(view=view))
        return next(each.axis for each in found if each.joint == "right_shoulder")

    assert axis("side") == "flexion"
    assert axis("front") == "abduction"


def test_hovering_hands_are_named_and_settling_puts_them_down():
    pose = basic_poses()["quadruped"].with_angles({("right_shoulder", "flexion"): 70})

    assert problems(pose)
    assert problems(settle(pose)) == []


def test_sketch_mirrors_both_poses():
    work = Work(Pose(), Pose.from_json(LIFTED)).mirrored()

    assert "left_shoulder" in sketch(work)["texts"]["pose_to"]


# What the script asks for -------------------------------------------------------------------


@pytest.mark.django_db
def test_draw_answers_with_the_figure_its_handles_and_the_text_to_keep(signed_in):  # noqa: F811
    client = signed_in("author")

    answer = post(client, {"pose": STANDING, "pose_to": LIFTED, "is_end": True}).json()

    assert answer["svg"].startswith("<svg")
    assert 'class="arrow"' in answer["svg"]
    assert json.loads(answer["texts"]["pose_to"]) == LIFTED
    assert answer["poses"]["pose_to"]["angles"]["right_shoulder"]["flexion"] == 90
    assert answer["problems"] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "null",
        "[]",
        b"\xff\xfe",
        '{"pose": {}}',
        '{"pose": 1}',
        "[" * 9000,
        '{"pose": ' + "9" * 5000 + "}",
        '{"pose": {"view": "x"}}',
        '{"pose": {"view": ["side"]}}',
        '{"pose": {"pitch": NaN}}',
        '{"pose": {"pitch": 1e999}}',
        '{"pose": {"\\ud800": 1}}',
        '{"pose": {"contacts": [["feet"]]}}',
        '{"pose": {"props": [{"kind": "towel", "under": ["head"]}]}}',
        '{"pose": {"angles": {"right_knee": {"flexion": 200}}}}',
        '{"pose": {"view": "side"}, "highlight": [["hips"]]}',
        '{"pose": {"view": "side"}, "highlight": "hips"}',
        '{"pose": {"view": "side"}, "change": ["mirror"]}',
        '{"pose": {"view": "side"}, "change": "explode"}',
        '{"pose": {"view": "side"}}' + " " * 20_000,
    ],
)
def test_draw_says_what_is_wrong_with_what_it_cannot_draw(signed_in, body):  # noqa: F811
    response = post(signed_in("author"), body)

    assert response.status_code == 400
    [problem] = response.json()["problems"]
    assert problem


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["reviewer", "moderator", None])
def test_editor_is_for_people_who_change_exercises(client, user_as, role):  # noqa: F811
    step = make_exercise(steps=[{"text": "Stand.", "pose": STANDING}]).steps.get()
    if role:
        client.force_login(user_as(role))

    assert post(client, {"pose": STANDING}).status_code == 403
    for name, keys in (("", []), ("_steps", []), ("_step", [step.pk])):
        url = reverse(f"admin:exercises_posing{name}", args=keys)
        assert client.get(url).status_code == 403, name


@pytest.mark.django_db
def test_draw_needs_the_token_of_the_form(user_as):  # noqa: F811
    client = Client(enforce_csrf_checks=True)
    client.force_login(user_as("editor"))

    assert post(client, {"pose": STANDING}).status_code == 403
    assert client.get(DRAW).status_code == 405


@pytest.mark.django_db
def test_figures_to_copy_are_those_of_drafts_and_published_exercises(
    signed_in,  # noqa: F811
    django_assert_num_queries,
):
    client = signed_in("author")
    for number in range(3):
        make_exercise(
            title=f"Lift {number}", steps=[{"text": "Lift.", "pose": STANDING}, {"text": "Rest."}]
        )
    make_exercise(title="New", status="draft", steps=[{"text": "Go.", "pose": LIFTED}])
    gone = make_exercise(title="Old", status="archived", steps=[{"text": "No.", "pose": LIFTED}])

    with django_assert_num_queries(6):
        found = client.get(reverse("admin:exercises_posing_steps")).json()["exercises"]

    assert [each["title"] for each in found] == ["Lift 0", "Lift 1", "Lift 2", "New (draft)"]
    assert [step["text"] for step in found[0]["steps"]] == ["Lift."]
    url = reverse("admin:exercises_posing_step", args=[found[3]["steps"][0]["id"]])
    assert client.get(url).json() == {"pose": LIFTED, "pose_to": None, "highlight": []}
    url = reverse("admin:exercises_posing_step", args=[gone.steps.get().pk])
    assert client.get(url).status_code == 404


@pytest.mark.django_db
def test_editor_has_a_number_for_every_angle_with_its_limits(signed_in):  # noqa: F811
    html = signed_in("author").get(reverse("admin:exercises_posing")).content.decode()

    for joint, axes in LIMITS.items():
        for axis, (least, most) in axes.items():
            assert (
                f'min="{least}" max="{most}" step="any" data-joint="{joint}" data-axis="{axis}"'
                in html
            )
    assert "style=" not in html
    assert " name=" not in html


# The form ------------------------------------------------------------------------------------


def step_data(client, exercise, **values):
    data = form_data(client.get(admin_url(exercise)))
    return data | {f"steps-0-{name}": value for name, value in values.items()} | {"_continue": "1"}


@pytest.fixture
def draft(client, user_as):  # noqa: F811
    """An author's own draft with one step, the author signed in."""
    user = user_as("author")
    client.force_login(user)
    return make_exercise(status="draft", created_by=user, steps=[{"text": "Stand."}])


@pytest.mark.django_db
def test_pasted_poses_are_saved_in_their_shortest_form(client, draft):
    pasted = json.dumps(LIFTED | {"pitch": 0, "props": []}, indent=2)

    response = client.post(
        admin_url(draft),
        step_data(client, draft, pose=json.dumps(STANDING), pose_to=pasted, highlight=["head"]),
    )

    assert response.status_code == 302
    step = draft.steps.get()
    assert (step.pose, step.pose_to, step.highlight) == (STANDING, LIFTED, ["head"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "line 1, character 2"),
        ("[" * 5999, "not JSON"),
        ("9" * 5000, "not JSON"),
        ("x" * 7000, "too long"),
        ('{"angles": {"right_knee": {"flexion": 200}}}', "flexion of right_knee is a number from"),
        ('{"view": "moon"}', "The view is one of side"),
        ('{"\\ud800": 1}', "A pose has no ?"),
    ],
)
def test_wrong_pose_is_named_beside_its_field_and_nothing_is_lost(client, draft, text, said):
    data = step_data(client, draft, text="New words.", pose=text)

    response = client.post(admin_url(draft), data)

    [formset, *_others] = response.context["inline_admin_formsets"]
    [form, *_empty] = formset.formset.forms
    [error] = form.errors["pose"]
    assert said in error
    assert form["pose"].value() == text
    assert "New words." in response.content.decode()
    assert draft.steps.get().pose is None


@pytest.mark.django_db
def test_end_pose_needs_a_start_pose(client, draft):
    response = client.post(admin_url(draft), step_data(client, draft, pose_to=json.dumps(STANDING)))

    assert "An end pose needs a start pose" in response.content.decode()


@pytest.mark.django_db
def test_pose_stays_when_another_field_has_an_error(client, draft):
    data = step_data(client, draft, pose=json.dumps(LIFTED), text="")

    html = client.post(admin_url(draft), data).content.decode()

    assert html.count("<svg class=&quot;body-figure") == 0
    assert '<svg class="body-figure' in html
    assert "right_shoulder" in html


@pytest.mark.django_db
def test_form_says_that_readers_see_the_figure_where_a_step_has_a_picture_too(client, draft):
    draft.steps.update(image=make_image(), pose=STANDING)

    html = client.get(admin_url(draft)).content.decode()

    assert "This step has a picture too. Readers see the figure" in html


@pytest.mark.django_db
def test_published_step_shows_its_figure_and_no_field(signed_in):  # noqa: F811
    client = signed_in("editor")
    page = make_exercise(steps=[{"text": "Stand.", "pose": STANDING}])

    html = client.get(admin_url(page)).content.decode()

    assert '<svg class="body-figure' in html
    assert "steps-0-pose" not in html


@pytest.mark.django_db
def test_author_does_not_set_the_pose_of_anothers_draft(signed_in):  # noqa: F811
    client = signed_in("author")
    other = make_exercise(status="draft", created_by=make_user(), steps=[{"text": "Stand."}])

    response = client.post(admin_url(other), {"steps-0-pose": json.dumps(STANDING)})

    assert response.status_code == 403


@pytest.mark.django_db
def test_poses_cost_no_query_each(client, draft):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(admin_url(draft))
        return len(queries)

    draft.steps.update(pose=STANDING, pose_to=LIFTED)
    cost()  # The site's settings are kept from now on.
    before = cost()
    for number in range(4):
        draft.steps.create(text="More.", position=number, pose=STANDING)

    assert cost() == before


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text() | st.sampled_from(["side", "feet"]),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "view",
                        "angles",
                        "contacts",
                        "props",
                        "kind",
                        "under",
                        "right_knee",
                        "flexion",
                    ]
                )
                | st.text(max_size=4),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_any_text_makes_a_pose_or_an_error_in_words(data):
    messages, pose = [], None
    try:
        pose = PoseField(required=False).clean(json.dumps(data))
    except ValidationError as error:
        messages = error.messages

    assert "".join(messages).encode() or pose is None or Pose.from_json(pose).to_json() == pose
