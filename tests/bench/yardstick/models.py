from django.db import models


class Row(models.Model):
    """What a form holds, and nothing that follows from it."""

    name = models.CharField(max_length=80)
    email = models.EmailField()
    text = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name
