"""The order of headings."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backcare.richtext.inspection import plain_text_of

from ..drafts import Draft
from ..findings import Finding, Level, Rule

HEADINGS = {"h2": 2, "h3": 3, "h4": 4}


class SkippedHeading(Rule):
    """Each heading is at most one level below the one before; the title of the page is level 1."""

    name = "heading-skipped"
    level = Level.BLOCKING
    title = gettext_lazy("Heading that skips a level")
    advice = gettext_lazy(
        "Put the cursor in the heading and choose the level above it. Screen readers make a list "
        "of contents of the levels."
    )

    def check(self, draft: Draft) -> Iterator[Finding]:
        before = 1
        for node in draft.body.elements():
            level = HEADINGS.get(node.tag)
            if level is None:
                continue
            if level > before + 1:
                words = plain_text_of(node)
                yield self.finding(
                    _("“%(words)s” is a heading of level %(level)d; level %(missing)d is missing.")
                    % {"words": words[:80], "level": level, "missing": before + 1},
                    field="body",
                    quote=words,
                )
            before = level
