"""The picture as readers get it, with words that cannot break out of their place."""

from html.parser import HTMLParser

import pytest
from django.template.loader import render_to_string

from .pictures import make_image, make_rendered_image, plain

pytestmark = pytest.mark.django_db

HOSTILE = "\"><script>alert(1)</script><img src=x onerror='alert(2)'>{{ 7|add:7 }}{% now 'Y' %}"


class Tags(HTMLParser):
    """Every start tag with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def rendered(template: str, **context) -> Tags:
    return Tags(render_to_string(f"library/{template}.html", context))


def test_an_image_states_its_sizes_and_its_words():
    image = make_rendered_image(plain((2000, 1000)), alt="A bed with two pillows")
    sizes = "(min-width: 40rem) 38rem, 100vw"
    assert rendered("_image", image=image).found == [
        ("picture", {}),
        *(("source", {**source, "sizes": sizes}) for source in image.sources),
        (
            "img",
            {
                "src": image.src,
                "width": "2000",
                "height": "1000",
                "alt": "A bed with two pillows",
                "class": "tone tone-r0 tone-g4 tone-b0 tone-dark",
                "loading": "lazy",
                "decoding": "async",
            },
        ),
    ]


def test_an_image_that_is_new_stands_alone():
    [(tag, attributes)] = rendered("_image", image=make_image()).found
    assert tag == "img"
    assert not {"srcset", "sizes"} & attributes.keys()


def test_numbers_are_not_localised(settings):
    settings.USE_THOUSAND_SEPARATOR = True
    [(_tag, attributes)] = rendered("_image", image=make_image(plain((2000, 1000)))).found
    assert attributes["width"] == "2000"


def test_the_first_image_of_a_page_does_not_wait():
    image = make_rendered_image()
    *sources, (_tag, attributes) = rendered("_image", image=image, eager=True, sizes="50vw").found
    assert attributes["fetchpriority"] == "high"
    assert {source.get("sizes") for tag, source in sources if tag == "source"} == {"50vw"}
    assert "loading" not in attributes


def test_crops_keep_the_focal_point():
    image = make_image(focal_x=0.21, focal_y=1)
    [(_tag, attributes)] = rendered("_image", image=image).found
    assert (attributes["class"] or "").split()[-3:] == ["focus", "focus-x2", "focus-y10"]


def test_a_decorative_image_is_empty_to_a_screen_reader():
    [(_tag, attributes)] = rendered("_image", image=make_image(alt="x", decorative=True)).found
    assert attributes["alt"] == ""


def test_a_figure_has_caption_credit_and_licence():
    image = make_image(caption="At rest", credit="Ada Example", licence="CC BY 4.0")
    html = render_to_string("library/_figure.html", {"image": image})
    assert "At rest" in html
    assert "Image: Ada Example" in html
    assert ("a", {"href": image.licence_url, "rel": "license"}) in Tags(html).found


def test_a_figure_without_words_has_no_empty_caption():
    assert [tag for tag, _attributes in rendered("_figure", image=make_image()).found] == [
        "figure", "img",
    ]  # fmt: skip


def test_hostile_words_stay_words():
    image = make_image(alt=HOSTILE, caption=HOSTILE, credit=HOSTILE, licence=HOSTILE)
    found = rendered("_figure", image=image).found
    assert {tag for tag, _attributes in found} == {"figure", "img", "figcaption", "span", "small"}
    [attributes] = [attributes for tag, attributes in found if tag == "img"]
    assert attributes["alt"] == HOSTILE
    assert not {"onerror", "onload"} & attributes.keys()
