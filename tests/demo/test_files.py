"""The files of the demonstration content, as a person edits them."""

import pytest

from backcare.demo.files import read, read_folder


def test_a_page_is_values_and_a_text(tmp_path):
    path = tmp_path / "sleep.html"
    path.write_text('+++\ntitle = "Sleep"\n+++\n\n<p>Well.</p>\n+++\nnot a fence\n')
    assert read(path) == {
        "slug": "sleep",
        "title": "Sleep",
        "body": "<p>Well.</p>\n+++\nnot a fence",
    }


def test_values_alone_need_no_fence(tmp_path):
    path = tmp_path / "bridge.toml"
    path.write_text('title = "Bridge"\nslug = "other"\n')
    assert read(path) == {"slug": "other", "title": "Bridge", "body": ""}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.html", "<p>No values.</p>"),
        ("b.html", 'x\n+++\ntitle = "T"\n+++\n<p></p>'),
        ("c.html", "+++\ntitle = \n+++\n"),
        ("d.toml", "title"),
    ],
)
def test_a_file_that_cannot_be_understood_is_named(name, text, tmp_path):
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(ValueError, match=name):
        read(path)


def test_a_folder_is_read_in_the_order_of_names(tmp_path):
    for name in ("b.toml", "a.html", "notes.txt", "c.toml"):
        text = "+++\n+++\n" if name.endswith("html") else ""
        (tmp_path / name).write_text(text)
    assert [values["slug"] for values in read_folder(tmp_path)] == ["a", "b", "c"]
