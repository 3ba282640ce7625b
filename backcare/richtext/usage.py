"""Which rich texts show an image, so that the library can tell."""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Model

from backcare.library.models import Image
from backcare.library.usage import Use

from .fields import RichTextField
from .inspection import referenced_images


def figures_of(image: Image) -> Iterator[Use]:
    """The rows with a text in which ``image`` stands as a figure."""
    marker = f'data-image="{image.pk}"'
    for model in apps.get_models():
        for field in _rich_text_fields(model):
            rows = model._base_manager.filter(**{f"{field.name}__contains": marker})
            for row in rows.order_by("pk"):
                yield Use(row, str(field.verbose_name))


def images_in_texts() -> Iterator[int]:
    """The keys of all images that stand in a text as a figure; some of them more than once."""
    for model in apps.get_models():
        for field in _rich_text_fields(model):
            rows = model._base_manager.filter(**{f"{field.name}__contains": "data-image="})
            for text in rows.order_by().values_list(field.name, flat=True).iterator():
                yield from referenced_images(text)


def _rich_text_fields(model: type[Model]) -> list[RichTextField]:
    """The model's own: those of a parent are found with the parent."""
    return [field for field in model._meta.local_fields if isinstance(field, RichTextField)]
