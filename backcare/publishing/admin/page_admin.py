"""The admin of a kind of page: editing happens on drafts, and readers see what is published."""

from typing import Any

from adminsortable2.admin import SortableAdminBase
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Field, Model, QuerySet, prefetch_related_objects
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backcare.editing.page_editing import PageEditing
from backcare.people.requests import signed_in
from backcare.previews.admin import PagePreviews
from backcare.readiness.panel import ReadinessPanel
from backcare.richtext.admin import RichTextAdminMixin
from backcare.topics.models import Topic

from .. import drafting, references, workflow
from ..desk_urls import desk_url
from ..kinds import kinds
from ..models import Authorship, Page, Revision
from ..read_once import Known, hand_on, read_once
from ..state import last_word, state_of
from .filters import ReviewFilter, StateFilter, WhoseFilter
from .history import PageHistory
from .inlines import AuthorshipInline, RelatedChoiceInline, SourceInline
from .transitions import PageTransitions


class PageAdmin(
    PageEditing,
    ReadinessPanel,
    RichTextAdminMixin,
    SortableAdminBase,
    PageTransitions,
    PageHistory,
    PagePreviews,
):
    """Base of the admin of every kind of page.

    A published or archived page opens read-only; "Edit as a draft" leads to its draft. Where
    a page stands (status, dates, whose draft it is) is never a field of a form.
    """

    change_form_template = "admin/publishing/page/change_form.html"
    list_display = ["title", "state", "author_names", "reviewer", "review_due_on", "changed_at"]
    list_filter = [StateFilter, WhoseFilter, ReviewFilter, "topics", "reviewer"]
    list_per_page = 50
    list_select_related = ["reviewer"]
    search_fields = ["title", "summary", "slug"]
    autocomplete_fields = ["lead_image", "reviewer"]
    prepopulated_fields = {"slug": ["title"]}
    save_on_top = False
    ordering = ["-pk"]
    # Fields that say who answers for the page, or decide on its way: not for authors.
    editor_fields = (
        "reviewer",
        "reviewed_on",
        "review_due_on",
        "review_months",
        "expires_at",
        "comments_open",
        "is_demonstration",
    )
    main_fields: tuple[Any, ...] = ("title", "slug", "summary", "lead_image", "topics")
    kind_fieldsets: tuple[Any, ...] = ()
    inlines = [SourceInline, AuthorshipInline, RelatedChoiceInline]

    # What is shown ---------------------------------------------------------------------

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return [
            (None, {"fields": self.main_fields}),
            *self.kind_fieldsets,
            (
                _("Review"),
                {
                    "fields": [
                        "reviewer",
                        ("reviewed_on", "review_due_on", "review_months"),
                        "change_note",
                    ]
                },
            ),
            (
                _("More safety signs on this page"),
                {
                    "classes": ["collapse"],
                    "fields": ["extra_emergency", "extra_urgent", "extra_doctor"],
                },
            ),
            (
                _("Search results"),
                {"classes": ["collapse"], "fields": ["search_title", "search_description"]},
            ),
            (
                _("Options"),
                {
                    "classes": ["collapse"],
                    "fields": [*self._comments_field(obj), "expires_at", "is_demonstration"],
                },
            ),
        ]

    def _comments_field(self, page: Any) -> list[str]:
        """The field for whether readers can comment, where it does something.

        Publishing a draft leaves the comments of its page as they are.
        """
        if not kinds.for_model(self.model).commented:
            return []
        return ["comments_now" if page is not None and page.draft_of_id else "comments_open"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fixed = [*self.readonly_fields, "comments_now"]
        may_rename = request.user.has_perm("publishing.publish_page")
        if obj is not None and self._is_known(obj) and not may_rename:
            fixed.append("slug")  # Readers and other sites know the page by it.
        if not request.user.has_perm("publishing.edit_any_page"):
            fixed += self.editor_fields
        return fixed

    def _is_known(self, page: Page) -> bool:
        """Whether readers have seen the page at its address, be it this row or another."""
        return page.draft_of_id is not None or page.first_published_at is not None

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        if obj is not None and self._is_known(obj) and "slug" in form.base_fields:
            form.base_fields["slug"].help_text = _(
                "Readers know the page by it. Once a new one is published, the old address will "
                "lead to the new one."
            )
        return form

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        # The address of a page that has been published must not follow its title.
        if obj is not None and (
            self._is_known(obj) or not self.has_change_permission(request, obj)
        ):
            return {}
        return super().get_prepopulated_fields(request, obj)

    def formfield_for_dbfield(
        self, db_field: Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if db_field.name == "topics":
            return forms.ModelMultipleChoiceField(
                Topic.objects.all(),
                label=gettext_lazy("Topics"),
                required=False,
                widget=AutocompleteSelectMultiple(db_field, self.admin_site),
                help_text=gettext_lazy("Type a few letters. Two to four topics are enough."),
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows: Any = super().get_queryset(request)
        match = request.resolver_match
        if match is not None and str(match.url_name).endswith("_changelist"):
            rows = rows.originals().select_related("draft", "reviewer")
            return rows.prefetch_related("authorships__contributor")
        return rows.select_related("draft_of", *self.autocomplete_fields)

    def get_actions(self, request: HttpRequest) -> Any:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)  # Pages are archived, one decision each.
        return actions

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        return obj.get_absolute_url() if obj is not None and obj.is_live else None

    @admin.display(description=gettext_lazy("state"))
    def state(self, page: Page) -> str:
        return state_of(page)

    @admin.display(description=gettext_lazy("comments"))
    def comments_now(self, page: Page) -> str:
        """Of a draft: what holds on the published page, where it is changed."""
        is_open = (page.draft_of or page).comments_open
        return _("Open on the published page") if is_open else _("Closed on the published page")

    @admin.display(description=gettext_lazy("authors"))
    def author_names(self, page: Page) -> str:
        return ", ".join(by.contributor.name for by in page.authorships.all())

    # Who may do what -------------------------------------------------------------------

    def _may_edit(self, request: HttpRequest, page: Page) -> bool:
        """Drafts only, and not while they wait: for a reviewer (save for editors) or their time."""
        user = signed_in(request)
        if page.status != Page.Status.DRAFT or page.stage == Page.Stage.SCHEDULED:
            return False
        if page.stage == Page.Stage.SUBMITTED and not workflow.publishes(user, page):
            return False
        return workflow.works_on(user, page)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or self._may_edit(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only of what readers never saw: the rest is discarded or archived, and has a history."""
        allowed = super().has_delete_permission(request, obj)
        if obj is None or not allowed:
            return allowed
        return not self._is_known(obj) and self._may_edit(request, obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What goes with a page goes without being asked for: the page's permission covers it."""
        to_delete, counts, _perms_needed, protected = super().get_deleted_objects(objs, request)
        return to_delete, counts, set(), protected

    # Saving ----------------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.created_by_id = request.user.pk
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        page = form.instance
        if not change:
            self._sign(request, page)
        drafting.touch(page, signed_in(request))
        known = self.untouched(request, form, formsets) if change else {}
        with read_once(page, known):
            references.sync(page)
            news = drafting.remember(page, signed_in(request), Revision.Event.SAVED)
        if news is not None:
            self._take_back_approval(request, page)

    def _sign(self, request: HttpRequest, page: Page) -> None:
        """Name who begins a page as its author, unless the form names others."""
        contributor = getattr(request.user, "contributor", None)
        if contributor is not None and not page.authorships.exists():
            Authorship.objects.create(page=page, contributor=contributor)

    def _take_back_approval(self, request: HttpRequest, page: Page) -> None:
        """What was approved has just been changed."""
        if page.stage == Page.Stage.APPROVED:
            row = workflow.take_back(page, signed_in(request))
            page.stage, page.version = row.stage, row.version
            words = _("The draft was approved. Since it has changed, it is back in work.")
            self.message_user(request, words, messages.WARNING)

    def page_is_gone(self, request: HttpRequest, form_url: str, extra_context: Any) -> HttpResponse:
        """Keep what was typed for a page that has gone meanwhile, in the form of a new one."""
        self.message_user(
            request,
            _(
                "Somebody has published or discarded this draft while you were writing. What you "
                "typed stands below. Give it an address of its own to keep it as a new draft, or "
                "copy what you need into a draft of the published page."
            ),
            messages.WARNING,
        )
        request.POST = self._as_new(request)  # type: ignore[assignment]  # read like any
        return self.changeform_view(request, None, form_url, extra_context)

    def _as_new(self, request: HttpRequest) -> QueryDict:
        """The form's data with every part as a new one, since the old rows have gone."""
        data = request.POST.copy()
        for name in ("_then", "_preview", "_save"):
            data.pop(name, None)
        data["_continue"] = "1"
        for inline in self.get_inline_instances(request):
            formset: Any = inline.get_formset(request)
            prefix = formset.get_default_prefix()
            data[f"{prefix}-INITIAL_FORMS"] = "0"
            own = (formset.fk.name, inline.model._meta.pk.name)
            for key in list(data):
                if key.startswith(f"{prefix}-") and key.rpartition("-")[2] in own:
                    data[key] = ""
        return data

    def response_add(
        self, request: HttpRequest, obj: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        return self._next_step(request, obj) or super().response_add(request, obj, *args, **kwargs)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self._next_step(request, obj) or super().response_change(request, obj)

    def _next_step(self, request: HttpRequest, page: Page) -> HttpResponse | None:
        """Where the buttons beside "Save draft" lead once the draft is saved; None for that one."""
        if "_preview" in request.POST:
            return redirect(desk_url("preview", page))
        known = workflow.TRANSITIONS.get(request.POST.get("_then", ""))
        if known is None or known.name == "restore":  # That one starts in the history.
            return None
        if not known.allowed(signed_in(request), page):
            raise PermissionDenied
        if known.question:
            return redirect(f"{desk_url(known.name, page)}?version={page.version}")
        try:
            done = self.take_step(request, page, known)
        except ValidationError as error:
            for words in error.messages:
                self.message_user(request, words, messages.ERROR)
            return redirect(desk_url("change", page))
        return redirect(desk_url("change", done))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        page = context.get("original")
        if page is not None:
            if request.method != "POST":
                hand_on(page, _shown(context))
                prefetch_related_objects([page], "topics")
            context |= {
                "state": state_of(page),
                "told": last_word(page),
                "may_edit": self.has_change_permission(request, page),
                "may_start_draft": self.may_start_draft(request, page),
                "existing_draft": self._draft_of(page),
                "steps": self.next_steps(request, page),
                "urls": {
                    name: desk_url(name, page) for name in ("preview", "edit_as_draft", "comments")
                },
                "may_close_comments": self.may_close_comments(request, page),
                "live_url": self._live_url(page),
            }
            if page.draft_of_id:
                context["original_url"] = desk_url("change", page.draft_of)
        return super().render_change_form(request, context, *args, **kwargs)

    def _draft_of(self, page: Page) -> Page | None:
        return None if page.status == Page.Status.DRAFT else getattr(page, "draft", None)

    def _live_url(self, page: Page) -> str:
        shown = page.draft_of or page
        return shown.get_absolute_url() if shown.is_live else ""


def _shown(context: dict[str, Any]) -> Known:
    """The parts and topics that a form shows as they are stored, for all who ask the page."""
    form = context["adminform"].form
    formsets = [
        each.formset for each in context["inline_admin_formsets"] if each.has_view_permission
    ]
    known = {each.prefix: each.get_queryset() for each in formsets if not each.is_bound}
    if "topics" in form.initial:
        known["topics"] = form.initial["topics"]
    return known
