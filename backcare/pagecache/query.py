"""Which address is meant: the same answer has one key, whatever else stands in its query."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar
from urllib.parse import parse_qsl, quote

from django.urls import Resolver404, resolve

View = TypeVar("View", bound=Callable[..., Any])

# Where a view says what it reads of the query.
_READS = "page_cache_reads"
LONGEST = 512  # characters of an address; what is longer is not kept


def cacheable(*parameters: str) -> Callable[[View], View]:
    """Mark a view whose answers to GET are the same for everybody, until what they show changes.

    ``parameters`` are all that it reads of the query. Everything else in it is left out.
    """

    def mark(view: View) -> View:
        setattr(view, _READS, frozenset(parameters))
        return view

    return mark


def is_cacheable(view: Callable[..., Any]) -> bool:
    """Whether a view is marked."""
    return hasattr(view, _READS)


@lru_cache(maxsize=4096)
def reads(path: str) -> frozenset[str] | None:
    """What the view at ``path`` reads of the query; None where its answers are not kept."""
    try:
        return getattr(resolve(path).func, _READS, None)
    except Resolver404:
        return None


def key_of(path: str, query: str) -> str | None:
    """The key of an answer: its path, with what its view reads of the query.

    None where answers are not kept, and for what Django has to refuse.
    """
    if len(path) + len(query) > LONGEST:
        return None
    known = reads(path)
    if known is None:
        return None
    if not query:
        return path
    try:
        pairs = parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=50)
    except ValueError:
        return None
    if any("\0" in text for pair in pairs for text in pair):
        return None
    wanted = sorted(pair for pair in pairs if pair[0] in known)
    if not wanted:
        return path
    if len({name for name, _value in wanted}) < len(wanted):
        return None  # Said twice: which one counts is the view's matter.
    return f"{path}?{'&'.join(f'{quote(name)}={quote(value)}' for name, value in wanted)}"
