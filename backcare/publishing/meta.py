"""What the head of a page says of it: to search engines, feeds and shared links."""

import json
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe

# "<" could end the script element, "&" could confuse older parsers, and U+2028 and U+2029
# end a line in JavaScript but not in JSON.
UNSAFE_IN_SCRIPT = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def absolute(path: str) -> str:
    """The address of a path of this site, as the outside world knows it."""
    return path if path.startswith(("http://", "https://")) else settings.ORIGIN + path


def json_ld(graph: list[dict[str, Any]]) -> SafeString:
    """A script element with structured data; whatever the strings hold stays inert."""
    data = {"@context": "https://schema.org", "@graph": graph}
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=str)
    body = body.translate(UNSAFE_IN_SCRIPT)
    return mark_safe(f'<script type="application/ld+json">{body}</script>')  # noqa: S308  (escaped above)


@dataclass
class Meta:
    """``path`` is the canonical path; it, ``image_url`` and ``feed_url`` may be empty.

    ``image_is_card`` says that the image was drawn for shared links, 1,200 × 630 pixels.

    A feed without a ``feed_title`` is called like the page.
    """

    title: str
    description: str
    path: str
    kind: str = "website"
    image_url: str = ""
    image_alt: str = ""
    image_is_card: bool = False
    feed_url: str = ""
    feed_title: str = ""
    robots: str = ""
    published: str = ""
    modified: str = ""
    graph: list[dict[str, Any]] = field(default_factory=list)

    @property
    def canonical(self) -> str:
        return absolute(self.path) if self.path else ""

    @property
    def shared_image_url(self) -> str:
        """The picture for shared links; the site's own where the page has none."""
        return self.image_url or absolute(static("img/share.png"))

    @property
    def json_ld(self) -> SafeString:
        return json_ld(self.graph) if self.graph else mark_safe("")
