"""Rich text on the editors' desk."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import AdminForm
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from backcare.library.models import Image
from backcare.publishing.models import Page

from .fields import RichTextField
from .rendering import referenced_images, referenced_pages, render
from .widgets import RichTextWidget


class RichTextAdminMixin(admin.ModelAdmin):
    """For the admin of a model with rich text: what may only be read is shown as it reads.

    Django would show the HTML itself. The editor needs nothing from here.
    """

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if show_read_only_texts(context["adminform"]):
            context["media"] += RichTextWidget.stylesheet
        return super().render_change_form(request, context, *args, **kwargs)


def show_read_only_texts(form: AdminForm) -> bool:
    """Have the form's read-only rich texts formatted; False when it has none."""
    texts = {
        field.name: _formatted(field)
        for field in form.form._meta.model._meta.fields
        if isinstance(field, RichTextField) and field.name in form.readonly_fields
    }

    def replaced(fields: Any) -> list[Any]:
        return [
            replaced(field) if isinstance(field, (list, tuple)) else texts.get(field, field)
            for field in fields
        ]

    if texts:
        form.readonly_fields = replaced(form.readonly_fields)
        form.fieldsets = [
            (name, {**options, "fields": replaced(options["fields"])})
            for name, options in form.fieldsets
        ]
    return bool(texts)


def _formatted(field: RichTextField) -> Callable[[Model], SafeString]:
    """A read-only field of the admin that stands in for ``field``."""

    @admin.display(description=field.verbose_name)
    def formatted(instance: Model) -> SafeString:
        return text_as_read(field.value_from_object(instance), instance)

    formatted.__name__ = field.name
    return formatted


def text_as_read(html: str, owner: Model) -> SafeString:
    """The rich text ``html`` of ``owner`` as readers see it, with other pages by their titles."""
    pages = Page.objects.filter(pk__in=referenced_pages(html))
    rendered = render(
        html,
        sources=owner.sources.all() if isinstance(owner, Page) else (),
        embeds={page.pk: _named(page) for page in pages},
        images=Image.described.in_bulk(referenced_images(html)),
        care_headings={
            "emergency": _("Emergency"),
            "urgent": _("Urgent"),
            "doctor": _("See a doctor"),
            "tip": _("Tip"),
        },
    )
    return format_html('<div class="richtext-read">{}</div>', rendered.html)


def _named(page: Page) -> SafeString:
    state = "" if page.is_live else _("(readers do not see it)")
    return format_html('<p class="richtext-page">{} {}</p>', page.title, state)
