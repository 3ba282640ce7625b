"""The list of images and the form of one, on the desk."""

from collections.abc import Iterable
from itertools import islice
from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..forms import ImageForm
from ..models import Image
from ..usage import Use, is_shown, uses_of
from .filters import CreditFilter, DescriptionFilter, UseFilter
from .uploading import Uploading

USES_SHOWN = 50


@admin.register(Image)
class ImageAdmin(Uploading, admin.ModelAdmin):
    form = ImageForm
    list_display = ["__str__"]  # The list is a grid of pictures; see change_list.html.
    list_filter = [DescriptionFilter, UseFilter, CreditFilter, "created_at"]
    list_per_page = 60
    search_fields = ["alt", "caption", "credit", "licence"]
    readonly_fields = ["preview", "size", "used_in", "uploaded_by", "created_at"]
    change_form_template = "admin/library/image/change_form.html"
    change_list_template = "admin/library/image/change_list.html"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        """All images on the desk's own pages; those that can be shown where one is chosen."""
        match = request.resolver_match
        if match is not None and match.url_name == "autocomplete":
            return super().get_queryset(request)
        return Image.objects.all()

    def get_fieldsets(self, request: HttpRequest, obj: Image | None = None) -> Any:
        words = {"fields": ["upload", "alt", "decorative"]}
        rights = (_("Caption and rights"), {"fields": ["caption", "credit", "licence"]})
        if obj is None:
            return [(None, words), rights]
        focus = {"fields": ["preview", ("focal_x", "focal_y")]}
        facts = {"fields": ["used_in", "size", "uploaded_by", "created_at"]}
        if not self.has_change_permission(request, obj):
            words["fields"].remove("upload")
            focus["fields"].pop()
        return [
            (_("Picture and focal point"), focus),
            (_("Description"), words),
            rights,
            (_("About this image"), facts),
        ]

    def has_change_permission(self, request: HttpRequest, obj: Image | None = None) -> bool:
        """Editors change every image; others their own uploads, until readers see them."""
        if not super().has_change_permission(request, obj):
            return False
        if obj is None or request.user.has_perm("library.change_any_image"):
            return True
        return obj.uploaded_by_id == request.user.pk and not is_shown(obj)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with Image.objects.files_kept_with_rows():
            return super().changeform_view(request, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Image, form: Any, change: bool) -> None:
        if not change:
            obj.uploaded_by_id = request.user.pk
        super().save_model(request, obj, form, change)

    def get_deleted_objects(
        self, objs: Iterable[Image], request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[Any]]:
        """As Django's, and refuse while a page shows one of the images in any way."""
        objs = list(objs)
        rows, counts, missing, protected = super().get_deleted_objects(objs, request)
        uses: list[Any] = [self._described(use) for image in objs for use in uses_of(image)]
        if uses:
            # Who may delete what refers to the image does not matter: nobody deletes it so.
            return rows, counts, set(), uses
        return rows, counts, missing, protected

    @admin.display(description=_("preview"))
    def preview(self, image: Image) -> SafeString:
        """The picture, on which the focal point is set, and the crops that it gives."""
        return render_to_string("admin/library/image/_focus.html", {"image": image})

    @admin.display(description=_("size"), ordering="width")
    def size(self, image: Image) -> str:
        return f"{image.width} × {image.height}"

    @admin.display(description=_("used in"))
    def used_in(self, image: Image) -> str:
        uses = list(islice(uses_of(image), USES_SHOWN + 1))
        if not uses:
            return gettext("Nowhere yet.")
        links = format_html_join(
            "", "<li>{}</li>", ((self._described(use),) for use in uses[:USES_SHOWN])
        )
        more = gettext("And in more places.") if len(uses) > USES_SHOWN else ""
        return format_html("<ul>{}</ul>{}", links, more)

    def _described(self, use: Use) -> SafeString:
        """What shows an image and where, with a link to it when the desk has a page of it."""
        kind = capfirst(use.owner._meta.verbose_name)
        address = self._address_of(use.owner)
        if address is None:
            return format_html("{}: {} ({})", kind, use.owner, use.place)
        return format_html('{}: <a href="{}">{}</a> ({})', kind, address, use.owner, use.place)

    def _address_of(self, owner: models.Model) -> str | None:
        """The change page of `owner`, or of the child row that extends it."""
        for model in self.admin_site._registry:
            if not issubclass(model, type(owner)):
                continue
            if model is type(owner) or model._base_manager.filter(pk=owner.pk).exists():
                options = model._meta
                name = f"admin:{options.app_label}_{options.model_name}_change"
                return reverse(name, args=[owner.pk], current_app=self.admin_site.name)
        return None
