"""The admin of blocks: whom and what the moderators don't want to read."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..blocking import stored_value
from ..models import Block

# As long as the key of a network address is kept anywhere.
LONGEST_FOR_ADDRESS = timedelta(days=30)
USUAL = timedelta(days=30)
LONGEST_VALUE = 200  # characters; some letters become several in the form that is kept


class DayField(forms.DateField):
    """A day, chosen from the browser's own calendar."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        super().__init__(input_formats=["%Y-%m-%d"], **kwargs)


def end_of(day: date) -> datetime:
    """The last moment of a day here."""
    return timezone.make_aware(datetime.combine(day, time.max.replace(microsecond=0)))


class BlockForm(forms.ModelForm):
    """What is typed becomes what is kept of it; afterwards only how long and how is changed."""

    until = DayField(
        label=gettext_lazy("Until"),
        required=False,
        help_text=gettext_lazy(
            "Left empty, a new block of an address lasts 30 days; of an @domain, a word or a "
            "phrase, until you remove it. A network address is blocked for 30 days at most."
        ),
    )

    class Meta:
        model = Block
        fields = ["kind", "value", "effect", "until", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "value" in self.fields:
            self.fields["value"].help_text = _(
                "For example 203.0.113.7, name@example.org, @example.org, or the words. "
                "Addresses of people are kept in a form that nobody can read."
            )
        if self.instance.until:
            self.initial["until"] = timezone.localtime(self.instance.until).date()

    def clean_until(self) -> datetime | None:
        day = self.cleaned_data["until"]
        if day is None:
            return None
        if "until" in self.changed_data and day < timezone.localdate():
            raise ValidationError(_("This day is over."))
        return end_of(day)

    def clean(self) -> dict[str, Any] | None:
        data = super().clean() or self.cleaned_data
        kind = data.get("kind", self.instance.kind)
        if "value" in data and kind:
            self._store(kind, data)
        if "until" in data:
            data["until"] = self._until(kind, data)
        return data

    def _store(self, kind: str, data: dict[str, Any]) -> None:
        """Put what is kept of the value in its place."""
        try:
            value, hint = stored_value(kind, data["value"])
        except ValueError:
            self.add_error("value", _wrong(kind))
            return
        if len(value) > LONGEST_VALUE:
            self.add_error("value", _("This is too long."))
            return
        data["value"], self.instance.hint = value, hint

    def _until(self, kind: str, data: dict[str, Any]) -> datetime | None:
        until = data["until"]
        latest = end_of(timezone.localdate() + LONGEST_FOR_ADDRESS)
        if kind == Block.Kind.ADDRESS and until is not None and until > latest:
            self.add_error("until", _("A network address can be blocked for 30 days at most."))
        if until is not None:
            return until
        is_new = self.instance.pk is None
        is_person = kind == Block.Kind.EMAIL and not str(data.get("value", "")).startswith("@")
        if kind == Block.Kind.ADDRESS or (is_new and is_person):
            return end_of(timezone.localdate() + USUAL)
        return None


def _wrong(kind: str) -> str:
    return {
        Block.Kind.ADDRESS: _("Enter a network address such as 203.0.113.7 or 2001:db8::1."),
        Block.Kind.EMAIL: _("Enter an e-mail address, or @ and a domain: @example.org."),
        Block.Kind.WORD: _("Enter a word or a phrase with at least one letter or digit."),
    }[Block.Kind(kind)]


class InForceFilter(admin.SimpleListFilter):
    title = gettext_lazy("in force")
    parameter_name = "in-force"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", gettext_lazy("In force")), ("no", gettext_lazy("Over"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet | None:
        match self.value():
            case "yes":
                return queryset.in_force()
            case "no":
                return queryset.filter(Q(until__lte=timezone.now()))
        return None


@admin.register(Block)
class BlockAdmin(admin.ModelAdmin):
    form = BlockForm
    list_display = ["which", "kind", "effect", "until", "note", "created_at", "created_by"]
    list_filter = [InForceFilter, "kind", "effect"]
    list_select_related = ["created_by"]
    search_fields = ["note"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ["kind", "value", "effect", "until", "note"]
        return ["which", "kind", "effect", "until", "note", "created_at", "created_by"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [] if obj is None else ["which", "kind", "created_at", "created_by"]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.created_by_id = request.user.pk
        super().save_model(request, obj, form, change)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Not by the stored value, which would let a guess be tried."""
        return lookup in {InForceFilter.parameter_name, "kind__exact", "effect__exact"}

    @admin.display(description=gettext_lazy("which"))
    def which(self, block: Block) -> str:
        return str(block)
