"""What of a comment the filter can weigh: its words, their pairs, and its shape.

A feature is a short text ``kind:what``, the same for the same words however they are written:
everything but capitals and signs is read from the ``skeleton``. Linear in the length of the text,
and at most ``MOST_FEATURES`` of a comment count.
"""

import html
import re
import unicodedata
import zlib
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from itertools import pairwise

from ..normalise import skeleton
from .sample import Sample
from .vocabulary import KIND_OF, PHRASES

FINGERPRINT = "text:"
MOST_FEATURES = 400
# Of longer texts the beginning and the end are read word by word.
WORDS_OF_BEGINNING = 110
WORDS_OF_END = 50
LONGEST_WORD = 24  # characters, so that a pair fits into a feature of 64

_ENDINGS = (
    "com|net|org|info|biz|co|io|me|ru|cn|pl|uk|de|fr|es|it|nl|in|tk|ml|ga|cf|gq|xyz|top|site|online"
    "|shop|club|store|tv|us|eu|be|gl|ly|app|dev|link|live|vip|win|bet|loan|pro|cc|ws|space|website"
    "|world|buzz|icu|click|today|life|fun|work|tech|agency|health|care|edu|gov|example"
)
_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>\"']+"
    rf"|(?<![\w.@-])[a-z0-9-]{{1,63}}(?:\.[a-z0-9-]{{1,63}}){{0,4}}\.(?:{_ENDINGS})\b(?:[/?][^\s<>\"']*)?"
    r"|(?<!\w)/?\w{1,20}\?\w{1,20}=[^\s<>\"']+"
)
_HIDDEN_LINK = re.compile(
    r"\b[a-z0-9-]{2,40}(?: ?[(\[{*] ?(?:dot|\.)? ?[)\]}*]? ?| dot | ?\. | \.)"
    r"(?:com|net|org|ru|info|xyz)\b"
)
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_HANDLE = re.compile(r"(?<![\w@])@ ?\w{2,}")
_MONEY = re.compile(
    r"[$£€¥₹] ?\d[\d.,]{0,20}"
    r"|\b\d[\d.,]{0,20} ?(?:[$£€¥₹]|(?:usd|eur|gbp|btc|eth|dollars?|bucks|euros?)\b)"
)
_PHONE = re.compile(r"(?<!\w)\+?\d[\d ().-]{7,20}\d(?!\w)")
_TAG = re.compile(r"</?[a-z][^<>]{0,500}>|\[/?(?:url|link|img|b|i)\b[^\[\]]{0,300}\]")
_RUN = re.compile(r"([^\W\d_])\1{2,}")
_UNREADABLE = re.compile(r"[b-df-hj-np-tv-xz]{4,}|[a-z]*[b-df-hj-np-tv-xz]{6}[a-z]*")
_SIGNS = re.compile(r"[-=_*~>#<+|.]{4,}")
_WORD = re.compile(r"<\w+>|[^\W_]+(?:'[^\W_]+)*")

_REACH = 6  # words after a call in which its object is looked for


def features(sample: Sample) -> list[str]:
    """The features of a sample, each once, the most general first."""
    plain = html.unescape(sample.text)
    text = skeleton(plain)
    body = _TAG.sub(" ", text)
    links = _LINK.findall(body)
    words = _words(body)
    found: dict[str, None] = {}
    for feature in (
        *_shape(plain, text, body, links, words),
        *_intent(words, bool(links)),
        *(f"link:{_host(link)}" for link in links[:10]),
        *_author(sample.author),
        *_edges(words),
    ):
        found.setdefault(feature)
    for feature in _wording(words):
        if len(found) >= MOST_FEATURES:
            break
        found.setdefault(feature)
    return list(found)


def fingerprint(found: Iterable[str]) -> str:
    """What is the same for comments with the same features, and for no others."""
    digest = blake2b("\n".join(found).encode(), digest_size=12)
    return f"{FINGERPRINT}{digest.hexdigest()}"


def _words(body: str) -> list[str]:
    """The words in order; what differs each time stands as its kind, as <link> or <number>."""
    body = _MAIL.sub(" <mail> ", body)
    body = _LINK.sub(" <link> ", body)
    body = _HIDDEN_LINK.sub(" <hidden> ", body)
    body = _MONEY.sub(" <money> ", body)
    body = _PHONE.sub(" <phone> ", body)
    body = _HANDLE.sub(" <handle> ", body)
    body = _RUN.sub(r"\1", body)
    return ["<number>" if word.isdigit() else word[:LONGEST_WORD] for word in _WORD.findall(body)]


def _shape(plain: str, text: str, body: str, links: list[str], words: list[str]) -> Iterator[str]:
    """How it looks from afar. Amounts are in steps, so that each step can be learned."""
    yield f"shape:links {min(len(links), 3)}"
    if links:
        yield f"shape:link share {4 * sum(map(len, links)) // (len(text) + 1)}"
        if any(not link.startswith(("http", "www")) for link in links):
            yield "shape:bare domain"
        if body.rstrip().endswith(links[-1]):
            yield "shape:link at end"
    for kind in ("<mail>", "<phone>", "<money>", "<handle>", "<hidden>"):
        if kind in words:
            yield f"shape:has {kind[1:-1]}"
    if _TAG.search(text):
        yield "shape:markup"
    yield f"shape:length {len(text).bit_length()}"
    signs = unicodedata.normalize("NFKC", plain)
    letters = [char for char in signs if char.isalpha()]
    if len(letters) > 8:
        yield f"shape:capitals {4 * sum(map(str.isupper, letters)) // (len(letters) + 1)}"
    if sum(char.isascii() for char in text) < 0.5 * len(text):
        yield "shape:other script"
    yield f"shape:! {min(signs.count('!'), 3)}"
    if "?" in signs:
        yield "shape:?"
    if "..." in signs:
        yield "shape:..."
    if _SIGNS.search(signs):
        yield "shape:row of signs"
    if any(unicodedata.category(char) == "So" for char in signs):
        yield "shape:emoji"
    if _RUN.search(_LINK.sub(" ", body)):
        yield "shape:letters repeated"
    if any(word in ("<number>", "<money>") or any(map(str.isdigit, word)) for word in words):
        yield "shape:digits"
    if any(map(_UNREADABLE.fullmatch, words)):
        yield "shape:unreadable"
    if len(words) >= 8:
        yield f"shape:variety {4 * len(set(words)) // (len(words) + 1)}"


def _intent(words: list[str], has_link: bool) -> Iterator[str]:
    """Who is asked to do what, and whose it is."""
    flat = " ".join(words)
    phrases = [name for name, pattern in PHRASES.items() if pattern.search(flat)]
    for name in phrases:
        yield f"phrase:{name}"
    yield f"phrase:{min(len(phrases), 3)} of them"
    if phrases and has_link:
        yield "phrase:with link"
    kinds = [KIND_OF.get(word, "") for word in words]
    known = [kind for kind in kinds if kind]
    for kind in dict.fromkeys(known):
        yield f"kind:{kind}"
    yield f"kind:{len(set(known))} of them"
    yield f"kind:{min(known.count('call'), 3)} calls"
    for first, second in pairwise(known):
        yield f"kind:{first} {second}"
    for place, kind in enumerate(kinds):
        if kind not in ("call", "look", "applause"):
            continue
        if place == 0:
            yield f"kind:{kind} first"
        after = kinds[place + 1 : place + 1 + _REACH]
        objects = [which for which in ("own", "place") if which in after]
        for which in objects:
            yield f"kind:{kind} .. {which}"
        if len(objects) == 2:
            yield f"kind:{kind} .. own place"
        if "<link>" in words[place + 1 : place + 1 + _REACH]:
            yield f"kind:{kind} .. link"


def _author(name: str) -> Iterator[str]:
    """What a name is like; never the name itself, which would be somebody's."""
    text = skeleton(name)
    if not text:
        return
    words = _WORD.findall(text)
    if _LINK.search(text) or _MAIL.search(text):
        yield "author:address"
    if any(map(str.isdigit, text)):
        yield "author:digits"
    if any(KIND_OF.get(word) in ("place", "money", "trade", "call") for word in words):
        yield "author:trade"
    if len(words) > 3:
        yield "author:many words"


def _edges(words: list[str]) -> Iterator[str]:
    if words:
        yield f"start:{words[0]}"
        yield f"end:{words[-1]}"


def _wording(words: list[str]) -> Iterator[str]:
    if len(words) > WORDS_OF_BEGINNING + WORDS_OF_END:
        parts = [words[:WORDS_OF_BEGINNING], words[-WORDS_OF_END:]]
    else:
        parts = [words]
    for part in parts:
        for place, word in enumerate(part):
            yield f"word:{word}"
            if place + 1 < len(part):
                yield f"pair:{word} {part[place + 1]}"
    yield from _sketch(words)


def _sketch(words: list[str], size: int = 4) -> Iterable[str]:
    """The smallest hashes of all runs of four words: texts that share most words share most of
    these, however the rest was varied (A. Broder, On the resemblance and containment of
    documents, 1997).
    """
    runs = {" ".join(words[at : at + 4]) for at in range(len(words) - 3)}
    return [f"sketch:{crc:08x}" for crc in sorted(zlib.crc32(run.encode()) for run in runs)[:size]]


def _host(link: str) -> str:
    host = re.sub(r"^(?:https?://)?(?:www\.)?", "", link)
    return "".join(re.findall(r"^[\w.-]{1,40}", host))
