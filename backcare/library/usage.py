"""Where an image is shown. What is shown somewhere cannot be deleted.

Rows that refer to an image with a foreign key are found by themselves. Whatever refers to
images in another way (a text with figures) registers a finder in ``AppConfig.ready()``.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from django.db.models import ForeignObjectRel, Model

from .models import Image


class Use(NamedTuple):
    """A row that shows an image, and the name of the field that does so."""

    owner: Model
    place: str


Finder = Callable[[Image], Iterable[Use]]

_finders: list[Finder] = []


def register(finder: Finder) -> Finder:
    """Ask `finder` as well, from now on; once, however often it is registered."""
    if finder not in _finders:
        _finders.append(finder)
    return finder


def uses_of(image: Image) -> Iterator[Use]:
    """Every use of `image` that is known, the ones by foreign key first."""
    for relation in _relations():
        owners = relation.related_model._base_manager.filter(**{relation.field.name: image})
        for owner in owners.order_by("pk"):
            yield Use(owner, str(relation.field.verbose_name))
    for finder in _finders:
        yield from finder(image)


def _relations() -> list[ForeignObjectRel]:
    """Relations to Image, those included that hide their reverse name with a "+"."""
    return [
        relation
        for relation in Image._meta.get_fields(include_hidden=True)
        if isinstance(relation, ForeignObjectRel)
        # The hidden table of a many-to-many field: the field itself is listed, too.
        and not relation.related_model._meta.auto_created
    ]
