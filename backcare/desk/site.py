"""The editors' desk: Django's admin under the strict content policy."""

from typing import Any

from csp.constants import NONCE, NONE, SELF
from csp.decorators import csp_replace
from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext_lazy as _

from backcare.richtext import admin_views
from backcare.site.current import current_site

# What the desk needs beside the public policy: the import map of the editor's modules, by a
# nonce; the one stylesheet that the editor injects, by its hash; and the editor's icon font.
DESK_POLICY = {
    "font-src": [SELF],
    "frame-ancestors": [NONE],
    "img-src": [SELF, "data:", "blob:"],
    "script-src": [SELF, NONCE],
    "style-src": [SELF],
}


class DeskSite(AdminSite):
    index_title = _("The desk")
    enable_nav_sidebar = True

    @property
    def site_header(self) -> str:  # type: ignore[override]  # Django reads it per request
        return current_site().name

    @property
    def site_title(self) -> str:  # type: ignore[override]  # as above
        return current_site().name

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        return csp_replace(DESK_POLICY)(super().admin_view(view, cacheable))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        login: Any = csp_replace(DESK_POLICY)(super().login)
        return login(request, extra_context)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        return [
            path("richtext/images/", admin_views.image_choices, name="richtext_images"),
            path("richtext/pages/", admin_views.page_choices, name="richtext_pages"),
            *super().get_urls(),
        ]
