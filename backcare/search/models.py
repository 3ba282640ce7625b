"""What search knows of each page."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backcare.publishing.models import Page


class Document(models.Model):
    """A page as search sees it; there is one for each published page.

    ``title``, ``summary``, ``topics`` and ``body`` are words as ``analysis`` leaves them, with
    spaces between them; ``text`` is the body for people to read. What a database needs to find
    the words follows these columns by itself (see the first migration), so that every way of
    writing a row keeps the index right.
    """

    page = models.OneToOneField(
        Page, on_delete=models.CASCADE, primary_key=True, related_name="search_document"
    )
    kind = models.CharField(max_length=20)
    title = models.TextField()
    summary = models.TextField()
    topics = models.TextField()
    body = models.TextField()
    text = models.TextField()

    class Meta:
        verbose_name = _("page as search sees it")
        verbose_name_plural = _("pages as search sees them")

    def __str__(self) -> str:
        return self.title
