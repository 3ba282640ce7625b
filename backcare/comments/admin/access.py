"""Who is at the desk, and what they may do there with comments."""

from datetime import UTC, datetime

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from backcare.people.models import User

from ..models import Comment, CommentQuerySet


def may_decide(request: HttpRequest) -> bool:
    """Whether this person decides on comments. Others may read them, without what is private."""
    return request.user.has_perm("comments.moderate_comment")


def deciding(request: HttpRequest) -> User:
    """The person who decides. Raises PermissionDenied for everybody else."""
    if not may_decide(request) or not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def with_context(comments: CommentQuerySet) -> CommentQuerySet:
    """The comments with what is shown beside each."""
    return comments.select_related("page", "answers", "thread", "contributor", "user")


def comment_or_404(pk: int) -> Comment:
    """The comment with its context. Raises Http404."""
    comment = with_context(Comment.objects.all()).filter(pk=pk).first()
    if comment is None:
        raise Http404
    return comment


def number_from(value: str | None) -> int | None:
    """A key that came with a request; None for what can be none."""
    is_number = value is not None and value.isascii() and value.isdigit() and len(value) < 19
    return int(value) if is_number and value is not None else None


def read_at_of(request: HttpRequest) -> datetime | None:
    """When the page was made on which a button was pressed, as its form says."""
    try:
        return datetime.fromtimestamp(float(request.POST.get("read_at", "")), tz=UTC)
    except (ValueError, OverflowError, OSError):
        return None
