"""A pose as data: what an editor sets, a demonstration file says, and a step stores as JSON."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final, Literal, get_args

from .body import LIMB_JOINTS, LIMITS, SIDES
from .flesh import CONTACTS, SIDED_PARTS

VERSION: Final = 1

View = Literal["side", "front", "top", "quarter", "high"]
Crop = Literal["whole", "upper", "hips"]
Surface = Literal["ground", "wall", "chair", "cushion", "towel"]
PropKind = Literal["mat", "wall", "chair", "ball", "towel", "cushion", "band"]

# What each prop may say beside its kind; lengths in thousandths of the stature. ``x`` is measured
# from the contact that stays in place, the first one.
PROP_FIELDS: Final[dict[str, frozenset[str]]] = {
    "mat": frozenset(),
    "wall": frozenset({"x"}),
    "chair": frozenset({"x", "height"}),
    "ball": frozenset({"against"}),
    "towel": frozenset({"around", "under", "height"}),
    "cushion": frozenset({"under", "height"}),
    "band": frozenset({"around"}),
}
FARTHEST: Final = 2000  # thousandths of the stature; no prop is farther away than that
HIGHEST: Final = 400
CHAIR_HEIGHT: Final = 250  # 44 cm for somebody of 175 cm
CUSHION_HEIGHT: Final = 40


@dataclass(frozen=True)
class Prop:
    """Something that the exercise needs; see ``PROP_FIELDS`` for what each kind may say."""

    kind: PropKind
    x: float | None = None
    height: float | None = None
    under: str | None = None
    around: str | None = None
    against: str | None = None

    def to_json(self) -> dict[str, Any]:
        values = {item.name: getattr(self, item.name) for item in fields(self)}
        return {name: value for name, value in values.items() if value is not None}

    @classmethod
    def from_json(cls, data: Any) -> "Prop":
        if not isinstance(data, Mapping) or data.get("kind") not in get_args(PropKind):
            raise ValueError(f"A prop is an object whose kind is one of {_list(PropKind)}.")
        kind = data["kind"]
        if unknown := sorted(set(data) - {"kind"} - PROP_FIELDS[kind]):
            raise ValueError(f"A {kind} has no {unknown[0]}.")
        values: dict[str, Any] = {"kind": kind}
        for name in ("x", "height"):
            if name in data:
                most = FARTHEST if name == "x" else HIGHEST
                least = -most if name == "x" else 0
                values[name] = _number(data[name], f"The {name} of the {kind}", (least, most))
        for name in ("under", "around", "against"):
            if name in data:
                if not isinstance(data[name], str) or data[name] not in CONTACTS:
                    raise ValueError(f"The {kind} is {name} no part of the body: {data[name]!r}.")
                values[name] = data[name]
        return cls(**values)


@dataclass(frozen=True)
class Pose:
    """The angles of the body, what it rests on, what is around it and from where it is seen.

    Angles are degrees from the anatomical position, by joint and direction (``body.LIMITS``); what
    is not named is 0. A contact is a part of the body (``flesh.CONTACTS``), on the ground, or
    after a colon's surface on that: ``"knees"``, ``"wall:back"``. The figure is placed so that
    the contacts touch; the first keeps its place from one pose of a step to the next.
    """

    view: View = "side"
    pitch: float = 0
    spin: float = 0
    turn: float = 0
    angles: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    contacts: tuple[str, ...] = ("feet",)
    props: tuple[Prop, ...] = ()
    crop: Crop = "whole"

    def angle(self, joint: str, axis: str) -> float:
        return self.angles.get(joint, {}).get(axis, 0.0)

    def prop(self, kind: str) -> Prop | None:
        return next((prop for prop in self.props if prop.kind == kind), None)

    def with_angles(self, changes: Mapping[tuple[str, str], float]) -> "Pose":
        """The pose with some angles changed: by joint and direction."""
        angles = {joint: dict(axes) for joint, axes in self.angles.items()}
        for (joint, axis), degrees in changes.items():
            angles.setdefault(joint, {})[axis] = degrees
        return replace(self, angles=angles)

    def mirrored(self) -> "Pose":
        """Right and left exchanged, as in a mirror beside the person."""
        angles = {}
        for joint, axes in self.angles.items():
            sided = other_side(joint) != joint
            flipped = {} if sided else {"bend", "rotation"}
            angles[other_side(joint)] = {
                axis: -degrees if axis in flipped else degrees for axis, degrees in axes.items()
            }
        props = tuple(
            replace(
                prop,
                under=prop.under and other_side(prop.under),
                around=prop.around and other_side(prop.around),
                against=prop.against and other_side(prop.against),
            )
            for prop in self.props
        )
        contacts = tuple(other_side(contact) for contact in self.contacts)
        return replace(
            self,
            spin=-self.spin,
            turn=-self.turn,
            angles=angles,
            props=props,
            contacts=contacts,
        )

    def turned_about(self) -> "Pose":
        """The same pose, facing the other way: half a turn about the vertical."""
        return replace(self, turn=self.turn + 180)

    def to_json(self) -> dict[str, Any]:
        """The shortest form: both sides in one where they agree, nothing that is 0."""
        named: dict[str, dict[str, float]] = {}
        for joint in LIMITS:
            axes = {axis: _short(self.angle(joint, axis)) for axis in LIMITS[joint]}
            if axes := {axis: degrees for axis, degrees in axes.items() if degrees}:
                named[joint] = axes
        for joint in LIMB_JOINTS:
            both = [named.get(f"{side}_{joint}") for side in SIDES]
            if both[0] and both[0] == both[1]:
                for side in SIDES:
                    del named[f"{side}_{joint}"]
                named[joint] = both[0]
        data: dict[str, Any] = {"version": VERSION, "view": self.view}
        for name in ("pitch", "spin", "turn"):
            if value := _short(getattr(self, name)):
                data[name] = value
        data["contacts"] = list(self.contacts)
        data["angles"] = named
        if self.props:
            data["props"] = [prop.to_json() for prop in self.props]
        if self.crop != "whole":
            data["crop"] = self.crop
        return data

    @classmethod
    def from_json(cls, data: Any) -> "Pose":
        """The pose that ``data`` says. Raises ValueError that names what is wrong in it."""
        if not isinstance(data, Mapping):
            raise ValueError("A pose is an object.")
        if data.get("version", VERSION) != VERSION:
            raise ValueError(f"Version {data['version']!r} of a pose is not known.")
        known = {item.name for item in fields(cls)} | {"version"}
        if unknown := sorted(str(name) for name in set(data) - known):
            raise ValueError(f"A pose has no {unknown[0]}.")
        view, crop = data.get("view", "side"), data.get("crop", "whole")
        if view not in get_args(View):
            raise ValueError(f"The view is one of {_list(View)}.")
        if crop not in get_args(Crop):
            raise ValueError(f"The crop is one of {_list(Crop)}.")
        whole = (-180, 180)
        return cls(
            view=view,
            crop=crop,
            pitch=_number(data.get("pitch", 0), "The pitch", whole),
            spin=_number(data.get("spin", 0), "The spin", whole),
            turn=_number(data.get("turn", 0), "The turn", whole),
            angles=_angles(data.get("angles", {})),
            contacts=_contacts(data.get("contacts", ["feet"])),
            props=tuple(Prop.from_json(prop) for prop in _sequence(data, "props", 8)),
        )


def other_side(name: str) -> str:
    """``right_knee`` for ``left_knee``, ``wall:left_hip`` for ``wall:right_hip``; others as is."""
    surface, colon, part = name.rpartition(":")
    for side, other in (SIDES, SIDES[::-1]):
        if part.startswith(f"{side}_"):
            part = f"{other}_{part.removeprefix(f'{side}_')}"
            break
    return f"{surface}{colon}{part}"


def split_contact(contact: str) -> tuple[str, str]:
    """The surface and the part of the body that rests on it."""
    surface, _, part = contact.rpartition(":")
    return surface or "ground", part


def sided(contacts: Iterable[str]) -> list[str]:
    """The contacts with right and left named apart: ``right_knee`` and ``left_knee``."""
    found = []
    for contact in contacts:
        surface, part = split_contact(contact)
        parts = [name for name in CONTACTS if name.endswith(SIDED_PARTS.get(part, "?"))] or [part]
        found += [f"{surface}:{name}" for name in parts]
    return found


def _angles(data: Any) -> dict[str, dict[str, float]]:
    if not isinstance(data, Mapping):
        raise ValueError("The angles are an object: joint by joint.")
    angles: dict[str, dict[str, float]] = {}
    # Both sides first, so that one side can say more.
    for joint in sorted(data, key=lambda name: name not in LIMB_JOINTS):
        sided = [f"{side}_{joint}" for side in SIDES] if joint in LIMB_JOINTS else [joint]
        axes = data[joint]
        if sided[0] not in LIMITS:
            raise ValueError(f"There is no joint {joint!r}.")
        if not isinstance(axes, Mapping):
            raise ValueError(f"The angles of {joint} are an object: direction by direction.")
        for axis, degrees in axes.items():
            limits = LIMITS[sided[0]].get(axis)
            if limits is None:
                raise ValueError(f"{joint} has no {axis!r}.")
            number = _number(degrees, f"The {axis} of {joint}", limits)
            for name in sided:
                angles.setdefault(name, {})[axis] = number
    return angles


def _contacts(data: Any) -> tuple[str, ...]:
    if not isinstance(data, list | tuple) or not 1 <= len(data) <= 12:
        raise ValueError("The contacts are a list of one to twelve.")
    for contact in data:
        if not isinstance(contact, str):
            raise ValueError("A contact is a word.")
        surface, part = split_contact(contact)
        if surface not in get_args(Surface):
            raise ValueError(f"Nothing rests on {surface!r}; there are {_list(Surface)}.")
        if part not in CONTACTS:
            raise ValueError(f"There is no contact {part!r}.")
    return tuple(data)


def _sequence(data: Mapping[str, Any], name: str, most: int) -> Iterable[Any]:
    values = data.get(name, [])
    if not isinstance(values, list | tuple) or len(values) > most:
        raise ValueError(f"The {name} are a list of at most {most}.")
    return values


def _number(value: Any, what: str, limits: tuple[float, float]) -> float:
    least, most = limits
    # A comparison with NaN is false, which refuses it.
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise ValueError(f"{what} is a number from {least} to {most}, not {value!r}.")
    return float(value)


def _short(value: float) -> float:
    rounded = round(value, 1)
    return int(rounded) if rounded == int(rounded) else rounded


def _list(literal: Any) -> str:
    return ", ".join(get_args(literal))
