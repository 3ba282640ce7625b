"""Where one can begin to read a long list, however deep."""

from django.db import models


class ListMark(models.Model):
    """A page that has so many others of a list before it, the oldest first, itself included.

    ``list`` names the list, see ``long_lists``. A mark is a place to count from: it does no harm
    that some pages have come or gone since it was set, nor that its own page has.
    """

    list = models.CharField(max_length=40)
    count = models.PositiveIntegerField()
    first_published_at = models.DateTimeField()
    page_key = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list", "count"], name="list_mark_once")]

    def __str__(self) -> str:
        return f"{self.list}, {self.count}"
