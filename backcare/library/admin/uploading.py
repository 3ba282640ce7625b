"""Many images at once: uploaded one by one or together, described one by one or together."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from .. import files
from ..forms import DescriptionForm, not_stored
from ..models import Image

# Cards on a page; whoever has more waiting gets the next when these are described.
MOST_CARDS = 50
LONGEST_NAME = 60  # characters of a file's name, as far as a message says it

UPLOAD = "admin:library_image_upload"
CARD = "admin/library/image/_card.html"


class Uploading:
    """The part of the library's admin that takes many images. Mix into a ModelAdmin of Image."""

    def get_urls(self: Any) -> list[URLPattern]:
        views = (
            ("upload", require_http_methods(["GET", "HEAD", "POST"])),
            ("describe", require_POST),
        )
        own = [
            path(
                f"{name}/",
                self.admin_site.admin_view(limited(getattr(self, f"{name}_view"))),
                name=f"library_image_{name}",
            )
            for name, limited in views
        ]
        return [*own, *super().get_urls()]  # type: ignore[misc]  # ModelAdmin's

    def upload_view(self: Any, request: HttpRequest) -> HttpResponse:
        """Take files, or show what to take them with and which wait for their description."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return self._page(request, [DescriptionForm(instance=row) for row in _waiting(request)])
        uploads = request.FILES.getlist("uploads")
        if request.headers.get("Accept", "").startswith("application/json"):
            return self._answer(request, uploads)
        self._take_all(request, uploads)
        return HttpResponseRedirect(reverse(UPLOAD))

    def describe_view(self: Any, request: HttpRequest) -> HttpResponse:
        """Keep what was written about each image; what is wrong with one keeps none of the others.

        403 when one of them is not for this person to change.
        """
        keys = [
            int(key)
            for key in request.POST.getlist("image")
            if key.isascii() and key.isdigit() and len(key) < 19
        ]
        rows = list(Image.objects.filter(pk__in=keys[:MOST_CARDS]).order_by("pk"))
        if not self.has_add_permission(request) or not all(
            self.has_change_permission(request, row) for row in rows
        ):
            raise PermissionDenied
        forms = [DescriptionForm(request.POST, instance=row) for row in rows]
        for form in forms:
            if form.is_valid() and form.has_changed():
                with transaction.atomic():
                    form.save()
                    self.log_change(
                        request, form.instance, self.construct_change_message(request, form, [])
                    )
        ready = sum(form.is_valid() and not form.instance.is_waiting for form in forms)
        if ready:
            said = ngettext(
                "%d image is described and can be used.",
                "%d images are described and can be used.",
                ready,
            )
            messages.success(request, said % ready)
        left = [form for form in forms if not form.is_valid() or form.instance.is_waiting]
        if any(form.errors for form in left):
            return self._page(request, left)
        if left:
            said = ngettext(
                "%d image still waits for its description.",
                "%d images still wait for their descriptions.",
                len(left),
            )
            messages.warning(request, said % len(left))
            return HttpResponseRedirect(reverse(UPLOAD))
        return HttpResponseRedirect(reverse("admin:library_image_changelist"))

    def _page(self: Any, request: HttpRequest, forms: list[DescriptionForm]) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Upload images"),
            "forms": forms,
            "has_errors": any(form.is_bound and form.errors for form in forms),
        }
        return TemplateResponse(request, "admin/library/image/upload.html", context)

    def _answer(self: Any, request: HttpRequest, uploads: list[UploadedFile]) -> JsonResponse:
        """For the script, which sends one file: the card of the image, or why there is none."""
        try:
            if len(uploads) != 1:
                raise ValidationError(nothing_chosen())
            image = self._take(request, uploads[0])
        except ValidationError as error:
            return JsonResponse({"words": " ".join(error.messages)})
        form = DescriptionForm(instance=image)
        return JsonResponse({"card": render_to_string(CARD, {"form": form}, request)})

    def _take_all(self: Any, request: HttpRequest, uploads: list[UploadedFile]) -> None:
        if not uploads:
            messages.error(request, nothing_chosen())
        taken = 0
        for upload in uploads:
            try:
                self._take(request, upload)
            except ValidationError as error:
                name = Truncator(upload.name or "").chars(LONGEST_NAME)
                words = {"name": name, "reason": " ".join(error.messages)}
                messages.error(request, _("“%(name)s”: %(reason)s") % words)
            else:
                taken += 1
        if taken:
            said = ngettext("%d image is uploaded.", "%d images are uploaded.", taken)
            messages.success(request, said % taken)

    def _take(self: Any, request: HttpRequest, upload: UploadedFile) -> Image:
        """An image that waits for its description. Raises ValidationError with the reason."""
        try:
            image = Image.objects.add(upload, is_waiting=True, uploaded_by=request.user)
        except files.StorageError as error:
            raise not_stored() from error
        self.log_addition(request, image, [{"added": {}}])
        return image


def nothing_chosen() -> str:
    return _("Choose one or more images first.")


def _waiting(request: HttpRequest) -> list[Image]:
    """What this person has uploaded and not yet described, in the order of uploading."""
    rows = Image.objects.filter(is_waiting=True, uploaded_by=request.user.pk)
    return list(rows.order_by("pk")[:MOST_CARDS])
