"""A comment's plain text as HTML: paragraphs, line breaks, links, and nothing else."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple
from urllib.parse import quote

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .characters import LOOKING_LATIN, is_ignorable, is_mark, latin_for, script_of
from .normalise import skeleton

# Characters; what is shown of an address, and what is too long to be one.
LONGEST_SHOWN = 60
LONGEST_ADDRESS = 2000

# Django's urlize is not used: it links e-mail addresses, which are nobody's business here, and
# addresses with a name before the host; it shows hosts that imitate others as they are; it cannot
# say "ugc"; and its care for every case has cost it several denials of service.
_ADDRESS = re.compile(
    r"""(?<![\w@./:-])(?:https?://|www\.)[^\s<>"`{}|\\^“”„«»‹›]+""", re.IGNORECASE
)
_PARTS = re.compile(r"(https?://)?([^/?#]*)(.*)", re.IGNORECASE)
_AUTHORITY = re.compile(r"([^:]+)(:[0-9]{1,5})?")
_BREAK = SafeString("<br>")
_CLOSES = {")": "(", "]": "["}
_OPENS = {opening: closing for closing, opening in _CLOSES.items()}
_TRAILING = frozenset(".,:;!?'*…")
_PUNCTUATION = frozenset({"Po", "Pi", "Pf", "Ps", "Pe"})
# Everything that a path or a query may contain as it is.
_SAFE = "%/?#[]@!$&'()*+,;=:~"
# Controls of direction change the order of what follows, outside of the comment, too. The others
# are no text, and halves of characters cannot be sent.
_CONTROLS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)

# Where an address stands, whether it would be linked or not, in the skeleton of a text. Without a
# scheme it needs a common ending, or a path; "my back.It hurts" is no address.
_WRITTEN = re.compile(
    r"""
    (?<![\w@./-])
    (?: h(?:tt|xx)ps?://\S+
      | www\.\S+
      | (?:[a-z0-9][a-z0-9-]{0,62}\.){1,4}
        (?: (?:com|net|org|info|biz|ru|uk|us|eu|de|xyz|icu|cc|tk)(?![\w-])(?:[/?]\S*)?
          | [a-z]{2,24}/[\w%?-]\S*
        )
    )
    """,
    re.VERBOSE,
)


class Address(NamedTuple):
    """An address as it is linked: whole, and as readers see it."""

    href: str
    shown: str


def to_html(text: str) -> SafeString:
    """The text as safe HTML: ``p``, ``br``, and ``a`` with ``href`` and ``rel``.

    An empty line parts paragraphs, a new line is one. Addresses with http, https or www. become
    links, if their host can be one. Controls of direction and other controls are left out.
    """
    lines = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    paragraphs = (
        format_html_join(_BREAK, "{}", ((_linked(line.strip()),) for line in group))
        for has_words, group in groupby(lines, lambda line: bool(line.strip()))
        if has_words
    )
    return format_html_join("", "<p>{}</p>", ((paragraph,) for paragraph in paragraphs))


def links_in(text: str) -> list[str]:
    """The web addresses that a text contains, in the form of ``skeleton``.

    More than ``to_html`` would link: those without scheme, of an unlikely host, or in disguise.
    """
    return _WRITTEN.findall(skeleton(text).replace("。", "."))


def excerpt(text: str, length: int) -> str:
    """The beginning of a text on one line, of at most ``length`` characters.

    It ends with a sentence if one ends in its second half, otherwise with a word and an ellipsis.
    """
    line = " ".join(_CONTROLS.sub("", text).split())
    if len(line) <= length:
        return line
    # The character behind tells whether the last word is whole.
    window = line[: length + 1]
    end = max(window.rfind(f"{stop} ", length // 2) for stop in ".!?…")
    if end >= 0:
        return window[: end + 1]
    end = window.rfind(" ", 0, length)
    if end <= 0:
        end = length - 1
        while end > 0 and (is_mark(line[end]) or is_ignorable(line[end])):
            end -= 1
    return window[:end].rstrip(" ,;:–—-(") + "…"


def _linked(line: str) -> SafeString:
    return format_html_join("", "{}", ((piece,) for piece in _pieces(line)))


def _pieces(line: str) -> Iterator[str]:
    """The line in pieces: text, which is still to be escaped, and links."""
    done = 0
    for match in _ADDRESS.finditer(line):
        written = _without_trailing(_until_ignorable(match[0]))
        if address := _address(written):
            yield line[done : match.start()]
            yield format_html('<a href="{}" rel="ugc nofollow">{}</a>', address.href, address.shown)
            done = match.start() + len(written)
    yield line[done:]


def _until_ignorable(written: str) -> str:
    if written.isascii():
        return written
    return next(
        (written[:place] for place, char in enumerate(written) if is_ignorable(char)), written
    )


def _without_trailing(written: str) -> str:
    """The address without the punctuation of the sentence around it.

    A closing bracket belongs to the address that has the opening one.
    """
    surplus = {
        closing: written.count(closing) - written.count(_CLOSES[closing]) for closing in _CLOSES
    }
    end = len(written)
    while end:
        last = written[end - 1]
        if last in _CLOSES:
            if surplus[last] <= 0:
                break
            surplus[last] -= 1
        elif last in _OPENS:
            surplus[_OPENS[last]] += 1
        elif last not in _TRAILING and (
            last.isascii() or unicodedata.category(last) not in _PUNCTUATION
        ):
            break
        end -= 1
    return written[:end]


def _address(written: str) -> Address | None:
    """The address that is written, or None if nobody should be sent there.

    A name or password before the host is refused: it makes one host look like another.
    """
    parts = _PARTS.fullmatch(written)
    if parts is None or len(written) > LONGEST_ADDRESS:
        return None
    scheme, authority, rest = parts.groups()
    if not (found := _AUTHORITY.fullmatch(authority)) or not _is_host(found[1]):
        return None
    host = ".".join(_shown_label(label) for label in found[1].split(".")) + (found[2] or "")
    start = (scheme or "").lower()
    href = f"{start or 'https://'}{host}{quote(rest, safe=_SAFE)}"
    return Address(href, _shortened(start, host, rest))


def _is_host(name: str) -> bool:
    """Whether the name has the form of a public host, in any alphabet; numbers have not."""
    labels = name.split(".")
    return (
        len(name) <= 253
        and len(labels) > 1
        and unicodedata.normalize("NFKC", name) == name
        and all(_is_label(label) for label in labels)
        and (labels[-1].isalpha() or labels[-1].lower().startswith("xn--") or _is_foreign(labels))
        and len(labels[-1]) > 1
    )


def _is_foreign(labels: list[str]) -> bool:
    """Whether the last label has marks, as in Indic scripts, beside its letters."""
    last = labels[-1]
    return not last.isascii() and not any(char.isdigit() for char in last)


def _is_label(label: str) -> bool:
    return (
        0 < len(label) <= 63
        and label[0].isalnum()
        and label[-1] != "-"
        and all(
            char.isalnum() or char == "-" or unicodedata.category(char) in {"Mn", "Mc"}
            for char in label
        )
    )


def _shown_label(label: str) -> str:
    """A part of a host as it is linked and shown: in Punycode if it may imitate another."""
    if label.isascii() or _is_plain(label):
        return label
    return f"xn--{label.lower().encode('punycode').decode('ascii')}"


def _is_plain(label: str) -> bool:
    """Whether a label keeps to one alphabet and its usual letters, and could not be read as
    Latin if it is not.
    """
    letters = [char for char in label if char.isalpha()]
    scripts = {script_of(char) for char in letters}
    if "LATIN" in scripts:
        return scripts == {"LATIN"} and all(
            char < "\u0250" or "\u1e00" <= char <= "\u1eff" for char in letters
        )
    is_imitable = bool(scripts & LOOKING_LATIN)
    return not is_imitable or (
        len(scripts) == 1 and not all(char.isascii() or latin_for(char) for char in label)
    )


def _shortened(start: str, host: str, rest: str) -> str:
    """The address as shown, in at most ``LONGEST_SHOWN`` characters.

    The end of the host says whose it is, so a long one loses its beginning.
    """
    shown = f"{start}{host}{rest}"
    if len(shown) <= LONGEST_SHOWN:
        return shown
    if len(start) + len(host) < LONGEST_SHOWN - 10:
        return f"{shown[: LONGEST_SHOWN - 1]}…"
    kept = LONGEST_SHOWN - len(start) - 3
    end = "/…" if rest.strip("/") else ""
    return f"{start}{host if len(host) <= kept else f'…{host[-kept:]}'}{end}"
