"""Lists that are read part by part at the same cost, however long they are.

Counting a list, and skipping to its four thousandth part, takes a database as long as the list
is. Therefore every ``SPACING`` pages a mark says how many stand before it, the oldest first: a
list is counted from its last mark, and read from the mark nearest to the part. New pages come
after the last mark, so that marks stay true; what is withdrawn or backdated shifts them by one
until the worker sets them anew, by which a page can stand on two neighbouring parts meanwhile, or
be counted after it has gone. Lists that are shorter have no marks, and are exact.
"""

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

from django.core.paginator import Page as PageOfResults
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from backcare.pagecache import tags
from backcare.pagecache.fragments import fragment
from backcare.pagecache.recording import depends_on
from backcare.topics.models import Topic

from .models import ListMark, Page
from .models.page import EVER

SPACING = 240

PER_PAGE = 24

# The list under conditions, newest first; keys and kinds of the pages, so that an index has it all.
Rows = Callable[..., QuerySet]


class PartOfList(PageOfResults):
    """A part of a list that knows which other parts to link to."""

    @property
    def numbers(self) -> Iterator[str | int]:
        """The numbers of the parts around this one, the first and the last, and gaps between."""
        return self.paginator.get_elided_page_range(self.number)


class PartsOfList(Paginator):
    def _get_page(self, *args: Any, **kwargs: Any) -> PartOfList:
        return PartOfList(*args, **kwargs)


class LongList(PartsOfList):
    """The parts of the list ``name``, whose rows have their date and their key in these columns.

    ``rows`` takes conditions and gives the list under them, newest first. They have to stand in
    one call of ``filter``, because they may be on rows that the pages are found by. ``tag`` is
    what the page cache calls the list.
    """

    def __init__(
        self,
        name: str,
        rows: Rows,
        *,
        tag: int,
        date: str = "first_published_at",
        key: str = "id",
        per_page: int = PER_PAGE,
    ) -> None:
        super().__init__((), per_page)
        self.name, self.rows, self.tag, self.date, self.key = name, rows, tag, date, key

    @cached_property
    def count(self) -> int:
        """How many there are: as many as the last mark says, and those after it."""
        return self._counted[0]

    @cached_property
    def _after(self) -> int:
        return self._counted[1]

    @cached_property
    def _counted(self) -> tuple[int, int]:
        """How many there are in all, and how many after the last mark; kept until that changes."""
        total, after = fragment("count", self.name, self._count).split()
        return int(total), int(after)

    def _count(self) -> str:
        """The two numbers in one query."""
        depends_on(self.tag)
        last = ListMark.objects.filter(list=self.name).order_by("-count")
        date = Coalesce(Subquery(last.values("first_published_at")[:1]), Value(EVER))
        key = Subquery(last.values("page_key")[:1])
        rows = self.rows(
            Q(**{f"{self.date}__gte": date}),
            Q(**{f"{self.date}__gt": date}) | Q(**{f"{self.key}__gt": key}),
        )
        before = Coalesce(Subquery(last.values("count")[:1]), 0)
        counted = rows.order_by().aggregate(after=Count("pk"), all=Count("pk") + before)
        return f"{counted['all']} {counted['after']}"

    def page(self, number: Any) -> PageOfResults:
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        if first < self._after or self.count == 0:
            return self._get_page(self.rows()[first : first + self.per_page], number, self)
        # How many there are up to the first of the part, the oldest first.
        wanted = self.count - first
        mark = self._marks().filter(count__gte=wanted).order_by("count").first()
        if mark is None:  # They have gone since the list was counted.
            return self._get_page(self.rows()[first : first + self.per_page], number, self)
        rows, first = self.rows(*self._up_to(mark)), mark.count - wanted
        return self._get_page(rows[first : first + self.per_page], number, self)

    def _marks(self) -> QuerySet[ListMark]:
        return ListMark.objects.filter(list=self.name)

    def _up_to(self, mark: ListMark) -> list[Q]:
        """The first condition is where an index is entered."""
        return [
            Q(**{f"{self.date}__lte": mark.first_published_at}),
            Q(**{f"{self.date}__lt": mark.first_published_at})
            | Q(**{f"{self.key}__lte": mark.page_key}),
        ]

    def _beyond(self, mark: ListMark) -> list[Q]:
        return [
            Q(**{f"{self.date}__gte": mark.first_published_at}),
            Q(**{f"{self.date}__gt": mark.first_published_at})
            | Q(**{f"{self.key}__gt": mark.page_key}),
        ]

    def stretches(self) -> int:
        """How many stretches the marks part the list into."""
        last = self._marks().order_by("-count").first()
        return 1 if last is None else last.count // SPACING + 1

    def stretch(self, number: int) -> QuerySet:
        """The pages between two marks, newest first; 1 is the oldest stretch.

        All stretches together have each page once, whatever has happened since the marks were set.
        """
        begin, end = (number - 1) * SPACING, number * SPACING
        marks = {mark.count: mark for mark in self._marks().filter(count__in=[begin, end])}
        conditions: list[Q] = []
        if mark := marks.get(begin):
            conditions += self._beyond(mark)
        if mark := marks.get(end):
            conditions += self._up_to(mark)
        return self.rows(*conditions)


class Counted:
    """The rows of a list that is counted when it has changed, and not for each reader.

    ``name`` says which list it is, ``tag`` what the page cache calls it.
    """

    def __init__(self, name: str, rows: QuerySet, tag: int) -> None:
        self._name, self._rows, self._tag = name, rows, tag

    def __len__(self) -> int:
        return int(fragment("length", self._name, self._count))

    def __getitem__(self, part: slice) -> QuerySet:
        return self._rows[part]

    def _count(self) -> str:
        depends_on(self._tag)
        return str(self._rows.count())


def of_kind(kind: str) -> LongList:
    """The live pages of a kind."""

    def rows(*conditions: Q) -> QuerySet:
        return Page.objects.live().filter(*conditions, kind=kind).newest_first().only("pk", "kind")

    return LongList(kind, rows, tag=tags.listed(kind))


def about(topic: Topic) -> LongList:
    """The live pages of all listed kinds about a topic."""

    def rows(*conditions: Q) -> QuerySet:
        return Page.objects.live().listed().newest_about(topic, *conditions).only("pk", "kind")

    return LongList(
        f"topic:{topic.pk}",
        rows,
        tag=tags.under(Topic, topic.pk),
        date="taggings__first_published_at",
        key="taggings__content_object_id",
    )
