"""The previews of a page in the desk: the draft itself, and links that show it to others."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backcare.people.models import User
from backcare.publishing import workflow
from backcare.publishing.meta import absolute
from backcare.publishing.models import Page

from .forms import ShareForm
from .models import PreviewLink, path_of
from .rendering import framed_by_the_desk, may_frame_previews, preview

# The newest, of a draft; more are history.
MOST_LINKS = 50


class PagePreviews(admin.ModelAdmin):
    """For the admin of a kind of page."""

    def get_urls(self) -> list[URLPattern]:
        opts = self.model._meta
        name = f"{opts.app_label}_{opts.model_name}"
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/preview/", wrap(self.preview_view), name=f"{name}_preview"),
            path("<int:pk>/links/", wrap(self.links_view), name=f"{name}_links"),
            path(
                "<int:pk>/links/<int:link_pk>/revoke/",
                wrap(self.revoke_view),
                name=f"{name}_revoke_link",
            ),
            *super().get_urls(),
        ]

    def may_share(self, request: HttpRequest, page: Page) -> bool:
        """Whether this person may show the draft to people outside the desk."""
        # While it waits for a reviewer or its time, too: whoever has shared it can end that.
        user = request.user
        is_draft = page.status == Page.Status.DRAFT
        return is_draft and isinstance(user, User) and workflow.works_on(user, page)

    @method_decorator(may_frame_previews)
    def change_view(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form, which may have the preview beside it."""
        return super().change_view(*args, **kwargs)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        page = context.get("original")
        if page is not None and self.may_share(request, page):
            context["links_url"] = self._url("links", page)
        return super().render_change_form(request, context, *args, **kwargs)

    @method_decorator([never_cache, require_safe, framed_by_the_desk])
    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page on the template that readers get, from the row as it was last saved."""
        page = self._previewed(request, pk)
        return preview(request, page, preview_back=self._url("change", page))

    @method_decorator([never_cache, require_http_methods(["GET", "HEAD", "POST"])])
    def links_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The links that show the draft to others; makes one, whose address is shown once."""
        page = self._shared(request, pk)
        form = ShareForm(request.POST if request.method == "POST" else None)
        made = address = None
        if form.is_valid():
            by = request.user if isinstance(request.user, User) else None
            made, token = PreviewLink.objects.share(
                page, form.cleaned_data["label"], form.cleaned_data["days"], by
            )
            address = absolute(path_of(token))
            self.log_change(request, page, _("Shared with %s.") % made.label)
            form = ShareForm()
        context = {
            **self.admin_site.each_context(request),
            "title": _("Share “%s”") % page.title,
            "page": page,
            "form": form,
            "made": made,
            "address": address,
            "links": page.preview_links.select_related("created_by")[:MOST_LINKS],
            "opts": self.model._meta,
            "back": self._url("change", page),
            "media": self.media,
        }
        status = 422 if form.errors else 200
        return render(request, "admin/previews/links.html", context, status=status)

    @method_decorator(require_POST)
    def revoke_view(self, request: HttpRequest, pk: int, link_pk: int) -> HttpResponse:
        """Have a link open no more, at once."""
        page = self._shared(request, pk)
        link = get_object_or_404(page.preview_links, pk=link_pk)
        if page.preview_links.filter(pk=link.pk).end():
            self.log_change(request, page, _("No longer shared with %s.") % link.label)
        words = _("The link for “%s” opens no more.") % link.label
        self.message_user(request, words, messages.SUCCESS)
        return redirect(self._url("links", page))

    def _previewed(self, request: HttpRequest, pk: int) -> Page:
        """The page, if this person may see it in the desk. Http404 or PermissionDenied."""
        rows = self.model._default_manager.select_related("lead_image", "reviewer", "draft_of")
        page: Any = get_object_or_404(rows, pk=pk)
        if not self.has_view_or_change_permission(request, page):
            raise PermissionDenied
        return page

    def _shared(self, request: HttpRequest, pk: int) -> Page:
        page = self._previewed(request, pk)
        if not self.may_share(request, page):
            if page.status != Page.Status.DRAFT and self.has_view_permission(request, page):
                raise Http404  # Readers have it, or had it; its draft is another page.
            raise PermissionDenied
        return page

    def _url(self, name: str, page: Page) -> str:
        opts = self.model._meta
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_{name}", args=[page.pk])
