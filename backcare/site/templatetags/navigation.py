from django import template

register = template.Library()


@register.filter
def is_below(path: str | None, section: str) -> bool:
    """Whether an address is that of a section of the site or lies in it: /articles/x/."""
    return bool(path and path.startswith(section))
