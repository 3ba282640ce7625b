from django.db import models
from django.db.models.functions import Now


class Change(models.Model):
    """What has changed, for the other machines; written with the change itself."""

    at = models.DateTimeField(db_default=Now(), db_index=True)
    layout = models.PositiveSmallIntegerField()
    tags = models.JSONField()

    def __str__(self) -> str:
        return f"{self.pk}: {self.tags}"
