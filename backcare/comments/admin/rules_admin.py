"""The admin of the rules, and a page to try them on a message."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ..models import Rules
from .access import may_decide
from .trying import TryForm, learned, tried


@admin.register(Rules)
class RulesAdmin(admin.ModelAdmin):
    """One row: the list leads straight to it. Until it is first saved, the defaults hold."""

    change_form_template = "admin/comments/rules/change_form.html"
    fieldsets = (
        (gettext_lazy("What waits for a moderator"), {"fields": ["hold_first", "most_links"]}),
        (gettext_lazy("The spam filter"), {"fields": ["approve_below", "spam_above"]}),
        (
            gettext_lazy("How many"),
            {"fields": ["most_from_address", "most_on_page", "flags_to_hold"]},
        ),
        (gettext_lazy("How long"), {"fields": ["spam_days", "email_days"]}),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        if object_id != "1":
            return None
        return Rules.objects.first() or Rules(pk=1)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return redirect("admin:comments_rules_change", 1)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.try_view)
        return [path("try/", view, name="comments_rules_try"), *super().get_urls()]

    @method_decorator([never_cache, require_http_methods(["GET", "HEAD", "POST"])])
    def try_view(self, request: HttpRequest) -> HttpResponse:
        """What the rules would make of a message, which is stored nowhere.

        Whoever may see the phrases sees which are found; the rest is for those who decide.
        """
        decides = may_decide(request)
        if not decides and not request.user.has_perm("comments.view_redflagphrase"):
            raise PermissionDenied
        form = TryForm(request.POST if request.method == "POST" else None)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Try a message"),
            "form": form,
            "tried": tried(form.cleaned_data, with_rules=decides) if form.is_valid() else None,
            "learned": learned() if decides else None,
            "may_decide": decides,
            "opts": self.opts,
        }
        return render(request, "admin/comments/rules/try.html", context)
