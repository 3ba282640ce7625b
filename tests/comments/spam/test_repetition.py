"""The same words under several pages."""

import pytest

from backcare.comments.spam.repetition import Earlier, weight_of

TEXT = "Look at this offer before it ends"


def test_a_text_is_counted_by_the_other_pages_it_came_in_under():
    earlier = Earlier()
    assert [earlier.see(TEXT, page) for page in ("a", "a", "b", "c", "a")] == [0, 0, 1, 2, 2]


def test_another_way_of_writing_is_the_same_text():
    earlier = Earlier()
    earlier.see(TEXT, "a")
    assert earlier.see(TEXT.upper().replace("O", "О"), "b") == 1


@pytest.mark.parametrize(
    ("text", "other_pages", "weight"),
    [
        (TEXT, 0, 0.0),
        (TEXT, 1, 0.7),
        (TEXT, 2, 1.4),
        (TEXT, 9, 1.4),
        ("Thank you very much!", 9, 0.0),
    ],
)
def test_what_is_said_everywhere_weighs_unless_everybody_says_it(text, other_pages, weight):
    assert weight_of(text, other_pages) == weight
