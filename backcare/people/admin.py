from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import DateTimeField, Exists, F, Max, OuterRef, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django_otp.plugins.otp_totp.models import TOTPDevice

from backcare.accounts import resetting, second_factor, sessions
from backcare.accounts.views.pages import answer
from backcare.addresses.moving import LeavesRedirect

from .models import Contributor, User

LAST_OWNER = _(
    "This is the last account that may do everything. Make another one first, or nobody could "
    "manage accounts any more."
)


class UserForm(UserChangeForm):
    """Django's; refuses to take the rights of the last who has them all."""

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        flags = ("is_active", "is_staff", "is_superuser")
        remains = all(data.get(flag, getattr(self.instance, flag)) for flag in flags)
        if self.instance.pk and not remains and User.objects.is_last_owner([self.instance.pk]):
            raise ValidationError(LAST_OWNER, code="last_owner")
        return data


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    """Accounts. Superusers change them; editors see who is there."""

    form = UserForm
    list_display = ["username", "name", "roles", "seen", "has_second_factor", "is_active"]
    list_filter = ["is_active", "is_superuser", "groups"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        confirmed = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        seen = Max("devices__seen_at", output_field=DateTimeField())
        return (
            super()
            .get_queryset(request)
            .prefetch_related("groups")
            .annotate(has_app=Exists(confirmed), browser_seen=seen)
            .annotate(
                last_seen=Greatest(
                    Coalesce("browser_seen", "last_login"), Coalesce("last_login", "browser_seen")
                )
            )
        )

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        allowed = {"is_active", "is_superuser", "is_staff", "groups"}
        return lookup.split("__")[0] in allowed and super().lookup_allowed(lookup, value, request)

    # Whoever could change accounts could give themselves any rights.
    def has_add_permission(self, request: HttpRequest) -> bool:
        return _is_owner(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_owner(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if not _is_owner(request):
            return False
        return obj is None or not User.objects.is_last_owner([obj.pk])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        if User.objects.is_last_owner(queryset.values_list("pk", flat=True)):
            raise PermissionDenied
        super().delete_queryset(request, queryset)

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        if form.instance.pk == request.user.pk:
            # Whoever changes their own roles stays in, with what rights remain.
            sessions.keep(request, form.instance)

    @admin.display(description=_("name"), ordering="first_name")
    def name(self, user: User) -> str:
        return user.get_full_name()

    @admin.display(description=_("roles"))
    def roles(self, user: User) -> str:
        names = [group.name for group in user.groups.all()]
        return ", ".join([str(_("superuser")), *names] if user.is_superuser else names)

    @admin.display(description=_("last seen"), ordering=F("last_seen").desc(nulls_last=True))
    def seen(self, user: Any) -> Any:
        return user.last_seen

    @admin.display(description=_("second factor"), boolean=True, ordering="has_app")
    def has_second_factor(self, user: Any) -> bool:
        return bool(user.has_app)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path(
                "<id>/reset-link/",
                view(require_POST(self.reset_link)),
                name="people_user_reset_link",
            ),
            path(
                "<id>/reset-second-factor/",
                view(require_POST(self.reset_second_factor)),
                name="people_user_reset_second_factor",
            ),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        user = self.get_object(request, unquote(object_id))
        extra = {
            "can_reset": user is not None and _is_owner(request),
            "has_app": user is not None and user.has_app,
            **(extra_context or {}),
        }
        return super().change_view(request, object_id, form_url, extra)

    def reset_link(self, request: HttpRequest, id: str) -> HttpResponse:
        """A link with which somebody sets a new password; shown this once."""
        user = self._get(request, id)
        self.log_change(request, user, "Made a link for a new password.")
        return answer(
            request,
            "link",
            str(_("A link for a new password")),
            link=resetting.reset_url(user),
            what="password",
            account=user,
            hours=resetting.HOURS,
            back=reverse("admin:people_user_change", args=[user.pk]),
        )

    def reset_second_factor(self, request: HttpRequest, id: str) -> HttpResponse:
        """Remove somebody's second factor, who has lost it."""
        user = self._get(request, id)
        if second_factor.remove(user):
            self.log_change(request, user, "Reset the second factor.")
            if user.pk == request.user.pk:
                sessions.keep(request, user)
            messages.success(request, _("The second factor of %s is reset.") % user.get_username())
        return HttpResponseRedirect(reverse("admin:people_user_change", args=[user.pk]))

    def _get(self, request: HttpRequest, id: str) -> User:
        if not _is_owner(request):
            raise PermissionDenied
        user = self.get_object(request, unquote(id))
        if user is None:
            raise Http404
        return user


@admin.register(Contributor)
class ContributorAdmin(LeavesRedirect):
    list_display = ["name", "credentials", "lived_experience", "user"]
    list_select_related = ["user"]
    search_fields = ["name"]
    autocomplete_fields = ["photo", "user"]
    prepopulated_fields = {"slug": ["name"]}


def _is_owner(request: HttpRequest) -> bool:
    return request.user.is_active and request.user.is_superuser
