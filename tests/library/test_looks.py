"""Every class that an image can get is in the stylesheet."""

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from backcare.library.looks import focus_classes, tone_classes

STYLES = Path(__file__).parents[2] / "static/css/components/picture.css"
KNOWN = set(re.findall(r"^\s*\.([a-z0-9-]+) \{", STYLES.read_text(), re.MULTILINE))
FRACTIONS = st.floats(0, 1)


@given(colour=st.from_regex(r"#[0-9a-f]{6}", fullmatch=True), x=FRACTIONS, y=FRACTIONS)
def test_each_class_has_a_rule(colour, x, y):
    assert {*tone_classes(colour), *focus_classes(x, y)} <= KNOWN


def test_a_colour_is_rounded_to_the_level_it_lies_in():
    assert tone_classes("#00ff80") == ["tone", "tone-r0", "tone-g7", "tone-b4"]
    assert tone_classes("#202020")[-1] == "tone-dark"
    assert tone_classes("") == []


def test_what_is_in_the_middle_needs_no_class():
    assert focus_classes(0.5, 0.5) == []
    assert focus_classes(0, 1) == ["focus", "focus-x0", "focus-y10"]
