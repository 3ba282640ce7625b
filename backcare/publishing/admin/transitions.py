"""What happens to a page beside editing: preview, draft, publish, archive, review."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from backcare.people.models import User

from .. import drafting, planned
from ..detail import detail_context
from ..kinds import kinds
from ..models import Page


class PageTransitions(admin.ModelAdmin):
    """The views of the desk that change where a page stands, each allowed by permission."""

    def action_url(self, name: str, page: Page) -> str:
        opts = self.model._meta
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_{name}", args=[page.pk])

    def may_start_draft(self, request: HttpRequest, page: Page) -> bool:
        """Whether this person may open a draft of a published page."""
        if page.status == Page.Status.DRAFT or not admin.ModelAdmin.has_change_permission(
            self, request
        ):
            return False
        return request.user.has_perm("publishing.edit_any_page") or page.created_by_id == (
            request.user.pk
        )

    def may_publish(self, request: HttpRequest) -> bool:
        return request.user.has_perm("publishing.publish_page")

    def may_review(self, request: HttpRequest) -> bool:
        """Whether this person may put their own name under the facts of a page."""
        is_contributor = getattr(request.user, "contributor", None) is not None
        return is_contributor and request.user.has_perm("publishing.review_page")

    def publish_page(self, request: HttpRequest, page: Page) -> HttpResponse:
        if not self.may_publish(request):
            raise PermissionDenied
        try:
            if lacks := kinds[page.kind].unfinished(page):
                raise ValidationError(lacks)
            live = drafting.publish(page, by=signed_in(request))
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
            return redirect(self.action_url("change", page))
        self.log_change(request, live, _("Published."))
        self.message_user(
            request,
            format_html(
                _('“{}” is published: <a href="{}">see it on the site</a>.'),
                live.title,
                live.get_absolute_url(),
            ),
            messages.SUCCESS,
        )
        waiting = planned.waiting_for(live).count()
        if waiting:
            self.message_user(
                request,
                format_html(
                    _('Other pages planned to link here. <a href="{}">Link them now</a>.'),
                    reverse("admin:publishing_plannedlink_for", args=[live.pk]),
                ),
                messages.INFO,
            )
        return redirect(self.action_url("change", live))

    def get_urls(self) -> list[URLPattern]:
        opts = self.model._meta
        views = {
            "preview": self.preview_view,
            "edit_as_draft": self.edit_as_draft_view,
            "archive": self.archive_view,
            "publish": self.publish_view,
            "reviewed": self.reviewed_view,
        }
        return [
            path(
                f"<int:pk>/{name.replace('_', '-')}/",
                self.admin_site.admin_view(view),
                name=f"{opts.app_label}_{opts.model_name}_{name}",
            )
            for name, view in views.items()
        ] + super().get_urls()

    def _page(self, request: HttpRequest, pk: int) -> Page:
        """The page, if this person may see it in the desk. Http404 or PermissionDenied."""
        page = get_object_or_404(
            self.model.objects.select_related("lead_image", "reviewer", "draft_of"), pk=pk
        )
        if not self.has_view_or_change_permission(request, page):
            raise PermissionDenied
        return page

    @method_decorator([never_cache, require_safe])
    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page on the template that readers get, from the row as it was last saved."""
        page = self._page(request, pk)
        context = detail_context(page)
        context["meta"].robots = "noindex"
        context |= {"is_preview": True, "preview_back": self.action_url("change", page)}
        response = render(request, kinds[page.kind].template, context)
        response["X-Robots-Tag"] = "noindex"
        return response

    @method_decorator(require_POST)
    def edit_as_draft_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        page = self._page(request, pk)
        if not self.may_start_draft(request, page):
            raise PermissionDenied
        draft = drafting.edit_as_draft(page, by=signed_in(request))
        return redirect(self.action_url("change", draft))

    @method_decorator(require_POST)
    def publish_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Publish a row as it stands: an archived page again."""
        return self.publish_page(request, self._page(request, pk))

    def archive_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the reason, then take the page out of readers' sight."""
        page = self._page(request, pk)
        if not self.may_publish(request):
            raise PermissionDenied
        if page.status != Page.Status.PUBLISHED:
            raise Http404
        if request.method == "POST":
            drafting.archive(page, by=signed_in(request), note=request.POST.get("note", "")[:300])
            self.log_change(request, page, _("Archived."))
            self.message_user(request, _("“%s” is archived. Readers don't see it.") % page.title)
            return redirect(self.action_url("change", page))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Archive “%s”?") % page.title,
            "page": page,
            "opts": self.model._meta,
            "back": self.action_url("change", page),
        }
        return render(request, "admin/publishing/page/archive.html", context)

    @method_decorator(require_POST)
    def reviewed_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Note that the person signed in has checked the facts of this row today."""
        page = self._page(request, pk)
        if not self.may_review(request):
            raise PermissionDenied
        person = signed_in(request)
        drafting.mark_reviewed(page, person.contributor, by=person)
        self.log_change(request, page, _("Reviewed."))
        self.message_user(request, _("Noted: you have reviewed this page today."))
        return redirect(self.action_url("change", page))


def change_url(page: Page) -> str:
    """The address of a page of any kind in the desk."""
    opts = kinds[page.kind].model._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[page.pk])


def signed_in(request: HttpRequest) -> User:
    """The person at the desk; the admin lets nobody else in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
