"""Where the text leads, and with which words."""

import re
from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backcare.publishing.models import Page

from ..addresses import Address, missing
from ..drafts import Draft, Link
from ..findings import Finding, Level, Rule
from ..models import WatchedPhrase
from ..words import words

BARE_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[\w-]+(?:\.[\w-]+){1,4}(?:/\S*)?", re.IGNORECASE)

# As many words more than the phrase may still say nothing.
MOST_EXTRA = 2


def why_unseen(page: Page) -> str:
    """Why readers can't open a page, as the end of a sentence."""
    if page.status == Page.Status.ARCHIVED:
        return _("it has been archived")
    if page.status == Page.Status.DRAFT:
        return _("it is a draft")
    if page.live_at is not None and page.live_at > timezone.now():
        return _("it will be published later")
    return _("its time is over")


class LostEmbed(Rule):
    """Every page shown inside the text can be seen by readers."""

    name = "embed-lost"
    level = Level.BLOCKING
    title = gettext_lazy("Embedded page that readers can't see")
    advice = gettext_lazy("Publish that page first, or remove it from the text.")

    def check(self, draft: Draft) -> Iterator[Finding]:
        for key in draft.embeds:
            other = draft.other(key)
            if other is None:
                yield self.finding(
                    _("A page that is shown in the text is not there any more."), field="body"
                )
            elif not other.seen:  # type: ignore[attr-defined]  # annotated
                yield self.finding(
                    _("“%(title)s” is shown in the text, but %(why)s.")
                    % {"title": other.title, "why": why_unseen(other)},
                    field="body",
                    quote=other.title,
                )


class LostLink(Rule):
    """Every link within the site leads to something that readers can open."""

    name = "link-lost"
    level = Level.BLOCKING
    title = gettext_lazy("Link that leads nowhere")
    advice = gettext_lazy(
        "Correct the address, publish that page first, or press “Planned” to keep the words for "
        "a page still to come."
    )

    def check(self, draft: Draft) -> Iterator[Finding]:
        gone = missing(draft.addresses)
        known = set(draft.addresses)
        for link in draft.links:
            if link.address in known and (why := self._why(draft, link.address, gone)):
                yield self.finding(
                    _("The link “%(words)s” leads to %(address)s, but %(why)s.")
                    % {"words": link.words[:80], "address": link.href[:120], "why": why},
                    field="body",
                    quote=link.words,
                )

    def _why(self, draft: Draft, address: Address | None, gone: set[Address]) -> str:
        """Why readers can't follow the link; empty when they can."""
        if address is None:
            return ""
        if draft.is_own(address):
            if address.fragment and address.fragment not in draft.anchors:
                return _("there is no such place on this page")
            return ""
        if address.is_desk:
            return _("readers can't open the desk")
        if not address.exists or address in gone:
            return _("there is nothing at this address")
        if address.kind:
            other = draft.other_at(address)
            if other is None:
                return _("there is nothing at this address")
            if not other.seen:  # type: ignore[attr-defined]  # annotated
                return why_unseen(other)
        return ""


class LinkWords(Rule):
    """The words of a link say where it leads, also to those who hear nothing but links."""

    name = "link-words"
    level = Level.ADVISING
    title = gettext_lazy("Link that doesn't say where it leads")
    advice = gettext_lazy("Make the link of words that name what is there.")

    def check(self, draft: Draft) -> Iterator[Finding]:
        for link in draft.links:
            if not link.words:
                continue
            if BARE_ADDRESS.fullmatch(link.words) and self._is_address(link):
                yield self.finding(
                    _("The link “%s” is a bare address.") % link.words[:80],
                    field="body",
                    quote=link.words,
                )
                continue
            said = words(link.words)
            for found in draft.phrases(WatchedPhrase.Kind.LINK).find(link.words):
                extra = len(said) - len(words(found.phrase.phrase))
                # "Exercises to do here" says enough, "Click here for exercises" does not.
                if extra == 0 or (extra <= MOST_EXTRA and " " in found.phrase.phrase):
                    yield self.finding(
                        _("The link “%s” doesn't say where it leads.") % link.words[:80],
                        advice=found.phrase.advice,
                        field="body",
                        quote=link.words,
                    )
                    break

    def _is_address(self, link: Link) -> bool:
        shown = link.words.casefold().removeprefix("https://").removeprefix("http://")
        return shown.removeprefix("www.").rstrip("/") in link.href.casefold()
