from django import template

from ..markup import to_html
from ..rendering import render_places

register = template.Library()
register.filter("comment_html", to_html)
register.simple_tag(render_places)
