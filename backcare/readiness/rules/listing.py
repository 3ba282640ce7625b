"""What stands of a page in lists, on cards and in search results."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from backcare.publishing.kinds import kinds
from backcare.publishing.models.page import MOST_WORDS_IN_SUMMARY

from ..drafts import Draft
from ..findings import Finding, Level, Rule

# What search engines show of a page, about.
LONGEST_TITLE = 65
SHORTEST_DESCRIPTION, LONGEST_DESCRIPTION = 50, 165


class Summary(Rule):
    name = "summary"
    level = Level.BLOCKING
    title = gettext_lazy("No summary")
    advice = gettext_lazy("Say in one or two sentences what the reader gets.")

    def check(self, draft: Draft) -> Iterator[Finding]:
        if not draft.page.summary.strip():
            yield self.finding(_("The page has no summary."), field="summary")


class LongLede(Rule):
    name = "lede"
    level = Level.ADVISING
    title = gettext_lazy("Long summary")
    advice = gettext_lazy("Keep it to 40 words; a reader takes it in at a glance.")

    def check(self, draft: Draft) -> Iterator[Finding]:
        count = len(draft.page.summary.split())
        if count > MOST_WORDS_IN_SUMMARY:
            yield self.finding(_("The summary has %d words.") % count, field="summary")


class SearchResult(Rule):
    """Search engines show the title and the description whole."""

    name = "search-result"
    level = Level.ADVISING
    title = gettext_lazy("Search result that is cut short or says little")
    advice = gettext_lazy("Fill in title and description under “Search results”.")

    def check(self, draft: Draft) -> Iterator[Finding]:
        title = len(draft.page.title_for_search.strip())
        if title > LONGEST_TITLE:
            yield self.finding(
                _("The title has %(count)d characters; about %(most)d are shown.")
                % {"count": title, "most": LONGEST_TITLE},
                field="search_title",
            )
        description = len(draft.page.description_for_search.strip())
        if 0 < description < SHORTEST_DESCRIPTION:
            yield self.finding(
                ngettext(
                    "The description has %d character. Say more: 50 to 165 are shown.",
                    "The description has %d characters. Say more: 50 to 165 are shown.",
                    description,
                )
                % description,
                field="search_description",
            )
        elif description > LONGEST_DESCRIPTION:
            yield self.finding(
                _("The description has %(count)d characters; about %(most)d are shown.")
                % {"count": description, "most": LONGEST_DESCRIPTION},
                field="search_description",
            )


class TitleTaken(Rule):
    """No two pages can be taken for each other in a list."""

    name = "title-taken"
    level = Level.ADVISING
    title = gettext_lazy("Title that another page has")
    advice = gettext_lazy("Say what is different about this page.")

    def check(self, draft: Draft) -> Iterator[Finding]:
        if not draft.page.title.strip():
            return
        for other in draft.namesakes:
            options = kinds[other.kind].model._meta
            yield self.finding(
                _("“%(title)s” is also the title of another page (%(kind)s).")
                % {"title": other.title, "kind": other.kind_label},
                field="title",
                url=reverse(
                    f"admin:{options.app_label}_{options.model_name}_change", args=[other.pk]
                ),
            )


class NoTopic(Rule):
    name = "topic"
    level = Level.ADVISING
    title = gettext_lazy("No topic")
    advice = gettext_lazy("Choose two to four; readers find the page by them.")

    def check(self, draft: Draft) -> Iterator[Finding]:
        if draft.kind.listed and not draft.topics:
            yield self.finding(_("The page is about no topic."), field="topics")
