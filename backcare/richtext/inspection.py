"""What a stored rich text says and refers to, and small changes to it."""

from collections.abc import Iterator

from .canonical import BLOCK_TAGS
from .sanitise import SanitisedHTML, sanitise
from .tree import Element, parse


def referenced_pages(html: str) -> list[int]:
    """Primary keys of the pages shown in the text, in order, each once."""
    return _keys(html, "div", "data-page")


def referenced_images(html: str) -> list[int]:
    """Primary keys of the images shown in the text, in order, each once."""
    return _keys(html, "figure", "data-image")


def _keys(html: str, tag: str, attribute: str) -> list[int]:
    if attribute not in html:
        return []
    found = (node for node in parse(html).elements() if node.tag == tag)
    keys = (node.attributes.get(attribute, "") for node in found)
    return list(dict.fromkeys(int(key) for key in keys if key.isascii() and key.isdigit()))


def planned_links(html: str) -> list[tuple[str, str]]:
    """The phrases that shall become links, each as (working title, phrase), in order."""
    if "data-planned" not in html:
        return []
    return [
        (node.attributes["data-planned"], plain_text_of(node))
        for node in parse(html).elements()
        if node.tag == "span" and "data-planned" in node.attributes
    ]


def link_planned(html: str, working_title: str, href: str) -> SanitisedHTML:
    """The text with every phrase planned as ``working_title`` linked to ``href``.

    Titles are the same whatever their case.
    """
    root = parse(html)
    for node in root.elements():
        title = node.attributes.get("data-planned", "") if node.tag == "span" else ""
        if title and title.casefold() == working_title.strip().casefold():
            node.tag, node.attributes = "a", {"href": href}
    return sanitise(root.inner_html())


def plain_text(html: str) -> str:
    """The words of the text, one line a block, without source references.

    For search, excerpts and counting: words of neighbouring blocks never run together.
    """
    return plain_text_of(parse(html))


def plain_text_of(node: Element) -> str:
    """The words in ``node``, one line a block."""
    lines = "".join(_characters(node)).split("\n")
    words = (" ".join(line.split()) for line in lines)
    return "\n".join(line for line in words if line)


def _characters(node: Element) -> Iterator[str]:
    for child in node.children:
        if isinstance(child, str):
            yield child.replace("\n", " ")
        elif child.tag == "br":
            yield " "
        elif child.tag in BLOCK_TAGS:
            yield "\n"
            yield from _characters(child)
            yield "\n"
        elif child.tag != "sup":
            yield from _characters(child)


def word_count(html: str) -> int:
    return len(plain_text(html).split())
