"""The pages that mix kinds, and the page of any Page."""

from collections.abc import Callable

from django.core.paginator import Page as PageOfResults
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from backcare.http.errors import gone
from backcare.site.current import current_site
from backcare.site.safety import care_cards
from backcare.topics.models import Topic

from . import structured_data
from .detail import detail_context
from .kinds import kinds
from .meta import Meta, absolute
from .models import Page

Trail = list[tuple[str, str]]

PER_PAGE = 24
# On the home page; the list from A to Z has them all.
TOPICS_OF_A_KIND = 12
# Nobody reads further, and a database counts its way through every page before.
MOST_PAGES = 10_000


def page_view(kind_name: str) -> Callable[..., HttpResponse]:
    """The view of a kind's pages, by slug. Withdrawn pages answer 410, unknown ones 404."""

    @require_safe
    def view(request: HttpRequest, slug: str) -> HttpResponse:
        kind = kinds[kind_name]
        row = (
            kind.model.objects.live()
            .select_related("lead_image", "reviewer", *kind.joined)
            .filter(slug=slug)
            .first()
        )
        if row is None:
            if _was_public(kind_name, slug):
                return gone(request)
            raise Http404
        return render(request, kind.template, detail_context(row))

    return view


def _was_public(kind_name: str, slug: str) -> bool:
    """Whether readers could once see the page: expired, or published and then archived."""
    now = timezone.now()
    row = Page.objects.originals().filter(kind=kind_name, slug=slug).first()
    if row is None or row.live_at is None or row.live_at > now:
        return False
    return row.status == Page.Status.ARCHIVED or bool(
        row.status == Page.Status.PUBLISHED
        and row.expires_at
        and row.live_at < row.expires_at <= now
    )


def page_of(request: HttpRequest, rows: QuerySet, per_page: int = PER_PAGE) -> PageOfResults:
    """The part of a list that ``?page=`` asks for. Http404 for a number that isn't there."""
    number = request.GET.get("page", "1")
    if not number.isascii() or not number.isdigit() or not 1 <= int(number[:9]) <= MOST_PAGES:
        raise Http404(_("There is no such page."))
    paginator = Paginator(rows, per_page)
    if int(number) > paginator.num_pages:
        raise Http404(_("There is no such page."))
    return paginator.page(int(number))


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
        path = f"{path}?page={number}"
    node = structured_data.plain_page(
        site, name=title, description=description, address=absolute(path), schema_type=schema_type
    )
    graph = [structured_data.website(site), structured_data.breadcrumb_list(breadcrumbs), node]
    if about is not None:
        node["mainEntity"] = {"@id": about["@id"]}
        graph.append(about)
    return Meta(title=title, description=description, path=path, graph=graph)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is, what is urgent, the newest pages of each kind, and every topic."""
    site = current_site()
    newest = {
        kind.name: kinds.load_children(
            Page.objects.live().filter(kind=kind.name).newest_first().only("pk", "kind")[:6]
        )
        for kind in kinds.listed()
    }
    topics = list(Topic.objects.visible())
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
            (
                kind,
                sorted(
                    newest[kind.name].values(),
                    key=lambda page: (page.first_published_at, page.pk),
                    reverse=True,
                ),
            )
            for kind in kinds.listed()
        ],
        "safety": care_cards(site),
        "topics_by_kind": [
            (label, [topic for topic in topics if topic.kind == value][:TOPICS_OF_A_KIND])
            for value, label in Topic.Kind.choices
        ],
    }
    return render(request, "publishing/home.html", context)
