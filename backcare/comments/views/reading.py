"""The permanent link of a comment, and a long thread on a page of its own."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from backcare.publishing.meta import Meta
from backcare.publishing.models import Page
from backcare.publishing.views import Trail, part_asked_for, trail

from ..models import Comment
from ..standing import address_of
from ..thread import one_thread


def public_comment(pk: int) -> Comment:
    """The comment that readers see. Http404 for any other."""
    return get_object_or_404(Comment.objects.public().select_related("page", "thread"), pk=pk)


def trail_of(page: Page, title: str) -> Trail:
    """The breadcrumbs of a page about the comments of ``page``; it has no place of its own."""
    return trail((page.title, page.get_absolute_url()), (title, ""))


@require_safe
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """To where the comment stands now."""
    return redirect(address_of(public_comment(pk)))


@require_safe
def thread(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that hangs on the first comment of a thread."""
    first = get_object_or_404(
        Comment.objects.first_ones()
        .with_a_place()
        .filter(page__in=Page.objects.live())
        .select_related("page"),
        pk=pk,
    )
    shown = one_thread(first, part_asked_for(request))
    is_public = first.status == Comment.Status.APPROVED
    title = _("Answers to %(name)s") % {"name": first.name} if is_public else _("Answers")
    page = first.page
    context = {
        "page": page,
        "thread": shown,
        "heading": title,
        "breadcrumbs": trail_of(page, title),
        "meta": Meta(
            title=_("%(what)s on “%(title)s”") % {"what": title, "title": page.title},
            description="",
            path=page.get_absolute_url(),
            robots="noindex",
        ),
    }
    return render(request, "comments/thread.html", context)


def no_such_comment() -> Http404:
    return Http404(_("There is no such comment."))
