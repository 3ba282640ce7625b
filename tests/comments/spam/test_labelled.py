"""Reading labelled comments from a CSV file."""

from datetime import UTC, datetime

import pytest

from backcare.comments.spam.labelled import Unusable, read


@pytest.fixture
def file(tmp_path):
    """Writes a file with this content and returns its path."""

    def write(content: str | bytes):
        path = tmp_path / "comments.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def test_the_usual_names_of_columns_are_recognised_in_any_case(file):
    path = file("COMMENT_ID,AUTHOR,DATE,CONTENT,CLASS\nx1,Ann,2015-01-02T03:04:05,Hello,1\n")
    (comment,) = read(path, {}).comments
    assert (comment.sample.text, comment.sample.author) == ("Hello", "Ann")
    assert comment.is_spam
    assert comment.date == datetime(2015, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_a_column_can_be_named(file):
    path = file("words,verdict,text\nHello,ham,other\n")
    (comment,) = read(path, {"text": "Words", "label": "verdict"}).comments
    assert comment.sample.text == "Hello"
    assert not comment.is_spam


@pytest.mark.parametrize(
    ("label", "is_spam"),
    [
        *[(label, True) for label in ("spam", "SPAM", "1", "1.0", "true", " Yes ")],
        *[(label, False) for label in ("ham", "Honest", "0", "False", "no", "not_spam", "-1")],
    ],
)
def test_labels_are_understood(file, label, is_spam):
    (comment,) = read(file(f"text,label\nHello,{label}\n"), {}).comments
    assert comment.is_spam == is_spam


def test_a_mark_at_the_beginning_and_new_lines_within_a_text_are_no_matter(file):
    path = file('\ufefftext,label\r\n"one\ntwo, ""three""",spam\r\n')
    (comment,) = read(path, {}).comments
    assert comment.sample.text == 'one\ntwo, "three"'


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters_are_noticed(file, delimiter):
    path = file(f"text{delimiter}label\nHello, you{delimiter}ham\n")
    assert read(path, {}).comments[0].sample.text == "Hello, you"


def test_one_page_for_all_is_no_page(file):
    assert not read(file("text,label,page\na,1,x\nb,0,x\n"), {}).has_pages
    assert read(file("text,label,page\na,1,x\nb,0,y\n"), {}).has_pages


def test_what_is_no_date_is_left_out(file):
    corpus = read(file("text,label,date\na,1,yesterday\nb,0,0001-01-01T00:00:00+05:00\n"), {})
    assert [comment.date for comment in corpus.comments] == [None, None]
    assert not corpus.has_dates


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param("", "empty", id="empty"),
        pytest.param("text,label\n", "no comments", id="only columns"),
        pytest.param("text,mark\nHello,1\n", "no column for the label.*text, mark", id="no label"),
        pytest.param("body2,label\nHello,1\n", "no column for the text", id="no text"),
        pytest.param('text,label\n"a\nb",1\nc,maybe\n', "Line 4.*maybe", id="unknown label"),
        pytest.param("text,label\nHello\n", "Line 2.*neither spam", id="missing label"),
        pytest.param("text,label\nCaf\xe9,1\n".encode("latin-1"), "UTF-8.*0xe9", id="latin-1"),
    ],
)
def test_what_cannot_be_judged_is_said_with_its_place(file, content, words):
    with pytest.raises(Unusable, match=words):
        read(file(content), {})


def test_a_column_that_was_asked_for_must_be_there(file):
    with pytest.raises(Unusable, match="no column “where”.*text, label"):
        read(file("text,label\nHello,1\n"), {"page": "where"})


def test_another_encoding_can_be_named(file):
    path = file("text,label\nCaf\xe9,1\n".encode("latin-1"))
    assert read(path, {}, encoding="latin-1").comments[0].sample.text == "Café"
    with pytest.raises(Unusable, match="no encoding"):
        read(path, {}, encoding="klingon")


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(Unusable, match="can't be read"):
        read(tmp_path / "nothing.csv", {})


def test_more_columns_in_a_line_than_named_are_no_matter(file):
    (comment,) = read(file("text,label\nHello,1,more,and more\n"), {}).comments
    assert comment.is_spam


def test_a_text_is_cut_where_the_form_would_refuse_it(file):
    (comment,) = read(file(f"text,label\n{'a' * 200_000},1\n"), {}).comments
    assert len(comment.sample.text) == 5000
