from collections.abc import Callable
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from backcare.publishing.excerpts import excerpt
from backcare.publishing.kinds import kinds
from backcare.publishing.models import Page
from backcare.publishing.views import page_of, plain_meta, trail
from backcare.richtext.rendering import plain_text
from backcare.richtext.rendering import render as render_text

from .models import GlossaryTerm, Topic, TopicSynonym


@require_safe
def topic_list(request: HttpRequest) -> HttpResponse:
    """The A-Z: topics and their other names, under their first letters."""
    topics = list(Topic.objects.visible())
    entries = [(topic.name, topic, False) for topic in topics]
    entries += [
        (synonym.name, synonym.topic, True)
        for synonym in TopicSynonym.objects.filter(topic__in=topics).select_related("topic")
    ]
    breadcrumbs = trail((_("Topics"), reverse("topics:list")))
    context = {
        "letters": by_letter(entries, key=lambda entry: entry[0]),
        "meta": plain_meta(
            _("Topics from A to Z"),
            _("Every topic of this site from A to Z, with the other words people use for it."),
            breadcrumbs,
        ),
        "breadcrumbs": breadcrumbs,
    }
    return render(request, "topics/topic_list.html", context)


@require_safe
def topic_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The landing page of a topic: its introduction, and every live page about it."""
    topic = get_object_or_404(Topic.objects.visible().select_related("image"), slug=slug)
    page_obj = page_of(
        request, Page.objects.live().listed().about(topic).newest_first().with_cards()
    )
    breadcrumbs = trail(
        (_("Topics"), reverse("topics:list")), (topic.name, topic.get_absolute_url())
    )
    meta = plain_meta(
        topic.name,
        excerpt(plain_text(topic.introduction)) or _("Everything about %s.") % topic.name,
        breadcrumbs,
        number=page_obj.number,
    )
    meta.feed_url = reverse("topics:feed", args=[topic.slug])
    context = {
        "topic": topic,
        "introduction": render_text(topic.introduction).html,
        "synonyms": [synonym.name for synonym in topic.synonyms.all()],
        "panels": [panel for kind in kinds if (panel := kind.topic_panel(topic))],
        "page_obj": page_obj,
        "meta": meta,
        "breadcrumbs": breadcrumbs,
    }
    return render(request, "topics/topic_detail.html", context)


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    visible = {topic.pk for topic in Topic.objects.visible()}
    terms = list(GlossaryTerm.objects.select_related("topic"))
    for term in terms:
        if term.topic_id not in visible:
            term.topic = None
    breadcrumbs = trail((_("Glossary"), reverse("topics:glossary")))
    context = {
        "letters": by_letter(terms, key=lambda term: term.name),
        "meta": plain_meta(
            _("Glossary"),
            _("The words that doctors and physiotherapists use about the back, in plain English."),
            breadcrumbs,
        ),
        "breadcrumbs": breadcrumbs,
    }
    return render(request, "topics/glossary.html", context)


def by_letter(entries: list, key: Callable[[Any], str]) -> list[tuple[str, list]]:
    """The entries in the order of their names, grouped by first letter."""

    def letter(entry: object) -> str:
        first = key(entry)[:1].upper()
        return first if first.isalpha() else "#"

    ordered = sorted(entries, key=lambda entry: (letter(entry), key(entry).casefold()))
    return [(first, list(group)) for first, group in groupby(ordered, key=letter)]
