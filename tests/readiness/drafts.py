"""Pages as the checks see them, without a database where none is needed."""

from articles.models import Article
from backcare.publishing.models import Source
from backcare.readiness.checking import check
from backcare.readiness.drafts import Draft, Part
from backcare.readiness.models import WatchedPhrase
from backcare.richtext.sanitise import sanitise

Kind = WatchedPhrase.Kind
WATCHED = [
    WatchedPhrase(phrase=phrase, kind=kind, advice=advice)
    for phrase, kind, advice in [
        ("ibuprofen", Kind.MEDICINE, ""),
        ("co-codamol", Kind.MEDICINE, ""),
        ("cure", Kind.CLAIM, "Say what may help."),
        ("instant", Kind.CLAIM, ""),
        ("guaranteed", Kind.CLAIM, ""),
        ("forever", Kind.CLAIM, ""),
        ("miracle", Kind.CLAIM, ""),
        ("click here", Kind.LINK, ""),
        ("here", Kind.LINK, ""),
        ("read more", Kind.LINK, ""),
    ]
]


def article(*, topics=2, sources=(), watched=WATCHED, **fields):
    """An unsaved article to which nothing is to be objected but what ``fields`` say."""
    values = {
        "title": "How to sit at work",
        "slug": "how-to-sit-at-work",
        "summary": "No posture is the right one for hours: change it often, and walk in between.",
        "body": "<p>Sit as you like. Then get up.</p>",
        "lead_image_id": None,
    }
    values |= fields
    values["body"] = sanitise(values["body"])
    parts = {
        "sources": [
            Part(Source(key=key, organisation="NICE", title="Guide"), f"sources-{n}")
            for n, key in enumerate(sources)
        ],
        "learn_more": [],
        "resources": [],
    }
    return Draft(Article(**values), parts=parts, topics=topics, watched=watched)


def found(name, draft):
    """What the rule called ``name`` finds."""
    return [finding for finding in check(draft) if finding.rule.name == name]
