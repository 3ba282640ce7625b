"""Keeps the words that pages use, as they are written, and the keys to find them misspelt.

Words are added with the pages that use them and stay when these go: what is done with a word asks
for itself whether a page that readers see has it.
"""

from collections.abc import Iterable, Mapping

from .analysis import WORD, folded, normal
from .models import LONGEST_NAMED_WORD, Spelling, Word
from .spelling import keys_of

SHORTEST = 3
BATCH = 500


def written_in(texts: Iterable[str]) -> dict[str, bool]:
    """The words of the texts, each with whether it stood there in small letters."""
    found: dict[str, bool] = {}
    for text in texts:
        for written in set(WORD.findall(normal(text))):
            word = folded(written)
            if SHORTEST <= len(word) <= LONGEST_NAMED_WORD and word.isascii() and word.isalpha():
                found[word] = found.get(word, False) or written.islower()
    return found


def remember(words: Mapping[str, bool]) -> None:
    """Store those of the words, as ``written_in`` gives them, that are not known yet."""
    # In one order, so that two who store the same words never wait for one another.
    ordered = sorted(words)
    for start in range(0, len(ordered), BATCH):
        some = ordered[start : start + BATCH]
        known = dict(Word.objects.filter(word__in=some).values_list("word", "is_common"))
        seen_small = [word for word in some if words[word] and not known.get(word, True)]
        if seen_small:
            Word.objects.filter(word__in=seen_small).update(is_common=True)
        new = [word for word in some if word not in known]
        if new:
            Word.objects.bulk_create(
                (Word(word=word, is_common=words[word]) for word in new), ignore_conflicts=True
            )
            pairs = sorted((key, word) for word in new for key in keys_of(word))
            Spelling.objects.bulk_create(
                (Spelling(key=key, word=word) for key, word in pairs), ignore_conflicts=True
            )
