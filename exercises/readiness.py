"""What an exercise and a routine must have before readers see them."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backcare.readiness.drafts import Draft
from backcare.readiness.findings import Finding, Level, Rule
from backcare.readiness.rules.links import why_unseen
from backcare.site.current import current_site


class NoSteps(Rule):
    name = "steps"
    level = Level.BLOCKING
    title = gettext_lazy("No steps")
    advice = gettext_lazy("Say what to do, one thing in each step.")

    def check(self, draft: Draft) -> Iterator[Finding]:
        if not draft.parts("steps"):
            yield self.finding(_("Write at least one step."), field="steps")


class NoReviewer(Rule):
    """Somebody answers for the exercise with their name, unless the site does without."""

    name = "reviewer"
    level = Level.BLOCKING
    title = gettext_lazy("No reviewer")
    advice = gettext_lazy("Choose who has checked the facts, or have a reviewer confirm them.")

    def check(self, draft: Draft) -> Iterator[Finding]:
        if draft.page.reviewer_id is None and current_site().exercises_need_reviewer:
            yield self.finding(_("Nobody has reviewed the exercise."), field="reviewer")


class NoItems(Rule):
    name = "items"
    level = Level.BLOCKING
    title = gettext_lazy("Empty routine")
    advice = gettext_lazy("Add exercises in the order in which they are done.")

    def check(self, draft: Draft) -> Iterator[Finding]:
        if not draft.parts("items"):
            yield self.finding(_("Add at least one exercise or activity."), field="items")


class HiddenItem(Rule):
    """Every exercise of the routine can be seen by readers; others are left out for them."""

    name = "item-hidden"
    level = Level.BLOCKING
    title = gettext_lazy("Exercise that readers can't see")
    advice = gettext_lazy("Publish that exercise first, or take it out of the routine.")

    def check(self, draft: Draft) -> Iterator[Finding]:
        for field, key in draft.targets:
            other = draft.other(key)
            if other is None:
                yield self.finding(_("An exercise of the routine is not there."), field=field)
            elif not other.seen:  # type: ignore[attr-defined]  # annotated
                yield self.finding(
                    _("“%(title)s” is part of the routine, but %(why)s.")
                    % {"title": other.title, "why": why_unseen(other)},
                    field=field,
                )
