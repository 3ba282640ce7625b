"""Texts as blocks of words, and what became of each block."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backcare.richtext.tree import Element, parse

from .words import Budget, Change, Run, Word, all_of, runs, steps

Words = str | Promise

# Beside a block that has changed, so that one sees where it stands.
SHOWN_AROUND = 1
# Blocks with at least this share of their words in common are one block that has changed.
ALIKE = 0.4
# How far a changed block is looked for among those that came in its place.
LOOKED_AT = 30

WHAT: dict[str, Words] = {
    "p": gettext_lazy("Paragraph"),
    "h2": gettext_lazy("Heading"),
    "h3": gettext_lazy("Heading, third level"),
    "h4": gettext_lazy("Heading, fourth level"),
    "li": gettext_lazy("Item of a list"),
    "blockquote": gettext_lazy("Quotation"),
    "th": gettext_lazy("Head of a table"),
    "td": gettext_lazy("Cell of a table"),
    "figure": gettext_lazy("Image"),
    "div": gettext_lazy("Page shown in the text"),
}
CARE: dict[str, Words] = {
    "emergency": gettext_lazy("Emergency box"),
    "urgent": gettext_lazy("Urgent box"),
    "doctor": gettext_lazy("See-a-doctor box"),
    "tip": gettext_lazy("Tip box"),
}


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a text that begins a line: what it is, empty for a plain line, and its words."""

    what: str
    words: tuple[Word, ...]


@dataclass(slots=True)
class BlockChange:
    """What became of a block; ``was`` is what it was before it became ``what``."""

    change: Change
    what: str
    runs: list[Run]
    was: str = ""
    # Whether it is far from everything that has changed.
    is_far: bool = False


@dataclass
class Passage:
    """Blocks that are shown, or a number of unchanged ones that are not."""

    blocks: list[BlockChange] = field(default_factory=list)
    is_far: bool = False


def passages(blocks: list[BlockChange]) -> list[Passage]:
    """The blocks, those that are far from any change apart from the others."""
    done: list[Passage] = []
    for block in blocks:
        if not done or done[-1].is_far != block.is_far:
            done.append(Passage(is_far=block.is_far))
        done[-1].blocks.append(block)
    return done


def compare(old: Sequence[Block], new: Sequence[Block], budget: Budget) -> list[BlockChange]:
    """What became of each block of ``old``, and where those of ``new`` came from."""
    done: list[BlockChange] = []
    for step in steps(old, new, budget):
        if step.is_same:
            done += [
                BlockChange(Change.SAME, block.what, all_of(Change.SAME, block.words))
                for block in new[step.c : step.d]
            ]
        else:
            done += _replaced(old[step.a : step.b], new[step.c : step.d], budget)
    _mark_far(done)
    return done


def _replaced(old: Sequence[Block], new: Sequence[Block], budget: Budget) -> Iterator[BlockChange]:
    """Blocks that came in place of others: those that are alike are one that has changed."""
    place = 0
    for block in old:
        candidates = new[place : place + LOOKED_AT]
        found = next((n for n, other in enumerate(candidates) if _are_alike(block, other)), None)
        if found is None and len(old) == len(new) == 1:
            found = 0  # One line in place of one: compared, however little it has in common.
        if found is None:
            yield BlockChange(Change.REMOVED, block.what, all_of(Change.REMOVED, block.words))
            continue
        for added in candidates[:found]:
            yield BlockChange(Change.ADDED, added.what, all_of(Change.ADDED, added.words))
        now = candidates[found]
        yield BlockChange(
            Change.CHANGED,
            now.what,
            runs(block.words, now.words, budget),
            was=block.what if block.what != now.what else "",
        )
        place += found + 1
    for added in new[place:]:
        yield BlockChange(Change.ADDED, added.what, all_of(Change.ADDED, added.words))


def _are_alike(one: Block, other: Block) -> bool:
    first, second = (Counter(word.text for word in block.words) for block in (one, other))
    return 2 * (first & second).total() >= ALIKE * (first.total() + second.total()) > 0


def _mark_far(blocks: list[BlockChange]) -> None:
    changed = [n for n, block in enumerate(blocks) if block.change != Change.SAME]
    if not changed:
        return
    ends = [-SHOWN_AROUND - 1, *changed, len(blocks) + SHOWN_AROUND]
    for before, after in pairwise(ends):
        for block in blocks[max(0, before + SHOWN_AROUND + 1) : max(0, after - SHOWN_AROUND)]:
            block.is_far = True


def lines(text: str) -> list[Block]:
    """A plain text, a block a line; lines without words are left out."""
    blocks = (Block("", tuple(Word(word) for word in line.split())) for line in text.splitlines())
    return [block for block in blocks if block.words]


# Names an image ("image"), a page ("page") or a source ("source") by its key.
Naming = Callable[[str, str], str]


def rich_blocks(html: str, name: Naming) -> list[Block]:
    """A rich text, with words in place of what only refers to something."""
    try:
        return _Reader(name).read(html)
    except AssertionError:  # Python's parser gives up on markup that no sanitiser has written.
        return lines(html)


class _Reader:
    def __init__(self, name: Naming) -> None:
        self._name = name
        self._blocks: list[Block] = []
        self._words: list[Word] = []
        self._ends_open = False  # Whether the text so far ends without a space.

    def read(self, html: str) -> list[Block]:
        self._walk(parse(html), "", (), "")
        self._end("")
        return self._blocks

    def _end(self, what: str) -> None:
        if self._words:
            self._blocks.append(Block(what, tuple(self._words)))
        self._words = []
        self._ends_open = False

    def _walk(self, node: Element, what: str, marks: tuple[str, ...], box: str) -> None:
        for child in node.children:
            if isinstance(child, str):
                self._text(child, marks)
                continue
            tag = child.tag
            if tag == "aside":
                level = child.attributes.get("data-care", "")
                self._end(what)
                self._walk(child, what, marks, str(CARE.get(level, level)))
                self._end(str(CARE.get(level, level)))
            elif tag in {"figure", "div"} and child.attributes:
                self._end(what)
                self._reference(child)
                self._end(self._label(tag, box))
            elif tag in {"strong", "em"}:
                self._walk(child, what, tuple(sorted({*marks, tag})), box)
            elif tag in {"a", "span", "sup"}:
                self._walk(child, what, marks, box)
                self._reference(child)
            elif tag == "br":
                self._ends_open = False
            else:
                own = self._label(tag, box) if tag in WHAT else what
                self._end(what)
                self._walk(child, own, marks, box)
                self._end(own)

    def _label(self, tag: str, box: str) -> str:
        own = str(WHAT[tag])
        return f"{box}: {own}" if box else own

    def _text(self, text: str, marks: tuple[str, ...]) -> None:
        glued = self._ends_open and not text[:1].isspace()
        for word in text.split():
            self._words.append(Word(word, marks, glued))
            glued = False
        if text:
            self._ends_open = not text[-1].isspace()

    def _reference(self, node: Element) -> None:
        """What an element says beside the words in it."""
        match node.attributes:
            case {"data-image": key}:
                words = self._name("image", key)
            case {"data-page": key}:
                words = self._name("page", key)
            case {"data-source": key}:
                words = f"[{_('source')}: {self._name('source', key)}]"
            case {"data-planned": title}:
                words = f"[{_('to be linked to')}: {title}]"
            case {"href": address}:
                words = f"[{_('link to')}: {address}]"
            case _:
                return
        self._words.append(Word(" ".join(words.split())))
