"""How much of an exercise to do: the fields of a dose, what makes one possible, and its words.

A dose is plain data. It knows nothing of the database, so that the page, the routine, the player
and the tests read the same thing. How long a dose takes is said in `timeline`.
"""

from dataclasses import dataclass, fields

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# The largest figure each kind of field may hold. Beyond it a figure is a slip of the keyboard
# (300 repetitions, a hold of an hour) and not a dose that anybody means.
LARGEST = {
    "hold": 600,
    "second_hold": 600,
    "breaths": 50,
    "reps": 100,
    "sets": 10,
    "seconds_per_rep": 60,
    "rest_seconds": 600,
    "change_sides_seconds": 120,
    "minutes": 180,
    "times_per_day": 24,
    "days_per_week": 7,
}
RANGES = ("hold", "breaths", "reps", "sets", "minutes", "times_per_day", "days_per_week")
NOT_WITH_MINUTES = (
    "hold_min",
    "until_tired",
    "second_hold",
    "breaths_min",
    "reps_min",
    "sets_min",
    "per_side",
    "seconds_per_rep",
    "rest_seconds",
    "change_sides_seconds",
)


@dataclass(frozen=True, slots=True)
class Dose:
    """One dose; whatever is None, False or empty is not stated.

    A range has a lower figure and, where it really is a range, an upper one: 15 to 30 seconds is
    `hold_min=15, hold_max=30`, exactly 30 seconds is `hold_min=30` alone.

    hold_*                seconds to stay in the position, each repetition
    until_tired           the hold may end sooner, when the muscles tire; without `hold_min` the
                          hold is open-ended
    second_hold           seconds of a second stage that follows the hold, a little further in
    breaths_*             the hold counted in breaths in place of seconds
    reps_*                repetitions; with sets: repetitions in one set
    sets_*                sets; without reps a set is one hold
    per_side              all of it on the left and again on the right
    seconds_per_rep       seconds of movement in one repetition: into the hold and out of it, or
                          the whole repetition where nothing is held
    rest_seconds          with sets: the rest between two sets, taken when both sides have had
                          theirs; without sets: the rest between two repetitions on one side.
                          Never before the first or after the last
    change_sides_seconds  seconds to turn over or to swap legs (see `timeline` when not stated)
    minutes_*             a dose counted in minutes alone, such as a walk
    times_per_day_*, days_per_week_*, at_least
                          the frequency; `at_least` makes its first figure a minimum
    progression           how to do more later, in a sentence
    source_wording        the source's own words, where they can be read in more than one way
    """

    hold_min: int | None = None
    hold_max: int | None = None
    until_tired: bool = False
    second_hold: int | None = None
    breaths_min: int | None = None
    breaths_max: int | None = None
    reps_min: int | None = None
    reps_max: int | None = None
    sets_min: int | None = None
    sets_max: int | None = None
    per_side: bool = False
    seconds_per_rep: int | None = None
    rest_seconds: int | None = None
    change_sides_seconds: int | None = None
    minutes_min: int | None = None
    minutes_max: int | None = None
    times_per_day_min: int | None = None
    times_per_day_max: int | None = None
    at_least: bool = False
    days_per_week_min: int | None = None
    days_per_week_max: int | None = None
    progression: str = ""
    source_wording: str = ""

    @property
    def is_held(self) -> bool:
        """Whether a repetition has a part that is held, in seconds, in breaths or until tired."""
        return bool(self.hold_min or self.breaths_min or self.until_tired)

    def validate(self) -> None:
        """Refuse a dose that nobody could follow.

        Raises ValidationError with a dictionary: field name -> what to change. A dose that says
        nothing to do at all is reported under NON_FIELD_ERRORS.
        """
        errors: dict[str, str] = {}
        self._check_figures(errors)
        if not errors:
            self._check_combination(errors)
        if errors:
            raise ValidationError(errors)

    def _check_figures(self, errors: dict[str, str]) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if value is None or isinstance(value, bool | str):
                continue
            largest = LARGEST[field.name.removesuffix("_min").removesuffix("_max")]
            if not 1 <= value <= largest:
                errors[field.name] = _(
                    "Use a whole number from 1 to %(largest)s, or leave it empty."
                ) % {"largest": largest}
        for name in RANGES:
            low, high = getattr(self, f"{name}_min"), getattr(self, f"{name}_max")
            if high is None:
                continue
            if low is None:
                errors.setdefault(
                    f"{name}_min", _("Give the lower figure as well, or leave both empty.")
                )
            elif high <= low:
                errors.setdefault(
                    f"{name}_max",
                    _("Make this larger than the lower figure, or leave it empty for just one."),
                )

    def _check_combination(self, errors: dict[str, str]) -> None:
        if not (self.is_held or self.reps_min or self.minutes_min):
            errors[NON_FIELD_ERRORS] = _(
                "Say what to do: give a hold in seconds or breaths, repetitions, or minutes."
            )
            return
        if self.minutes_min:
            self._check_minutes_stand_alone(errors)
        if self.breaths_min and self.hold_min:
            errors["breaths_min"] = _("Count the hold in seconds or in breaths, not in both.")
        if self.second_hold and not self.hold_min:
            errors["second_hold"] = _("A second hold follows a first one: give that in seconds.")
        if self.second_hold and self.until_tired:
            errors["until_tired"] = _(
                "A hold in two stages has its lengths in seconds: it can't end “until tired”."
            )
        if self.reps_min and not self.is_held and not self.seconds_per_rep:
            errors["seconds_per_rep"] = _(
                "Nothing is held, so say how many seconds one repetition takes."
            )
        repeats = self.sets_max or self.sets_min or self.reps_max or self.reps_min or 1
        if self.rest_seconds and repeats == 1:
            errors["rest_seconds"] = _(
                "There is nothing to rest between: add repetitions or sets, or leave this empty."
            )
        if self.change_sides_seconds and not self.per_side:
            errors["change_sides_seconds"] = _("Only an exercise done on each side changes sides.")
        if self.at_least:
            self._check_minimum(errors)

    def _check_minimum(self, errors: dict[str, str]) -> None:
        if not (self.times_per_day_min or self.days_per_week_min):
            errors["at_least"] = _("Say how many times a day or days a week are the least.")
        elif not self.times_per_day_min and self.days_per_week_min == LARGEST["days_per_week"]:
            errors["at_least"] = _("Every day is already the most: there is no “at least”.")
        counted = "times_per_day_max" if self.times_per_day_min else "days_per_week_max"
        if getattr(self, counted):
            errors[counted] = _("“At least” has no upper figure: leave this empty.")

    def _check_minutes_stand_alone(self, errors: dict[str, str]) -> None:
        for name in NOT_WITH_MINUTES:
            if getattr(self, name):
                errors[name] = _("A dose in minutes has no holds, repetitions, sets or sides.")

    def sentence(self) -> str:
        """The dose in plain words: what to hold, how many, with which rest, how often.

        It leaves out the pace of a held movement and the seconds to change sides, which are in
        `facts()`, and the progression.
        """
        hold, repeat = self._hold_clause(), self._repeat_clauses()
        frequency = self.frequency()
        last = ", ".join([*repeat, frequency] if frequency else repeat)
        if hold and not repeat:
            return f"{hold}, {frequency}." if frequency else f"{hold}."
        return f"{hold}. {last}." if hold else f"{last}."

    def frequency(self) -> str:
        """How often, as it stands inside a sentence ("at least twice a day"); empty if not said."""
        parts = []
        if self.times_per_day_min:
            times = _times(self.times_per_day_min, self.times_per_day_max)
            parts.append(_("%(times)s a day") % {"times": times})
        if self.days_per_week_min == LARGEST["days_per_week"]:
            parts.append(_("every day"))
        elif self.days_per_week_min:
            parts.append(_days(self.days_per_week_min, self.days_per_week_max))
        if self.at_least and parts:
            parts[0] = _("at least %(often)s") % {"often": parts[0]}
        return ", ".join(parts)

    def facts(self) -> list[tuple[str, str]]:
        """Every stated figure as (label, text) pairs, in the order in which a reader needs them."""
        facts = []
        one_side = not (self.reps_min or self.sets_min)
        if self.is_held:
            facts.append((_("Hold"), capfirst(self._on_each_side(self._hold_length(), one_side))))
        if self.minutes_min:
            facts.append((_("Time"), _minutes(self.minutes_min, self.minutes_max)))
        if self.reps_min:
            times = _times(self.reps_min, self.reps_max)
            if self.sets_min:
                text = _("%(times)s in each set") % {"times": times}
            else:
                text = self._on_each_side(times)
            facts.append((_("Repeat"), capfirst(text)))
        if self.sets_min:
            facts.append((_("Sets"), self._on_each_side(_span(self.sets_min, self.sets_max))))
        if self.seconds_per_rep:
            facts.append((_("Pace"), self._pace()))
        if self.rest_seconds:
            facts.append((_("Rest"), f"{_seconds(self.rest_seconds)} {self._rest_place()}"))
        if self.change_sides_seconds:
            facts.append((_("Changing sides"), _seconds(self.change_sides_seconds)))
        if frequency := self.frequency():
            facts.append((_("How often"), capfirst(frequency)))
        if self.progression:
            facts.append((_("Progress"), self.progression))
        if self.source_wording:
            facts.append((_("In the source’s words"), f"“{self.source_wording}”"))
        return facts

    def _on_each_side(self, text: str, when: bool = True) -> str:
        return _("%(text)s on each side") % {"text": text} if self.per_side and when else text

    def _hold_length(self) -> str:
        if self.breaths_min:
            length = _breaths(self.breaths_min, self.breaths_max)
        elif self.hold_min:
            length = _seconds(self.hold_min, self.hold_max)
        else:
            return _("until the muscles tire")
        if self.until_tired:
            return _("%(length)s, or until the muscles tire") % {"length": length}
        if self.second_hold:
            return _("%(length)s, then a little further for another %(second)s") % {
                "length": length,
                "second": _seconds(self.second_hold),
            }
        return length

    def _hold_clause(self) -> str:
        if not self.is_held:
            return ""
        if self.second_hold and self.hold_min:
            text = _(
                "Hold for %(length)s, stretch a little further, then hold for another %(second)s"
            ) % {
                "length": _seconds(self.hold_min, self.hold_max),
                "second": _seconds(self.second_hold),
            }
        elif self.hold_min or self.breaths_min:
            text = _("Hold for %(length)s") % {"length": self._hold_length()}
        else:
            text = _("Hold until the muscles tire")
        return self._on_each_side(text, not (self.reps_min or self.sets_min))

    def _repeat_clauses(self) -> list[str]:
        if self.minutes_min:
            length = _minutes(self.minutes_min, self.minutes_max)
            return [_("Keep going for %(length)s") % {"length": length}]
        if self.sets_min and self.reps_min:
            what = _("Do %(sets)s of %(reps)s") % {
                "sets": _sets(self.sets_min, self.sets_max),
                "reps": _span(self.reps_min, self.reps_max),
            }
        elif self.sets_min:
            what = _("Do this %(times)s") % {"times": _times(self.sets_min, self.sets_max)}
        elif self.reps_min:
            what = _("Do this %(times)s") % {"times": _times(self.reps_min, self.reps_max)}
        else:
            return []
        clauses = [self._on_each_side(what)]
        if self.seconds_per_rep and not self.is_held:
            clauses.append(_("taking %(pace)s") % {"pace": self._pace()})
        if self.rest_seconds:
            clauses.append(
                _("resting for %(length)s %(place)s")
                % {"length": _seconds(self.rest_seconds), "place": self._rest_place()}
            )
        return clauses

    def _pace(self) -> str:
        length = _seconds(self.seconds_per_rep or 0)
        if self.is_held:
            return _("about %(length)s to move in and out") % {"length": length}
        return _("about %(length)s each time") % {"length": length}

    def _rest_place(self) -> str:
        if self.sets_min and self.per_side:
            return _("after both sides")
        return _("between sets") if self.sets_min and self.reps_min else _("in between")


def _span(low: int, high: int | None) -> str:
    """ "5", "2 or 3", "15 to 30"."""
    if high is None:
        return str(low)
    pattern = _("%(low)s or %(high)s") if high == low + 1 else _("%(low)s to %(high)s")
    return pattern % {"low": low, "high": high}


def _seconds(low: int, high: int | None = None) -> str:
    return ngettext("%(n)s second", "%(n)s seconds", high or low) % {"n": _span(low, high)}


def _breaths(low: int, high: int | None) -> str:
    return ngettext("%(n)s breath", "%(n)s breaths", high or low) % {"n": _span(low, high)}


def _minutes(low: int, high: int | None) -> str:
    return ngettext("%(n)s minute", "%(n)s minutes", high or low) % {"n": _span(low, high)}


def _sets(low: int, high: int | None) -> str:
    return ngettext("%(n)s set", "%(n)s sets", high or low) % {"n": _span(low, high)}


def _days(low: int, high: int | None) -> str:
    return ngettext("%(n)s day a week", "%(n)s days a week", high or low) % {"n": _span(low, high)}


def _times(low: int, high: int | None) -> str:
    match low, high:
        case 1, None:
            return _("once")
        case 2, None:
            return _("twice")
        case 1, 2:
            return _("once or twice")
    return ngettext("%(n)s time", "%(n)s times", high or low) % {"n": _span(low, high)}
