"""Judging the filter by labelled comments, and what manage.py spam_report says of it."""

import csv
import random
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from backcare.comments.models import LearnedFeature, Rules
from backcare.comments.spam.labelled import read
from backcare.comments.spam.report import (
    Confusion,
    Thresholds,
    by_page,
    fold,
    judge_corpus,
    worst_mistakes,
)

ADVERT = "Win free money at our casino, visit www.casino.example"
QUESTION = "My back hurts when I sit, does the stretch help?"
OTHER_ADVERT = "Buy cheap viagra without prescription, order now: http://pills.example"
OTHER_QUESTION = "How long do you hold it? I get cramp in my leg."
DEFAULTS = Thresholds(0.3, 0.9)


@pytest.fixture
def corpus(tmp_path):
    """Writes these rows (dicts, all with the same keys) and reads them as a corpus."""

    def write(rows: list[dict]):
        path = tmp_path / "comments.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)
        return read(path, {})

    return write


def row(text: str, label: str = "0", **more: str) -> dict:
    return {"text": text, "label": label, **more}


def report_on(path, **options) -> str:
    out = StringIO()
    call_command("spam_report", str(path), stdout=out, **options)
    return out.getvalue()


def test_a_page_is_never_divided_and_every_comment_is_judged_once(corpus):
    pages = random.Random(4).choices("abcdefghijklm", k=60)
    comments = corpus([row(f"text {page} {n}", page=page) for n, page in enumerate(pages)])
    folds = fold(comments, 4)
    assert len({(page, number) for page, number in zip(pages, folds.of, strict=True)}) == 13
    assert set(folds.of) == {0, 1, 2, 3}
    judged = judge_corpus(comments, folds, DEFAULTS)
    assert sorted(one.comment.sample.text for one in judged) == sorted(
        comment.sample.text for comment in comments.comments
    )


def test_without_pages_folds_follow_the_dates(corpus):
    dates = ["2024-05-01", "2024-01-01", "2024-07-01", "2024-03-01"]
    assert fold(corpus([row(date, date=date) for date in dates]), 2).of == [1, 0, 1, 0]


def test_without_pages_and_dates_folds_have_the_same_share_of_spam(corpus):
    folds = fold(corpus([row(str(n), str(int(n % 3 == 0))) for n in range(18)]), 3)
    spam = [number for n, number in enumerate(folds.of) if n % 3 == 0]
    assert [spam.count(number) for number in range(3)] == [2, 2, 2]
    assert [folds.of.count(number) for number in range(3)] == [6, 6, 6]


@pytest.mark.parametrize("wanted", [0, 1, 3])
def test_there_are_no_more_folds_than_pages(corpus, wanted):
    comments = corpus([row("a", page="x"), row("b", page="y"), row("c", page="y")])
    with pytest.raises(ValueError, match="2 to 2"):
        fold(comments, wanted)


def test_the_labels_of_a_page_are_not_known_when_it_is_judged(corpus):
    """Turning all labels of a page round changes no judgement of that page, only of others."""

    def probabilities(label: str) -> list[float]:
        comments = corpus(
            [row(f"{QUESTION} {n}", label, page="turned") for n in range(4)]
            + [row(f"{QUESTION} {n}", "0", page="other") for n in range(4)]
        )
        return [one.probability for one in judge_corpus(comments, fold(comments), DEFAULTS)]

    honest, spam = probabilities("0"), probabilities("1")
    assert honest[:4] == spam[:4]
    assert honest[4:] != spam[4:]


def test_a_copy_on_another_page_is_known_to_all_but_its_own_fold(corpus):
    """Copies are counted once, whichever of the folds that have one is left out."""
    pages = [("a", ADVERT), ("b", ADVERT), ("b", ADVERT), ("c", QUESTION), ("d", QUESTION)]
    comments = corpus([row(text, str(int(text == ADVERT)), page=page) for page, text in pages])
    judged = judge_corpus(comments, fold(comments), DEFAULTS)
    evidence = [dict(one.judgement.evidence) for one in judged]
    marks = [next(p for name, p in one.items() if name.startswith("text:")) for one in evidence]
    seen = [2, 1, 1, 1, 1]  # copies in other folds
    assert marks == [
        pytest.approx(abs(spam - 0.225 / (0.45 + times)), abs=0.001)
        for times, spam in zip(seen, [1, 1, 1, 0, 0], strict=True)
    ]


def test_that_a_text_came_in_under_other_pages_before_is_known(corpus):
    text = "the same five words here"
    rows = [
        row(text, page="a", date="2024-01-01"),
        row(text, page="b", date="2024-01-02"),
        row(text, page="b", date="2024-01-03"),
        row("another thing entirely", page="c", date="2024-01-04"),
    ]
    comments = corpus(rows[::-1])
    first, second, third, _ = judge_corpus(comments, fold(comments), DEFAULTS)
    assert first.probability == first.judgement.probability
    assert second.probability > second.judgement.probability
    assert third.probability > third.judgement.probability


def test_the_table_counts_verdicts(corpus):
    comments = corpus(
        [
            row(ADVERT, "1", page="a"),
            row(QUESTION, "0", page="b"),
            row(OTHER_ADVERT, "0", page="b"),
            row(OTHER_QUESTION, "1", page="b"),
        ]
    )
    judged = judge_corpus(comments, fold(comments), DEFAULTS)
    table = Confusion(judged)
    assert [table.count(True, verdict) for verdict in ("approve", "hold", "spam")] == [1, 0, 1]
    assert [table.count(False, verdict) for verdict in ("approve", "hold", "spam")] == [1, 0, 1]
    assert (table.precision, table.recall, table.honest_called_spam, table.held) == (
        0.5,
        0.5,
        0.5,
        0.0,
    )
    assert by_page(judged)["a"].recall == 1.0
    assert by_page(judged)["a"].honest_called_spam is None
    assert [one.comment.sample.text for one in worst_mistakes(judged, False, 5)] == [OTHER_ADVERT]
    assert [one.comment.sample.text for one in worst_mistakes(judged, True, 5)] == [OTHER_QUESTION]


@pytest.mark.django_db
def test_the_command_prints_the_table_and_the_worst_mistakes(corpus, tmp_path):
    corpus(
        [
            row(ADVERT, "spam", page="one"),
            row(QUESTION, "ham", page="one"),
            row(ADVERT + "\x1b[31m!", "ham", page="two"),
            row(ADVERT, "spam", page="two"),
        ]
    )
    lines = report_on(tmp_path / "comments.csv", mistakes=2).splitlines()
    assert lines[0] == (
        "4 comments: 2 honest, 2 spam. Divided by page: 2 pages in 2 folds, none of them in two."
    )
    assert "Approved below 0.30, spam from 0.90." in lines
    table = [line.split() for line in lines]
    assert ["approve", "hold", "spam"] in table
    assert ["honest", "1", "0", "1"] in table
    assert ["spam", "0", "0", "2"] in table
    assert any(line.startswith("precision           66.67%") for line in lines)
    assert any(line.startswith("recall              100.00%") for line in lines)
    assert any(line.startswith("honest called spam  50.00%") for line in lines)
    assert "Honest comments called spam: 1" in lines
    assert "Spam that is approved: none" in lines
    assert not any("\x1b" in line for line in lines)


@pytest.mark.django_db
def test_the_thresholds_are_those_of_the_site_unless_others_are_asked_for(corpus, tmp_path):
    corpus([row(ADVERT, "spam", page="one"), row(QUESTION, "ham", page="two")])
    Rules(approve_below=0.1, spam_above=0.95).save()
    path = tmp_path / "comments.csv"
    assert "Approved below 0.10, spam from 0.95." in report_on(path)
    assert "Approved below 0.20, spam from 0.95." in report_on(path, approve_below=0.2)
    with pytest.raises(CommandError, match="must not be higher"):
        report_on(path, approve_below=0.96)


@pytest.mark.django_db
def test_a_report_changes_nothing_and_knows_nothing_of_the_site(corpus, tmp_path):
    corpus([row(ADVERT, "spam", page="one"), row(QUESTION, "ham", page="two")])
    before = report_on(tmp_path / "comments.csv")
    assert not LearnedFeature.objects.exists()
    LearnedFeature.objects.create(feature="", spam=9, honest=9)
    LearnedFeature.objects.create(feature="word:back", spam=9)
    assert report_on(tmp_path / "comments.csv") == before


@pytest.mark.django_db
def test_what_cannot_be_judged_is_an_error_of_the_command(tmp_path):
    path = tmp_path / "comments.csv"
    path.write_text("text,label\nHello,perhaps\n")
    with pytest.raises(CommandError, match="Line 2"):
        report_on(path)
    path.write_text("text,label\nHello,1\n")
    with pytest.raises(CommandError, match="One comment only"):
        report_on(path)
