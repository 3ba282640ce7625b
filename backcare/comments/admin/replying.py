"""Answering a comment from the queue."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from backcare.http.client import client_address
from backcare.people.models import User

from ..forms import Line, TextForm
from ..judging import Submission
from ..models import Comment
from ..models.comment import LONGEST_NAME
from ..moderation import decide
from ..submission import Refused, submit
from ..writers import Writer, writer_of
from .access import comment_or_404, deciding, read_at_of
from .answering import Outcome, answer, wants_json, way_back
from .cards import card_of


class ReplyForm(TextForm):
    """An answer; with a name where the account has none to show to readers."""

    name = Line(label=gettext_lazy("Your name, as readers see it"), max_length=LONGEST_NAME)

    field_order = ["name", "text"]

    def __init__(self, *args: Any, writer: Writer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("Your reply")
        self.fields["text"].error_messages["required"] = _("Write your reply.")
        if writer.name:
            del self.fields["name"]


class ReplyingViews(admin.ModelAdmin):
    """The view behind the reply box of a card."""

    @method_decorator(require_POST)
    def reply_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Publish an answer, and approve what it answers if that waits. On errors the text is
        given back.
        """
        by = deciding(request)
        comment = comment_or_404(pk)
        writer = writer_of(request) or Writer(by, None, by.get_full_name())
        form = ReplyForm(request.POST, writer=writer)
        if form.is_valid():
            try:
                self._publish(request, comment, form.cleaned_data, writer=writer, by=by)
            except ValidationError as refusal:
                form.add_error(None, refusal)
            else:
                was_waiting = comment.status == Comment.Status.HELD
                words = (
                    _("Approved, and your reply to %(name)s is published.")
                    if was_waiting
                    else _("Your reply to %(name)s is published.")
                )
                return answer(request, Outcome(words % {"name": comment.name}, comments=(pk,)))
        if wants_json(request):
            errors = [str(error) for errors in form.errors.values() for error in errors]
            return JsonResponse({"words": " ".join(errors)}, status=422)
        return self._show(request, comment, form)

    @transaction.atomic
    def _publish(
        self,
        request: HttpRequest,
        comment: Comment,
        data: dict[str, Any],
        *,
        writer: Writer,
        by: User,
    ) -> None:
        if comment.status == Comment.Status.HELD:
            decide(comment, Comment.Status.APPROVED, by=by, read_at=read_at_of(request))
        answered = Comment.objects.select_related("page", "thread", "parent").get(pk=comment.pk)
        if not answered.is_public:
            raise Refused(_("Readers don't see this comment, so that it can't be answered."))
        submit(
            Submission(
                page=answered.page,
                name=writer.name or data["name"],
                email="",
                text=data["text"],
                answers=answered,
                address=client_address(request),
                user=by,
                contributor=writer.contributor,
            )
        )

    def _show(self, request: HttpRequest, comment: Comment, form: ReplyForm) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("Reply to %(name)s") % {"name": comment.name},
            "card": card_of(request, comment),
            "form": form,
            "here": way_back(request),
            "opts": self.model._meta,
        }
        return render(request, "admin/comments/comment/reply.html", context, status=422)
