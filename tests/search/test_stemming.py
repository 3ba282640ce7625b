import re
import sqlite3

import pytest

from backcare.demo.demo import CONTENT
from backcare.search.stemming import stem


@pytest.mark.parametrize(
    ("word", "others"),
    [
        ("stretch", ["stretches", "stretched", "stretching"]),
        ("knot", ["knots", "knotted"]),
        ("massage", ["massages", "massaged", "massaging"]),
        ("muscle", ["muscles"]),
        ("therapy", ["therapies"]),
        ("stiff", ["stiffness"]),
    ],
)
def test_forms_of_a_word_have_one_stem(word, others):
    assert {stem(word), *map(stem, others)} == {stem(word)}


def test_short_words_stay():
    assert [stem(word) for word in ("", "a", "is", "as")] == ["", "a", "is", "as"]


def test_every_word_of_the_demonstration_has_the_stem_that_sqlite_gives_it():
    root = CONTENT.parents[2]
    files = [*root.glob("*/demo/**/*.html"), *root.glob("*/demo/**/*.toml")]
    files += [*CONTENT.rglob("*.html"), *CONTENT.rglob("*.toml")]
    texts = (file.read_text(encoding="utf-8").lower() for file in files)
    words = sorted({word for text in texts for word in re.findall("[a-z]+", text)})
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE t USING fts5 (word, tokenize = 'porter ascii')")
    database.execute("CREATE VIRTUAL TABLE v USING fts5vocab (t, 'instance')")
    database.executemany("INSERT INTO t (rowid, word) VALUES (?, ?)", enumerate(words))
    stems = {words[place]: term for term, place in database.execute("SELECT term, doc FROM v")}
    database.close()
    assert len(words) > 2000
    assert {word: stem(word) for word in words} == stems
