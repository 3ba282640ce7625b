"""What is the same on every page, or nearly: what it loads, its header, its footer."""

from functools import cache
from typing import Any

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from backcare.pagecache.fragments import fragment

from ..current import current_site

register = template.Library()

SECTIONS = (
    ("articles:list", _("Articles")),
    ("exercises:list", _("Exercises")),
    ("routines:list", _("Routines")),
    ("topics:list", _("Topics")),
    ("topics:glossary", _("Glossary")),
    ("search:search", _("Search")),
)


@register.simple_tag
def site_links(is_preview: bool = False) -> SafeString:
    """The links and scripts of the head. A preview runs nothing that stays on the device."""

    def build() -> str:
        context = {"site": current_site(), "is_preview": is_preview}
        return render_to_string("_links.html", context)

    return fragment("links", "preview" if is_preview else "", build)


@register.simple_tag(takes_context=True)
def site_header(context: Context) -> SafeString:
    """The header, with the section marked that the request's address is of, or lies in."""
    request = context.get("request")
    path = request.path if request else ""
    marks = [_mark(path, section) for section in _addresses()]
    return fragment("header", ",".join(marks), lambda: _header(marks))


@register.simple_tag
def site_footer() -> SafeString:
    """The footer, with the pages about the site."""

    def build() -> str:
        return render_to_string("_footer.html", {"site": current_site()})

    return fragment("footer", "", build)


def _header(marks: list[str]) -> str:
    sections: list[dict[str, Any]] = [
        {"url": url, "label": label, "mark": mark}
        for (_name, label), url, mark in zip(SECTIONS, _addresses(), marks, strict=True)
    ]
    return render_to_string("_header.html", {"site": current_site(), "sections": sections})


@cache
def _addresses() -> list[str]:
    return [reverse(name) for name, _label in SECTIONS]


def _mark(path: str, section: str) -> str:
    """The value of aria-current for a link to ``section``; empty where it has none."""
    if path == section:
        return "page"
    return "true" if path.startswith(section) else ""
