from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from backcare.comments.models import Rules
from backcare.comments.spam.evidence import describe
from backcare.comments.spam.labelled import Corpus, Unusable, read
from backcare.comments.spam.report import (
    Confusion,
    Folds,
    Judged,
    Thresholds,
    by_page,
    fold,
    judge_corpus,
    worst_mistakes,
)

COLUMNS = ("text", "label", "author", "page", "date")
MOST_PAGES = 30
LONGEST_EXCERPT = 160


class Command(BaseCommand):
    help = (
        "Judges the learning filter by a CSV file of labelled comments: columns text and label, "
        "and if there are author, page and date. Changes nothing on the site."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.csv")
        for what in COLUMNS:
            parser.add_argument(f"--{what}", metavar="COLUMN", help=f"The column of the {what}.")
        parser.add_argument("--folds", type=int, metavar="N", help="Into how many parts to divide.")
        parser.add_argument("--approve-below", type=_probability, metavar="0..1")
        parser.add_argument("--spam-above", type=_probability, metavar="0..1")
        parser.add_argument("--mistakes", type=int, default=0, metavar="N", help="Show the worst.")
        parser.add_argument("--encoding", default="utf-8-sig", help="Of the file. Default UTF-8.")

    def handle(self, *args: object, **options: Any) -> None:
        thresholds = _thresholds(options["approve_below"], options["spam_above"])
        try:
            corpus = read(
                options["file"], {what: options[what] for what in COLUMNS}, options["encoding"]
            )
            folds = fold(corpus, options["folds"])
        except (Unusable, ValueError) as error:
            raise CommandError(str(error)) from error
        judged = judge_corpus(corpus, folds, thresholds)
        for line in _report(corpus, folds, thresholds, judged, options["mistakes"]):
            self.stdout.write(line)


def _probability(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1
    if not 0 <= value <= 1:
        raise ArgumentTypeError(f"{text} is no number between 0 and 1")
    return value


def _thresholds(approve_below: float | None, spam_above: float | None) -> Thresholds:
    """Those asked for, else those of the site, else the defaults."""
    rules = Rules()
    try:
        if Rules._meta.db_table in connection.introspection.table_names():
            rules = Rules.current()
    except DatabaseError:
        pass  # A report needs no site.
    thresholds = Thresholds(
        rules.approve_below if approve_below is None else approve_below,
        rules.spam_above if spam_above is None else spam_above,
    )
    if thresholds.approve_below > thresholds.spam_above:
        raise CommandError("--approve-below must not be higher than --spam-above.")
    return thresholds


def _report(
    corpus: Corpus,
    folds: Folds,
    thresholds: Thresholds,
    judged: list[Judged],
    mistakes: int,
) -> Iterable[str]:
    table = Confusion(judged)
    yield (
        f"{len(judged)} comments: {table.count(False)} honest, {table.count(True)} spam. "
        f"Divided {folds.words}."
    )
    yield (
        "Each judged once, by the starting corpus and all other folds, in order of "
        + ("date" if corpus.has_dates else "the file (there are no dates)")
        + "; of those before it only that the same text came in is known, not its label."
    )
    yield (f"Approved below {thresholds.approve_below:.2f}, spam from {thresholds.spam_above:.2f}.")
    yield ""
    yield f"{'':8}{'approve':>10}{'hold':>10}{'spam':>10}"
    for name, is_spam in (("honest", False), ("spam", True)):
        cells = (table.count(is_spam, verdict) for verdict in ("approve", "hold", "spam"))
        yield f"{name:8}" + "".join(f"{cell:>10}" for cell in cells)
    yield ""
    yield f"precision           {_percent(table.precision)} of what is called spam is spam"
    yield f"recall              {_percent(table.recall)} of the spam is called spam"
    yield f"honest called spam  {_percent(table.honest_called_spam)} of the honest comments"
    yield f"held                {_percent(table.held)} of all comments"
    if corpus.has_pages:
        yield from _pages(by_page(judged))
    if mistakes > 0:
        yield from _mistakes("Honest comments called spam", worst_mistakes(judged, False, mistakes))
        yield from _mistakes("Spam that is approved", worst_mistakes(judged, True, mistakes))


def _pages(tables: dict[str, Confusion]) -> Iterable[str]:
    yield ""
    yield f"{'page':32}{'honest':>8}{'spam':>8}{'recall':>10}{'honest called spam':>20}"
    for page, table in list(tables.items())[:MOST_PAGES]:
        yield (
            f"{_excerpt(page, 30):32}{table.count(False):>8}{table.count(True):>8}"
            f"{_percent(table.recall):>10}{table.count(False, 'spam'):>20}"
        )
    if len(tables) > MOST_PAGES:
        yield f"... and {len(tables) - MOST_PAGES} more pages"


def _mistakes(title: str, mistakes: list[Judged]) -> Iterable[str]:
    yield ""
    yield f"{title}: {len(mistakes) or 'none'}"
    for one in mistakes:
        yield f"  {one.probability:.2f}  {_excerpt(one.comment.sample.text, LONGEST_EXCERPT)}"
        decided = (f"{describe(feature)} {p:.2f}" for feature, p in one.judgement.evidence[:8])
        yield f"        {'; '.join(decided)}"


def _excerpt(text: str, most: int) -> str:
    """On one line, without what a terminal could take for a command."""
    text = "".join(char for char in " ".join(text.split()) if char.isprintable())
    return text if len(text) <= most else text[: most - 1] + "…"


def _percent(share: float | None) -> str:
    return "     –" if share is None else f"{100 * share:5.2f}%"
