"""Rows that pages show beside themselves: whoever loads one depends on it."""

from typing import Any, Self

from django.db import models, transaction

from .recording import shows


class Shown(models.Model):
    """A model whose rows stand on pages: topics, people, images.

    Saving or deleting one has the answers made anew that show it.
    """

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the row together with the word of its change."""
        with transaction.atomic(savepoint=False):
            super().save(*args, **kwargs)

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        """Note that the answer that is being made shows the row."""
        row = super().from_db(*args, **kwargs)
        shows(row)
        return row
