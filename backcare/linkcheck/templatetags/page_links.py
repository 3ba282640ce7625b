from typing import Any

from django import template
from django.template import Context

from backcare.publishing.models import Page

from ..finding import links_of
from ..models import State

register = template.Library()


@register.inclusion_tag("admin/linkcheck/_page_links.html", takes_context=True)
def page_links(context: Context, page: Page) -> dict[str, Any]:
    """The links of a page for its form at the desk: those that need a look, and how many don't."""
    links = links_of(page)
    fine = [link for link in links if link.is_ignored or link.now in {State.OK, State.NEW}]
    return {
        "links": [link for link in links if link not in fine],
        "fine": len(fine),
        "count": len(links),
        "may_see_all": context["request"].user.has_perm("linkcheck.view_link"),
    }
