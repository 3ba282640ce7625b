"""A page that is renamed stays where readers find it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from backcare.addresses.finding import where_now
from backcare.addresses.models import Redirect
from backcare.publishing import drafting
from backcare.publishing.models import Page
from tests.factories import MAKERS, make_article, make_page

pytestmark = pytest.mark.django_db


def rename(page, slug, publish=True):
    """As an editor does: through a draft."""
    draft = drafting.edit_as_draft(Page.objects.get(pk=page.pk).specific, by=None)
    draft.slug = slug
    draft.full_clean(exclude=["created_by"])
    draft.save()
    return drafting.publish(draft, by=None) if publish else draft


def follow(path, client=None):
    """The path at which a reader ends up, with the number of redirects."""
    response = (client or Client()).get(path, follow=True)
    assert response.status_code == 200, (path, response.status_code)
    return (response.redirect_chain or [(path, 200)])[-1][0], len(response.redirect_chain)


@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_a_renamed_page_is_found_at_its_old_address(kind, client):
    page = make_page(kind, slug="before")
    old = page.get_absolute_url()

    live = rename(page, "after")

    response = client.get(old)
    assert response.status_code == 301
    assert response["Location"] == live.get_absolute_url() != old
    assert response["Cache-Control"] == "public, max-age=60"
    assert "Set-Cookie" not in response
    assert client.head(old).status_code == 301
    assert client.post(old).status_code == 405


def test_a_draft_with_another_address_moves_nothing_until_it_is_published(client):
    page = make_article(slug="before")

    rename(page, "after", publish=False)

    assert client.get("/articles/before/").status_code == 200
    assert not Redirect.objects.exists()


def test_each_of_many_names_leads_there_at_once():
    page = make_article(slug="name-0")
    for number in range(1, 5):
        rename(page, f"name-{number}")

    for number in range(4):
        assert follow(f"/articles/name-{number}/") == ("/articles/name-4/", 1)


def test_renamed_back_there_is_no_loop():
    page = make_article(slug="before")

    rename(page, "after")
    rename(page, "before")

    assert follow("/articles/before/") == ("/articles/before/", 0)
    assert follow("/articles/after/") == ("/articles/before/", 1)


def test_two_pages_swap_their_addresses():
    one, two = make_article(slug="one"), make_article(slug="two")

    rename(one, "meanwhile")
    rename(two, "one")
    rename(one, "two")

    assert Page.objects.get(slug="one").pk == two.pk
    assert follow("/articles/one/") == ("/articles/one/", 0)
    assert follow("/articles/two/") == ("/articles/two/", 0)
    assert follow("/articles/meanwhile/") == ("/articles/two/", 1)
    assert list(Redirect.objects.values_list("old_path", flat=True)) == ["/articles/meanwhile/"]


def test_a_page_that_takes_an_address_that_redirects_has_it(client):
    first = make_article(slug="wanted", title="First")
    rename(first, "elsewhere")

    second = drafting.publish(make_article(slug="wanted", title="Second", status="draft"), by=None)

    assert b"Second" in client.get("/articles/wanted/").content
    drafting.archive(second, by=None)
    assert client.get("/articles/wanted/").status_code == 410


def test_a_page_to_come_takes_the_address_when_its_time_has_come(client):
    rename(make_article(slug="wanted"), "elsewhere")
    draft = make_article(slug="wanted", status="draft")

    drafting.publish(draft, by=None, at=timezone.now() + timedelta(days=1))

    assert follow("/articles/wanted/") == ("/articles/elsewhere/", 1)


def test_a_page_that_nobody_has_seen_leaves_nothing():
    soon = timezone.now() + timedelta(days=1)
    page = drafting.publish(make_article(slug="before", status="draft"), by=None, at=soon)
    draft = make_article(slug="draft", status="draft")

    rename(page, "after")
    draft.slug = "other-draft"
    draft.save()

    assert not Redirect.objects.exists()


def test_a_page_taken_back_and_renamed_is_found_when_it_is_live_again(client):
    page = make_article(slug="before")
    taken_back = drafting.unpublish(page, by=None)

    taken_back.slug = "after"
    taken_back.save()
    assert client.get("/articles/before/").status_code == 404

    drafting.publish(taken_back, by=None)
    assert follow("/articles/before/") == ("/articles/after/", 1)


def test_the_old_address_of_an_archived_page_says_what_its_new_one_says(client):
    page = make_article(slug="before", title="Secret words")
    live = rename(page, "after-secret")
    drafting.archive(live, by=None)

    for path in ("/articles/before/", "/articles/after-secret/"):
        response = client.get(path)
        assert response.status_code == 410
        assert "Location" not in response
        assert b"Secret words" not in response.content
    assert b"after-secret" not in client.get("/articles/before/").content


@pytest.mark.parametrize("state", ["draft", "scheduled"])
def test_a_redirect_to_a_page_that_readers_cannot_see_yet_leaks_nothing(client, state):
    at = timezone.now() + timedelta(days=1)
    values = {"status": "draft"} if state == "draft" else {"live_at": at}
    page = make_article(slug="secret", **values)
    Redirect.objects.create(old_path="/articles/guess/", page=page.page_ptr)
    Redirect.objects.create(old_path="/guess/", page=page.page_ptr)

    for path in ("/articles/guess/", "/guess/", "/guess/play/"):
        response = client.get(path)
        assert response.status_code == 404
        assert b"secret" not in response.content


def test_what_hangs_below_a_page_moves_with_it(client):
    page = make_page("exercise", slug="before")
    rename(page, "after")

    assert client.get("/exercises/before/play/")["Location"] == "/exercises/after/play/"
    assert client.get("/exercises/before/handout/")["Location"] == "/exercises/after/handout/"
    assert client.get("/exercises/before/nonsense/").status_code == 404


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("comments=2", "?comments=2"),
        ("days=mo,we&time=07:30&weeks=6", "?days=mo,we&time=07:30&weeks=6"),
        ("next=https://evil.example", ""),
        ("x=%0d%0aSet-Cookie:%20a", ""),
        ("x=<script>", ""),
        ("x=" + "a" * 300, ""),
        ("", ""),
    ],
)
def test_a_query_is_kept_where_it_is_harmless(client, query, kept):
    rename(make_article(slug="before"), "after")

    response = client.get("/articles/before/", QUERY_STRING=query)

    assert response["Location"] == f"/articles/after/{kept}"


def test_without_its_slash_the_old_address_takes_one_step_too():
    rename(make_article(slug="before"), "after")

    assert follow("/articles/before") == ("/articles/after/", 1)


SLUGS = st.sampled_from("abcde")


class Renaming(RuleBasedStateMachine):
    """Editors rename, swap, archive and take back pages in any order."""

    pages = Bundle("pages")

    def __init__(self):
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.number = 0
        # The page that readers last saw at each path.
        self.seen: dict[str, int] = {}

    def teardown(self):
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    def note(self, page):
        page = Page.objects.get(pk=page.pk)
        if page.is_live:
            self.seen[page.get_absolute_url()] = page.pk

    @rule(target=pages, slug=SLUGS)
    def write(self, slug):
        self.number += 1
        taken = Page.objects.filter(kind="article", slug=slug, draft_of=None).exists()
        page = make_article(status="draft", slug=f"page-{self.number}" if taken else slug)
        drafting.publish(page, by=None)
        self.note(page)
        return page

    @rule(page=pages, slug=SLUGS)
    def rename(self, page, slug):
        try:
            with transaction.atomic():
                rename(page, slug)
        except ValidationError:
            return
        self.note(page)

    @rule(page=pages)
    def archive(self, page):
        if Page.objects.get(pk=page.pk).status == "published":
            drafting.archive(page, by=None)

    @rule(page=pages, slug=SLUGS)
    def take_back_and_rename(self, page, slug):
        row = Page.objects.get(pk=page.pk)
        if row.status == "published":
            row = drafting.unpublish(row, by=None)
            if not Page.objects.filter(slug=slug, kind="article", draft_of=None).exists():
                row.slug = slug
                row.save()

    @rule(page=pages)
    def publish_again(self, page):
        row = Page.objects.get(pk=page.pk)
        if row.status != "published":
            drafting.publish(row, by=None)
            self.note(page)

    @invariant()
    def every_address_leads_to_its_page_in_one_step(self):
        live = {page.pk: page.get_absolute_url() for page in Page.objects.live()}
        for path, pk in self.seen.items():
            found = path if path in live.values() else where_now(path).location
            if pk in live:
                assert found == live[pk], (path, found)
            elif found:
                assert found in live.values()

    @invariant()
    def nothing_leads_to_where_it_begins(self):
        for row in Redirect.objects.select_related("page"):
            assert where_now(row.old_path).location != row.old_path
            assert row.new_path == ""


def test_whatever_editors_do_every_old_address_leads_to_its_page():
    run_state_machine_as_test(
        Renaming, settings=settings(max_examples=10, stateful_step_count=12, deadline=None)
    )
