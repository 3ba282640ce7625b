"""Files go when the row that refers to them has gone for good."""

from functools import partial

from django.db import transaction
from django.db.models.signals import post_delete

from . import files
from .models import Image


def connect() -> None:
    # A signal, because bulk and cascading deletions never call Image.delete().
    post_delete.connect(remove_files, sender=Image, dispatch_uid="library.remove_files")


def remove_files(sender: type[Image], instance: Image, using: str, **kwargs: object) -> None:
    obsolete = files.names(instance.stored)
    transaction.on_commit(partial(files.remove, obsolete), using=using, robust=True)
