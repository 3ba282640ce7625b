"""A page as JSON, and back: the one way in which a page is copied.

Drafts, publishing, history and restoring all go through ``take`` and ``apply``, so what a
draft can lose, history would lose too, and one test finds it.
"""

import json
from collections.abc import Collection, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from .models import Page

Snapshot = dict[str, Any]
FORMAT = 1


def take(page: Page) -> Snapshot:
    """Everything the page says: its fields, its parts in order, its topics and links.

    ``page`` must be of its own kind (``page.specific``). Where it stands (status, dates of
    publication) is left out: see ``Page.state_fields``.
    """
    return {
        "format": FORMAT,
        "kind": page.kind,
        "fields": _values(page, _content_fields(page)),
        "links": {
            name: sorted(row.pk for row in getattr(page, name).all()) for name in page.linked
        },
        "parts": {
            name: [_values(part, _part_fields(part, page)) for part in getattr(page, name).all()]
            for name in page.parts
        },
    }


def are_equal(one: Snapshot, other: Snapshot) -> bool:
    """Whether two snapshots say the same, one of them perhaps read from the database."""
    return _json(one) == _json(other)


def alike(one: Snapshot, other: Snapshot) -> set[str]:
    """The names of the parts and links of which two snapshots of a page say the same."""
    pairs = [(one.get(what, {}), other.get(what, {})) for what in ("links", "parts")]
    return {
        name
        for first, second in pairs
        for name in first.keys() & second.keys()
        if _json(first[name]) == _json(second[name])
    }


def _json(said: Any) -> str:
    return json.dumps(said, cls=DjangoJSONEncoder, sort_keys=True)


@transaction.atomic
def apply(snapshot: Snapshot, page: Page, *, but: Collection[str] = ()) -> Page:
    """Make ``page`` say what ``snapshot`` says, and save it; returns ``page``.

    References to rows that have been deleted since are dropped where the field may be
    empty; a part that cannot do without its reference is left out. All is written ``but`` the
    parts and links of these names, of which the row says the same already.
    """
    say(snapshot, page)
    page.save()
    for name in page.linked:
        if name not in but:
            getattr(page, name).set(linked_rows(snapshot, page, name))
    for name in page.parts:
        if name not in but:
            getattr(page, name).all().delete()
            _store(part_rows(snapshot, page, name), page)
    return page


def _store(parts: list[models.Model], page: Page) -> None:
    """Store new rows: those of a draft at once, since readers see nothing of them.

    What a model fills in while it is saved is in the snapshot.
    """
    if page.status == Page.Status.DRAFT and parts:
        type(parts[0])._base_manager.bulk_create(parts)
        return
    for part in parts:
        part.save()


def say(snapshot: Snapshot, page: Page) -> None:
    """Set the page's own fields, without saving it. Raises ValueError when they can't be its."""
    if snapshot.get("format") != FORMAT:
        raise ValueError(f"Snapshot format {snapshot.get('format')} is not known.")
    if snapshot["kind"] != page.kind and page.pk is not None:
        raise ValueError(f"A snapshot of kind {snapshot['kind']} can't become {page.kind}.")
    fields = _content_fields(page)
    said = snapshot["fields"]
    # What the row refers to already is there, since the database sees to it.
    fields = [f for f in fields if f.name in said and said[f.name] != f.value_from_object(page)]
    _assign(page, fields, said, _stored(fields, [said]))


def linked_rows(snapshot: Snapshot, page: Page, name: str) -> models.QuerySet:
    """The rows of one of ``Page.linked``, as far as they are still there."""
    manager = getattr(page, name)
    known = manager.model if name != "topics" else Page.topics.through.tag_model()
    return known.objects.filter(pk__in=snapshot["links"].get(name, []))


def part_rows(snapshot: Snapshot, page: Page, name: str) -> list[models.Model]:
    """The rows of one of ``Page.parts``, in order and not saved."""
    model, owner = _part_model(page, name)
    rows = []
    wanted = snapshot["parts"].get(name, [])
    fields = _part_fields(model(), page)
    stored = _stored(fields, wanted)
    for values in wanted:
        part = model(**{owner: page})
        if _assign(part, fields, values, stored) or _does_without(part):
            rows.append(part)
    return rows


def _content_fields(page: Page) -> list[models.Field]:
    return [field for field in page._meta.concrete_fields if field.name not in page.state_fields]


def _part_fields(part: models.Model, page: Page) -> list[models.Field]:
    """The part's own columns: neither its key nor the one that says whose it is."""
    return [
        field
        for field in part._meta.concrete_fields
        if not field.primary_key and not (field.is_relation and field.name == _owner(part, page))
    ]


def _part_model(page: Page, name: str) -> tuple[type[models.Model], str]:
    """The model of a part, and its field that says whose it is."""
    relation: Any = page._meta.get_field(name)
    return relation.related_model, relation.field.name


def _owner(part: models.Model, page: Page) -> str:
    for name in page.parts:
        model, owner = _part_model(page, name)
        if model is type(part):
            return owner
    raise LookupError(f"{type(part).__name__} is no part of {type(page).__name__}.")


def _values(row: models.Model, fields: Iterable[models.Field]) -> dict[str, Any]:
    values = {}
    for field in fields:
        value = field.value_from_object(row)
        if isinstance(field, models.FileField):
            value = field.value_to_string(row)
        values[field.name] = value
    return values


def _assign(
    row: models.Model,
    fields: Iterable[models.Field],
    values: dict[str, Any],
    stored: dict[str, dict[Any, models.Model]],
) -> bool:
    """Set the fields; False when a row that one of them referred to is not ``stored`` any more.

    Fields that the snapshot doesn't know (added since) keep their defaults.
    """
    is_complete = True
    for field in fields:
        if field.name not in values:
            continue
        value = field.to_python(values[field.name])
        if field.is_relation and value is not None and value not in stored[field.name]:
            value, is_complete = None, False
        if field.is_relation and value is not None:
            setattr(row, field.name, stored[field.name][value])
        else:
            setattr(row, field.attname, value)
    return is_complete


def _stored(
    fields: Iterable[Any], rows: Iterable[dict[str, Any]]
) -> dict[str, dict[Any, models.Model]]:
    """What ``rows`` refer to and is there, by field and key; one query for each field."""
    found = {}
    for field in fields:
        if field.is_relation:
            keys = {field.to_python(row[field.name]) for row in rows if row.get(field.name)}
            there = field.related_model._base_manager.filter(pk__in=keys)
            found[field.name] = {row.pk: row for row in there}
    return found


def _does_without(part: models.Model) -> bool:
    """Whether the database takes a part with its lost references left empty."""
    if any(
        getattr(part, field.attname) is None and not field.null
        for field in part._meta.concrete_fields
        if not field.primary_key
    ):
        return False
    try:
        part.validate_constraints()
    except ValidationError:
        return False
    return True
