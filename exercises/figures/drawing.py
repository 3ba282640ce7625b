"""Draws a pose as SVG: props, the ghost of where the movement began, the body, arrows."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import hypot
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from . import anatomy, marks, scene
from .body import SIDES
from .camera import CAMERAS, Camera
from .movement import pictures
from .placing import place
from .pose import Pose
from .skeleton import Skeleton

DRESS: Final = {
    "arm": "skin",
    "sleeve": "shirt",
    "foot": "skin",
    "leg": "trousers",
    "hips": "trousers",
    "shirt": "shirt",
    "neck": "neck",
    "face": "face",
    "hair": "hair",
    "ear": "neck",
}
OVER_THE_SHIRT: Final = 65  # degrees of flexion from which a thigh lies before the shirt
FAR: Final = 60  # thousandths of the stature behind the other side
MARGIN: Final = 45
BELOW: Final = 55
SMALLEST: Final = (1000, 430)
SEEN: Final = 22
# What is drawn as a ghost, and the segments by whose places it is seen to move.
GHOSTS: Final = {
    "left_leg": ("left_shin", "left_foot"),
    "right_leg": ("right_shin", "right_foot"),
    "trunk": ("pelvis", "lumbar", "thorax", "neck"),
    "head": ("head",),
    "left_arm": ("left_forearm", "left_hand"),
    "right_arm": ("right_forearm", "right_hand"),
}


@dataclass(frozen=True)
class Layer:
    """A part of the body in the order of painting; far ones are drawn in a quieter tone."""

    part: str
    is_far: bool = False

    @property
    def css_class(self) -> str:
        name = DRESS[self.part.split("_")[-1]]
        return f"{name} far" if self.is_far else name


def layers(body: Skeleton, pose: Pose, camera: Camera) -> list[Layer]:
    """The parts of the body from back to front."""
    trunk = (camera.depth(body["pelvis"].origin) + camera.depth(body["thorax"].at(0, 80))) / 2

    def depths(*names: str) -> dict[str, float]:
        return {
            side: sum(camera.depth(body[f"{side}_{name}"].origin) for name in names) / len(names)
            for side in SIDES
        }

    arms, legs = depths("arm", "forearm", "hand"), depths("thigh", "shin")
    # Lying on the side, neither side of the body is the far one.
    is_sideways = abs(camera.direction(body["pelvis"].z)[2]) > 0.4
    behind: list[Layer] = []
    under: list[Layer] = []
    over: list[Layer] = []
    for side in sorted(SIDES, key=lambda side: legs[side]):
        is_far = is_sideways and legs[side] < max(legs.values()) - FAR
        limb = [Layer(f"{side}_foot", is_far), Layer(f"{side}_leg", is_far)]
        if legs[side] < trunk - 25:
            behind += limb
        elif pose.angle(f"{side}_hip", "flexion") > OVER_THE_SHIRT:
            over += limb
        else:
            under += limb
    for side in sorted(SIDES, key=lambda side: arms[side]):
        is_far = is_sideways and arms[side] < max(arms.values()) - FAR
        limb = [Layer(f"{side}_arm", is_far), Layer(f"{side}_sleeve", is_far)]
        if arms[side] < trunk - 25:
            behind = [*limb, *behind]
        else:
            over += limb
    trunk_and_head = [Layer(part) for part in ("neck", "shirt", "face", "hair", "ear")]
    return [*behind, Layer("hips"), *under, *trunk_and_head, *over]


def draw(
    pose: Pose,
    *,
    to: Pose | None = None,
    highlight: Iterable[str] = (),
    title: str = "",
    small: bool = False,
) -> SafeString:
    """The figure as an SVG element with ``title`` as its name; less than 4 kB.

    With ``to`` it shows that pose, the first as a ghost behind it, and arrows from one to the
    other. ``highlight`` names what an arrow follows or what works (``marks.PLACES``). A ``small``
    figure is the last pose alone, without a name: for a list, where the title says it all.
    """
    shown = to or pose
    camera = CAMERAS[shown.view]
    body = place(shown)
    highlight = list(highlight)
    bodies = [body] if small or to is None else [body, place(pose)]
    box = scene.bounds(bodies, camera)
    drawn = [
        *([("ground", "")] if camera.is_level else []),
        *scene.behind(shown, body, bodies, camera),
    ]
    if len(bodies) > 1:
        drawn.append(("ghost", _ghost(bodies[1], body, camera)))
    parts = anatomy.outlines(body, camera)
    figure = [(layer.css_class, parts[layer.part]) for layer in layers(body, shown, camera)]
    front = scene.before(shown, body, camera)
    pointers = marks.arrows(pose, to, camera, highlight) if to is not None and not small else []
    for arrow in pointers:
        xs, ys = [point.x for point in arrow], [point.y for point in arrow]
        # The bend pulls the curve half of the way.
        xs[1], ys[1] = (xs[0] + 2 * xs[1] + xs[2]) / 4, (ys[0] + 2 * ys[1] + ys[2]) / 4
        box = (
            min(box[0], *xs) if shown.crop == "whole" else box[0],
            min(box[1], *ys),
            max(box[2], *xs) if shown.crop == "whole" else box[2],
            max(box[3], *ys),
        )
    left, top, right, bottom = _frame(box, shown, body, camera)
    drawn = [
        (name, data or f"M{left} 0H{right}") for name, data in drawn if data or name == "ground"
    ]
    spots = [] if small else marks.spots(body, camera, highlight)
    name = (
        format_html(' role="img" aria-label="{}"', title)
        if title and not small
        else mark_safe(' aria-hidden="true"')
    )
    return format_html(
        '<svg class="body-figure" viewBox="{} {} {} {}"{}>{}<g>{}{}</g>{}{}</svg>',
        left,
        top,
        right - left,
        bottom - top,
        name,
        _paths(drawn),
        _paths(figure),
        _paths(front),
        format_html_join(
            "",
            '<circle class="spot" cx="{}" cy="{}" r="{}"/>',
            ((round(spot.x), round(spot.y), marks.SPOT) for spot in spots),
        ),
        _paths([("arrow", marks.arrow_path(arrow)) for arrow in pointers]),
    )


def movement(pose: Pose, to: Pose) -> str:
    """The path data between two poses for the script that moves the drawn figure.

    ``"3:M..|M..|M..;5:.."``: for each path of the figure's group that changes, counted from 0,
    its data from start to end.
    """
    camera = CAMERAS[to.view]
    order = layers(place(to), to, camera)
    stages = []
    for body in pictures(pose, to):
        outlines = anatomy.outlines(body, camera)
        front = [data for _, data in scene.before(to, body, camera)]
        stages.append([*(outlines[layer.part] for layer in order), *front])
    tracks = []
    for index, track in enumerate(zip(*stages, strict=True)):
        if len(set(track)) > 1:
            tracks.append(f"{index}:{'|'.join(track)}")
    return ";".join(tracks)


def _ghost(start: Skeleton, end: Skeleton, camera: Camera) -> str:
    """Outlines of the parts that have moved far enough to be seen apart."""

    def has_moved(segments: Iterable[str]) -> bool:
        for segment in segments:
            was, now = camera.point(start[segment].origin), camera.point(end[segment].origin)
            if hypot(was.x - now.x, was.y - now.y) > SEEN:
                return True
        return False

    outlines = [
        anatomy.ghost(start, camera, part)
        for part, segments in GHOSTS.items()
        if has_moved(segments)
    ]
    return "".join(dict.fromkeys(outlines))  # Both legs may lie in the same place.


def _frame(box: scene.Box, pose: Pose, body: Skeleton, camera: Camera) -> tuple[int, int, int, int]:
    """The part of the picture that is shown: left, top, right, bottom."""
    left, top, right, bottom = box
    for prop in pose.props:
        if prop.kind == "wall" and prop.x is not None:
            left = min(left, prop.x - 34)
        elif prop.kind == "chair":
            left, right = min(left, (prop.x or 0) - 165), max(right, (prop.x or 0) + 140)
    if camera.is_level:
        bottom = 0
    if pose.crop == "upper":
        bottom = camera.point(body["pelvis"].at(0, -70)).y
    elif pose.crop == "hips":
        centre = camera.point(body["lumbar"].origin)
        left, right, top = centre.x - 290, centre.x + 290, centre.y - 330
    left, top, right = left - MARGIN, top - MARGIN, right + MARGIN
    bottom += BELOW
    least_width, least_height = SMALLEST if pose.crop == "whole" else (620, 400)
    if (missing := least_width - (right - left)) > 0:
        left, right = left - missing / 2, right + missing / 2
    if (missing := least_height - (bottom - top)) > 0:
        top -= missing
    return round(left), round(top), round(right), round(bottom)


def _paths(drawn: Iterable[tuple[str, str]]) -> SafeString:
    return format_html_join("", '<path class="{}" d="{}"/>', drawn)
