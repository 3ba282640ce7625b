"""What pages that consist mainly of text share."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from backcare.richtext.fields import RichTextField
from backcare.richtext.rendering import plain_text

WORDS_A_MINUTE = 200


class WithBody(models.Model):
    """A rich body and its length, for a child of Page.

    The length is stored with the body, so that a list of a hundred articles counts no words.
    """

    body = RichTextField(_("text"))
    word_count = models.PositiveIntegerField(_("words"), default=0, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.word_count = len(plain_text(self.body).split())
        super().save(*args, **kwargs)

    @property
    def reading_minutes(self) -> int:
        """Whole minutes at 200 words a minute, a slow reader's pace; at least one."""
        return max(1, round(self.word_count / WORDS_A_MINUTE))
