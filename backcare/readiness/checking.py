"""The rules, put to a page."""

from itertools import islice

from backcare.people.models import User
from backcare.publishing.models import Page

from .drafts import Draft
from .findings import Finding, Level
from .rules import RULES

# A rule that finds more has said enough.
MOST_FINDINGS = 10


def check(draft: Draft, *levels: Level) -> list[Finding]:
    """What the rules of these levels find, or of all; what blocks comes first."""
    wanted = levels or tuple(Level)
    rules = [rule for rule in (*RULES, *draft.kind.rules) if rule.level in wanted]
    return [
        finding
        for rule in sorted(rules, key=lambda rule: rule.level != Level.BLOCKING)
        for finding in islice(rule.check(draft), MOST_FINDINGS)
    ]


def findings_of(page: Page, viewer: User | None = None) -> list[Finding]:
    """What the rules find in a saved row, as ``viewer`` may know it; what blocks comes first."""
    return check(Draft(page.specific, viewer=viewer))


def blocking(page: Page) -> list[Finding]:
    """Why a saved row can't be published as it stands: empty when it can.

    Whoever lets a page be published, scheduled or handed in asks here first, and shows the
    findings, each of which is a sentence as ``str``.
    """
    return check(Draft(page.specific), Level.BLOCKING)
