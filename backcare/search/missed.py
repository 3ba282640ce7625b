"""Counts what readers looked for in vain, and learns nothing about them.

Of a question only words are kept that are nobody's: those that pages use in small letters, those of
the trade (``trade.txt``), and those made like its terms. A name, a number, an address, a word
that nobody knows are left out, and what an editor reads is "tens machine", in the order of the
alphabet, whatever else was typed around it. A question with an "@" or a long number in it is not
counted at all, nor is one of many words, which tells a story.
"""

import logging
import re
from functools import cache
from pathlib import Path

from django.db import DatabaseError, connection
from django.utils import timezone

from backcare.addresses.missing import Meter, without_waiting

from .analysis import STOP_WORDS, WORD, canonical, folded, normal
from .models import MissedSearch, Word
from .questions import Question

logger = logging.getLogger(__name__)

LONGEST = 80  # characters
# Who types more tells of themselves.
MOST_TYPED = 8
MOST_KEPT = 5
SHORTEST, LONGEST_WORD = 3, 20  # letters
PERSONAL = re.compile(r"@|\d{3,}|://|www\.", re.IGNORECASE)
# How terms of medicine begin and end; no name that we know of does both or either.
TERM = re.compile(
    r"""(?:arthr|cardi|chondr|derm|fibro|gastr|h[a]?emat|lumb|myo|nephr|neur|orth|osteo|physio
          |psych|radicul|rheum|sacro|scoli|spondyl|tendin|therm|thorac|vertebr)[a-z]{3,}
    | [a-z]{3,}(?:algia|algesic|arthritis|asis|ectomy|graphy|iatry|itis|lysis|odynia|opathy|oplasty
          |osis|otomy|plegia|scopy|spasm|therapist|therapy|trophy)""",
    re.VERBOSE,
)
TRADE = Path(__file__).with_name("trade.txt")

meter = Meter()


def note(question: Question) -> None:
    """Count a question that found nothing. Never fails, and waits for nothing."""
    if PERSONAL.search(question.text) or len(question.text.split()) > MOST_TYPED:
        return
    try:
        if words := kept(question.text):
            times = meter.count(words)
            if times:
                with without_waiting():
                    _write(words, times)
    except DatabaseError as error:
        logger.info("A search that found nothing was not counted: %s", error)


def kept(text: str) -> str:
    """What is kept of a text: its words that are nobody's, each once, in alphabetical order."""
    typed = {folded(word) for word in WORD.findall(normal(text))}
    plain = {
        word
        for word in typed
        if SHORTEST <= len(word) <= LONGEST_WORD
        and word.isascii()
        and word.isalpha()
        and canonical(word) not in STOP_WORDS
    }
    if not plain:
        return ""
    known = {word for word in plain if word in trade() or TERM.fullmatch(word)}
    common = Word.objects.filter(word__in=plain - known, is_common=True)
    known.update(common.values_list("word", flat=True))
    return " ".join(sorted(known)[:MOST_KEPT])[:LONGEST]


@cache
def trade() -> frozenset[str]:
    """Words of the trade, some hundreds: they say what is missing on a site that lacks them."""
    return frozenset(TRADE.read_text(encoding="utf-8").split())


def _write(words: str, times: int) -> None:
    """One statement for a row that may be there: both databases know it, Django does not."""
    table = connection.ops.quote_name(MissedSearch._meta.db_table)
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    sql = f"""
        INSERT INTO {table} (words, count, first_seen_at, last_seen_at) VALUES (%s, %s, %s, %s)
        ON CONFLICT (words) DO UPDATE SET
            count = {table}.count + excluded.count, last_seen_at = excluded.last_seen_at
    """  # noqa: S608  # the table's name is ours
    with connection.cursor() as cursor:
        cursor.execute(sql, [words, times, now, now])
