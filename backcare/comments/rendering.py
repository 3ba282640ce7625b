"""Comments as HTML, where many stand below each other.

Not a template: a part of a long conversation has more than a hundred comments, and a template
takes seven times as long for them as the functions below.
"""

from collections.abc import Iterable
from functools import cache

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .markup import to_html
from .models import Comment
from .thread import Place

NOTHING = SafeString("")

ITEM = '<li class="comment" id="{anchor}">{body}{below}{more}</li>\n'
BODY = """<article class="comment-body">
<header class="comment-head"><h3 class="comment-name">{name}</h3> {badge}
<a class="comment-time" href="{url}"><time datetime="{machine_time}">{time}</time></a>
{labels}</header>
{answered}<div class="comment-text">{text}</div>{edited}
<p class="comment-actions">{reply}
<a href="{flag_url}" rel="nofollow" aria-label="{report_words}">{report}</a></p>
</article>"""
BADGE = '<span class="tag comment-badge">{}</span>'
LABEL = '<span class="comment-label">{}</span>'
ANSWERED = '<p class="comment-answered"><a class="alone" href="#{}">{}</a></p>'
EDITED = '<p class="comment-edited">{}</p>'
REPLY = '<a href="{}" rel="nofollow" data-reply="{}" data-name="{}" aria-label="{}">{}</a>'
NOTE = '<p class="comment-note">{}</p>'
MORE = '<p><a class="alone" href="{}">{}</a></p>'


def render_places(places: Iterable[Place], *, is_open: bool) -> SafeString:
    """A list of comments that stand beside each other, each with those below it.

    Without links to answer where the comments are not ``is_open``.
    """
    items = ((_item(place, is_open=is_open),) for place in places)
    return format_html('<ol class="comment-list">{}</ol>', format_html_join("", "{}", items))


def _item(place: Place, *, is_open: bool) -> SafeString:
    return format_html(
        ITEM,
        anchor=place.comment.anchor,
        body=_note(place.comment) if place.is_note else _body(place, is_open=is_open),
        below=render_places(place.replies, is_open=is_open) if place.replies else NOTHING,
        more=_more(place),
    )


def _body(place: Place, *, is_open: bool) -> SafeString:
    comment = place.comment
    name = {"name": comment.name}
    written = localtime(comment.created_at)
    return format_html(
        BODY,
        name=comment.name,
        badge=_badge(comment),
        url=_address("comments:comment", comment),
        machine_time=written.isoformat(timespec="seconds"),
        time=date_format(written, "j F Y, H:i"),
        labels=_labels(comment),
        answered=_answered(place),
        text=to_html(comment.text),
        edited=format_html(EDITED, _("Changed by its author.")) if comment.edited_at else NOTHING,
        reply=_reply(comment) if is_open else NOTHING,
        flag_url=_address("comments:flag", comment),
        report=_("Report"),
        report_words=_("Report %(name)s’s comment") % name,
    )


def _reply(comment: Comment) -> SafeString:
    words = _("Reply to %(name)s") % {"name": comment.name}
    address = _address("comments:reply", comment)
    return format_html(REPLY, address, comment.pk, comment.name, words, _("Reply"))


def _badge(comment: Comment) -> SafeString:
    """What tells the site's own people from readers."""
    if comment.contributor is not None and comment.contributor.standing:
        return format_html(BADGE, comment.contributor.standing)
    if comment.contributor_id is not None or comment.user_id is not None:
        return format_html(BADGE, _("Site team"))
    return NOTHING


def _labels(comment: Comment) -> SafeString:
    labels = []
    if comment.is_pinned:
        labels.append(_("Pinned"))
    if comment.is_helpful:
        labels.append(_("Helpful answer"))
    return format_html_join(" ", LABEL, ((label,) for label in labels)) if labels else NOTHING


def _answered(place: Place) -> SafeString:
    if place.answered is None:
        return NOTHING
    words = _("In answer to %(name)s") % {"name": place.answered.name}
    return format_html(ANSWERED, place.answered.anchor, words)


def _note(comment: Comment) -> SafeString:
    """What stands in the place of a comment that isn't shown, but has been answered."""
    match comment.status:
        case Comment.Status.REMOVED:
            words = _("A moderator has removed this comment.")
        case Comment.Status.WITHDRAWN:
            words = _("Its author has withdrawn this comment.")
        case _other:
            words = _("This comment is not shown.")
    return format_html(NOTE, words)


def _more(place: Place) -> SafeString:
    count = place.answers_left_out
    if not count:
        return NOTHING
    words = ngettext("Show the answer", "Show all %(count)d answers", count) % {"count": count}
    return format_html(MORE, _address("comments:thread", place.comment), words)


def _address(name: str, comment: Comment) -> str:
    return f"{_before_number(name)}{comment.pk}{_after_number(name)}"


@cache
def _before_number(name: str) -> str:
    return reverse(name, args=[0]).rpartition("0")[0]


@cache
def _after_number(name: str) -> str:
    return reverse(name, args=[0]).rpartition("0")[2]
