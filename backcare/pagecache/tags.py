"""What an answer can show, each thing as a number: its place in the table of generations.

Pages and the threads under them have places of their own, so that a change of one never touches
the answers that show another. Everything else shares a larger space by its name; two names at one
place make for a needless rendering, never for a wrong answer.
"""

from collections.abc import Iterable
from hashlib import blake2b

from django.db.models import Model

# Changing what is below makes tags of two releases mean different things: count it up.
LAYOUT = 1

_NAMED = 1 << 18
_PAGES = 1 << 20

_NAMED_START = 1
_PAGES_START = _NAMED_START + _NAMED
_THREADS_START = _PAGES_START + _PAGES
SIZE = _THREADS_START + _PAGES

# Every answer shows it. Changed with what stands on all pages: settings, safety text, footer.
EVERYTHING = 0


def page(pk: int) -> int:
    """What the page ``pk`` says, and the pages around it."""
    return _PAGES_START + pk % _PAGES


def thread(page_pk: int) -> int:
    """What readers say under the page ``page_pk``."""
    return _THREADS_START + page_pk % _PAGES


def row(model: type[Model], pk: object) -> int:
    """A row that pages show: a topic, a contributor, an image."""
    return _named(f"{model._meta.label_lower}:{pk}")


def under(model: type[Model], pk: object) -> int:
    """Which live pages stand under a row (a topic, a contributor, a series), and their order."""
    return _named(f"under:{model._meta.label_lower}:{pk}")


def listed(kind: str) -> int:
    """Which pages of a kind are live, and their order."""
    return _named(f"listed:{kind}")


def _named(name: str) -> int:
    digest = blake2b(name.encode(), digest_size=8).digest()
    return _NAMED_START + int.from_bytes(digest, "big") % _NAMED


# Which topics readers can see, and their names.
TOPICS = _named("topics")
# The words of the glossary.
GLOSSARY = _named("glossary")
# Which people readers can see.
PEOPLE = _named("people")
# When anything that is live has last changed.
LAST_CHANGE = _named("last-change")
# The newest comments of the whole site.
COMMENTS = _named("comments")
# By what comments are judged. No page shows it; each process keeps it while this is unchanged.
JUDGING = _named("judging")


def keys(tags: Iterable[int]) -> list[str]:
    """The tags as they stand in the ``Cache-Tag`` header, where a proxy finds them."""
    return sorted({_key(tag) for tag in tags})


def _key(tag: int) -> str:
    if tag == EVERYTHING:
        return "all"
    if tag >= _THREADS_START:
        return f"thread-{tag - _THREADS_START}"
    if tag >= _PAGES_START:
        return f"page-{tag - _PAGES_START}"
    return f"t-{tag}"
