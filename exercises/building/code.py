"""A plan of a routine, and the code that carries it in a link.

``1.2f.3aR8S2.W10`` is version 1 of: exercise 2f as its page says; exercise 3a with 8 repetitions
and 2 sets; a walk of 10 minutes. Exercises are named by the id of their page in base 36, since
slugs may change. Whatever follows the id differs from the exercise's own dose: a letter of
``LETTERS`` and a figure, 0 for what is left out. Nothing a reader writes in words is carried, so
that nobody can put words into the site's mouth by a link.

Reading never raises: what makes no sense is left out and said. Nothing here asks the database.
"""

import re
from dataclasses import dataclass, fields

from django.utils.translation import gettext as _

from ..dose import LARGEST

VERSION = "1"
MOST_ITEMS = 30
# Thirty items with every dose changed take fewer.
MOST_CHARACTERS = 1200

LETTERS = {
    "hold": "H",
    "second_hold": "G",
    "breaths": "B",
    "reps": "R",
    "sets": "S",
    "seconds_per_rep": "P",
    "rest_seconds": "E",
    "change_sides_seconds": "C",
    "minutes": "M",
}
ACTIVITIES = {"walk": "W", "heat": "H", "rest": "R", "other": "O"}

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_NAMES = {letter: name for name, letter in LETTERS.items()}
_KINDS = {letter: kind for kind, letter in ACTIVITIES.items()}
# Ids of up to ten digits of base 36 fit into every database's integers.
_EXERCISE = re.compile(r"([1-9a-z][0-9a-z]{0,9})((?:[A-Z][0-9]{1,3})*)")
_CHANGE = re.compile(r"([A-Z])([0-9]+)")
_ACTIVITY = re.compile(r"([A-Z])([0-9]{1,3})")


@dataclass(frozen=True, slots=True)
class Changes:
    """How a dose differs from the exercise's own; units as in ``Dose``.

    None keeps what the exercise says, 0 leaves it out; a figure takes the place of a range.
    """

    hold: int | None = None
    second_hold: int | None = None
    breaths: int | None = None
    reps: int | None = None
    sets: int | None = None
    seconds_per_rep: int | None = None
    rest_seconds: int | None = None
    change_sides_seconds: int | None = None
    minutes: int | None = None

    def stated(self) -> dict[str, int]:
        """The figures that are changed, by name, in one order."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in values.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Chosen:
    """An exercise, by the id of its page."""

    exercise: int
    changes: Changes = Changes()


@dataclass(frozen=True, slots=True)
class Activity:
    """Something else: a kind of ``RoutineItem.Activity``, for some minutes."""

    kind: str
    minutes: int


Entry = Chosen | Activity


@dataclass(frozen=True, slots=True)
class Plan:
    """What is done, one after the other: at most ``MOST_ITEMS`` entries."""

    entries: tuple[Entry, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.entries)

    @property
    def is_full(self) -> bool:
        return len(self.entries) >= MOST_ITEMS


def encode(plan: Plan) -> str:
    """The plan as it stands in a link: letters, figures and dots; empty for an empty plan."""
    if not plan:
        return ""
    return ".".join([VERSION, *map(_written, plan.entries)])


def decode(code: str) -> tuple[Plan, list[str]]:
    """The plan that a code carries, and sentences about what was left out of it."""
    if not code:
        return Plan(), []
    version, _dot, rest = code[:MOST_CHARACTERS].partition(".")
    if version != VERSION:
        return Plan(), [_("This link can’t be read: it is damaged, or of another kind.")]
    problems = []
    entries, unread, has_wrong_dose = [], 0, False
    for part in rest.split("."):
        entry, is_wrong = _read(part)
        has_wrong_dose |= is_wrong
        if entry is None:
            unread += 1
        else:
            entries.append(entry)
    if unread:
        problems.append(_("Part of the link can’t be read and was left out."))
    if has_wrong_dose:
        problems.append(_("A dose in the link is none that anybody could follow: it was left out."))
    if len(entries) > MOST_ITEMS or len(code) > MOST_CHARACTERS:
        problems.append(
            _("A routine holds up to %(most)s items: the rest was left out.") % {"most": MOST_ITEMS}
        )
    return Plan(tuple(entries[:MOST_ITEMS])), problems


def _written(entry: Entry) -> str:
    if isinstance(entry, Activity):
        return f"{ACTIVITIES[entry.kind]}{entry.minutes}"
    changes = entry.changes.stated().items()
    return _in_base_36(entry.exercise) + "".join(f"{LETTERS[k]}{value}" for k, value in changes)


def _read(part: str) -> tuple[Entry | None, bool]:
    """The entry, None for what is none; and whether a dose had to be left out of it."""
    if found := _ACTIVITY.fullmatch(part):
        kind, minutes = _KINDS.get(found[1]), int(found[2])
        if kind is None or not 1 <= minutes <= LARGEST["minutes"]:
            return None, False
        return Activity(kind, minutes), False
    if found := _EXERCISE.fullmatch(part):
        changes = _read_changes(found[2])
        return Chosen(int(found[1], 36), changes or Changes()), changes is None
    return None, False


def _read_changes(text: str) -> Changes | None:
    """The changes; None where a figure is unknown, said twice or beyond its limit."""
    values: dict[str, int] = {}
    for letter, figure in _CHANGE.findall(text):
        name = _NAMES.get(letter)
        if name is None or name in values or int(figure) > LARGEST[name]:
            return None
        values[name] = int(figure)
    return Changes(**values)


def _in_base_36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits
