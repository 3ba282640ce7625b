"""Blocking whoever wrote a comment, from its card."""

from datetime import date

from django import forms
from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from backcare.people.models import User

from ..blocking import stored_value
from ..models import Block, Comment
from .access import comment_or_404, deciding
from .answering import Outcome, answer, wants_json, way_back
from .block_admin import LONGEST_FOR_ADDRESS, DayField, end_of
from .cards import card_of


class BlockCommenterForm(forms.Form):
    """What of a commenter is blocked, and until when. What the comment lacks is not offered."""

    address = forms.BooleanField(label=gettext_lazy("Network address"), required=False)
    email = forms.BooleanField(label=gettext_lazy("E-mail address"), required=False)
    effect = forms.ChoiceField(
        label=gettext_lazy("What comes from there"), choices=Block.Effect.choices
    )
    until = DayField(label=gettext_lazy("Until"))

    def __init__(self, data: QueryDict, *, comment: Comment) -> None:
        super().__init__(data, auto_id=f"block-{comment.pk}-%s")
        self.comment = comment
        self.fields["address"].disabled = not comment.address_key
        self.fields["email"].disabled = not comment.email

    def clean_until(self) -> date:
        until = self.cleaned_data["until"]
        if until <= timezone.localdate():
            raise forms.ValidationError(_("Choose a day to come."))
        return until

    def clean(self) -> dict:
        data = self.cleaned_data
        if not data.get("address") and not data.get("email"):
            raise forms.ValidationError(_("Choose what to block."))
        latest = timezone.localdate() + LONGEST_FOR_ADDRESS
        if data.get("address") and data.get("until") and data["until"] > latest:
            self.add_error(
                "until", _("A network address is kept, and can be blocked, for 30 days at most.")
            )
        return data

    @transaction.atomic
    def save(self, *, by: User) -> list[Block]:
        """Make the blocks, or change those that are there."""
        data = self.cleaned_data
        values = []
        if data["address"]:
            hint = _("the address of comment %(number)d") % {"number": self.comment.pk}
            values.append((Block.Kind.ADDRESS, self.comment.address_key, hint))
        if data["email"]:
            values.append((Block.Kind.EMAIL, *stored_value(Block.Kind.EMAIL, self.comment.email)))
        note = _("From comment %(number)d") % {"number": self.comment.pk}
        return [
            Block.objects.update_or_create(
                kind=kind,
                value=value,
                defaults={"effect": data["effect"], "until": end_of(data["until"])},
                create_defaults={
                    "effect": data["effect"],
                    "until": end_of(data["until"]),
                    "hint": hint,
                    "note": note,
                    "created_by": by,
                },
            )[0]
            for kind, value, hint in values
        ]


class BlockingViews(admin.ModelAdmin):
    """The view behind "Block this person"."""

    @method_decorator(require_POST)
    def block_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        by = deciding(request)
        comment = comment_or_404(pk)
        form = BlockCommenterForm(request.POST, comment=comment)
        if form.is_valid():
            form.save(by=by)
            words = _("%(name)s is blocked until %(day)s.") % {
                "name": comment.name,
                "day": f"{form.cleaned_data['until']:%d.%m.%Y}",
            }
            return answer(request, Outcome(words, comments=(pk,)))
        if wants_json(request):
            errors = [str(error) for errors in form.errors.values() for error in errors]
            return JsonResponse({"words": " ".join(errors)}, status=422)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Block %(name)s") % {"name": comment.name},
            "card": card_of(request, comment),
            "form": form,
            "here": way_back(request),
            "opts": self.model._meta,
        }
        return render(request, "admin/comments/comment/block.html", context, status=422)
