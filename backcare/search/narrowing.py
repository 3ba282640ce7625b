"""The links that narrow what was found, with how many pages each would leave."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from .facets import KIND, Chosen
from .finding import Found, facet_counts

# Values of a facet; of more, those that most pages have.
MOST_SHOWN = 8
# In an address: the question is meant as it is spelt.
AS_TYPED = "as_typed"


@dataclass(frozen=True)
class Value:
    """A value to narrow by; ``url`` goes there, or back when it is chosen."""

    label: str
    count: str
    url: str
    is_chosen: bool

    @property
    def link(self) -> SafeString:
        """An item of a list: results have many, and a template takes long for each."""
        chosen, letting_go = "", ""
        if self.is_chosen:
            chosen, hint = ' aria-current="true"', escape(_("is chosen; press to let it go"))
            letting_go = (
                f'<span class="visually-hidden"> {hint}</span>'
                '<span aria-hidden="true">&nbsp;×</span>'
            )
        return mark_safe(  # noqa: S308  (whatever stands in it is escaped)
            f'<li><a class="tag" href="{escape(self.url)}"{chosen}>'
            f"{escape(self.label)} ({escape(self.count)}){letting_go}</a></li>"
        )


@dataclass(frozen=True)
class Narrowing:
    """A facet with its values."""

    name: str
    label: str | Promise
    values: list[Value]

    @property
    def at_hand(self) -> SafeString:
        """The links that everybody sees: those of what is chosen, and all kinds."""
        return _listed(v for v in self.values if v.is_chosen or self.name == KIND.name)

    @property
    def further(self) -> SafeString:
        """The links to what is not chosen."""
        return _listed(value for value in self.values if not value.is_chosen)

    @property
    def has_more(self) -> bool:
        """Whether there are values to choose, beside those that are chosen."""
        return not all(value.is_chosen for value in self.values)


def _listed(values: Iterable[Value]) -> SafeString:
    return mark_safe("".join(f"\n\n{value.link}\n" for value in values))  # noqa: S308


def narrowings(found: Found, query: str, *, as_typed: bool = False) -> list[Narrowing]:
    """The facets that tell what was found apart, and those of which something is chosen."""
    if not found.question or not (found or found.chosen):
        return []
    shown = []
    start = search_url(query, {})
    for facet, counts, has_more in facet_counts(found):
        mine = found.chosen.get(facet.name, ())
        likely = [value for value, _count in counts.most_common(MOST_SHOWN + len(mine))]
        labels = facet.labels(list(dict.fromkeys([*mine, *likely])))
        values = []
        for value, label in labels.items():
            toggled = _pairs(_toggled(found.chosen, facet.name, value), as_typed=as_typed)
            url = f"{start}&{urlencode(toggled)}" if toggled else start
            count = f"{counts[value]}+" if has_more else str(counts[value])
            values.append(Value(label, count, url, value in mine))
        if len(values) > 1 or any(value.is_chosen for value in values):
            shown.append(Narrowing(facet.name, facet.label, values))
    return shown


def _toggled(chosen: Chosen, name: str, value: str) -> dict[str, list[str]]:
    toggled = {other: list(values) for other, values in chosen.items()}
    mine = toggled.setdefault(name, [])
    if value in mine:
        mine.remove(value)
    else:
        mine.append(value)
    return toggled


def query_string(query: str, chosen: Chosen, *, as_typed: bool = False) -> str:
    """What stands behind the question mark of such a search."""
    return urlencode([("q", query), *_pairs(chosen, as_typed=as_typed)])


def _pairs(chosen: Chosen, *, as_typed: bool) -> list[tuple[str, str]]:
    pairs = [(name, value) for name in chosen for value in chosen[name]]
    return pairs + [(AS_TYPED, "1")] * as_typed


def search_url(query: str, chosen: Chosen, *, as_typed: bool = False) -> str:
    return f"{reverse('search:search')}?{query_string(query, chosen, as_typed=as_typed)}"
