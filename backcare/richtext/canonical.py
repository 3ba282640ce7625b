"""Any tree of HTML, brought into the stored grammar.

The result says the same with fewer forms: text stands in paragraphs, a list item or a cell
with one paragraph holds its words directly, and pasted look-alikes (Word's "· item") become
what they look like. What is not in the grammar is unwrapped, so that words are never lost.
"""

from collections.abc import Iterable, Iterator

from .blocks import Block, holding, with_pasted_lists
from .grammar import ATTRIBUTES
from .inline import NO_MARKS, SPACE, Break, Marks, Run, SourceRef, Text, tidy
from .tree import Element

_HEADINGS = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}
_LISTS = frozenset({"ul", "ol"})
_INSIDE = _LISTS  # what may stand in a list item, a cell, a quotation or a care box, with text
_PAGE = frozenset({"h2", "h3", "h4", "blockquote", "table", "aside", "figure", "div"}) | _LISTS
_MAX_COLUMNS = 30

# Tags that end the line of text before them, grammar or not: unwrapping them must not glue
# words together.
BLOCK_TAGS = frozenset(
    {"address", "article", "aside", "blockquote", "caption", "center", "col", "colgroup", "dd"}
    | {"details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure"}
    | {"footer", "form", "header", "hgroup", "hr", "legend", "li", "main", "menu", "nav", "ol"}
    | {"p", "pre", "search", "section", "summary", "table", "tbody", "td", "tfoot", "th"}
    | {"thead", "tr", "ul"}
    | set(_HEADINGS)
)


def canonical(root: Element, *, plain: bool = False) -> str:
    """``root`` as HTML of the grammar. Attributes must have been checked already.

    ``plain`` leaves only paragraphs, lists, links and emphasis.
    """
    return "".join(block.to_html() for block in _Reader(plain=plain).page(root))


class _Reader:
    """Reads a tree into blocks. Nodes of the page that stand inside others move behind them."""

    def __init__(self, *, plain: bool) -> None:
        self._plain = plain
        self._moved: list[Block] = []

    def page(self, root: Element) -> list[Block]:
        allowed = _LISTS if self._plain else _PAGE
        return self._flow(root.children, allowed, at_top=True)

    def _flow(
        self,
        nodes: Iterable[Element | str],
        allowed: frozenset[str],
        marks: Marks = NO_MARKS,
        *,
        at_top: bool = False,
        in_item: bool = False,
    ) -> list[Block]:
        """The nodes as paragraphs and the ``allowed`` blocks."""
        blocks: list[Block] = []
        runs: list[Run] = []

        def end_paragraph() -> None:
            blocks.extend(Block("p", runs=part) for part in _paragraphs(runs))
            runs.clear()
            if at_top:
                blocks.extend(self._moved)
                self._moved.clear()

        def walk(nodes: Iterable[Element | str], marks: Marks) -> None:
            for node in nodes:
                if isinstance(node, str):
                    runs.append(Text(node, marks))
                    continue
                if node.tag not in BLOCK_TAGS:
                    if (atom := self._atom(node, marks)) is not None:
                        runs.extend(atom)
                    else:
                        walk(node.children, self._marks(node, marks))
                    continue
                end_paragraph()
                read = self._block(node, allowed, marks)
                if read is None:
                    walk(node.children, marks)
                else:
                    blocks.extend(read)
                end_paragraph()

        walk(nodes, marks)
        end_paragraph()
        return blocks if in_item else with_pasted_lists(blocks)

    def _block(self, node: Element, allowed: frozenset[str], marks: Marks) -> list[Block] | None:
        """The block element as blocks; None when only what stands in it counts."""
        tag = _HEADINGS.get(node.tag, node.tag)
        if tag in {"h2", "h3", "h4"} and tag in allowed:
            runs = tidy(self._line(node.children, marks))
            return [Block(tag, runs=runs)] if runs else []
        if tag in _LISTS:
            items = list(self._items(node, marks))
            return [Block(tag, blocks=items)] if items else []
        if tag == "blockquote" and tag in allowed:
            return holding(Block(tag, blocks=self._flow(node.children, _INSIDE, marks)))
        made = None if self._plain else self._page_node(node, marks)
        if made and node.tag not in allowed:
            self._moved += made
            return []
        if made is None and _is_reference(node):
            return []
        return made

    def _page_node(self, node: Element, marks: Marks) -> list[Block] | None:
        """A node that only stands on the page itself; None when it is another element."""
        match node:
            case Element("figure", {"data-image": key}):
                return [Block("figure", {"data-image": key})]
            case Element("div", {"data-page": key}):
                return [Block("div", {"data-page": key})]
            case Element("aside", {"data-care": level}):
                inside = self._flow(node.children, _INSIDE, marks)
                return holding(Block("aside", {"data-care": level}, blocks=inside))
            case Element("table"):
                return self._table(node, marks)
        return None

    def _items(self, node: Element, marks: Marks) -> Iterator[Block]:
        """The items of a list; whatever else stands in it belongs to the item before."""
        strays: list[Element | str] = []
        item: Element | None = None
        for child in [*node.children, Element("li")]:
            if isinstance(child, Element) and child.tag == "li":
                children = [*(item.children if item else []), *strays]
                inside = self._flow(children, _INSIDE, marks, in_item=True)
                yield from holding(_unwrapped("li", {}, inside))
                item, strays = child, []
            else:
                strays.append(child)

    def _table(self, node: Element, marks: Marks) -> list[Block]:
        before = [
            block
            for caption in node.elements()
            if caption.tag == "caption"
            for block in self._flow(caption.children, frozenset(), marks)
        ]
        read = (self._cells(row, is_head, marks) for row, is_head in _rows(node, is_head=False))
        rows = [row for row in read if row]
        if not rows:
            return before
        width = min(max(len(row) for row in rows), _MAX_COLUMNS)
        has_head = all(cell.tag == "th" for cell in rows[0])
        for number, row in enumerate(rows):
            tag = "th" if has_head and number == 0 else "td"
            row += [Block(tag) for _missing in range(width - len(row))]
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if cell.tag == "th":
                    default = "col" if number == 0 or place else "row"
                    cell.attributes.setdefault("scope", default)
        lines = [Block("tr", blocks=row) for row in rows]
        head = [Block("thead", blocks=lines[:1])] if has_head else []
        body = [Block("tbody", blocks=lines[len(head) :])] if len(lines) > len(head) else []
        return [*before, Block("table", blocks=head + body)]

    def _cells(self, row: Element, is_head: bool, marks: Marks) -> list[Block]:
        cells = []
        for cell in row.children:
            if isinstance(cell, Element) and cell.tag in {"td", "th"}:
                tag = "th" if is_head else cell.tag
                scope = cell.attributes.get("scope") if tag == "th" else None
                attributes = {"scope": scope} if scope else {}
                inside = self._flow(cell.children, _INSIDE, marks)
                cells.append(_unwrapped(tag, attributes, inside))
        return cells

    def _line(self, nodes: Iterable[Element | str], marks: Marks) -> list[Run]:
        """Everything in the nodes as the runs of one line, for a heading."""
        runs: list[Run] = []
        for node in nodes:
            if isinstance(node, str):
                runs.append(Text(node, marks))
            elif node.tag in BLOCK_TAGS or node.tag == "br":
                made = self._page_node(node, marks)
                if made is None:
                    runs += [Text(" "), *self._line(node.children, marks), Text(" ")]
                else:
                    self._moved += made
            elif (atom := self._atom(node, marks)) is not None:
                runs += atom
            else:
                runs += self._line(node.children, self._marks(node, marks))
        return runs

    def _atom(self, node: Element, marks: Marks) -> list[Run] | None:
        """The runs of an element that holds no text; None when its children count."""
        match node:
            case Element("br"):
                return [Break(marks)]
            case Element("sup", {"data-source": key}):
                return [] if self._plain else [SourceRef(key)]
        return None

    def _marks(self, node: Element, marks: Marks) -> Marks:
        match node:
            case Element("strong" | "b"):
                return marks._replace(strong=True)
            case Element("em" | "i"):
                return marks._replace(em=True)
            case Element("a", {"href": target}):
                return marks._replace(link=target, planned="")
            case Element("span", {"data-planned": title}) if not self._plain and not marks.link:
                return marks._replace(planned=title)
        return marks


def _rows(node: Element, *, is_head: bool) -> Iterator[tuple[Element, bool]]:
    """The rows of a table, without those of tables inside it, and whether each heads it."""
    for child in node.children:
        if isinstance(child, Element):
            if child.tag == "tr":
                yield child, is_head
            elif child.tag in {"thead", "tbody", "tfoot"}:
                yield from _rows(child, is_head=child.tag == "thead")


def _is_reference(node: Element) -> bool:
    """Whether the element stands for something else; what is written in it doesn't count."""
    return node.tag in {"figure", "div"} and bool(ATTRIBUTES[node.tag] & node.attributes.keys())


def _unwrapped(tag: str, attributes: dict[str, str], inside: list[Block]) -> Block:
    """The block with ``inside``, where a first and only paragraph becomes its own words."""
    paragraphs = [block for block in inside if block.tag == "p"]
    if len(paragraphs) == 1 and inside[0].tag == "p":
        return Block(tag, attributes, runs=inside[0].runs, blocks=inside[1:])
    return Block(tag, attributes, blocks=inside)


def _paragraphs(runs: list[Run]) -> Iterator[list[Run]]:
    """The runs as paragraphs: two breaks in a row end one."""
    part: list[Run] = []
    breaks = 0
    for run in runs:
        if isinstance(run, Break):
            breaks += 1
        elif isinstance(run, SourceRef) or run.text.strip(SPACE):
            if breaks > 1:
                if tidied := tidy(part):
                    yield tidied
                part = []
            breaks = 0
        part.append(run)
    if tidied := tidy(part):
        yield tidied
