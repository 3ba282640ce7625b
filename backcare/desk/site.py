"""The editors' desk: Django's admin, under the same content policy as the public pages."""

from django.contrib.admin import AdminSite
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext_lazy as _

from backcare.richtext import admin_views
from backcare.site.current import current_site


class DeskSite(AdminSite):
    """Django's admin site, named after the site, with what the editor's dialogs ask for."""

    index_title = _("The desk")

    @property
    def site_header(self) -> str:  # type: ignore[override]  # Django reads it per request
        return current_site().name

    @property
    def site_title(self) -> str:  # type: ignore[override]  # as above
        return current_site().name

    def get_urls(self) -> list[URLPattern | URLResolver]:
        return [
            path("richtext/images/", admin_views.image_choices, name="richtext_images"),
            path("richtext/pages/", admin_views.page_choices, name="richtext_pages"),
            *super().get_urls(),
        ]
