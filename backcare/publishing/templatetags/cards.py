from django import template

from ..cards import cards

register = template.Library()
register.simple_tag(cards)
