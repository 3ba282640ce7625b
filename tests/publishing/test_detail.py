"""What the page of any Page shows, and where it leads on."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from backcare.publishing.detail import detail_context
from backcare.publishing.drafting import archive, edit_as_draft
from backcare.publishing.models import RelatedChoice
from backcare.publishing.related import around, by_date
from tests.factories import (
    MAKERS,
    make_article,
    make_contributor,
    make_exercise,
    make_information_page,
    make_page,
    make_series,
    make_topic,
)
from tests.markup import parsed

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 1, 1, tzinfo=UTC)
NOBODY = {
    "draft": {"status": "draft"},
    "archived": {"status": "archived"},
    "scheduled": {"live_at": datetime(2999, 1, 1, tzinfo=UTC)},
    "expired": {"expires_at": datetime(2020, 1, 1, tzinfo=UTC)},
}


def titles(context: dict, *names: str) -> list[str | None]:
    return [context[name].title if context[name] else None for name in names]


def neighbours(page) -> dict:
    previous, following = by_date(page, around(page))
    return {"previous": previous, "next": following}


# By date ---------------------------------------------------------------------------------------


def test_neighbours_by_date_are_of_the_same_kind():
    first = make_article(title="first", live_at=DAY)
    make_exercise(live_at=DAY + timedelta(days=1))
    second = make_article(title="second", live_at=DAY + timedelta(days=2))
    third = make_article(title="third", live_at=DAY + timedelta(days=3))
    assert titles(neighbours(first), "previous", "next") == [None, "second"]
    assert titles(neighbours(second), "previous", "next") == ["first", "third"]
    assert titles(neighbours(third), "previous", "next") == ["second", None]


def test_pages_of_the_same_moment_stand_in_the_order_of_their_keys():
    pages = [make_article(title=str(number), live_at=DAY) for number in range(4)]
    seen = [titles(neighbours(page), "previous", "next") for page in pages]
    assert seen == [[None, "1"], ["0", "2"], ["1", "3"], ["2", None]]


@pytest.mark.parametrize("state", NOBODY.values(), ids=NOBODY)
def test_neighbours_are_live(state):
    first, third = make_article(live_at=DAY), make_article(live_at=DAY + timedelta(days=2))
    make_article(**({"first_published_at": DAY + timedelta(days=1)} | state))
    assert neighbours(first)["next"].pk == third.pk
    assert neighbours(third)["previous"].pk == first.pk


def test_neighbours_cost_one_query(django_assert_num_queries):
    page = make_article()
    make_article()
    with django_assert_num_queries(1):
        neighbours(page)


def test_what_else_is_near_is_no_neighbour():
    first = make_article(title="first", live_at=DAY)
    make_article(title="second", live_at=DAY + timedelta(days=1))
    pinned = make_article(title="third", live_at=DAY + timedelta(days=2))
    RelatedChoice.objects.create(page=first, target=pinned)
    assert titles(neighbours(first), "previous", "next") == [None, "second"]


def test_a_draft_has_no_place_in_time():
    make_article()
    draft = make_article(status="draft")
    assert neighbours(draft) == {"previous": None, "next": None}


# In a series -----------------------------------------------------------------------------------


def test_in_a_series_the_order_is_the_series_own():
    series = make_series()
    third = make_article(title="3", series=series, series_position=3, live_at=DAY)
    first = make_article(title="1", series=series, series_position=1)
    second = make_article(title="2", series=series, series_position=2)
    make_article(series=make_series(), series_position=2)
    context = detail_context(second)
    assert titles(context, "previous", "next", "next_read") == ["1", "3", "3"]
    assert [page.pk for page in context["series_articles"]] == [first.pk, second.pk, third.pk]
    assert context["series_place"] == 2
    assert titles(detail_context(first), "previous", "next") == [None, "2"]


@pytest.mark.parametrize("state", NOBODY.values(), ids=NOBODY)
def test_a_series_shows_its_live_parts_only(state):
    series = make_series()
    first = make_article(series=series, series_position=1)
    make_article(series=series, series_position=2, **state)
    third = make_article(series=series, series_position=3)
    context = detail_context(first)
    assert context["next"].pk == third.pk
    assert [page.pk for page in context["series_articles"]] == [first.pk, third.pk]
    assert detail_context(third)["series_place"] == 2


def test_the_preview_of_a_draft_stands_in_the_place_of_its_page():
    series = make_series()
    make_article(title="1", series=series, series_position=1)
    page = make_article(title="2", series=series, series_position=2)
    make_article(title="3", series=series, series_position=3)
    context = detail_context(edit_as_draft(page, by=None))
    assert titles(context, "previous", "next") == ["1", "3"]


# The next read ---------------------------------------------------------------------------------


def test_the_only_page_has_nothing_to_read_next(client):
    page = make_article()
    make_information_page()
    context = detail_context(page)
    assert context["next_read"] is None
    assert context["related"] == []
    assert client.get(page.get_absolute_url()).status_code == 200


def test_the_next_read_is_the_newest_page_when_none_is_related():
    page = make_article()
    make_article(live_at=DAY)
    make_exercise(title="newest", live_at=DAY + timedelta(days=1))
    context = detail_context(page)
    assert context["next_read"].title == "newest"


def test_the_last_of_a_series_leads_on_to_another_page():
    page = make_article(series=make_series(), series_position=9)
    other = make_article()
    assert detail_context(page)["next_read"].pk == other.pk


def test_the_next_read_does_not_stand_among_the_related_pages():
    page = make_article()
    for _ in range(9):
        make_article()
    context = detail_context(page)
    shown = [context["next_read"].pk, *(near.pk for near in context["related"])]
    assert len(shown) == len(set(shown)) == 7
    assert page.pk not in shown


@pytest.mark.parametrize("state", NOBODY.values(), ids=NOBODY)
def test_the_next_read_is_live(state):
    page = make_article()
    make_exercise(**state)
    assert detail_context(page)["next_read"] is None


def test_a_page_that_an_editor_ruled_out_is_not_the_next_read():
    page = make_article()
    unwanted = make_article()
    RelatedChoice.objects.create(page=page, target=unwanted, action="exclude")
    context = detail_context(page)
    assert context["next_read"] is None
    wanted = make_article(live_at=DAY)
    context = detail_context(page)
    assert context["next_read"].pk == wanted.pk
    assert unwanted.pk not in [near.pk for near in context["related"]]


def test_a_preview_does_not_lead_to_its_own_page():
    page = make_article()
    draft = edit_as_draft(page, by=None)
    context = detail_context(draft)
    assert context["next_read"] is None
    other = make_article()
    assert detail_context(draft)["next_read"].pk == other.pk


# On the page -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_a_page_has_one_h1_and_every_id_once(kind, client):
    page = make_page(
        kind,
        topics=[make_topic()],
        authors=[make_contributor()],
        sources=[{"organisation": "NICE", "title": "Guideline", "year": 2016}],
    )
    markup = parsed(client.get(page.get_absolute_url()))
    assert markup.one("h1").text.strip() == page.title
    assert len(markup.ids) == len(set(markup.ids))
    levels = [int(e.tag[1]) for e in markup.elements if e.tag in {"h1", "h2", "h3", "h4", "h5"}]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_byline_tells_who_wrote_and_who_reviewed(client):
    page = make_article(
        authors=[
            make_contributor(name="Ada", slug="ada", credentials="Physiotherapist"),
            make_contributor(name="Cleo", slug="cleo", lived_experience=True),
        ],
        reviewer=make_contributor(name="Ben", slug="ben", credentials="Doctor"),
        reviewed_on="2026-01-05",
        review_due_on="2027-01-05",
    )
    markup = parsed(client.get(page.get_absolute_url()))
    assert "By Ada (Physiotherapist), Cleo (lived experience)" in markup.words
    assert "Reviewed by Ben (Doctor), 5 January 2026" in markup.words
    assert "5 January 2027" in markup.words
    assert {"/people/ada/", "/people/cleo/", "/people/ben/"} <= set(markup.links)


def test_sources_are_numbered_and_lead_back_to_where_they_are_cited(client):
    page = make_article(
        body='<p>It helps.<sup data-source="b-2020"></sup> Again.<sup data-source="b-2020"></sup>'
        ' And here.<sup data-source="gone"></sup></p>',
        sources=[
            {"organisation": "A", "title": "One", "year": 2016, "key": "a-2016"},
            {"organisation": "B", "title": "Two", "year": 2020, "key": "b-2020"},
        ],
    )
    markup = parsed(client.get(page.get_absolute_url()))
    cited = [link for link in markup.links if link == "#source-b-2020"]
    assert len(cited) == 2
    assert "source-a-2016" in markup.ids
    assert {"#ref-b-2020-1", "#ref-b-2020-2"} <= set(markup.links)
    for link in markup.links:
        if link.startswith("#"):
            assert link[1:] in markup.ids, link


def test_links_to_the_site_itself_are_not_external(client):
    page = make_article(
        body='<p><a href="http://testserver/articles/x/">Here</a> '
        '<a href="https://example.org/">there</a></p>'
    )
    links = parsed(client.get(page.get_absolute_url())).all("a")
    rel = {link.text: link.attributes.get("rel", "") for link in links}
    assert "external" not in rel["Here"]
    assert "external" in rel["there"]


def test_the_contents_lead_to_the_headings(client):
    page = make_article(body="<h2>One</h2><p>a</p><h2>Two</h2><p>b</p><h2>Three</h2><p>c</p>")
    markup = parsed(client.get(page.get_absolute_url()))
    assert {"#one", "#two", "#three"} <= set(markup.links)
    assert {"one", "two", "three"} <= set(markup.ids)


def test_demonstration_content_says_so(client):
    for kind in MAKERS:
        demo, real = make_page(kind, is_demonstration=True), make_page(kind)
        assert "no clinician" in parsed(client.get(demo.get_absolute_url())).words.lower(), kind
        assert "no clinician" not in parsed(client.get(real.get_absolute_url())).words.lower()


@pytest.mark.parametrize("kind", sorted(MAKERS))
@pytest.mark.parametrize(
    ("state", "status"),
    [("draft", 404), ("scheduled", 404), ("archived", 410), ("expired", 410)],
)
def test_what_is_not_live_is_not_found_or_gone(kind, state, status, client):
    page = make_page(kind, **NOBODY[state])
    if state == "expired":
        type(page).objects.filter(pk=page.pk).update(live_at=DAY - timedelta(days=9999))
    assert client.get(page.get_absolute_url()).status_code == status


def test_a_scheduled_page_with_an_end_does_not_give_itself_away(client):
    page = make_article(
        live_at=datetime(2999, 1, 1, tzinfo=UTC), expires_at=datetime(2999, 2, 1, tzinfo=UTC)
    )
    assert client.get(page.get_absolute_url()).status_code == 404


def test_a_page_of_another_kind_has_not_this_address(client):
    page = make_article(slug="bridge")
    assert client.get("/exercises/bridge/").status_code == 404
    archive(page, by=None)
    assert client.get("/exercises/bridge/").status_code == 404
    assert client.get("/articles/bridge/").status_code == 410


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
def test_a_page_is_only_read(method, client):
    assert getattr(client, method)(make_article().get_absolute_url()).status_code == 405


def test_head_says_what_get_says_without_the_page(client):
    url = make_article().get_absolute_url()
    head, get = client.head(url), client.get(url)
    assert head.content == b""
    assert {**head.headers, "Content-Length": 0} == {**get.headers, "Content-Length": 0}
