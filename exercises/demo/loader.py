"""Loads the demonstration exercises and routines from the files beside this module."""

from functools import partial
from pathlib import Path
from typing import Any

from backcare.demo.demo import as_lines
from backcare.demo.files import read, read_folder
from backcare.topics.models import Topic

from ..dose import Dose
from ..figures.pose import Pose
from ..models import (
    BodyRegion,
    Caution,
    Equipment,
    Exercise,
    Factor,
    Routine,
    RoutineItem,
    Step,
    Variation,
)

HERE = Path(__file__).parent
Values = dict[str, Any]


def load_exercises(demo: Any) -> None:
    """Create the exercises that are missing; ``demo`` is a ``backcare.demo.demo.Demo``."""
    _load_vocabulary(demo)
    for values in read_folder(HERE / "exercises"):
        exercise = demo.new_page(Exercise, values)
        if exercise is None:
            continue
        exercise.purpose = values["purpose"]
        exercise.start_position = values["start_position"]
        exercise.level = values["level"]
        for name in ("muscles", "mistakes", "stop_if"):
            setattr(exercise, name, as_lines(values, name))
        exercise.set_dose(Dose(**values["dose"]))
        exercise.save()
        demo.add_shared_parts(exercise, values)
        exercise.equipment.set(demo.named(Equipment, values.get("equipment", [])))
        exercise.regions.set(demo.named(BodyRegion, values.get("regions", [])))
        exercise.factors.set(demo.named(Factor, values.get("factors", [])))
        for position, step in enumerate(steps_with_poses(values)):
            Step.objects.create(exercise=exercise, position=position, **step)
        for position, caution in enumerate(values.get("cautions", [])):
            Caution.objects.create(exercise=exercise, position=position, **caution)
        demo.later(partial(_finish, demo, exercise, values))


def steps_with_poses(values: Values) -> list[Values]:
    """The steps of an exercise, each with its poses instead of their names in the file."""
    poses = {name: Pose.from_json(pose).to_json() for name, pose in values.get("poses", {}).items()}
    return [
        step | {name: poses[step[name]] for name in ("pose", "pose_to") if name in step}
        for step in values["steps"]
    ]


def _finish(demo: Any, exercise: Exercise, values: Values) -> None:
    for position, variation in enumerate(values.get("variations", [])):
        target = variation.pop("exercise", None)
        Variation.objects.create(
            exercise=exercise,
            position=position,
            target=demo.page(f"exercise:{target}").specific if target else None,
            **variation,
        )
    demo.go_live(exercise, values)


def load_routines(demo: Any) -> None:
    """Create the routines that are missing, once the exercises have their rows."""
    for values in read_folder(HERE / "routines"):
        routine = demo.new_page(Routine, values)
        if routine is None:
            continue
        routine.introduction = values.get("introduction", "")
        routine.save()
        demo.add_shared_parts(routine, values)
        demo.later(partial(_finish_routine, demo, routine, values))


def _finish_routine(demo: Any, routine: Routine, values: Values) -> None:
    for position, entry in enumerate(values["items"]):
        item = RoutineItem(routine=routine, position=position, note=entry.get("note", ""))
        if "exercise" in entry:
            item.exercise = demo.page(f"exercise:{entry['exercise']}").specific
        else:
            item.activity, item.title = entry["activity"], entry["title"]
            item.minutes = entry["minutes"]
        if "dose" in entry:
            item.has_own_dose = True
            item.set_dose(Dose(**entry["dose"]))
        item.save()
    demo.go_live(routine, values)


def _load_vocabulary(demo: Any) -> None:
    vocabulary = read(HERE / "vocabulary.toml")
    for model, name in ((Equipment, "equipment"), (BodyRegion, "regions")):
        for entry in vocabulary[name]:
            demo.shared(model, {"slug": entry["slug"], "name": entry["name"]})
    fresh = []
    for position, values in enumerate(read(HERE / "factors.toml")["factors"]):
        feeds = values.pop("feeds", [])
        [values["topic"]] = demo.named(Topic, [values["topic"]])
        # A topic has one factor at most.
        factor, is_new = demo.shared(
            Factor, {**values, "position": position}, known_by=("slug", "name", "topic")
        )
        if is_new:
            fresh.append((factor, feeds))
    for factor, feeds in fresh:
        factor.feeds.set(demo.named(Factor, feeds))
