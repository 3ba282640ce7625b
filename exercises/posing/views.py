"""What the editor of poses asks the server for. Every answer is for people who write exercises."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from backcare.publishing.models import Page

from ..figures.body import LIMITS
from ..figures.marks import PLACES
from ..figures.pose import FARTHEST, HIGHEST, PROP_FIELDS
from ..models import Exercise, Step
from . import words
from .basic import basic_poses
from .reading import MOST_CHARACTERS, parse, read_pose
from .sketch import Work, as_text, sketch

MOST_BYTES = 3 * MOST_CHARACTERS
CHANGES: dict[str, Callable[[Work], Work]] = {"mirror": Work.mirrored, "settle": Work.settled}

View = Callable[..., HttpResponse]


class PosingViews:
    """The editor's views, with the admin of exercises to ask who may do what."""

    def __init__(self, exercises: "admin.ModelAdmin[Any]") -> None:
        self.exercises = exercises

    def urls(self) -> list[URLPattern]:
        views: list[tuple[str, str, View]] = [
            ("", "", require_safe(self.editor)),
            ("draw/", "_draw", require_POST(self.draw)),
            ("steps/", "_steps", require_safe(self.steps)),
            ("steps/<int:pk>/", "_step", require_safe(self.step)),
        ]
        return [
            path(f"posing/{route}", self._guarded(view), name=f"exercises_posing{name}")
            for route, name, view in views
        ]

    def _guarded(self, view: View) -> View:
        """For people who may change exercises; 403 for others, who see no such editor."""

        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, **parameters: Any) -> HttpResponse:
            site = self.exercises.admin_site
            may = site.has_permission(request) and self.exercises.has_change_permission(request)
            if not may:
                raise PermissionDenied
            return view(request, **parameters)

        return guarded

    def editor(self, request: HttpRequest) -> HttpResponse:
        """The editor's controls, without a pose."""
        return render(request, "admin/exercises/posing/editor.html", editor_context())

    def draw(self, request: HttpRequest) -> JsonResponse:
        """The work as a picture with its handles; 400 and words when it can't be drawn.

        The body is ``{"pose": .., "pose_to": .. or null, "highlight": [..], "is_end": bool,
        "change": "" or one of CHANGES}``.
        """
        try:
            work, change = _work(request)
        except ValueError as error:
            return JsonResponse({"problems": [str(error)]}, status=400)
        return JsonResponse(sketch(CHANGES[change](work) if change else work))

    def steps(self, request: HttpRequest) -> JsonResponse:
        """The exercises with figures that this person may see, each with its steps."""
        rows = self._steps(request).order_by("exercise__title", "exercise_id", "position", "pk")
        found: dict[int, dict[str, Any]] = {}
        for pk, text, exercise, title, status in rows.values_list(
            "pk", "text", "exercise_id", "exercise__title", "exercise__status"
        ):
            name = _("%(title)s (draft)") % {"title": title} if status == "draft" else title
            entry = found.setdefault(exercise, {"title": name, "steps": []})
            entry["steps"].append({"id": pk, "text": Truncator(text).chars(60)})
        return JsonResponse({"exercises": list(found.values())})

    def step(self, request: HttpRequest, pk: int) -> JsonResponse:
        """The poses of one step, to be copied."""
        step = self._steps(request).filter(pk=pk).first()
        if step is None:
            raise Http404
        return JsonResponse(
            {"pose": step.pose, "pose_to": step.pose_to, "highlight": step.highlight}
        )

    def _steps(self, request: HttpRequest) -> Any:
        if not self.exercises.has_view_permission(request):
            return Step.objects.none()
        exercises = self.exercises.get_queryset(request).filter(
            status__in=[Page.Status.DRAFT, Page.Status.PUBLISHED]
        )
        return Step.objects.filter(exercise__in=exercises.order_by(), pose__isnull=False)


def _work(request: HttpRequest) -> tuple[Work, str]:
    """What a request asks to be drawn. Raises ValueError in words."""
    try:
        size = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        size = 0
    if size > MOST_BYTES or len(request.body) > MOST_BYTES:
        raise ValueError(_("This is too long for a pose."))
    try:
        text = request.body.decode()
    except UnicodeDecodeError as error:
        raise ValueError(_("This is not JSON that can be read.")) from error
    data = parse(text, most=MOST_BYTES)
    if not isinstance(data, dict) or not data.get("pose"):
        raise ValueError(_("There is no start pose."))
    marks = data.get("highlight") or []
    if not isinstance(marks, list) or not all(
        isinstance(name, str) and name in PLACES for name in marks
    ):
        raise ValueError(_("A place to be marked is not known."))
    change = data.get("change") or ""
    if not isinstance(change, str) or change not in ("", *CHANGES):
        raise ValueError(_("There is no such change."))
    to = read_pose(data["pose_to"]) if data.get("pose_to") else None
    return Work(read_pose(data["pose"]), to, marks, data.get("is_end") is True), change


def editor_context() -> dict[str, Any]:
    """What the controls are made from."""
    return {
        "views": words.VIEWS.items(),
        "crops": words.CROPS.items(),
        "root": words.ROOT.items(),
        "limbs": [(label, _angles(joints)) for label, joints in words.LIMBS],
        "surfaces": words.SURFACES.items(),
        "parts": words.part_choices(),
        "props": [
            (kind, label, [_prop_field(kind, name) for name in sorted(PROP_FIELDS[kind])])
            for kind, label in words.PROPS.items()
        ],
        "basic_poses": [
            (Exercise.StartPosition(position).label, as_text(pose))
            for position, pose in basic_poses().items()
        ],
    }


def _angles(joints: Iterable[str]) -> list[dict[str, Any]]:
    return [
        {
            "joint": joint,
            "axis": axis,
            "label": words.angle_words(joint, axis),
            "least": least,
            "most": most,
        }
        for joint in joints
        for axis, (least, most) in LIMITS[joint].items()
    ]


def _prop_field(kind: str, name: str) -> dict[str, Any]:
    is_number = name in ("x", "height")
    most = FARTHEST if name == "x" else HIGHEST
    return {
        "name": name,
        "label": words.PROP_FIELDS[name],
        "is_number": is_number,
        "least": -most if name == "x" else 0,
        "most": most,
    }
