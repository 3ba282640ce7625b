"""Short forms of a text that never end inside a word."""

import re

SENTENCE_END = re.compile(r"[.!?][\"”’)]*(?=\s|$)")


def excerpt(text: str, length: int = 160) -> str:
    """At most ``length`` characters of ``text``, ended at a sentence or else at a word.

    A sentence end is preferred when it keeps at least half of the length; a cut inside a
    sentence is marked with an ellipsis.
    """
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    ends = [match.end() for match in SENTENCE_END.finditer(text) if match.end() <= length]
    if ends and ends[-1] >= length // 2:
        return text[: ends[-1]]
    cut = text[: length - 1]
    if not text[length - 1].isspace() and " " in cut:
        cut = cut[: cut.rindex(" ")]
    return cut.rstrip(" ,;:–-") + "…"
