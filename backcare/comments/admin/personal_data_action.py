"""Handing out and forgetting what is kept of people, from the queue."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..models import Comment
from ..personal_data import comments_of, export_of, forget
from .access import deciding
from .answering import Outcome, leave

# People at once; each has a page of their own in the end.
MOST_PEOPLE = 20


@admin.action(
    description=gettext_lazy("Personal data: export or forget…"), permissions=["moderate"]
)
def hand_out_or_forget(
    model_admin: Any, request: HttpRequest, queryset: QuerySet[Comment]
) -> HttpResponse | None:
    """Ask what shall become of what is kept of the people who wrote the chosen comments."""
    by = deciding(request)
    emails = sorted(set(queryset.exclude(email="").values_list("email", flat=True)))
    if not emails or len(emails) > MOST_PEOPLE:
        words = (
            _("Choose comments of %(most)d people at most.") % {"most": MOST_PEOPLE}
            if emails
            else _("No e-mail address is kept with these comments.")
        )
        model_admin.message_user(request, words, messages.WARNING)
        return None
    match request.POST.get("do"):
        case "export":
            return _download(emails)
        case "anonymise" | "remove" as how:
            is_anonymised = how == "anonymise"
            count = sum(forget(email, anonymise=is_anonymised, by=by) for email in emails)
            words = (
                ngettext(
                    "%(count)d comment names nobody any more.",
                    "%(count)d comments name nobody any more.",
                    count,
                )
                if is_anonymised
                else ngettext(
                    "%(count)d comment is deleted.", "%(count)d comments are deleted.", count
                )
            )
            return leave(request, Outcome(words % {"count": count}))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Export or forget"),
        "people": [(email, comments_of(email).count()) for email in emails],
        "chosen": request.POST.getlist(ACTION_CHECKBOX_NAME),
        "select_across": request.POST.get("select_across", "0"),
        "here": request.get_full_path(),
        "opts": model_admin.opts,
    }
    return render(request, "admin/comments/comment/personal_data.html", context)


def _download(emails: list[str]) -> HttpResponse:
    exports = [export_of(email) for email in emails]
    response = JsonResponse(
        exports[0] if len(exports) == 1 else exports,
        safe=False,
        json_dumps_params={"indent": 2, "ensure_ascii": False},
    )
    response["Content-Disposition"] = 'attachment; filename="personal-data.json"'
    response["Cache-Control"] = "no-store"
    return response
