"""Answers a question with pages that readers may see."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.safestring import SafeString

from backcare.publishing.kinds import kinds as all_kinds
from backcare.publishing.models import Page

from .engines import engine
from .excerpts import answer
from .questions import Question, understand

# Nobody reads further, and ranking or counting more would make common words slow.
MOST = 200


@dataclass(frozen=True)
class Result:
    """A page that was found; ``excerpt`` shows why, as safe HTML."""

    page: Page
    excerpt: SafeString

    @property
    def title(self) -> str:
        return self.page.title

    @property
    def url(self) -> str:
        return self.page.get_absolute_url()

    @property
    def kind_label(self) -> str:
        return self.page.kind_label


class Found:
    """The pages found, best first, at most ``MOST``; a slice loads its results in one query.

    ``facets`` says how many pages of each kind match, also of kinds that were not asked for;
    each is counted up to one more than ``MOST``. ``has_more``: more match than can be shown.
    """

    def __init__(
        self, question: Question, ids: list[int], facets: dict[str, int], *, has_more: bool
    ) -> None:
        self.question = question
        self.facets = facets
        self.has_more = has_more
        self._ids = ids

    def __len__(self) -> int:
        return len(self._ids)

    def __getitem__(self, part: slice) -> list[Result]:
        # What has been withdrawn since the question was asked is not shown either.
        shown = Page.objects.live().with_cards().select_related("search_document")
        pages = shown.in_bulk(self._ids[part])
        return [self._result(pages[pk]) for pk in self._ids[part] if pk in pages]

    def _result(self, page: Page) -> Result:
        return Result(page, answer(page.search_document, page.summary, self.question.words))


def find(text: str, *, kinds: Collection[str] = ()) -> Found:
    """The live pages, of ``kinds`` where any are named, that have all words of ``text``.

    Takes at most two queries whatever the number of pages, and none without a word to look for.
    """
    question = understand(text)
    if not question:
        return Found(question, [], {}, has_more=False)
    live = Page.objects.live()
    facets = engine().counts(question, live, [kind.name for kind in all_kinds], MOST + 1)
    total = sum(count for kind, count in facets.items() if not kinds or kind in kinds)
    is_common = total > MOST
    ids = engine().best(question, live, list(kinds), MOST, is_common=is_common) if total else []
    return Found(question, ids, facets, has_more=is_common)
