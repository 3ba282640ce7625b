"""The field to search in."""

from django import template
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from backcare.pagecache.fragments import fragment

register = template.Library()

# Where the question stands in the form that is kept. NUL is in no text of a template.
QUESTION = "\0question\0"


@register.simple_tag
def search_form(query: str) -> SafeString:
    """The form with ``query`` in its field; all but that is kept."""

    def build() -> str:
        return render_to_string("search/_form.html", {"query": QUESTION})

    kept = fragment("search-form", "", build)
    return mark_safe(kept.replace(QUESTION, escape(query), 1))  # noqa: S308
