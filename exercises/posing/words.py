"""What the parts of a pose are called in the editor."""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..figures.body import SIDES, SPINE
from ..figures.flesh import CONTACTS
from ..figures.marks import MOVING, WORKING
from ..figures.placenames import PLACES

VIEWS: Final = {
    "side": gettext_lazy("the side"),
    "front": gettext_lazy("the front"),
    "top": gettext_lazy("above"),
    "quarter": gettext_lazy("the side and the front"),
    "high": gettext_lazy("the side, from a little above"),
}
CROPS: Final = {
    "whole": gettext_lazy("The whole body"),
    "upper": gettext_lazy("Head, trunk and arms"),
    "hips": gettext_lazy("The hips, close"),
}
ROOT: Final = {
    "pitch": gettext_lazy("Lean (90 is face down, −90 face up)"),
    "spin": gettext_lazy("Roll (−90 lies on the left side)"),
    "turn": gettext_lazy("Turn"),
}
LIMBS: Final = (
    (gettext_lazy("Trunk"), ("lumbar", "thorax")),
    (gettext_lazy("Neck and head"), ("neck", "head")),
    (gettext_lazy("Right arm"), ("right_shoulder", "right_elbow", "right_wrist")),
    (gettext_lazy("Left arm"), ("left_shoulder", "left_elbow", "left_wrist")),
    (gettext_lazy("Right leg"), ("right_hip", "right_knee", "right_ankle")),
    (gettext_lazy("Left leg"), ("left_hip", "left_knee", "left_ankle")),
)
JOINTS: Final = {
    "lumbar": gettext_lazy("Lower back"),
    "thorax": gettext_lazy("Upper back"),
    "neck": gettext_lazy("Neck"),
    "head": gettext_lazy("Head"),
    "right_shoulder": gettext_lazy("Right shoulder"),
    "left_shoulder": gettext_lazy("Left shoulder"),
    "right_elbow": gettext_lazy("Right elbow"),
    "left_elbow": gettext_lazy("Left elbow"),
    "right_wrist": gettext_lazy("Right wrist"),
    "left_wrist": gettext_lazy("Left wrist"),
    "right_hip": gettext_lazy("Right hip"),
    "left_hip": gettext_lazy("Left hip"),
    "right_knee": gettext_lazy("Right knee"),
    "left_knee": gettext_lazy("Left knee"),
    "right_ankle": gettext_lazy("Right ankle"),
    "left_ankle": gettext_lazy("Left ankle"),
}
# What a larger number does; where nothing stands for the joint, what stands for the direction.
AXES: Final = {
    "flexion": gettext_lazy("bent"),
    "extension": gettext_lazy("bent back"),
    "bend": gettext_lazy("leaning right"),
    "abduction": gettext_lazy("out to the side"),
    "rotation": gettext_lazy("turned inward"),
    "spine flexion": gettext_lazy("bent forward"),
    "spine rotation": gettext_lazy("turned right"),
    "shoulder flexion": gettext_lazy("raised forward"),
    "hip flexion": gettext_lazy("raised forward"),
    "ankle flexion": gettext_lazy("toes up"),
}
SURFACES: Final = {
    "ground": gettext_lazy("the ground"),
    "wall": gettext_lazy("the wall"),
    "chair": gettext_lazy("the chair"),
    "cushion": gettext_lazy("the cushion"),
    "towel": gettext_lazy("the towel"),
}
PROPS: Final = {
    "mat": gettext_lazy("Mat"),
    "wall": gettext_lazy("Wall"),
    "chair": gettext_lazy("Chair"),
    "ball": gettext_lazy("Ball"),
    "towel": gettext_lazy("Towel"),
    "cushion": gettext_lazy("Cushion"),
    "band": gettext_lazy("Band"),
}
PROP_FIELDS: Final = {
    "x": gettext_lazy("to the right by"),
    "height": gettext_lazy("high"),
    "under": gettext_lazy("under"),
    "around": gettext_lazy("around"),
    "against": gettext_lazy("against"),
}
PARTS: Final = {
    "hand": gettext_lazy("hand"),
    "hands": gettext_lazy("both hands"),
    "fingers": gettext_lazy("fingers"),
    "forearm": gettext_lazy("forearm"),
    "forearms": gettext_lazy("both forearms"),
    "elbow": gettext_lazy("elbow"),
    "elbows": gettext_lazy("both elbows"),
    "foot": gettext_lazy("foot"),
    "feet": gettext_lazy("both feet"),
    "heel": gettext_lazy("heel"),
    "heels": gettext_lazy("both heels"),
    "toes": gettext_lazy("toes"),
    "knee": gettext_lazy("knee"),
    "knees": gettext_lazy("both knees"),
    "shin": gettext_lazy("shin"),
    "shins": gettext_lazy("both shins"),
    "thigh": gettext_lazy("thigh"),
    "thighs": gettext_lazy("both thighs"),
    "hip": gettext_lazy("side of the hip"),
    "hips": gettext_lazy("both sides of the hips"),
    "shoulder": gettext_lazy("shoulder"),
    "shoulders": gettext_lazy("both shoulders"),
    "seat": gettext_lazy("seat"),
    "back": gettext_lazy("back"),
    "upper_back": gettext_lazy("upper back"),
    "chest": gettext_lazy("chest"),
    "belly": gettext_lazy("belly"),
    "groin": gettext_lazy("front of the pelvis"),
    "head": gettext_lazy("head"),
}


BOTH: Final = {
    "toes": gettext_lazy("toes of both feet"),
    "fingers": gettext_lazy("fingers of both hands"),
}


def angle_words(joint: str, axis: str) -> str:
    """``Right knee, bent`` for ``right_knee`` and ``flexion``."""
    kind = "spine" if joint in SPINE else joint.rpartition("_")[2]
    return f"{JOINTS[joint]}, {AXES.get(f'{kind} {axis}', AXES[axis])}"


def part_words(contact: str) -> str:
    """``right knee`` for ``right_knee``; a part that has no words yet as it is written."""
    side, _underscore, part = contact.partition("_")
    if side in SIDES:
        words = {"right": _("right %(part)s"), "left": _("left %(part)s")}[side]
        return words % {"part": PARTS.get(part, part)}
    if contact in BOTH:
        return str(BOTH[contact])
    return str(PARTS.get(contact, contact.replace("_", " ")))


def part_choices() -> list[tuple[str, str]]:
    return sorted(((name, part_words(name)) for name in CONTACTS), key=lambda choice: choice[1])


def mark_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The places that a figure can mark, in two groups, for a field of a form."""
    return [
        (_("An arrow follows"), [(name, str(PLACES[name])) for name in MOVING]),
        (_("Works or is stretched"), [(name, str(PLACES[name])) for name in WORKING]),
    ]
