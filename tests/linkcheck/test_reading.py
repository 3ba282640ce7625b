"""Which links stand on a page, and what becomes of a reader who follows them."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from backcare.addresses.models import Redirect
from backcare.linkcheck import checking
from backcare.linkcheck.finding import broken_count, links_of
from backcare.linkcheck.jobs import read_all, read_pages
from backcare.linkcheck.models import Link, PageLink
from backcare.linkcheck.reading import forget_unused, read
from backcare.publishing import drafting, references
from backcare.publishing.models import RelatedChoice
from tests.factories import make_article, make_exercise, make_routine, make_topic

pytestmark = pytest.mark.django_db


def linking(*hrefs, **values):
    links = "".join(f'<p><a href="{href}">words</a></p>' for href in hrefs)
    return make_article(body=f"<h2>First part</h2>{links}<p>End.</p>", **values)


def states(page):
    return {link.url or link.address: str(link.now) for link in links_of(page)}


def test_links_are_found_wherever_a_page_has_them():
    other, more = make_article(), make_article()
    page = make_article(
        body=f'<p><a href="https://one.example/a#b">x</a> <a href="mailto:a@b.example">y</a> '
        f'<a href="tel:+441234567">z</a></p><div data-page="{other.pk}"></div>',
        sources=[{"organisation": "NICE", "title": "Guide", "url": "https://two.example/"}],
        resources=[{"title": "Book", "url": "https://three.example/"}],
        learn_more=[{"target": more.page_ptr}],
    )
    found = {(str(link), place.where) for link in links_of(page) for place in link.places}

    assert found == {
        ("https://one.example/a", "articles.Article.body"),
        ("https://two.example/", "publishing.Source.url"),
        ("https://three.example/", "articles.Resource.url"),
        (more.get_absolute_url(), "articles.LearnMore.target"),
        (other.get_absolute_url(), "articles.Article.body"),
    }
    labels = {place.where_label for link in links_of(page) for place in link.places}
    assert labels == {"text", "source", "recommended resource", "link to learn more"}


def test_a_shown_page_that_has_been_deleted_leaves_no_link():
    page = make_article(body='<p>Text.</p><div data-page="99999999"></div>')

    assert links_of(page) == []


def test_a_routine_links_to_its_exercises_and_wishes_are_no_links():
    exercise, wish = make_exercise(), make_article()
    page = make_routine(items=[exercise])
    RelatedChoice.objects.create(page=page, target=wish)
    read(page)

    assert list(states(page)) == [exercise.get_absolute_url()]


def test_the_state_of_a_link_to_a_page_is_that_of_the_page():
    there = make_article(slug="there")
    make_article(slug="draft", status="draft")
    make_article(slug="soon", live_at=timezone.now() + timedelta(days=1))
    moved = make_article(slug="moved")
    Redirect.objects.create(old_path="/articles/was-here/", page=moved.page_ptr)
    paths = [f"/articles/{name}/" for name in ("there", "draft", "soon", "was-here", "nowhere")]
    page = linking(*paths, "http://testserver/articles/there/")

    assert states(page) == {
        "/articles/there/": "ok",
        "http://testserver/articles/there/": "ok",
        "/articles/draft/": "hidden",
        "/articles/soon/": "hidden",
        "/articles/was-here/": "moved",
        "/articles/nowhere/": "broken",
    }
    assert broken_count() == 3

    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert states(page)["/articles/soon/"] == "ok"
    drafting.archive(there, by=None)
    assert states(page)["/articles/there/"] == "hidden"
    drafting.archive(moved, by=None)
    assert states(page)["/articles/was-here/"] == "broken"
    drafting.archive(page, by=None)
    assert broken_count() == 0
    assert not Link.objects.in_use().exists()


def test_a_chosen_page_that_is_renamed_is_still_right():
    target = make_article(slug="before")
    page = make_article(learn_more=[{"target": target.page_ptr}])
    draft = drafting.edit_as_draft(target, by=None)
    draft.slug = "after"
    draft.save()
    drafting.publish(draft, by=None)

    assert states(page) == {"/articles/after/": "ok"}
    drafting.archive(target, by=None)
    assert states(page) == {"/articles/after/": "hidden"}


def test_anchors_are_looked_for_when_either_page_changes():
    target = make_article(slug="target", body="<h2>Why it hurts</h2><p>Because.</p>")
    page = linking(
        "/articles/target/#why-it-hurts",
        "/articles/target/#comments",
        "/articles/target/#what-helps",
        "#first-part",
        "#second-part",
    )
    own = page.get_absolute_url()
    assert states(page) == {
        "/articles/target/#why-it-hurts": "ok",
        "/articles/target/#comments": "ok",
        "/articles/target/#what-helps": "anchor",
        f"{own}#first-part": "ok",
        f"{own}#second-part": "anchor",
    }

    draft = drafting.edit_as_draft(target, by=None)
    draft.body = "<h2>What helps</h2><p>This.</p>"
    draft.save()
    references.sync(draft)
    assert states(page)["/articles/target/#what-helps"] == "anchor"
    drafting.publish(draft, by=None)
    assert states(page)["/articles/target/#what-helps"] == "ok"
    assert states(page)["/articles/target/#why-it-hurts"] == "anchor"


def test_a_draft_has_anchors_of_its_own():
    page = linking("#first-part")
    draft = drafting.edit_as_draft(page, by=None)
    draft.body = draft.body.replace("First part", "Another")
    draft.save()
    references.sync(draft)

    assert [str(link.now) for link in links_of(draft)] == ["anchor"]
    assert [str(link.now) for link in links_of(page)] == ["ok"]


def test_other_places_are_asked_of_the_site(client):
    topic = make_topic(slug="knots")
    hidden = make_topic(slug="secret")
    Redirect.objects.create(old_path="/old/", new_path="/topics/")
    page = linking(
        "/topics/",
        "/topics/knots/",
        f"/topics/{hidden.slug}/",
        "/topics/none/",
        "/glossary/#none",
        "/old/",
        "/no/such/place/",
        topics=[topic],
    )
    # What has no pattern at all needs no asking.
    assert states(page)["/no/such/place/"] == "broken"
    assert states(page)["/old/"] == "moved"
    assert states(page)["/topics/knots/"] == "new"

    checking.check_due(asker=None)

    assert states(page) == {
        "/topics/": "ok",
        "/topics/knots/": "ok",
        "/topics/secret/": "broken",
        "/topics/none/": "broken",
        "/glossary/#none": "anchor",
        "/old/": "moved",
        "/no/such/place/": "broken",
    }


def test_links_follow_the_text():
    page = linking("https://one.example/", "https://two.example/")
    two = Link.objects.get(url="https://two.example/")
    page.body = '<p><a href="https://two.example/">x</a> <a href="https://three.example/">y</a></p>'
    page.save()
    references.sync(page)

    assert set(states(page)) == {"https://two.example/", "https://three.example/"}
    assert Link.objects.get(url="https://two.example/").pk == two.pk
    assert forget_unused() == 1
    assert not Link.objects.filter(url="https://one.example/").exists()


def test_a_link_on_many_pages_is_one_link():
    for _ in range(3):
        linking("https://one.example/")

    assert Link.objects.count() == 1
    assert PageLink.objects.count() == 3


@pytest.mark.parametrize(
    "href",
    [
        "https://[::1/",
        "https://a.example:99999/",
        "/" + "x" * 1900,
        "#" + "x" * 1900,
        "/%00/",
        "/articles/%00/#%00",
        "#%00",
        "/%ff/",
    ],
)
def test_odd_addresses_do_no_harm(href):
    page = make_article(resources=[{"title": "x", "url": "https://[broken/"}])
    page.body = f'<p><a href="{href}">x</a></p>'
    page.save()
    read(page)

    assert all(str(link.now) for link in links_of(page))


def test_a_page_read_again_changes_nothing(django_assert_max_num_queries):
    page = linking(*[f"https://{n}.example/" for n in range(50)], "/topics/", "#first-part")
    before = list(PageLink.objects.order_by("pk").values_list("pk", flat=True))
    with django_assert_max_num_queries(16):
        read(page)

    assert list(PageLink.objects.order_by("pk").values_list("pk", flat=True)) == before


def test_every_page_is_read_once_a_day_in_parts(monkeypatch):
    monkeypatch.setattr("backcare.linkcheck.jobs.PAGES_AT_A_TIME", 2)
    pages = [linking("https://one.example/") for _ in range(5)]
    PageLink.objects.all().delete()

    then = read_all()
    rounds = 0
    while then is not None:
        then = read_pages(**then.payload)
        rounds += 1

    assert rounds == 4
    assert PageLink.objects.count() == len(pages)


def test_ignored_links_are_not_counted_and_are_remembered():
    linking("/articles/nowhere/")
    Link.objects.update(is_ignored=True)
    assert broken_count() == 0
    PageLink.objects.all().delete()
    assert forget_unused() == 0
