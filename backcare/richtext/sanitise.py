"""The one way in for rich text: whatever arrives leaves as harmless HTML of the grammar."""

import nh3

from .canonical import BLOCK_TAGS, canonical
from .grammar import ATTRIBUTES, TAGS, URL_SCHEMES, checked_attribute, without_unwanted_characters
from .tree import parse

# Elements whose content is not text for readers.
_DROPPED = {"script", "style", "svg", "math", "iframe", "object", "noscript", "template", "title"}

# First everything that means something is read, so that it can be brought into the grammar;
# then only the grammar passes, so that the last word on what is safe is always nh3's.
_reader = nh3.Cleaner(
    tags=set(TAGS | BLOCK_TAGS | {"b", "i"}),
    clean_content_tags=_DROPPED,
    attributes=ATTRIBUTES,
    attribute_filter=checked_attribute,
    link_rel=None,
    url_schemes=set(URL_SCHEMES),
)
_gate = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags=_DROPPED,
    attributes=ATTRIBUTES,
    attribute_filter=checked_attribute,
    link_rel=None,
    url_schemes=set(URL_SCHEMES),
)


class SanitisedHTML(str):
    """Rich text that has been through ``sanitise``, so that it need not go again."""

    __slots__ = ("is_plain",)
    is_plain: bool


def sanitise(html: str, *, plain: bool = False) -> SanitisedHTML:
    """``html`` in the stored grammar (see ``grammar``), with nothing in it that could run.

    ``plain`` leaves only paragraphs, lists, links and emphasis. Sanitising twice changes
    nothing; the empty string stays empty.
    """
    if isinstance(html, SanitisedHTML) and (html.is_plain or not plain):
        return html
    read = _reader.clean(without_unwanted_characters(html))
    # Once more, for those that were written as character references.
    tree = parse(without_unwanted_characters(read))
    done = SanitisedHTML(_gate.clean(canonical(tree, plain=plain)))
    done.is_plain = plain
    return done
