"""Rows for tests: plain functions that fill in what a test does not care about.

Each takes any field of its model as an override. A page is live since yesterday unless
``status`` or ``live_at`` says otherwise, and has ``topics``, ``authors`` and parts when they are
given.
"""

from collections.abc import Iterable
from datetime import timedelta
from itertools import count
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from articles.models import Article, LearnMore, Resource, Series
from backcare.library.models import Image
from backcare.people.models import Contributor
from backcare.publishing import references
from backcare.publishing.models import Authorship, Page, Source
from backcare.site.models import InformationPage, SafetyText
from backcare.topics.models import GlossaryTerm, Topic
from exercises.models import (
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

_numbers = count(1)


def make_user(**overrides: Any):
    number = next(_numbers)
    values = {"username": f"user-{number}", "email": f"user-{number}@example.org"}
    return get_user_model().objects.create_user(**(values | overrides))


def make_image(**overrides: Any) -> Image:
    """The row of an image, without its files."""
    key = f"{next(_numbers):016x}"
    values: dict[str, Any] = {
        "file": f"images/{key[:2]}/{key}.jpg",
        "alt": "A person lying on a mat",
        "width": 1200,
        "height": 800,
        "renditions": [
            {"name": f"images/{key[:2]}/{key}-400.webp", "width": 400, "height": 267},
            {"name": f"images/{key[:2]}/{key}-800.webp", "width": 800, "height": 533},
        ],
    }
    return Image.objects.create(**(values | overrides))


def make_contributor(**overrides: Any) -> Contributor:
    number = next(_numbers)
    values = {"name": f"Contributor {number}", "slug": f"contributor-{number}"}
    return Contributor.objects.create(**(values | overrides))


def make_topic(**overrides: Any) -> Topic:
    number = next(_numbers)
    values = {"name": f"Topic {number}", "slug": f"topic-{number}", "kind": Topic.Kind.CAUSE}
    return Topic.objects.create(**(values | overrides))


def make_term(**overrides: Any) -> GlossaryTerm:
    number = next(_numbers)
    values = {"name": f"Word {number}", "slug": f"word-{number}", "definition": "What it means."}
    return GlossaryTerm.objects.create(**(values | overrides))


def make_safety_text(**overrides: Any) -> SafetyText:
    values = {
        "emergency": "you cannot feel your legs",
        "urgent": "you have a fever",
        "doctor": "it lasts for six weeks",
        "note": "First version",
    }
    return SafetyText.objects.create(**(values | overrides))


def make_series(**overrides: Any) -> Series:
    number = next(_numbers)
    return Series.objects.create(
        **({"title": f"Series {number}", "slug": f"series-{number}"} | overrides)
    )


def make_article(**overrides: Any) -> Article:
    """Also takes ``learn_more`` and ``resources``: lists of the fields of each."""
    overrides.setdefault("body", "<p>Most back pain gets better by itself.</p>")
    return _page(Article, overrides, parts={"learn_more": LearnMore, "resources": Resource})


def make_information_page(**overrides: Any) -> InformationPage:
    overrides.setdefault("body", "<p>Who we are.</p>")
    return _page(InformationPage, overrides)


def make_exercise(**overrides: Any) -> Exercise:
    """Also takes ``steps``, ``cautions`` and ``variations``: lists of the fields of each."""
    defaults = {"purpose": "Loosens the back.", "start_position": "supine", "hold_min": 30}
    return _page(
        Exercise,
        defaults | overrides,
        parts={"steps": Step, "cautions": Caution, "variations": Variation},
    )


def make_routine(**overrides: Any) -> Routine:
    """Also takes ``items``: a list of exercises or of the fields of each item."""
    items = overrides.pop("items", [])
    overrides["items"] = [{"exercise": i} if isinstance(i, Exercise) else i for i in items]
    return _page(Routine, overrides, parts={"items": RoutineItem})


def make_factor(**overrides: Any) -> Factor:
    number = next(_numbers)
    values = {
        "name": f"Factor {number}",
        "slug": f"factor-{number}",
        "position": number,
        "summary": "What it is.",
        "evidence_note": "How sure we are.",
    }
    if "topic" not in overrides:
        values["topic"] = make_topic()
    return Factor.objects.create(**(values | overrides))


def make_equipment(**overrides: Any) -> Equipment:
    number = next(_numbers)
    return Equipment.objects.create(
        **({"name": f"Equipment {number}", "slug": f"equipment-{number}"} | overrides)
    )


def make_region(**overrides: Any) -> BodyRegion:
    number = next(_numbers)
    return BodyRegion.objects.create(
        **({"name": f"Region {number}", "slug": f"region-{number}"} | overrides)
    )


# A page of each kind, by the kind's name.
MAKERS = {
    "article": make_article,
    "exercise": make_exercise,
    "information": make_information_page,
    "routine": make_routine,
}


def make_page(kind: str, **overrides: Any) -> Page:
    return MAKERS[kind](**overrides)


def _page(model: type, overrides: dict[str, Any], parts: dict[str, type] | None = None) -> Any:
    number = next(_numbers)
    now = timezone.now()
    topics: Iterable[Topic] = overrides.pop("topics", [])
    authors: Iterable[Contributor] = overrides.pop("authors", [])
    many = {
        field.name: overrides.pop(field.name)
        for field in model._meta.many_to_many
        if field.name in overrides
    }
    rows = {"sources": (Source, "page", overrides.pop("sources", []))}
    for name, part in (parts or {}).items():
        rows[name] = (part, model._meta.get_field(name).field.name, overrides.pop(name, []))
    values: dict[str, Any] = {
        "title": f"Page {number}",
        "slug": f"page-{number}",
        "summary": "What the page is about.",
        "status": Page.Status.PUBLISHED,
    }
    values |= overrides
    if values["status"] != Page.Status.DRAFT:
        values.setdefault("live_at", now - timedelta(days=1))
        values.setdefault("first_published_at", values["live_at"])
        values.setdefault("changed_at", values["first_published_at"])
    page = model.objects.create(**values)
    page.topics.set(topics)
    for name, chosen in many.items():
        getattr(page, name).set(chosen)
    for position, contributor in enumerate(authors):
        Authorship.objects.create(page=page, contributor=contributor, position=position)
    for part, owner, entries in rows.values():
        for position, entry in enumerate(entries):
            part.objects.create(**({owner: page, "position": position} | entry))
    references.sync(page)
    return page
