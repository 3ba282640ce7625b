"""Says in words what a figure shows, for readers who can't see it."""

from collections.abc import Iterable
from math import dist
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .body import SIDES
from .marks import MOVING, WORKING
from .placenames import PLACES
from .placing import place
from .pose import Pose, sided
from .skeleton import Frame, Skeleton

SLIGHT: Final = 12  # thousandths of the stature; a smaller movement has no direction worth naming
# Thousandths of the stature: how near to a bone a hand has hold of it, and where, from the joint.
NEAR_ENOUGH: Final = 75
HOLDABLE: Final = (20, 60, 100, 140, 180)

BOTH: Final = {
    "arm": (gettext_lazy("right arm"), gettext_lazy("left arm"), gettext_lazy("both arms")),
    "leg": (gettext_lazy("right leg"), gettext_lazy("left leg"), gettext_lazy("both legs")),
}


def describe(pose: Pose, *, to: Pose | None = None, highlight: Iterable[str] = ()) -> str:
    """What the figure shows: the pose; where it moves to; what moves and what works."""
    phrases = _phrases(pose)
    sentences = [_sentence(phrases)]
    moves = [name for name in highlight if name in MOVING]
    works = [str(PLACES[name]) for name in highlight if name in WORKING]
    if to is not None:
        new = [phrase for phrase in _phrases(to) if phrase not in phrases]
        if not new:
            new = [_("%(pose)s again") % {"pose": _lowered(_phrases(to))[0]}]
        new += [phrase for name in moves if (phrase := _direction(pose, to, name))]
        if new:
            sentences.append(_("Then: %(what)s.") % {"what": "; ".join(_lowered(new))})
    if works:
        sentences.append(_("Marked: %(places)s.") % {"places": ", ".join(works)})
    return " ".join(sentences)


def _sentence(phrases: list[str]) -> str:
    return "; ".join([phrases[0], *_lowered(phrases[1:])]) + "."


def _lowered(phrases: list[str]) -> list[str]:
    return [phrase[:1].lower() + phrase[1:] for phrase in phrases]


def _phrases(pose: Pose) -> list[str]:
    body = place(pose)
    stance = _stance(pose, body)
    spoken = [_opening(stance, pose)]
    if phrase := _back(stance, pose):
        spoken.append(phrase)
    for what, say in (("arm", _arm), ("leg", _leg)):
        right, left = (say(stance, side, pose, body) for side in SIDES)
        names = BOTH[what]
        if right and right == left:
            spoken.append(f"{names[2]} {right}")
        else:
            for name, phrase in zip(names, (right, left), strict=False):
                if phrase:
                    spoken.append(f"{name} {phrase}")
    below, above = (pose.angle(name, "flexion") for name in ("neck", "head"))
    neck = below + above
    if stance in ("sitting", "standing", "all fours") and neck > 28:
        spoken.append(_("head lowered"))
    elif stance in ("sitting", "standing") and neck < -20:
        spoken.append(_("head lifted"))
    elif stance in ("sitting", "standing") and min(below, -above) > 15:
        spoken.append(_("head slid forward, eyes level"))
    elif stance in ("sitting", "standing") and min(-below, above) > 5:
        spoken.append(_("head slid back, ears above the shoulders, eyes level"))
    for prop in pose.props:
        if prop.kind == "towel" and prop.around:
            spoken.append(_("a towel around the foot, its ends in the hands"))
        elif prop.kind == "ball":
            spoken.append(_("a ball between the body and the wall"))
        elif prop.under == "head" and f"{prop.kind}:head" in pose.contacts:
            spoken.append(
                _("a cushion under the head")
                if prop.kind == "cushion"
                else _("a folded towel under the forehead")
            )
    return spoken


def _stance(pose: Pose, body: Skeleton) -> str:
    touching = set(sided(pose.contacts))
    upright, facing, sideways = (body["pelvis"].y[1], body["pelvis"].x[1], body["pelvis"].z[1])
    knees = {f"ground:{side}_knee" for side in SIDES} & touching
    if any(contact.startswith("chair:") for contact in touching):
        return "sitting"
    if abs(sideways) > 0.6:
        propped = any("elbow" in contact or "forearm" in contact for contact in touching)
        return "propped" if propped else "side"
    if knees and min(pose.angle(f"{side}_knee", "flexion") for side in SIDES) > 130:
        return "heels"
    hands = {f"ground:{side}_hand" for side in SIDES} & touching
    is_bent = max(pose.angle(f"{side}_hip", "flexion") for side in SIDES) > 45
    if knees and hands and is_bent and facing < 0 and upright < 0.8:
        return "all fours"
    if facing < -0.6:
        return "prone"
    if facing > 0.6:
        return "supine"
    if knees and upright > 0.5:
        # A rounded back stands the pelvis up, though the hands stay on the floor.
        return "all fours" if hands else "kneeling"
    return "standing" if upright > 0.5 else "all fours"


def _opening(stance: str, pose: Pose) -> str:
    touching = set(sided(pose.contacts))
    if stance == "side" or stance == "propped":
        is_left = any("left" in contact for contact in touching)
        if stance == "propped":
            is_lifted = not any(contact.endswith("_hip") for contact in touching)
            if is_left:
                opening = _("Propped on the left forearm and knee, facing you")
            else:
                opening = _("Propped on the right forearm and knee, facing you")
            lifted = _("hips lifted into a straight line") if is_lifted else _("hips on the floor")
            return f"{opening}, {lifted}"
        return _("Lying on the left side") if is_left else _("Lying on the right side")
    if stance == "standing":
        stride = abs(pose.angle("right_hip", "flexion") - pose.angle("left_hip", "flexion"))
        if pose.prop("wall"):
            knees = pose.angle("right_knee", "flexion")
            if knees > 45:
                return _("Leaning back against a wall, hips and knees bent as on a high stool")
            if knees > 25:
                return _("Leaning back towards a wall, knees bent a little")
            return _("Standing with the back to a wall, feet in front")
        if stride > 46:
            return _("Walking with a long stride, elbows bent")
        return _("Walking at an easy stride") if stride > 25 else _("Standing tall")
    if stance == "kneeling":
        if "ground:left_knee" in touching and "ground:right_knee" not in touching:
            return _("Kneeling on the left knee, right foot flat in front")
        if "ground:right_knee" in touching and "ground:left_knee" not in touching:
            return _("Kneeling on the right knee, left foot flat in front")
        return _("Kneeling")
    if stance == "heels":
        if any(contact.endswith(":head") for contact in touching):
            return _("Kneeling with the hips back on the heels, folded forward, head down")
        return _("Kneeling with the hips back on the heels, trunk upright")
    if stance == "supine":
        hips = max(pose.angle(f"{side}_hip", "flexion") for side in SIDES)
        is_lifted = "ground:back" not in touching and hips < 30
        return (
            _("Lying on the back, hips lifted in line with shoulders and knees")
            if is_lifted
            else _("Lying on the back")
        )
    if stance == "prone":
        if not any(contact in touching for contact in ("ground:chest", "ground:head")):
            if "ground:right_hand" in touching:
                return _("Lying on the front, chest pressed up on the hands, hips on the floor")
            return _("Lying on the front, chest, arms and legs lifted a little")
        return _("Lying on the front")
    return _("Sitting on a chair") if stance == "sitting" else _("On hands and knees")


def _back(stance: str, pose: Pose) -> str:
    lumbar, thorax = (pose.angle(name, "flexion") for name in ("lumbar", "thorax"))
    turned = abs(pose.angle("thorax", "rotation"))
    if turned > 25:
        return _("chest turned up to the ceiling")
    if stance == "supine":
        if lumbar < -15:
            return _("a gap under the lower back")
        return _("lower back flat on the floor") if lumbar > 10 else ""
    if stance == "all fours" and lumbar + thorax > 50:
        return _("back rounded up")
    if stance == "all fours" and lumbar + thorax < -30:
        return _("back sunk, chest and tail lifted")
    if stance == "sitting" and lumbar + thorax > 30:
        return _("back relaxed and round")
    return ""


def _arm(stance: str, side: str, pose: Pose, body: Skeleton) -> str:
    flexion = pose.angle(f"{side}_shoulder", "flexion")
    out = pose.angle(f"{side}_shoulder", "abduction")
    elbow = pose.angle(f"{side}_elbow", "flexion")
    hand, thorax = body[f"{side}_hand"], body["thorax"]
    if stance == "all fours":
        return _("stretched forward, level with the back") if flexion > 140 else ""
    if stance == "prone":
        if flexion > 140:
            return _("stretched out beyond the head")
        return _("bent, the hand on the floor beside the shoulder") if elbow > 90 else ""
    if stance == "heels":
        return _("stretched forward on the floor") if flexion > 120 else ""
    if stance == "supine":
        if flexion > 140:
            return _("lowered beyond the head")
        if flexion > 70 and elbow < 30:
            return _("pointing up")
        if pose.prop("towel"):
            return ""  # Its own phrase says what the hands hold.
        if held := _held_leg(hand, body):
            return held
        if flexion > 15 and elbow < 130:
            return _("reaching for the leg")
        return _("beside the body") if abs(flexion) < 40 and elbow < 40 else ""
    if stance == "side":
        if flexion > 60 and out > 90:
            return _("opened out behind the body")
        if hand.origin[1] > thorax.origin[1] + 180:
            return _("pointing to the ceiling")
        if flexion > 120:
            return _("stretched out under the head")
        return _("in front of the chest") if flexion > 40 else ""
    return ""


def _held_leg(hand: Frame, body: Skeleton) -> str:
    """What of a leg the hand has hold of, if anything."""
    holds = {
        ("right", "shin"): _("holding the right shin"),
        ("left", "shin"): _("holding the left shin"),
        ("right", "thigh"): _("holding the right thigh from behind"),
        ("left", "thigh"): _("holding the left thigh from behind"),
    }
    palm = hand.at(0, -50)
    ways = {
        (side, part): min(dist(palm, body[f"{side}_{part}"].at(0, -at)) for at in HOLDABLE)
        for side, part in holds
    }
    nearest = min(ways, key=lambda key: ways[key])
    return holds[nearest] if ways[nearest] < NEAR_ENOUGH else ""


def _leg(stance: str, side: str, pose: Pose, body: Skeleton) -> str:
    hip = pose.angle(f"{side}_hip", "flexion")
    out = pose.angle(f"{side}_hip", "abduction")
    inward = pose.angle(f"{side}_hip", "rotation")
    knee = pose.angle(f"{side}_knee", "flexion")
    if stance == "all fours":
        return _("stretched out behind, level with the back") if knee < 30 and hip < 30 else ""
    if stance == "supine":
        if inward < -30 and knee > 60:
            return _("crossed over, its ankle on the other thigh")
        if hip > 112 and knee > 60:
            return _("drawn towards the chest")
        if hip > 70:
            return _("straightened towards the ceiling") if knee < 45 else _("lifted, knee bent")
        if knee > 45:
            return _("bent, foot on the floor")
        return _("stretched out just above the floor")
    if stance == "side":
        if out > 20:
            return _("lifted about %(degrees)d degrees") % {"degrees": round(out / 5) * 5}
        return _("bent to a right angle") if knee > 60 else _("straight")
    if stance == "sitting":
        return _("stretched out in front, not quite straight") if knee < 50 else ""
    if stance == "kneeling" and hip < -12:
        return _("stretched back from the hip")
    return ""


def _direction(start: Pose, end: Pose, name: str) -> str:
    """Where the arrow at a place points, as the person in the picture would say it."""
    frame, forward, up = MOVING[name]
    was, now = place(start), place(end)
    before, after = was[frame].at(forward, up), now[frame].at(forward, up)
    dx, dy = after[0] - before[0], after[1] - before[1]
    where = {"place": PLACES[name]}
    if max(abs(dx), abs(dy)) < SLIGHT:
        return ""
    if abs(dy) >= abs(dx):
        return (
            _("an arrow upwards at %(place)s") if dy > 0 else _("an arrow downwards at %(place)s")
        ) % where
    trunk = now["thorax"]
    if abs(trunk.y[0]) > abs(trunk.x[0]):
        return (
            _("an arrow towards the head at %(place)s")
            if dx * trunk.y[0] > 0
            else _("an arrow towards the feet at %(place)s")
        ) % where
    return (
        _("an arrow forwards at %(place)s")
        if dx * trunk.x[0] > 0
        else _("an arrow backwards at %(place)s")
    ) % where
