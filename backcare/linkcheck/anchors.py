"""The places on a page that a link can name."""

from html.parser import HTMLParser

from backcare.publishing.models import Page
from backcare.richtext.fields import RichTextField
from backcare.richtext.rendering import RESERVED_IDS, RESERVED_PREFIXES, render


def of(page: Page) -> set[str]:
    """The ids that the texts of a page, of its own kind, give to readers."""
    sources = list(page.sources.all())
    found = {f"source-{source.key}" for source in sources}
    for field in page._meta.concrete_fields:
        if isinstance(field, RichTextField):
            found |= in_html(render(getattr(page, field.name), sources=sources).html)
    return found


def has(found: set[str], fragment: str) -> bool:
    """Whether a place is there. What templates put around every text is taken to be."""
    if not fragment or fragment in found or fragment in RESERVED_IDS:
        return True
    others = tuple(prefix for prefix in RESERVED_PREFIXES if prefix not in {"source-", "ref-"})
    return fragment.startswith(others)


def in_html(html: str) -> set[str]:
    parser = _Ids()
    parser.feed(html)
    parser.close()
    return parser.found


class _Ids(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {value for name, value in attrs if name == "id" and value}
