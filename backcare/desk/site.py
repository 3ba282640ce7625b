"""The editors' desk: Django's admin, under the same content policy as the public pages."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext_lazy as _

from backcare.accounts.urls import desk_urls
from backcare.accounts.views.account import change_password
from backcare.accounts.views.signing_in import SignIn
from backcare.people.models import User
from backcare.richtext import admin_views
from backcare.site.current import current_site

from .lately import lately, scheduled
from .waiting import lines_for, things_to_begin


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
            *desk_urls(self),
            *super().get_urls(),
        ]

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Name and password; whoever is signed in goes on to the desk."""
        if request.method == "GET" and self.has_permission(request):
            return redirect("admin:index")
        return SignIn.as_view(extra_context=extra_context)(request)  # type: ignore[return-value]

    def password_change(  # type: ignore[override]  # a view like any other
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Part of “Your account”, at the address that Django's pages link to."""
        return change_password(request)

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """What waits, what is about to happen and what happened; then the list of everything."""
        desk: dict[str, Any] = {}
        if isinstance(request.user, User):
            desk = {"waiting": lines_for(request.user), "begin": things_to_begin(request.user)}
            if request.user.has_perm("publishing.view_page"):
                desk |= {"scheduled": scheduled(), "lately": lately()}
        return super().index(request, {"desk": desk, **(extra_context or {})})
