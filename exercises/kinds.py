"""What the site must know of exercises and routines."""

from django.db.models import Prefetch, Q, QuerySet
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backcare.publishing.kinds import Context, Kind
from backcare.publishing.lines import lines
from backcare.publishing.meta import absolute
from backcare.publishing.models import Embed, Page
from backcare.topics.models import Topic

from .coverage import coverage
from .demo.loader import load_exercises, load_routines
from .models import Exercise, Factor, Routine, RoutineItem
from .timeline import minutes, seconds

# What the page of an exercise names of the pages that use it.
MOST_USERS = 12


def exercise_cards(exercises: QuerySet) -> QuerySet:
    return exercises.select_related("lead_image")


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
        "equipment": list(exercise.equipment.all()),
        "regions": list(exercise.regions.all()),
        "factors": list(exercise.factors.with_topics()),
        "muscles": lines(exercise.muscles),
        "mistakes": lines(exercise.mistakes),
        "stop_if": lines(exercise.stop_if),
        "steps": steps,
        "cautions": list(exercise.cautions.all()),
        "easier": [v for v in variations if v.direction == "easier"],
        "harder": [v for v in variations if v.direction == "harder"],
        "used_in": list(used_in(exercise)),
    }


def exercise_lacks(exercise: Exercise) -> list[str]:
    return [] if exercise.steps.exists() else [_("Write at least one step.")]


def routine_lacks(routine: Routine) -> list[str]:
    return [] if routine.items.exists() else [_("Add at least one exercise or activity.")]


def used_in(exercise: Exercise) -> QuerySet[Page]:
    """The live routines that contain the exercise, then live pages that embed it; a few."""
    return (
        Page.objects.live()
        .filter(
            Q(pk__in=RoutineItem.objects.filter(exercise=exercise).values("routine"))
            | Q(pk__in=Embed.objects.filter(target=exercise).values("page"))
        )
        .order_by("-kind", "title", "pk")[:MOST_USERS]
    )


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
    routine = Routine.objects.prefetch_related(
        Prefetch("items", RoutineItem.objects.select_related("exercise"))
    ).get(pk=page.pk)
    items = routine.visible_items()
    factors = coverage(routine)
    return {
        "routine": page,
        "items": items,
        "minutes": routine.total_minutes,
        "coverage": factors,
        "covered": [entry for entry in factors if entry.covered],
        "gaps": [entry for entry in factors if not entry.covered],
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
    with_cards=exercise_cards,
    topic_panel=factor_panel,
    unfinished=exercise_lacks,
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
    with_cards=routine_cards,
    reserved_slugs=("build",),
    unfinished=routine_lacks,
    load_demo=load_routines,
)
