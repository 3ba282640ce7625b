"""What the site must know of exercises and routines."""

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Value, prefetch_related_objects
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backcare.publishing.kinds import Context, Kind
from backcare.publishing.lines import lines
from backcare.publishing.meta import absolute
from backcare.publishing.models import Embed, Page
from backcare.readiness.rules import LeadImage
from backcare.search.facets import MINUTES, minutes_value
from backcare.topics.models import Topic

from .coverage import coverage
from .demo.loader import load_exercises, load_routines
from .facets import (
    FACTOR,
    LEVEL,
    POSITION,
    factors_of_exercise,
    factors_of_routine,
    routines_with,
)
from .figures.figure import most_telling
from .models import Exercise, Factor, Routine, RoutineItem
from .readiness import HiddenItem, NoItems, NoReviewer, NoSteps
from .reminders import ReminderForm
from .timeline import minutes, seconds

# What the page of an exercise names of the pages that use it.
MOST_USERS = 12


def exercise_cards(exercises: QuerySet) -> QuerySet:
    return exercises.select_related("lead_image").prefetch_related("steps")


def routine_cards(routines: QuerySet) -> QuerySet:
    items = RoutineItem.objects.select_related("exercise")
    return routines.select_related("lead_image").prefetch_related(Prefetch("items", items))


def exercise_context(exercise: Exercise) -> Context:
    """What the page of an exercise shows beside what every page does."""
    variations = list(exercise.variations.select_related("target"))
    for variation in variations:
        if variation.target is not None and not variation.target.is_live:
            variation.target = None
    steps = list(exercise.steps.select_related("image"))
    dose = exercise.dose
    return {
        "exercise": exercise,
        "dose_sentence": dose.sentence(),
        "dose_facts": dose.facts(),
        "minutes": minutes(seconds(dose)),
        **_named(exercise),
        "factors": list(exercise.factors.with_topics()),
        "muscles": lines(exercise.muscles),
        "mistakes": lines(exercise.mistakes),
        "stop_if": lines(exercise.stop_if),
        "steps": steps,
        "figure": most_telling(step.figure for step in steps),
        "cautions": list(exercise.cautions.all()),
        "easier": [v for v in variations if v.direction == "easier"],
        "harder": [v for v in variations if v.direction == "harder"],
        "used_in": list(used_in(exercise)),
        "reminder_form": ReminderForm(),
    }


def _named(exercise: Exercise) -> dict[str, list[str]]:
    """The names of its equipment and of its regions of the body, in one query."""
    names: dict[str, list[str]] = {"equipment": [], "regions": []}
    equipment, regions = (
        getattr(exercise, what).order_by().annotate(what=Value(what)).values_list("what", "name")
        for what in names
    )
    for what, name in equipment.union(regions).order_by("name"):
        names[what].append(name)
    return names


def used_in(exercise: Exercise) -> QuerySet[Page]:
    """The live routines that contain the exercise, then the newest live pages that embed it; a few.

    A favourite exercise is embedded by thousands, which are not looked at.
    """
    live = Page.objects.live().order_by()
    routines = RoutineItem.objects.filter(exercise=exercise).order_by()
    embeds = Embed.objects.filter(Exists(live.filter(pk=OuterRef("page"))), target=exercise)
    newest = embeds.order_by("-page").values("page")[:MOST_USERS]
    users = routines.values("routine").union(live.filter(pk__in=newest).values("pk"))
    return live.filter(pk__in=users).order_by("-kind", "title", "pk")[:MOST_USERS]


def advice_data(page: Page, context: Context) -> Context:
    """Of the page; what is done on it is its main entity."""
    return {"@type": "MedicalWebPage"}


def exercise_data(page: Exercise, context: Context) -> Context:
    exercise, dose = context["exercise"], context["exercise"].dose
    data = {
        "@type": "ExercisePlan",
        "category": _("Exercise"),
        "activityDuration": _duration(context["minutes"]),
        "intensity": str(exercise.get_level_display()),
    }
    if dose.reps_min:
        data["repetitions"] = dose.reps_min
    if dose.rest_seconds:
        data["restPeriods"] = f"PT{dose.rest_seconds}S"
    if frequency := dose.frequency():
        data["activityFrequency"] = frequency
    return data


def exercise_words(exercise: Exercise) -> str:
    """The words that search looks into beside title, summary and topics."""
    parts = [
        exercise.purpose,
        exercise.muscles,
        exercise.mistakes,
        *exercise.steps.values_list("text", flat=True),
        *exercise.regions.values_list("name", flat=True),
        *exercise.equipment.values_list("name", flat=True),
        *exercise.factors.values_list("name", flat=True),
    ]
    return "\n".join(parts)


def factor_panel(topic: Topic) -> SafeString | None:
    """The factor that has its page here, with its evidence note; nothing for other topics."""
    factor = (
        Factor.objects.filter(topic=topic)
        .prefetch_related(Prefetch("feeds", Factor.objects.with_topics()))
        .first()
    )
    if factor is None:
        return None
    return render_to_string("exercises/_factor_panel.html", {"factor": factor})


def routine_context(page: Routine) -> Context:
    """What the page of a routine shows beside what every page does."""
    items = Prefetch("items", RoutineItem.objects.select_related("exercise"))
    prefetch_related_objects([page], items, "items__exercise__steps")
    factors = coverage(page)
    return {
        "routine": page,
        "items": page.visible_items(),
        "minutes": page.total_minutes,
        "coverage": factors,
        "covered": [entry for entry in factors if entry.covered],
        "gaps": [entry for entry in factors if not entry.covered],
        "reminder_form": ReminderForm(),
    }


def routine_data(page: Routine, context: Context) -> Context:
    return {
        "@type": "ExercisePlan",
        "category": _("Routine"),
        "activityDuration": _duration(context["minutes"]),
        "hasPart": [
            {
                "@type": "ExercisePlan",
                "name": item.exercise.title,
                "url": absolute(item.exercise.get_absolute_url()),
            }
            for item in context["items"]
            if item.exercise is not None
        ],
    }


def routine_words(routine: Routine) -> str:
    """The routine's own words. Those of its exercises would outlive their withdrawal."""
    own = routine.items.values_list("title", "note")
    return "\n".join([routine.introduction, *(words for pair in own for words in pair if words)])


def _duration(whole_minutes: int) -> str:
    """ISO 8601."""
    return f"PT{whole_minutes}M"


EXERCISE = Kind(
    name="exercise",
    model=Exercise,
    label=gettext_lazy("Exercise"),
    label_plural=gettext_lazy("Exercises"),
    url_name="exercises:detail",
    list_url_name="exercises:list",
    template="exercises/exercise_detail.html",
    card_template="exercises/_card.html",
    embed_template="exercises/_embed.html",
    order=20,
    context=exercise_context,
    structured_data=advice_data,
    main_entity=exercise_data,
    is_practice=True,
    search_text=exercise_words,
    facets={
        FACTOR: factors_of_exercise,
        POSITION: lambda exercise: [exercise.start_position],
        LEVEL: lambda exercise: [str(exercise.level)],
        MINUTES: lambda exercise: [minutes_value(minutes(seconds(exercise.dose)))],
    },
    searched_with=routines_with,
    with_cards=exercise_cards,
    topic_panel=factor_panel,
    rules=(NoSteps(), NoReviewer()),
    load_demo=load_exercises,
)

ROUTINE = Kind(
    name="routine",
    model=Routine,
    label=gettext_lazy("Routine"),
    label_plural=gettext_lazy("Routines"),
    url_name="routines:detail",
    list_url_name="routines:list",
    template="exercises/routine_detail.html",
    card_template="exercises/_routine_card.html",
    embed_template="exercises/_routine_card.html",
    order=10,
    context=routine_context,
    structured_data=advice_data,
    main_entity=routine_data,
    is_practice=True,
    search_text=routine_words,
    facets={
        FACTOR: factors_of_routine,
        MINUTES: lambda routine: [minutes_value(routine.total_minutes)],
    },
    with_cards=routine_cards,
    reserved_slugs=("build",),
    rules=(NoItems(), HiddenItem(), LeadImage()),
    load_demo=load_routines,
)
