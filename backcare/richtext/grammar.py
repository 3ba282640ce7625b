"""What a stored rich text may consist of: its tags, its attributes, and their values.

In a line: ``strong``, ``em``, ``a[href]``, ``br``. Blocks: ``p``, ``h2`` to ``h4``, ``ul``, ``ol``,
``blockquote`` and ``table``, with what stands in them. The site's own nodes hold references only,
so that what a reader sees is made afresh, and checked, whenever the text is rendered:

- ``<figure data-image="7">`` an image of the library
- ``<div data-page="7">`` another page, shown as a card
- ``<aside data-care="urgent">`` a care box around paragraphs and lists
- ``<sup data-source="nice-2016">`` a reference to a source of the page, by its key
- ``<span data-planned="Working title">`` a phrase that shall become a link
"""

import re
from collections.abc import Callable
from typing import Final
from urllib.parse import quote, urlsplit

from django.utils.encoding import punycode

CARE_LEVELS: Final = ("emergency", "urgent", "doctor", "tip")
URL_SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})
MAX_URL_LENGTH: Final = 2000
MAX_PLANNED_LENGTH: Final = 200

TAGS: Final = frozenset(
    {"p", "h2", "h3", "h4", "strong", "em", "ul", "ol", "li", "a", "blockquote", "br"}
    | {"table", "thead", "tbody", "tr", "th", "td"}
    | {"figure", "div", "aside", "sup", "span"}
)

# Characters that no text needs and some readers of it (XML, PostgreSQL) refuse: controls,
# surrogates, non-characters and the byte order mark.
UNWANTED_CHARACTERS: Final = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)

_PRIMARY_KEY = re.compile(r"[1-9][0-9]{0,17}")
_SOURCE_KEY = re.compile(r"[A-Za-z0-9_-]{1,80}")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_.])?")
_MAILTO = re.compile(r"mailto:[^\s@?%<>\"]+@[^\s@?%<>\"]+(?:\?subject=[^\s&\"<>]*)?", re.IGNORECASE)
_TELEPHONE = re.compile(r"tel:\+?[0-9][0-9().-]{2,29}", re.IGNORECASE)
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def without_unwanted_characters(text: str) -> str:
    return UNWANTED_CHARACTERS.sub("", text)


def link_target(url: str) -> str | None:
    """The address in the form in which it is stored, or None when it must not be linked to.

    Allowed are http, https, mailto and tel addresses, paths of this site and fragments of
    the page. "www.example.org" becomes https; user names in an address are refused, since
    they serve to disguise its host.
    """
    url = re.sub(r"[\t\r\n]", "", url).strip(" \xa0\f")
    if not url or len(url) > MAX_URL_LENGTH or UNWANTED_CHARACTERS.search(url):
        return None
    if url.lower().startswith("www."):
        url = f"https://{url}"
    scheme = _SCHEME.match(url)
    if scheme is None:
        is_path = url.startswith("/") and not url.startswith(("//", "/\\"))
        return _quoted(url) if is_path or (url.startswith("#") and len(url) > 1) else None
    match scheme[1].lower():
        case "http" | "https":
            return _web_address(url)
        case "mailto":
            valid = _MAILTO.fullmatch(url) and not re.search(r"%0[ad]", url, re.IGNORECASE)
            return _quoted(url) if valid else None
        case "tel":
            number = url.replace(" ", "").replace("\xa0", "")
            return number if _TELEPHONE.fullmatch(number) else None
    return None


def _web_address(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        port = parts.port
        host = punycode(parts.hostname or "").lower()
    except ValueError:  # UnicodeError is one: a host that can't be written in ASCII
        return None
    if "@" in parts.netloc or not _HOST.fullmatch(host):
        return None
    address = f"{parts.scheme}://{host}" + (f":{port}" if port is not None else "")
    rest = url.split("//", 1)[1][len(parts.netloc) :]
    return address + _quoted(rest)


def _quoted(url: str) -> str:
    """The address with whatever may not stand in one percent-encoded; idempotent."""
    return quote(_STRAY_PERCENT.sub("%25", url), safe="/%#:=&?~;,+!$'()*@.-_")


def _primary_key(value: str) -> str | None:
    return value if _PRIMARY_KEY.fullmatch(value) else None


def _source_key(value: str) -> str | None:
    return value if _SOURCE_KEY.fullmatch(value) else None


def _care_level(value: str) -> str | None:
    return value if value in CARE_LEVELS else None


def _working_title(value: str) -> str | None:
    words = " ".join(without_unwanted_characters(value).split())
    return words[:MAX_PLANNED_LENGTH].rstrip() or None


def _scope(value: str) -> str | None:
    return value if value in {"col", "row"} else None


# How each attribute is checked; what isn't named here is not an attribute.
RULES: Final[dict[tuple[str, str], Callable[[str], str | None]]] = {
    ("a", "href"): link_target,
    ("aside", "data-care"): _care_level,
    ("div", "data-page"): _primary_key,
    ("figure", "data-image"): _primary_key,
    ("span", "data-planned"): _working_title,
    ("sup", "data-source"): _source_key,
    ("th", "scope"): _scope,
}

ATTRIBUTES: Final[dict[str, set[str]]] = {tag: {name} for tag, name in RULES}


def checked_attribute(tag: str, name: str, value: str) -> str | None:
    """The attribute's value as it is stored; None when it must go. Never raises."""
    rule = RULES.get((tag, name))
    return rule(value) if rule else None
