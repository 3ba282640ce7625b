from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from backcare.pagecache import tags
from backcare.pagecache.query import cacheable
from backcare.pagecache.recording import depends_on
from backcare.publishing import lists
from backcare.publishing.excerpts import excerpt
from backcare.publishing.kinds import kinds
from backcare.publishing.views import page_of, plain_meta, trail
from backcare.richtext.rendering import plain_text
from backcare.richtext.rendering import render as render_text

from . import letters
from .models import GlossaryTerm, Topic


@cacheable("letter", "page")
@require_safe
def topic_list(request: HttpRequest) -> HttpResponse:
    """The A-Z: topics and their other names, under their first letters.

    Where there are too many for one page, those under the letter of ``?letter=``, else under the
    first. Http404 for a letter that none begins with.
    """
    depends_on(tags.TOPICS)
    steps = [(_("Topics"), reverse("topics:list"))]
    entries = letters.everything()
    context: dict[str, Any] = {}
    number = 1
    if entries is not None and {"letter", "page"} & request.GET.keys():
        return redirect("topics:list")  # One address for what stands on one page.
    if entries is None:
        initials = letters.letters()
        asked = request.GET.get("letter")
        letter = initials[0] if asked is None else asked
        if letter not in initials:
            raise Http404(_("There is no such page."))
        page_obj = page_of(request, letters.OfLetter(letter), per_page=letters.MOST_ON_ONE_PAGE)
        entries, number = list(page_obj), page_obj.number
        query = urlencode({"letter": letter})
        context = {"initials": initials, "letter": letter, "page_obj": page_obj, "query": query}
        if asked is not None:
            steps.append((letter, f"{reverse('topics:list')}?{query}"))
    breadcrumbs = trail(*steps)
    context |= {
        "letters": letters.by_letter(entries, key=lambda entry: entry.name),
        "meta": plain_meta(
            _("Topics: %s") % steps[-1][0] if len(steps) > 1 else _("Topics from A to Z"),
            _("Every topic of this site from A to Z, with the other words people use for it."),
            breadcrumbs,
            number=number,
        ),
        "breadcrumbs": breadcrumbs,
    }
    return render(request, "topics/topic_list.html", context)


@cacheable("page")
@require_safe
def topic_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The landing page of a topic: its introduction, and every live page about it."""
    topic = get_object_or_404(Topic.objects.visible().select_related("image"), slug=slug)
    depends_on(tags.under(Topic, topic.pk))
    page_obj = page_of(request, lists.about(topic))
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


@cacheable()
@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    depends_on(tags.TOPICS, tags.GLOSSARY)
    terms = list(GlossaryTerm.objects.select_related("topic"))
    named = Topic.objects.filter(pk__in=GlossaryTerm.objects.values("topic"))
    visible = set(named.visible().order_by().values_list("pk", flat=True))
    for term in terms:
        if term.topic_id not in visible:
            term.topic = None
    breadcrumbs = trail((_("Glossary"), reverse("topics:glossary")))
    context = {
        "letters": letters.by_letter(terms, key=lambda term: term.name),
        "meta": plain_meta(
            _("Glossary"),
            _("The words that doctors and physiotherapists use about the back, in plain English."),
            breadcrumbs,
        ),
        "breadcrumbs": breadcrumbs,
    }
    return render(request, "topics/glossary.html", context)
