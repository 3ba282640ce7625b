"""Invitations, and what is asked of groups, in the desk."""

from contextlib import suppress
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.exceptions import NotRegistered
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django_otp.plugins.otp_totp.models import TOTPDevice

from backcare.jobs.mail import mail_is_delivered
from backcare.people.requests import signed_in

from . import invitations
from .forms import InvitationForm
from .models import GroupRule, Invitation
from .views.pages import answer

# Its pages would show the secrets of apps, and set up what nobody has confirmed.
with suppress(NotRegistered):
    admin.site.unregister(TOTPDevice)

admin.site.unregister(Group)


class GroupRuleInline(admin.StackedInline):
    model = GroupRule
    can_delete = False


@admin.register(Group)
class GroupAdmin(DjangoGroupAdmin):
    """Django's, with what is asked of the members. Superusers only: a group is rights."""

    inlines = [GroupRuleInline]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return _is_owner(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_owner(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_owner(request)


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):
    """Invitations are made, looked at, renewed and revoked; the link is seen when it is made."""

    form = InvitationForm
    list_display = ["name", "email", "role_names", "state", "inviter", "expires_at"]
    list_select_related = ["invited_by"]
    search_fields = ["name", "email"]
    shown = ["name", "email", "role_names", "contributor", "state", "inviter"]
    times = ["invited_at", "expires_at", "accepted_at", "revoked_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Invitation]:
        return super().get_queryset(request).prefetch_related("roles")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        # Not even the hash of a link can be guessed letter by letter, nor anybody's password.
        return lookup in {"expires_at", "e"} and super().lookup_allowed(lookup, value, request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        if obj is not None:
            return super().get_form(request, obj, change, form=ModelForm, **kwargs)
        form = super().get_form(request, obj, change, **kwargs)
        return type("InvitationForm", (form,), {"inviter": request.user})

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*self.shown, *self.times] if obj else ["name", "email", "roles", "contributor"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [*self.shown, *self.times] if obj else []

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        try:
            roles = form.cleaned_data["roles"]
            obj.link = invitations.invite(obj, roles, by=signed_in(request))
        except PermissionError:
            raise PermissionDenied from None

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Nothing: the roles were stored with the rest."""

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._link_page(request, obj, obj.link)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path(
                "<int:pk>/renew/",
                view(require_POST(self.renew)),
                name="accounts_invitation_renew",
            ),
            path(
                "<int:pk>/revoke/",
                view(require_POST(self.revoke)),
                name="accounts_invitation_revoke",
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
        invitation = self.get_object(request, object_id)
        can = invitation is not None and self._may_decide(request, invitation)
        extra = {
            "title": _("Invitation"),
            "can_decide": can and invitation and invitation.accepted_at is None,
            **(extra_context or {}),
        }
        return super().change_view(request, object_id, form_url, extra)

    def renew(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Another link; shown this once."""
        invitation = self._get(request, pk)
        try:
            link = invitations.renew(invitation)
        except PermissionError:
            messages.error(
                request,
                _(
                    "This invitation cannot be renewed: it was used, or who invited may not give "
                    "its roles any more. Make a new one."
                ),
            )
            return self._to(invitation)
        self.log_change(request, invitation, "Made another link.")
        invitation.refresh_from_db()
        return self._link_page(request, invitation, link)

    def revoke(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Void the link."""
        invitation = self._get(request, pk)
        if invitations.revoke(invitation):
            self.log_change(request, invitation, "Revoked.")
            messages.success(request, _("The link is void."))
        return self._to(invitation)

    @admin.display(description=_("roles"))
    def role_names(self, invitation: Invitation) -> str:
        return ", ".join(role.name for role in invitation.roles.all())

    @admin.display(description=_("invited by"), ordering="invited_by")
    def inviter(self, invitation: Invitation) -> str:
        by = invitation.invited_by
        return by.get_username() if by is not None else str(_("the owner of the machine"))

    @admin.display(description=_("state"))
    def state(self, invitation: Invitation) -> str:
        if invitation.accepted_at:
            return str(_("accepted"))
        if invitation.revoked_at:
            return str(_("revoked"))
        return str(_("open") if invitation.is_open else _("expired"))

    def _may_decide(self, request: HttpRequest, invitation: Invitation) -> bool:
        """Whoever could have made it: else a renewed link would give more than one's own rights."""
        own = set(invitations.roles_to_give(signed_in(request)))
        return self.has_add_permission(request) and own.issuperset(invitation.roles.all())

    def _get(self, request: HttpRequest, pk: int) -> Invitation:
        invitation = self.get_object(request, str(pk))
        if invitation is None or not self._may_decide(request, invitation):
            raise PermissionDenied
        return invitation

    def _to(self, invitation: Invitation) -> HttpResponse:
        return HttpResponseRedirect(
            reverse("admin:accounts_invitation_change", args=[invitation.pk])
        )

    def _link_page(self, request: HttpRequest, invitation: Invitation, link: str) -> HttpResponse:
        return answer(
            request,
            "link",
            str(_("The link of the invitation")),
            link=link,
            what="invitation",
            invitation=invitation,
            is_mailed=bool(invitation.email) and mail_is_delivered(),
            back=reverse("admin:accounts_invitation_changelist"),
        )


def _is_owner(request: HttpRequest) -> bool:
    return request.user.is_active and request.user.is_superuser
