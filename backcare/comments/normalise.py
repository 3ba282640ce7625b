"""One form for the same words of a comment, however they were written, and what a text hides."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from django.utils.translation import gettext as _

from .characters import (
    APOSTROPHES,
    BLANKS,
    LOOKING_LATIN,
    VARIANTS,
    is_ignorable,
    is_mark,
    is_visible,
    latin_for,
    script_of,
)

# As many as Hebrew needs on one letter with all its points; Vietnamese needs two.
MOST_MARKS = 5

_ONLY_LATIN = frozenset({"LATIN"})
_NEWLINES = {ord(char): "\n" for char in "\r\v\f\x85\u2028\u2029"}

_IGNORABLE = (
    "[\u034f\u115f\u1160\u200b-\u200d\u2060-\u2064\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\U000e0100-\U000e01ef]"
)
# Joiners belong to words of Arabic and Indic scripts, selectors to emoji, and pasted texts have
# soft hyphens; in a word that could do without, such a character has no business.
_HIDDEN = re.compile(rf"([^\W\d_]){_IGNORABLE}+(?=([^\W\d_]))")
_TAGS = re.compile("(\U0001f3f4?)[\U000e0020-\U000e007f]+")
# An override; and an embedding or isolate from the right, which only texts from the right need.
_FORCED = re.compile("[\u202d\u202e]")
_TURNED = re.compile("[\u202b\u2067]")
_FROM_RIGHT = frozenset({"R", "AL"})
_WIDE = re.compile("[\uff21-\uff3a\uff41-\uff5a]{2}")
_WIDE_SCRIPTS = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO"})
# Single ones are honest: a variable, a vitamin, a sound.
_STYLED = re.compile(
    "(?:[\U0001d400-\U0001d7cbⓐ-ⓩⒶ-Ⓩ⒜-⒵\U0001f110-\U0001f189ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ]\ufe0f?){3}"
)
_ABBREVIATION = re.compile("[A-Z][A-Z0-9]+[α-ωа-яё]+")


def skeleton(text: str) -> str:
    """The text in one form for the same words, in time linear in its length.

    Without case, accents, styles of letters, and characters that nobody sees; white space as
    single spaces; the apostrophes alike. Letters that only look Latin become Latin in words that
    mix alphabets, and in whole words of a text that is otherwise Latin; a text that is Russian or
    Greek stays so. The skeleton of a skeleton is itself.
    """
    if text.isascii():
        return " ".join(text.translate(_ASCII).casefold().split())
    words = [_as_latin(word) if _is_mixed(word) else word for word in _runs(_plain(text))]
    latin = foreign = 0
    for word in words:
        if "LATIN" in _scripts(word):
            latin += len(word)
        elif _scripts(word) & LOOKING_LATIN and not _looks_latin(word):
            foreign += len(word)
    if latin > foreign:
        words = [_as_latin(word) if _looks_latin(word) else word for word in words]
    folded = "".join(words).casefold()
    return " ".join(unicodedata.normalize("NFC", folded).split())


def words(text: str) -> list[str]:
    """The words of the text's skeleton, in order: letters, digits and their marks.

    Apostrophes within words are dropped: "can't" is "cant".
    """
    found = ["".join(run) for is_word, run in groupby(skeleton(text), _is_of_word) if is_word]
    return [word for run in found if (word := run.replace("'", ""))]


def stored(text: str) -> str:
    """What is kept of what a commenter typed: the same words, without damage and without tricks
    that take room.

    Composed characters (NFC), "\\n" for every kind of new line, no white space at the end of a
    line, at most one empty line at a time, at most ``MOST_MARKS`` marks on a letter. Doing it
    again changes nothing.
    """
    # Composing takes quadratic time in the length of a stack of marks, so they are cut first; and
    # again when each mark stands on its own.
    apart = unicodedata.normalize("NFD", _cut_stacks(text.replace("\r\n", "\n")))
    composed = unicodedata.normalize("NFC", _cut_stacks(apart))
    kept: list[str] = []
    for line in composed.translate(_NEWLINES).split("\n"):
        if any(is_visible(char) for char in line):
            kept.append(line.rstrip())
        elif kept and kept[-1]:
            kept.append("")
    return "\n".join(kept).strip()


def _plain(text: str) -> str:
    """The text with every letter alone and in its common style; case is kept.

    Characters are treated one by one. NFKD of the whole would put the marks in order, which takes
    quadratic time in the length of a stack.
    """
    kept: list[str] = []
    base = " "
    marks = 0
    for char in text:
        for part in _parts(char):
            if not is_mark(part):
                base, marks = part, 0
                kept.append(part)
            elif marks < MOST_MARKS and _belongs(part, base):
                marks += 1
                kept.append(part)
    return "".join(kept)


@lru_cache(maxsize=8192)
def _parts(char: str) -> str:
    """What one character becomes before its neighbours are looked at."""
    if char in APOSTROPHES:
        return "'"
    if char in BLANKS or char.isspace():
        return " "
    if is_ignorable(char) or unicodedata.category(char) == "Cc":
        return ""
    parts = unicodedata.normalize("NFKD", char)
    if parts == char:
        return VARIANTS.get(char) or VARIANTS.get(char.casefold()) or char
    return "".join(map(_parts, parts))


@lru_cache(maxsize=8192)
def _belongs(mark: str, base: str) -> bool:
    """Whether a mark is part of a word's letters, as the vowel signs of Hindi and Thai are.

    Arabic and Hebrew points are left out as often as written, as accents are.
    """
    script = script_of(base)
    if mark in "\u3099\u309a":
        return script in {"HIRAGANA", "KATAKANA"}
    return script == script_of(mark) and script not in {"ARABIC", "HEBREW", "SYRIAC"}


# The same for most texts, which have no other characters.
_ASCII = {code: _parts(chr(code)) for code in range(128)}


def _runs(text: str) -> Iterator[str]:
    """The text in pieces: words, and what stands between them."""
    return ("".join(run) for _, run in groupby(text, str.isalnum))


def _scripts(word: str) -> frozenset[str]:
    """The alphabets of a word, as far as they can be taken for each other."""
    if word.isascii():
        return _ONLY_LATIN if any(map(str.isalpha, word)) else frozenset()
    return frozenset(script_of(char) for char in word if char.isalpha()) & (
        LOOKING_LATIN | _ONLY_LATIN
    )


def _is_mixed(word: str) -> bool:
    return len(_scripts(word)) > 1


def _looks_latin(word: str) -> bool:
    """Whether a word without a Latin letter can be read as one that has no other."""
    return (
        not word.isascii()
        and word.isalnum()
        and bool(_scripts(word))
        and all(char.isascii() or latin_for(char) for char in word)
    )


def _as_latin(word: str) -> str:
    return "".join(latin_for(char) or char for char in word)


def _is_of_word(char: str) -> bool:
    return char.isalnum() or char == "'" or unicodedata.category(char)[0] == "M"


def _cut_stacks(text: str) -> str:
    """The text without the marks of a stack that exceed ``MOST_MARKS``."""
    if text.isascii():
        return text
    kept: list[str] = []
    marks = 0
    for char in text:
        marks = marks + 1 if is_mark(char) else 0
        if marks <= MOST_MARKS:
            kept.append(char)
    return "".join(kept)


class Trick(NamedTuple):
    """A way of writing that hides words from programs. ``words`` tell a moderator which."""

    code: str
    words: str


def tricks(text: str) -> list[Trick]:
    """The tricks of writing that a text uses, each once; none for honest texts of any language."""
    plain = _plain(text)
    found: list[Trick] = []
    if _hides_characters(text):
        found.append(Trick("hidden", _("Invisible characters stand within words.")))
    if _FORCED.search(text) or (
        _TURNED.search(text) and not any(unicodedata.bidirectional(c) in _FROM_RIGHT for c in text)
    ):
        found.append(Trick("turned", _("Characters turn the direction of writing.")))
    if mixed := next(filter(_is_disguised, _runs(plain)), None):
        words = _("The word “%(word)s” mixes letters of different alphabets.")
        found.append(Trick("mixed", words % {"word": mixed[:40]}))
    if _WIDE.search(text) and not any(script_of(char) in _WIDE_SCRIPTS for char in plain):
        found.append(Trick("wide", _("Words are written in wide letters.")))
    if _STYLED.search(text):
        found.append(Trick("styled", _("Words are written in letters for formulas or ornament.")))
    if _cut_stacks(text) != text:
        found.append(Trick("stacked", _("Accents are piled up on letters.")))
    return found


def _hides_characters(text: str) -> bool:
    """Whether something invisible stands within a word of an alphabet that needs none, or a text
    in invisible letters; those make flags of a black flag.
    """
    alphabets = LOOKING_LATIN | _ONLY_LATIN
    return any(
        script_of(before) in alphabets and script_of(after) in alphabets
        for before, after in _HIDDEN.findall(text)
    ) or any(not flag for flag in _TAGS.findall(text))


def _is_disguised(word: str) -> bool:
    """Whether letters that look Latin stand beside Latin ones, unless after an abbreviation, as in
    TNFα and PDFки.
    """
    return _is_mixed(word) and _as_latin(word) != word and _ABBREVIATION.fullmatch(word) is None
