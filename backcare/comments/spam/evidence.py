"""Features in words that a moderator can read."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

_STANDS_FOR = {
    "<link>": gettext_noop("a link"),
    "<hidden>": gettext_noop("a disguised link"),
    "<mail>": gettext_noop("an e-mail address"),
    "<phone>": gettext_noop("a telephone number"),
    "<handle>": gettext_noop("an @name"),
    "<money>": gettext_noop("a sum of money"),
    "<number>": gettext_noop("a number"),
}
_KINDS = {
    "call": gettext_noop("asking to do something"),
    "look": gettext_noop("asking to look"),
    "applause": gettext_noop("asking for likes"),
    "own": gettext_noop("“my” and “our”"),
    "place": gettext_noop("a site or channel"),
    "money": gettext_noop("money and prizes"),
    "plea": gettext_noop("pleading"),
    "crowd": gettext_noop("everybody addressed"),
    "greeting": gettext_noop("a greeting"),
    "trade": gettext_noop("words of a spammer's trade"),
    "link": gettext_noop("a link"),
}
_PHRASES = {
    "check out": gettext_noop("“check out”"),
    "subscribe": gettext_noop("“subscribe”"),
    "do for me": gettext_noop("“follow me”, “contact us” and the like"),
    "my place": gettext_noop("“my channel”, “our website” and the like"),
    "like if": gettext_noop("“like if”, “thumbs up if”"),
    "please": gettext_noop("“please”"),
    "hello all": gettext_noop("“hello everybody” at the beginning"),
    "get paid": gettext_noop("money to be earned or won"),
    "cured me": gettext_noop("“cured me”, “Dr So-and-so who healed”"),
    "best offer": gettext_noop("“best price”, “exclusive offer” and the like"),
    "customer line": gettext_noop("“customer service”, “our experts” and the like"),
    "thanks for sharing": gettext_noop("praise that fits every page"),
    "with link": gettext_noop("such a phrase and a link"),
}
_SHAPES = {
    "bare domain": gettext_noop("a web address without http"),
    "link at end": gettext_noop("a link at the end"),
    "has mail": gettext_noop("an e-mail address"),
    "has phone": gettext_noop("a telephone number"),
    "has money": gettext_noop("a sum of money"),
    "has handle": gettext_noop("an @name"),
    "has hidden": gettext_noop("a disguised link"),
    "markup": gettext_noop("HTML or BBCode"),
    "other script": gettext_noop("few Latin letters"),
    "?": gettext_noop("a question mark"),
    "...": gettext_noop("three dots"),
    "row of signs": gettext_noop("a row of signs"),
    "emoji": gettext_noop("emoji or symbols"),
    "letters repeated": gettext_noop("letters repeated, as in “sooo”"),
    "digits": gettext_noop("digits"),
    "unreadable": gettext_noop("words that nobody can pronounce"),
}
_AMOUNTS = {
    "links": gettext_noop("number of links: %(step)s"),
    "link share": gettext_noop("how much of it is links (0 to 3): %(step)s"),
    "length": gettext_noop("its length (step %(step)s)"),
    "capitals": gettext_noop("how many capitals (0 to 3): %(step)s"),
    "!": gettext_noop("exclamation marks: %(step)s"),
    "variety": gettext_noop("how varied its words are (0 to 3): %(step)s"),
}
_AUTHORS = {
    "address": gettext_noop("the name is an address"),
    "digits": gettext_noop("the name has digits"),
    "trade": gettext_noop("the name advertises"),
    "many words": gettext_noop("the name is long"),
}


def describe(feature: str) -> str:
    """A feature in words, as in “the words “click here””. A feature of an older release, which is
    unknown now, stands as it is.
    """
    kind, _colon, what = feature.partition(":")
    match kind:
        case "word":
            return _("“%(words)s”") % {"words": _readable(what)}
        case "pair":
            return _("“%(words)s”") % {"words": _readable(what)}
        case "start":
            return _("begins with “%(words)s”") % {"words": _readable(what)}
        case "end":
            return _("ends with “%(words)s”") % {"words": _readable(what)}
        case "link":
            return _("a link to %(host)s") % {"host": what}
        case "text":
            return _("the same as a comment decided before")
        case "sketch":
            return _("turns of phrase as in an earlier comment")
        case "phrase" if what in _PHRASES:
            return _(_PHRASES[what])
        case "phrase":
            return _("phrases of that sort: %(count)s") % {"count": what.split()[0]}
        case "kind":
            return _kind(what)
        case "author" if what in _AUTHORS:
            return _(_AUTHORS[what])
        case "shape":
            return _shape(what)
    return feature


def _readable(words: str) -> str:
    return " ".join(
        f"[{_(_STANDS_FOR[word])}]" if word in _STANDS_FOR else word for word in words.split()
    )


def _kind(what: str) -> str:
    words = what.split()
    if words[-1] == "calls":
        return _("times it asks to do something: %(count)s") % {"count": words[0]}
    if words[-1] == "them":
        return _("kinds of such words: %(count)s") % {"count": words[0]}
    if words[-1] == "first":
        return _("begins with %(what)s") % {"what": _(_KINDS.get(words[0], words[0]))}
    named = [_(_KINDS[word]) for word in words if word in _KINDS]
    return _(", then ").join(named) if named else what


def _shape(what: str) -> str:
    if what in _SHAPES:
        return _(_SHAPES[what])
    amount, _space, step = what.rpartition(" ")
    return _(_AMOUNTS[amount]) % {"step": step} if amount in _AMOUNTS else what
