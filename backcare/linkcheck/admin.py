"""The links of all pages at the desk, the broken ones first."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from backcare.jobs.models import Job
from backcare.jobs.queue import enqueue
from backcare.publishing.desk_urls import change_url

from . import checking
from .jobs import CHECK
from .models import BAD, Link, PageLink, State
from .templatetags.link_words import link_address, link_state

PAGES_SHOWN = 5


class NowFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        named = [(state.value, state.label) for state in State]
        return [("bad", _("Lead nowhere")), *named, ("ignored", _("Ignored"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet | None:
        match self.value():
            case None:
                return None
            case "ignored":
                return queryset.filter(is_ignored=True)
            case "bad":
                return queryset.filter(now__in=BAD, is_ignored=False)
            case state:
                return queryset.filter(now=state, is_ignored=False)


@admin.register(Link)
class LinkAdmin(admin.ModelAdmin):
    """Where the site's pages lead. Nothing of a link can be changed here but whether it matters."""

    change_list_template = "admin/linkcheck/link/change_list.html"
    actions = ["check_again", "ignore", "mind"]
    list_display = ["leads_to", "state_now", "since", "stands_on", "decision"]
    list_display_links = None
    list_filter = [NowFilter, "kind"]
    list_per_page = 50
    search_fields = ["url", "on_pages__page__title"]
    fields = ["leads_to", "state_now", "since", "checked_at", "stands_on", "is_ignored"]
    readonly_fields = ["leads_to", "state_now", "since", "checked_at", "stands_on"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Link]:
        pages = PageLink.objects.current().select_related("page").order_by("page__title", "pk")
        return (
            Link.objects.in_use()
            .with_state()
            .select_related("target")
            .prefetch_related(Prefetch("on_pages", queryset=pages, to_attr="places"))
        )

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        return ["is_ignored", "rank", "first_failed_at", "pk"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("link"))
    def leads_to(self, link: Link) -> SafeString | str:
        return link_address(link)

    @admin.display(description=_("state"))
    def state_now(self, link: Link) -> str:
        return link_state(link)

    @admin.display(description=_("since"))
    def since(self, link: Link) -> str:
        if link.first_failed_at is None:
            return ""
        return date_format(timezone.localtime(link.first_failed_at), "DATE_FORMAT")

    @admin.display(description=_("on the pages"))
    def stands_on(self, link: Any) -> SafeString:
        pages = list({place.page_id: place.page for place in link.places}.values())
        shown = format_html_join(
            ", ",
            '<a href="{}">{}</a>{}',
            (
                (change_url(page), page.title, _(" (draft)") if page.status == "draft" else "")
                for page in pages[:PAGES_SHOWN]
            ),
        )
        more = len(pages) - PAGES_SHOWN
        if more <= 0:
            return shown
        words = ngettext("and %d more", "and %d more", more) % more
        return format_html("{} {}", shown, words)

    @admin.display(description=_("what to do"))
    def decision(self, link: Link) -> SafeString:
        buttons = []
        if link.kind in {Link.Kind.ELSEWHERE, Link.Kind.PLACE}:
            buttons.append(("_check", link.pk, _("Check again now")))
        if not link.is_ignored and link.now != State.OK:  # type: ignore[attr-defined]  # annotated
            buttons.append(("_ignore", link.pk, _("Ignore this one")))
        return format_html_join(
            " ", '<button class="button" type="submit" name="{}" value="{}">{}</button>', buttons
        )

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        for name, act in (("_check", self.check_again), ("_ignore", self.ignore)):
            if request.method == "POST" and name in request.POST:
                if not self.has_change_permission(request):
                    raise PermissionDenied
                key = request.POST[name]
                act(request, Link.objects.filter(pk=int(key) if key.isdecimal() else 0))
                return HttpResponseRedirect(request.get_full_path())
        extra = {"title": _("Links"), "asks_nobody": settings.LOOPBACK}
        return super().changelist_view(request, {**extra, **(extra_context or {})})

    @admin.action(description=_("Check again now"), permissions=["change"])
    def check_again(self, request: HttpRequest, queryset: QuerySet[Link]) -> None:
        rows = Link.objects.filter(pk__in=list(queryset.values_list("pk", flat=True)))
        count = checking.check_again(rows)
        if count and not Job.objects.waiting().filter(name=CHECK).exists():
            enqueue(CHECK)
        said = ngettext(
            "%d link is checked as soon as its server may be asked. Look again in a minute.",
            "%d links are checked as soon as their servers may be asked. Look again in a minute.",
            count,
        )
        self.message_user(request, said % count, messages.SUCCESS)

    @admin.action(description=_("Ignore"), permissions=["change"])
    def ignore(self, request: HttpRequest, queryset: QuerySet[Link]) -> None:
        self._decide(request, queryset, is_ignored=True)

    @admin.action(description=_("Do not ignore any more"), permissions=["change"])
    def mind(self, request: HttpRequest, queryset: QuerySet[Link]) -> None:
        self._decide(request, queryset, is_ignored=False)

    def _decide(self, request: HttpRequest, rows: QuerySet[Link], *, is_ignored: bool) -> None:
        keys = list(rows.values_list("pk", flat=True))
        count = Link.objects.filter(pk__in=keys).update(is_ignored=is_ignored)
        said = (
            ngettext("%d link is ignored.", "%d links are ignored.", count)
            if is_ignored
            else ngettext("%d link is minded again.", "%d links are minded again.", count)
        )
        self.message_user(request, said % count, messages.SUCCESS)
