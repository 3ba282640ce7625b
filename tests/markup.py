"""What a test wants to know of an HTML page: its elements, its words, its structured data."""

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    text: str = ""


@dataclass
class Markup:
    """A parsed page: every element in the order in which it begins, with all text inside it."""

    elements: list[Element] = field(default_factory=list)

    def all(self, tag: str, **attributes: str) -> list[Element]:
        return [
            element
            for element in self.elements
            if element.tag == tag and attributes.items() <= element.attributes.items()
        ]

    def one(self, tag: str, **attributes: str) -> Element:
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} × {tag} {attributes}"
        return found[0]

    def meta(self, name: str) -> str | None:
        """The content of the one <meta> of this name or property; None when there is none."""
        found = [
            element.attributes["content"]
            for element in self.all("meta")
            if name in (element.attributes.get("name"), element.attributes.get("property"))
        ]
        assert len(found) <= 1, f"{len(found)} × {name}"
        return found[0] if found else None

    @property
    def ids(self) -> list[str]:
        return [e.attributes["id"] for e in self.elements if "id" in e.attributes]

    @property
    def links(self) -> list[str]:
        """The href of every <a>."""
        return [e.attributes["href"] for e in self.all("a") if "href" in e.attributes]

    @property
    def canonical(self) -> str:
        return self.one("link", rel="canonical").attributes["href"]

    @property
    def graph(self) -> list[dict]:
        """The nodes of the page's structured data."""
        return json.loads(self.one("script", type="application/ld+json").text)["@graph"]

    def node(self, *types: str) -> dict:
        """The one node of structured data that has one of these types."""
        found = [node for node in self.graph if node.get("@type") in types]
        assert len(found) == 1, f"{len(found)} nodes of {types}"
        return found[0]

    @property
    def words(self) -> str:
        """The text that readers see, with single spaces."""
        return " ".join(self.one("body").text.split())


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.markup = Markup()
        self._open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.markup.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            if self._open.pop().tag == tag:
                break

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data


def parsed(response) -> Markup:
    """The page of a response, or of a string."""
    html = response if isinstance(response, str) else response.content.decode()
    parser = _Parser()
    parser.feed(html)
    parser.close()
    return parser.markup
