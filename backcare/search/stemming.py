"""Porter's stemmer: one form for "stretch", "stretches", "stretched" and "stretching".

Source: M. F. Porter, "An algorithm for suffix stripping", Program 14(3), 1980. The steps have
the numbers that the paper gives them. SQLite's porter tokenizer does the same, which a test
uses to check this one.
"""

import re
from collections.abc import Callable
from functools import lru_cache

# Suffixes and what takes their place; of each list the first that fits decides.
STEP_2 = [
    ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"),
    ("logi", "log"), ("bli", "ble"), ("alli", "al"), ("entli", "ent"), ("eli", "e"),
    ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"), ("ator", "ate"), ("alism", "al"),
    ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"),
    ("iviti", "ive"), ("biliti", "ble"),
]  # fmt: skip
STEP_3 = [
    ("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"),
    ("ful", ""), ("ness", ""),
]  # fmt: skip
STEP_4 = [
    "ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ion", "ism", "ate", "iti",
    "ous", "ive", "ize", "al", "er", "ic", "ou",
]  # fmt: skip

ENDS_IN_DOUBLE = re.compile(r"([^aeiou])\1$")


def _shape(stem: str) -> str:
    """The letters as "v" and "c"; a y is a vowel after a consonant."""
    shape = ""
    for letter in stem:
        is_vowel = letter in "aeiou" or (letter == "y" and shape[-1:] == "c")
        shape += "v" if is_vowel else "c"
    return shape


def _measure(stem: str) -> int:
    """How often a consonant follows a vowel: about the number of syllables."""
    return _shape(stem).count("vc")


def _has_vowel(stem: str) -> bool:
    return "v" in _shape(stem)


def _is_short(stem: str) -> bool:
    """Whether it ends in consonant, vowel, consonant, the last one neither w, x nor y."""
    return _shape(stem).endswith("cvc") and stem[-1] not in "wxy"


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of a word of lower-case letters a to z; shorter than three it is the word."""
    if len(word) < 3:
        return word
    for step in (_step_1a, _step_1b, _step_1c, _step_2, _step_3, _step_4, _step_5):
        word = step(word)
    return word


def _step_1a(word: str) -> str:
    if word.endswith(("sses", "ies")):
        return word[:-2]
    if word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


def _step_1b(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _measure(word[:-3]) else word
    for suffix in ("ed", "ing"):
        if word.endswith(suffix) and _has_vowel(word.removesuffix(suffix)):
            return _tidied(word.removesuffix(suffix))
    return word


def _tidied(word: str) -> str:
    """What stays when -ed or -ing has gone: "hopp" becomes "hop", "siz" becomes "size"."""
    if word.endswith(("at", "bl", "iz")):
        return word + "e"
    if ENDS_IN_DOUBLE.search(word) and word[-1] not in "lsz":
        return word[:-1]
    if _measure(word) == 1 and _is_short(word):
        return word + "e"
    return word


def _step_1c(word: str) -> str:
    return word[:-1] + "i" if word.endswith("y") and _has_vowel(word[:-1]) else word


def _replaced(suffixes: list[tuple[str, str]]) -> Callable[[str], str]:
    def step(word: str) -> str:
        for suffix, replacement in suffixes:
            if word.endswith(suffix):
                rest = word.removesuffix(suffix)
                return rest + replacement if _measure(rest) else word
        return word

    return step


_step_2 = _replaced(STEP_2)
_step_3 = _replaced(STEP_3)


def _step_4(word: str) -> str:
    for suffix in STEP_4:
        if word.endswith(suffix):
            rest = word.removesuffix(suffix)
            if _measure(rest) > 1 and (suffix != "ion" or rest.endswith(("s", "t"))):
                return rest
            return word
    return word


def _step_5(word: str) -> str:
    if word.endswith("e"):
        rest = word[:-1]
        if _measure(rest) > 1 or (_measure(rest) == 1 and not _is_short(rest)):
            word = rest
    return word[:-1] if word.endswith("ll") and _measure(word) > 1 else word
