"""The form that asks when to be reminded, and the calendar files that answer it."""

from typing import Any

from django import forms
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from backcare.publishing.kinds import kinds
from backcare.publishing.meta import Meta, absolute
from backcare.publishing.models import Page
from backcare.publishing.views import page_view, trail

from .calendar import DAYS, MOST_WEEKS, Reminder, calendar_file
from .models import Exercise, Routine, RoutineItem

DAY_NAMES = (
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
)


class DayBoxes(forms.CheckboxSelectMultiple):
    """Boxes to tick; an address may name the days in one word, too: ``days=mo,we``."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        chosen = super().value_from_datadict(data, files, name) or []
        return [day for value in chosen for day in value.split(",")]


class ReminderForm(forms.Form):
    """When to be reminded. What is chosen before a reader chooses is an ordinary beginning."""

    days = forms.MultipleChoiceField(
        label=gettext_lazy("Days"),
        choices=list(zip(DAYS, DAY_NAMES, strict=True)),
        initial=["mo", "we", "fr"],
        widget=DayBoxes,
        error_messages={
            "required": gettext_lazy("Choose at least one day."),
            "invalid_choice": gettext_lazy("Choose days of the week."),
        },
    )
    time = forms.TimeField(
        label=gettext_lazy("Time"),
        input_formats=["%H:%M", "%H:%M:%S"],
        initial="07:30",
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={
            "required": gettext_lazy("Give a time, such as 07:30."),
            "invalid": gettext_lazy("Give a time, such as 07:30."),
        },
    )
    weeks = forms.IntegerField(
        label=gettext_lazy("For how many weeks"),
        min_value=1,
        max_value=MOST_WEEKS,
        initial=6,
        error_messages={
            "required": gettext_lazy("Give a number of weeks, 1 to 52."),
            "invalid": gettext_lazy("Give a number of weeks, 1 to 52."),
            "min_value": gettext_lazy("Give a number of weeks, 1 to 52."),
            "max_value": gettext_lazy("Give a number of weeks, 1 to 52."),
        },
    )
    use_required_attribute = False

    def reminder(self, page: Page, text: str, minutes: int) -> Reminder:
        """What a valid form asks for, for a page."""
        return Reminder(
            title=page.title,
            text=text,
            address=absolute(page.get_absolute_url()),
            days=frozenset(self.cleaned_data["days"]),
            at=self.cleaned_data["time"],
            weeks=self.cleaned_data["weeks"],
            minutes=minutes,
        )


@require_safe
def exercise_reminder(request: HttpRequest, slug: str) -> HttpResponse:
    """A calendar file for one exercise; its dose stands in the event."""
    exercise = Exercise.objects.live().filter(slug=slug).first()
    if exercise is None:
        return page_view("exercise")(request, slug)
    return _answer(request, exercise, exercise.dose.sentence(), exercise.dose_minutes)


@require_safe
def routine_reminder(request: HttpRequest, slug: str) -> HttpResponse:
    """A calendar file for a routine; its items stand in the event."""
    items = Prefetch("items", RoutineItem.objects.select_related("exercise"))
    routine = Routine.objects.live().prefetch_related(items).filter(slug=slug).first()
    if routine is None:
        return page_view("routine")(request, slug)
    text = "\n".join(
        f"{item}: {item.effective_dose.sentence()}" for item in routine.visible_items()
    )
    return _answer(request, routine, text, routine.total_minutes)


def _answer(request: HttpRequest, page: Page, text: str, minutes: int) -> HttpResponse:
    """The file; or the form again with what is wrong, as 422."""
    form = ReminderForm(request.GET)
    if not form.is_valid():
        return _ask_again(request, page, form)
    file = calendar_file(form.reminder(page, text, minutes), now=timezone.localtime())
    response = HttpResponse(file, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{page.slug}.ics"'
    response["X-Robots-Tag"] = "noindex"
    return response


def _ask_again(request: HttpRequest, page: Page, form: ReminderForm) -> HttpResponse:
    path = page.get_absolute_url()
    context = {
        "page": page,
        "reminder_form": form,
        "reminder_url": request.path,
        "breadcrumbs": trail(
            (str(kinds[page.kind].label_plural), kinds[page.kind].list_url or "/"),
            (page.title, path),
            (_("Reminder"), request.path),
        ),
        "meta": Meta(
            title=_("Reminder: %(title)s") % {"title": page.title},
            description=_("When to be reminded, as a file for your calendar."),
            path=path,
            robots="noindex",
        ),
    }
    return render(request, "exercises/reminder.html", context, status=422)
