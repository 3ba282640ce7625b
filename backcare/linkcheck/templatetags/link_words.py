"""A link in the words of the desk. Needs ``Link.objects.with_state()``."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from backcare.publishing.fields import WEB_ADDRESS

from ..models import Link, State

register = template.Library()


@register.simple_tag
def link_state(link: Any) -> str:
    """For example "Broken: The server does not answer"."""
    state = State(link.now)
    words = str(state.label)
    if link.reason and state in {State.BROKEN, State.UNSURE}:
        words = f"{words}: {Link.Reason(link.reason).label}"
        if link.status_code:
            words = f"{words} ({link.status_code})"
    if link.final_url and state == State.MOVED:
        words = f"{words}, {_('to %s') % link.final_url}"
    return words


@register.simple_tag
def link_address(link: Link) -> SafeString | str:
    """The address, to be followed where that can do no harm."""
    if link.target is not None and link.kind == Link.Kind.REFERENCE:
        return link.target.title
    address = link.address
    if WEB_ADDRESS.match(address):
        return format_html('<a href="{}" rel="noreferrer noopener">{}</a>', address, address)
    if address.startswith("/") and not address.startswith(("//", "/\\")):
        return format_html('<a href="{}">{}</a>', address, address)
    return address
