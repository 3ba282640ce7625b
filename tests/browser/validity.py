"""What is wrong with the HTML of a page: for the parser of the standard, and in its references."""

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from tinyhtml5.parser import HTMLParser

# Attributes that name elements of the same page by their ids.
REFERENCES = (
    "aria-activedescendant",
    "aria-controls",
    "aria-describedby",
    "aria-details",
    "aria-errormessage",
    "aria-flowto",
    "aria-labelledby",
    "aria-owns",
    "for",
    "form",
    "headers",
    "list",
)
CONTROLS = {"a", "button", "input", "label", "select", "summary", "textarea"}
# What must hold nothing but phrases, and what no phrase is.
PHRASES = {
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "p",
    "span",
    "strong",
    "em",
    "small",
    "cite",
    "label",
}
BLOCKS = (
    {"address", "article", "aside", "blockquote", "details", "div", "dl", "fieldset", "figure"}
    | {"footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "main", "nav", "ol"}
    | {"p", "pre", "section", "table", "ul"}
)
CHILDREN = {"dl": {"div", "dt", "dd"}, "ol": {"li"}, "ul": {"li"}, "tr": {"td", "th"}}


def mistakes(html: str) -> list[str]:
    """All that is wrong with the page, a line each; empty for a page that is right."""
    parser = HTMLParser(namespace_html_elements=False)
    root = parser.parse(html)
    found = [f"line {line}: {error} {data}" for (line, _), error, data in parser.errors]
    found += _references(root)
    for element in _elements(root):
        found += _attributes(element)
        found += _nesting(element)
    return found


def _elements(root: Element) -> Iterator[Element]:
    """The elements; a comment is one too, for the library, but its tag is no string."""
    return (element for element in root.iter() if isinstance(element.tag, str))


def _references(root: Element) -> Iterator[str]:
    counts = Counter(element.get("id") for element in _elements(root) if element.get("id"))
    yield from (f"{count} × id {name}" for name, count in counts.items() if count > 1)
    for element in _elements(root):
        for attribute in REFERENCES:
            for name in (element.get(attribute) or "").split():
                if name not in counts:
                    yield f"{element.tag} {attribute} names no element: {name}"
        target = element.get("href") or ""
        if target.startswith("#") and target[1:] not in counts:
            yield f"link leads nowhere: {target}"


def _attributes(element: Element) -> Iterator[str]:
    if element.tag == "img" and element.get("alt") is None:
        yield f"img without alt: {element.get('src')}"
    for name in element.keys():  # noqa: SIM118  # iterating over an element yields its children
        if name == "style" or name.startswith("on"):
            yield f"{element.tag} has {name}, which the content policy forbids"


def _nesting(element: Element) -> Iterator[str]:
    allowed = CHILDREN.get(str(element.tag))
    for child in element:
        if allowed and isinstance(child.tag, str) and child.tag not in allowed:
            yield f"{child.tag} in {element.tag}"
    inside = [descendant.tag for descendant in _elements(element) if descendant is not element]
    if element.tag in PHRASES:
        yield from (f"{tag} in {element.tag}" for tag in inside if tag in BLOCKS)
    if element.tag in CONTROLS - {"label", "summary"}:
        yield from (f"{tag} in {element.tag}" for tag in inside if tag in CONTROLS)
