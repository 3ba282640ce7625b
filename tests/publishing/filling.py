"""Pages with every field and every part filled, made from what the models say of themselves.

A field that somebody adds is filled here without a word, so that the tests of copying see it.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from django.db import models

from articles.models import Series
from backcare.library.models import Image
from backcare.people.models import Contributor, User
from backcare.publishing.models import Page
from backcare.richtext.fields import RichTextField
from backcare.topics.models import Topic
from exercises.models import BodyRegion, Equipment, Exercise, Factor, RoutineItem
from tests import factories

_numbers = count(1)

MAKE = {
    BodyRegion: factories.make_region,
    Contributor: factories.make_contributor,
    Equipment: factories.make_equipment,
    Exercise: factories.make_exercise,
    Factor: factories.make_factor,
    Image: factories.make_image,
    Page: factories.make_article,
    Series: factories.make_series,
    Topic: factories.make_topic,
    User: factories.make_user,
}


def value_for(field: models.Field) -> Any:
    """A value that the field accepts and that is not its default."""
    number = next(_numbers)
    if field.is_relation:
        row = MAKE[field.related_model]()
        return row.page_ptr if field.related_model is Page else row
    if field.choices:
        return next(
            value for value, _label in field.flatchoices if value not in ("", field.default)
        )
    match field:
        case models.BooleanField():
            return not field.get_default()
        case models.DateTimeField():
            return datetime(2030, 1, 1, tzinfo=UTC) + timedelta(days=number)
        case models.DateField():
            return date(2030, 1, 1) + timedelta(days=number)
        case models.URLField():
            return f"https://example.org/{number}"
        case models.SlugField():
            return f"filled-{number}"
        case RichTextField():
            return f"<p>Filled {number}</p>"
        case models.CharField() | models.TextField():
            return f"Filled {number}"
        case models.IntegerField():
            return 1 + number % 1000
        case models.JSONField():
            return {"pitch": 1 + number % 90}
    raise NotImplementedError(f"Say how to fill a {type(field).__name__}.")


def fill(page: Page) -> None:
    """Give ``page``, a row of its own kind, a value in every field and two of every part."""
    for field in content_fields(page):
        setattr(page, field.name, value_for(field))
    page.save()
    for name in page.linked:
        model = Topic if name == "topics" else getattr(page, name).model
        getattr(page, name).set([MAKE[model](), MAKE[model]()])
    for relation in part_relations(page):
        relation.related_model.objects.filter(**{relation.field.name: page}).delete()
        for number in range(2):
            part = relation.related_model(**{relation.field.name: page})
            for field in part_fields(relation):
                setattr(part, field.name, value_for(field))
            part.position = number
            if isinstance(part, RoutineItem):  # It is an exercise or an activity, never both.
                part.exercise, part.activity = (
                    (part.exercise, "") if number else (None, RoutineItem.Activity.HEAT)
                )
            part.save()


def empty(page: Page) -> None:
    """Take everything from ``page`` that it can do without."""
    for field in content_fields(page):
        if field.null:
            setattr(page, field.name, None)
        elif field.has_default() or field.blank:
            setattr(page, field.name, field.get_default())
    page.save()
    for name in page.linked:
        getattr(page, name).set([])
    for relation in part_relations(page):
        relation.related_model.objects.filter(**{relation.field.name: page}).delete()


def said(page: Page) -> dict[str, Any]:
    """What the page says according to the database, without keys of its own rows."""
    row = type(page).objects.get(pk=page.pk)
    told: dict[str, Any] = {
        field.name: getattr(row, field.attname) for field in content_fields(row)
    }
    for name in row.linked:
        told[name] = set(getattr(row, name).values_list("pk", flat=True))
    for relation in part_relations(row):
        names = [field.attname for field in part_fields(relation)]
        told[relation.name] = list(getattr(row, relation.name).values(*names))
    return told


def content_fields(page: Page) -> list[models.Field]:
    """The columns that say something; the length of a text follows from the text."""
    state = {*page.state_fields, "word_count"}
    return [field for field in page._meta.concrete_fields if field.name not in state]


def part_relations(page: Page) -> Iterator[models.ManyToOneRel]:
    return (page._meta.get_field(name) for name in page.parts)


def part_fields(relation: models.ManyToOneRel) -> list[models.Field]:
    columns = relation.related_model._meta.concrete_fields
    return [field for field in columns if not field.primary_key and field != relation.field]
