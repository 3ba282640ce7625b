"""The pages that mix kinds, and the page of any Page."""

import re
from collections.abc import Callable
from typing import Any

from django.core.paginator import Page as PageOfResults
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from backcare.addresses.answering import gone
from backcare.addresses.finding import was_public
from backcare.pagecache import tags
from backcare.pagecache.query import cacheable
from backcare.pagecache.recording import depends_on
from backcare.site.current import current_site
from backcare.site.safety import care_cards
from backcare.topics.models import Topic

from . import structured_data
from .kinds import kinds
from .lists import PER_PAGE, LongList, PartsOfList
from .meta import Meta, absolute
from .models import Page
from .reading import page_as_read

Trail = list[tuple[str, str]]

# On the home page; the list from A to Z has them all.
TOPICS_OF_A_KIND = 12
NEWEST_OF_A_KIND = 6
# Nobody reads further, and a database counts its way through every page before.
MOST_PAGES = 10_000
NUMBER = re.compile(r"[1-9][0-9]{0,8}")


def page_view(kind_name: str) -> Callable[..., HttpResponse]:
    """The view of a kind's pages, by slug. Withdrawn pages answer 410, unknown ones 404."""

    @cacheable("comments")
    @require_safe
    def view(request: HttpRequest, slug: str) -> HttpResponse:
        row = Page.objects.live().filter(kind=kind_name, slug=slug).first()
        if row is None:
            once = Page.objects.originals().filter(kind=kind_name, slug=slug).first()
            if once is not None and was_public(once):
                return gone(request, once)
            raise Http404
        return HttpResponse(page_as_read(request, row, part_asked_for(request, "comments")))

    return view


def page_of(request: HttpRequest, rows: Any, per_page: int = PER_PAGE) -> PageOfResults:
    """The part of a list that ``?page=`` asks for. Http404 for a number that isn't there.

    ``rows`` is a LongList, or whatever can be sliced and has a length.
    """
    number = part_asked_for(request)
    paginator = rows if isinstance(rows, LongList) else PartsOfList(rows, per_page)
    if number > paginator.num_pages:
        raise Http404(_("There is no such page."))
    return paginator.page(number)


def part_asked_for(request: HttpRequest, parameter: str = "page") -> int:
    """The number in the address, 1 where there is none. Http404 for what cannot be one."""
    number = request.GET.get(parameter, "1")
    # Each part has one address, without a zero in front.
    if not NUMBER.fullmatch(number) or int(number) > MOST_PAGES:
        raise Http404(_("There is no such page."))
    return int(number)


def trail(*steps: tuple[str, str]) -> Trail:
    """The breadcrumbs from the home page through ``steps``: labels with their paths."""
    return [(_("Home"), reverse("publishing:home")), *((str(label), path) for label, path in steps)]


def plain_meta(
    title: str,
    description: str,
    breadcrumbs: Trail,
    *,
    schema_type: str = "CollectionPage",
    about: structured_data.Node | None = None,
    number: int = 1,
) -> Meta:
    """The head of a page that is no Page, at the address of its last breadcrumb.

    ``about`` is the schema.org node of its main entity. Later pages of a list (``number`` from 2)
    say which they are and have an address of their own.
    """
    site = current_site()
    path = breadcrumbs[-1][1]
    if number > 1:
        title = _("%(title)s, page %(number)d") % {"title": title, "number": number}
        path = f"{path}{'&' if '?' in path else '?'}page={number}"
    node = structured_data.plain_page(
        site, name=title, description=description, address=absolute(path), schema_type=schema_type
    )
    graph = [structured_data.website(site), structured_data.breadcrumb_list(breadcrumbs), node]
    if about is not None:
        node["mainEntity"] = {"@id": about["@id"]}
        graph.append(about)
    return Meta(title=title, description=description, path=path, graph=graph)


@cacheable()
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is, what is urgent, the newest pages of each kind, and every topic."""
    depends_on(tags.TOPICS, *(tags.listed(kind.name) for kind in kinds.listed()))
    site = current_site()
    pages = Page.objects.live().newest_first().only("pk", "kind")
    topics = list(Topic.objects.visible().first_of_kinds(TOPICS_OF_A_KIND))
    meta = Meta(
        title=f"{site.name}: {site.tagline}" if site.tagline else site.name,
        description=_(
            "Clear, sourced advice on back pain: what causes it, what helps and how much, "
            "exercises with exact doses, and when to get help."
        ),
        path=reverse("publishing:home"),
        graph=[structured_data.website(site), structured_data.organisation(site)],
    )
    context = {
        "meta": meta,
        "newest": [
            (kind, list(pages.filter(kind=kind.name)[:NEWEST_OF_A_KIND])) for kind in kinds.listed()
        ],
        "safety": care_cards(site),
        "topics_by_kind": [
            (label, [topic for topic in topics if topic.kind == value])
            for value, label in Topic.Kind.choices
        ],
    }
    return render(request, "publishing/home.html", context)
