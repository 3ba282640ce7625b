"""What a check says, and what a check is."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from .drafts import Draft

Words = str | Promise
# Longer quotations are cut: enough to find the place.
LONGEST_QUOTE = 300


class Level(TextChoices):
    """Whether a page can be published all the same."""

    BLOCKING = "blocking", _("To put right before publishing")
    ADVISING = "advising", _("Worth a second look")


@dataclass(frozen=True)
class Finding:
    """What one rule says of one place of a page.

    ``field`` is the name that the field has in the page's form ("summary", "steps-2-text"), empty
    for the page as a whole. ``quote`` are the words concerned, as they stand there. ``url`` leads
    to where it is put right when that is elsewhere.
    """

    rule: "Rule"
    message: str
    advice: str
    field: str = ""
    quote: str = ""
    url: str = ""

    @property
    def level(self) -> Level:
        return self.rule.level

    @property
    def is_blocking(self) -> bool:
        return self.level == Level.BLOCKING

    def __str__(self) -> str:
        return self.message


class Rule:
    """One thing that is looked at before a page is published.

    ``name`` is unique among the rules of a kind of page. ``title`` heads its findings; ``advice``
    says what to do about them, in plain words.
    """

    name: ClassVar[str]
    level: ClassVar[Level]
    title: ClassVar[Words]
    advice: ClassVar[Words]

    def check(self, draft: "Draft") -> Iterator[Finding]:
        """What the rule finds; never raises, whatever the draft says."""
        raise NotImplementedError

    def finding(
        self, message: Words, *, field: str = "", quote: str = "", advice: Words = "", url: str = ""
    ) -> Finding:
        quote = " ".join(quote.split())
        if len(quote) > LONGEST_QUOTE:
            quote = quote[:LONGEST_QUOTE].rpartition(" ")[0] or quote[:LONGEST_QUOTE]
        return Finding(self, str(message), str(advice or self.advice), field, quote, url)
