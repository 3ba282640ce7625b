"""Pieces of pages: kept for readers, never read or kept for anybody else."""

import pytest

from backcare.pagecache import tags
from backcare.pagecache.fragments import fragment
from backcare.pagecache.generations import generations
from backcare.pagecache.recording import depends_on, recording
from tests.factories import make_article

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def begun(site):
    generations().begin_again()


class Built:
    """A piece that says how often it has been made."""

    def __init__(self, *shown: int) -> None:
        self.times = 0
        self.shown = shown

    def __call__(self) -> str:
        self.times += 1
        depends_on(*self.shown)
        return f"<p>{self.times}</p>"


def test_piece_is_made_once_and_what_it_shows_the_page_shows():
    built = Built(tags.page(5))
    for _time in range(2):
        with recording() as shown:
            assert fragment("piece", "a", built) == "<p>1</p>"
        assert tags.page(5) in shown.tags


def test_piece_is_made_anew_when_what_it_shows_has_changed():
    built = Built(tags.page(5))
    with recording():
        fragment("piece", "a", built)
    generations().bump([tags.page(6)])
    with recording():
        assert fragment("piece", "a", built) == "<p>1</p>"
    generations().bump([tags.page(5)])
    with recording():
        assert fragment("piece", "a", built) == "<p>2</p>"


def test_outside_of_readers_pages_nothing_is_read_or_kept():
    built = Built()
    assert fragment("piece", "a", built) == "<p>1</p>"
    with recording():
        assert fragment("piece", "a", built) == "<p>2</p>"
    assert fragment("piece", "a", built) == "<p>3</p>"


def test_for_one_reader_nothing_is_kept_not_even_inside_of_another_piece():
    inner, outer = Built(), Built()

    def nested() -> str:
        return outer() + fragment("inner", "a", inner)

    with recording(is_shared=False):
        fragment("outer", "a", nested)
    with recording():
        assert fragment("outer", "a", nested) == "<p>2</p><p>2</p>"


def test_row_that_is_loaded_is_noted():
    article = make_article()
    with recording() as shown:
        type(article).objects.get(pk=article.pk)
        type(article).objects.only("pk", "kind").get(pk=article.pk)
    assert tags.page(article.pk) in shown.tags
