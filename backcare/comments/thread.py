"""The comments of a page, as readers see them: threads, in parts of bounded size."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from django.core.paginator import Page as PageOfParts
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet, Subquery, Window
from django.db.models.functions import Coalesce, RowNumber
from django.http import Http404
from django.utils.translation import gettext as _

from backcare.pagecache import tags
from backcare.pagecache.recording import depends_on
from backcare.publishing.models import Page

from .models import Comment
from .opening import is_open, takes_comments

THREADS_A_PAGE = 50
# However many answers there are: each thread shows its first ones, in turn, up to so many in all.
MOST_SHOWN = 120
# Of one thread on the page of its own.
SHOWN_OF_THREAD = 200
# What readers never get is not even read.
HIDDEN_FROM_READERS = ("email", "key", "text_key", "address_key", "reasons", "evidence")


@dataclass
class Place:
    """A comment where it stands, with the answers below it."""

    comment: Comment
    replies: list["Place"] = field(default_factory=list)
    # Whom it answers, where that isn't the comment that it stands below.
    answered: Comment | None = None

    @property
    def is_note(self) -> bool:
        """Whether it isn't shown and only keeps the place of the answers."""
        return self.comment.status != Comment.Status.APPROVED

    @property
    def size(self) -> int:
        """How many comments stand here: this one and all below it."""
        return 1 + sum(reply.size for reply in self.replies)

    @property
    def answers_left_out(self) -> int:
        """How many answers there are in the whole thread, when not all of them are shown here."""
        whole: int = self.comment.count_of_thread  # type: ignore[attr-defined]  # of _in_places
        is_first = self.comment.thread_id is None
        return whole - 1 if is_first and self.size < whole else 0


@dataclass
class Thread:
    """What stands under a page: ``count`` comments in all, ``number`` of ``pages`` parts."""

    page: Page
    places: list[Place] = field(default_factory=list)
    count: int = 0
    number: int = 1
    pages: int = 1
    is_open: bool = False

    @property
    def is_shown(self) -> bool:
        """Whether there is anything to see or to write."""
        return self.is_open or self.count > 0

    @property
    def part(self) -> PageOfParts:
        """This part among the others, for the links that lead to them."""
        return Paginator(range(self.pages), 1).page(self.number)

    @property
    def part_numbers(self) -> Iterable[int | str]:
        """The numbers of the first, the last and the nearest parts, with ellipses between them."""
        return self.part.paginator.get_elided_page_range(self.number)


def thread_of(page: Page, number: int = 1) -> Thread | None:
    """The part ``number`` of what readers have said under ``page``, oldest first, in one query.

    None for a page of a kind that has no comments. Raises Http404 for a part that isn't there.
    """
    if not takes_comments(page):
        return None
    depends_on(tags.thread(page.pk))
    here = Comment.objects.filter(page=page)
    threads = here.first_ones().with_a_place()
    start = (number - 1) * THREADS_A_PAGE
    chosen = threads.pinned_then_oldest().values("pk")[start : start + THREADS_A_PAGE]
    rows = list(
        _in_places(here.filter(Q(pk__in=chosen) | Q(thread__in=chosen))).annotate(
            count_of_page=Subquery(_count(here.approved())),
            count_of_threads=Subquery(_count(threads)),
        )[:MOST_SHOWN]
    )
    thread = Thread(page, number=number, is_open=is_open(page))
    if rows:
        thread.places = _placed(rows)
        thread.count = rows[0].count_of_page or 0
        thread.pages = ceil(rows[0].count_of_threads / THREADS_A_PAGE)
    elif number > 1:
        raise Http404(_("There is no such page."))
    return thread


def one_thread(first: Comment, number: int = 1) -> Thread:
    """All that hangs on the comment ``first``, for a thread too long for its page.

    Raises Http404 for a part that isn't there.
    """
    here = Comment.objects.filter(Q(pk=first.pk) | Q(thread=first))
    start = (number - 1) * SHOWN_OF_THREAD
    rows = list(_in_places(here)[start : start + SHOWN_OF_THREAD])
    if not rows:
        raise Http404(_("There is no such page."))
    return Thread(
        first.page,
        places=_placed(rows),
        count=len(rows),
        number=number,
        pages=ceil(rows[0].count_of_thread / SHOWN_OF_THREAD),
        is_open=is_open(first.page),
    )


def _in_places(rows: QuerySet) -> QuerySet:
    """Every thread's first comment, then every thread's first answer, and so on."""
    thread = Coalesce("thread", "pk")
    return (
        rows.with_a_place()  # type: ignore[attr-defined]  # of CommentQuerySet
        .annotate(
            rank=Window(RowNumber(), partition_by=thread, order_by=["created_at", "pk"]),
            count_of_thread=Window(Count("pk"), partition_by=thread),
        )
        .select_related("contributor")
        .defer(*HIDDEN_FROM_READERS)
        .order_by("rank", "-is_pinned", "created_at", "pk")
    )


def _count(rows: Any) -> QuerySet:
    """How many there are, as a subquery."""
    return rows.order_by().values("page").annotate(number=Count("pk")).values("number")


def _placed(rows: Iterable[Comment]) -> list[Place]:
    """The first comments among ``rows`` with those that stand below them.

    An answer is always younger than what it answers, so that it never comes without it, save on
    the second part of a long thread: there it stands by itself.
    """
    places = {comment.pk: Place(comment) for comment in rows}
    first = []
    for place in sorted(places.values(), key=lambda place: _order(place.comment)):
        comment = place.comment
        above = places.get(comment.parent_id or 0)
        if above is None:
            first.append(place)
            continue
        above.replies.append(place)
        if comment.answers_id != comment.parent_id and comment.answers_id in places:
            place.answered = places[comment.answers_id].comment
    return first


def _order(comment: Comment) -> tuple:
    return (not comment.is_pinned, comment.created_at, comment.pk)
