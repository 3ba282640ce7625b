"""What is in work at the desk leaves no trace where readers are, at any moment of its way.

Everything that the desk keeps of pages that readers don't see carries a word that begins with
"zq" and stands nowhere else. Then every public address is asked, every entry of the cache is looked
at, and so is what search has noted. ``tests/test_surfaces.py`` does the same with pages of every
kind in every state; here are the things that people of the desk make on the way.
"""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backcare.accounts import invitations
from backcare.accounts.models import Invitation
from backcare.addresses.models import MissedAddress, Redirect
from backcare.comments.receipts import receipt_url
from backcare.editing.models import Autosave
from backcare.previews.models import PreviewLink, path_of
from backcare.problems.models import Problem
from backcare.publishing import drafting, workflow
from backcare.publishing.models import Page, RelatedChoice
from backcare.readiness.models import WatchedPhrase
from backcare.search.models import Document
from backcare.sharing.cards import refresh_cards, remove_needless_cards
from backcare.sharing.models import SocialCard
from backcare.site.models import ContactMessage
from tests import factories
from tests.comments.factories import make_comment
from tests.editing.typing import Form
from tests.factories import make_article, make_exercise
from tests.public_urls import every_url
from tests.test_surfaces import NOT_THERE, SEARCH_FIELD

MARK = b"zq"
# What has the characters of the mark by chance now and then: the signature in an address (43 of
# them), and the keys of exercises in the code of a reader's routine ("1.zp.zq").
CHANCE = re.compile(rb"(?<=[:/=])[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])|\b1(?:\.[0-9A-Za-z]{1,7})+\b")


def said(response) -> bytes:
    """All that a reader gets, but for their own words in the search field of "not found"."""
    told = b"".join(response) if response.streaming else response.content
    return SEARCH_FIELD.sub(b"", told) + str(response.headers).encode()


def trace(told: bytes, mark: bytes = MARK) -> str:
    told = CHANCE.sub(b"", told)
    found = told.lower().find(mark)
    return "" if found < 0 else told[max(0, found - 80) : found + 60].decode(errors="replace")


def cached() -> bytes:
    """Every entry of the cache, names and pickled values."""
    return b"".join(key.encode() + value for key, value in cache._cache.items())


def noted_by_search() -> bytes:
    """Every row that search keeps of pages, and every word of the database's own index."""
    table = Document._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SELECT d::text FROM {table} d")  # with the columns of its index
            return repr(cursor.fetchall()).encode()
        cursor.execute(f"SELECT * FROM {table}")
        rows = repr(cursor.fetchall())
        words = ""
        for index in ("search_index", "search_titles"):
            cursor.execute(
                f"CREATE VIRTUAL TABLE temp.search_words USING fts5vocab('main', '{index}', 'row')"
            )
            cursor.execute("SELECT term FROM temp.search_words")
            words += repr(cursor.fetchall())
            cursor.execute("DROP TABLE temp.search_words")
    return f"{rows}{words}".encode()


def marked(place: str) -> dict:
    """The fields of a page that every kind has, each with a word of its own."""

    def word(name: str) -> str:
        return f"zq{place}{name}"

    return {
        "title": f"Pain {word('title')}",
        "slug": f"pain-{word('slug')}",
        "summary": f"Pain {word('summary')}",
        "search_title": word("searchtitle"),
        "search_description": word("searchdescription"),
        "change_note": word("note"),
        "extra_urgent": word("urgent"),
    }


def mark(page: Page, place: str, **more) -> Page:
    for name, value in (marked(place) | more).items():
        setattr(page, name, value)
    page.save()
    return page


@pytest.mark.xdist_group("TestSurfaces")
class TestLeaks(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.now = timezone.now()
        factories.make_safety_text()
        cls.editor = factories.make_user(username="zqeditor", is_staff=True, first_name="zqgrace")
        cls.editor.groups.add(Group.objects.get(name="editor"))
        cls.backs = factories.make_topic(name="Backs", slug="backs")
        cls.author = factories.make_contributor(slug="ada")
        shared = cls.shared = {"topics": [cls.backs], "authors": [cls.author]}
        cls.client_of_editor = Client()
        cls.client_of_editor.force_login(cls.editor)

        cls.redrafted()
        cls.scheduled_change()
        cls.autosaved()
        cls.discarded()
        cls.unpublished()
        cls.duplicated()
        cls.images()
        cls.under_review()
        cls.renamed()
        cls.of_the_desk()
        # Beside the live ones of which the rest of the lists consists.
        host = make_article(
            slug="host",
            body=f'<p>Pain <span data-planned="zqplanned">chairs</span>.</p>{cls.embedded()}',
            learn_more=[{"target": page, "text": "more"} for page in Page.objects.all()],
            **shared,
        )
        for position, page in enumerate(Page.objects.originals().exclude(pk=host.pk)):
            RelatedChoice.objects.create(page=host, target=page, action="pin", position=position)
        call_command("refresh_related", verbosity=0)
        call_command("rebuild_search", verbosity=0)

    @classmethod
    def embedded(cls) -> str:
        return "".join(f'<div data-page="{page.pk}"></div>' for page in Page.objects.all())

    @classmethod
    def live(cls, slug: str, make=make_article, **more):
        return make(status="draft", slug=slug, **cls.shared, **more)

    @classmethod
    def published(cls, slug: str, make=make_article, **more):
        return drafting.publish(cls.live(slug, make, **more), cls.editor)

    @classmethod
    def redrafted(cls) -> None:
        for make in (make_article, make_exercise):
            live = cls.published(f"redrafted-{make.__name__.replace('_', '-')}", make)
            draft = drafting.edit_as_draft(live, cls.editor)
            mark(draft, "redraft")
            topic = factories.make_topic(name=f"zqtopic{live.kind}", slug=f"zqtopic-{live.pk}")
            draft.topics.add(topic)

    @classmethod
    def scheduled_change(cls) -> None:
        draft = drafting.edit_as_draft(cls.published("scheduled"), cls.editor)
        at = cls.now + timedelta(days=10)
        workflow.schedule(mark(draft, "scheduled", slug="scheduled"), cls.editor, at=at)

    @classmethod
    def autosaved(cls) -> None:
        """In the row of a draft, and beside it; for a page that there is no row of, too."""
        client = cls.client_of_editor
        draft = drafting.edit_as_draft(cls.published("autosaved"), cls.editor)
        form = Form(client, draft)
        form.type(title="Pain zqintherow", body="<p>Pain zqintherow</p>")
        assert form.autosave()["state"] == "saved"
        form.type(title="", body="<p>Pain zqbeside</p>")
        assert form.autosave()["state"] == "kept"
        new = Form(client, kind="articles_article")
        new.type(title="Pain zqnew", body="<p>Pain zqnew</p>")
        assert new.autosave()["state"] == "kept"
        assert Autosave.objects.count() == 2

    @classmethod
    def discarded(cls) -> None:
        draft = drafting.edit_as_draft(cls.published("discarded"), cls.editor)
        mark(draft, "discarded")
        workflow.discard(draft, cls.editor, note="zqdiscarding")

    @classmethod
    def unpublished(cls) -> None:
        """Readers saw it; it has a picture for shared links, comments, neighbours, a redirect."""
        for how in (workflow.unpublish, workflow.archive):
            name = how.name
            page = cls.live(f"pain-zq{name}", body=f"<p>Pain zq{name}body</p>")
            page = workflow.publish(mark(page, name), cls.editor)
            SocialCard.objects.create(page=page, name=f"cards/zq{name}.jpg", digest="x")
            make_comment(page=page.page_ptr, name=f"zq{name}", text=f"Pain zq{name}")
            Redirect.objects.create(old_path=f"/old-{name}/", page=page)
            Redirect.objects.create(old_path=f"/typed-{name}/", new_path=page.get_absolute_url())
            with cls.captureOnCommitCallbacks(execute=True):
                how(page, cls.editor, note=f"zq{name}note")
        draft = cls.live("pain-zqredirected")
        Redirect.objects.create(old_path="/old-draft/", page=mark(draft, "redirected"))

    @classmethod
    def duplicated(cls) -> None:
        workflow.duplicate(mark(cls.live("duplicated"), "duplicated"), cls.editor)

    @classmethod
    def images(cls) -> None:
        factories.make_image(alt="", caption="zqwaiting", credit="zqwaiting", is_waiting=True)
        image = factories.make_image(alt="zqalt", caption="zqcaption", credit="zqcredit")
        mark(cls.live("pain-zqpicture", lead_image=image), "picture")
        in_text = f'<figure data-image="{image.pk}"></figure>'
        draft = drafting.edit_as_draft(cls.published("pictured"), cls.editor)
        mark(draft, "pictured", slug="pictured", lead_image=image, body=in_text)

    @classmethod
    def under_review(cls) -> None:
        """Shared with somebody, submitted, sent back: with notes at each step."""
        rees = factories.make_contributor(user=cls.editor, name="zqrees", slug="zqrees")
        live = cls.published("reviewed")
        draft = mark(drafting.edit_as_draft(live, cls.editor), "review", slug="reviewed")
        draft.reviewer = rees
        draft.save()
        _link, cls.token = PreviewLink.objects.share(draft, "zqhospital", 7, cls.editor)
        workflow.submit(draft, cls.editor, note="zqsubmitting")
        workflow.ask_for_changes(draft, cls.editor, note="zqasking")
        workflow.submit(draft, cls.editor)
        workflow.approve(draft, cls.editor, note="zqapproving")

    @classmethod
    def renamed(cls) -> None:
        draft = drafting.edit_as_draft(cls.published("renamed"), cls.editor)
        draft.slug = "pain-zqrenamed"
        draft.save()

    @classmethod
    def of_the_desk(cls) -> None:
        """What else people write there, or readers write to it."""
        page = cls.published("reported").page_ptr
        Problem.objects.create(
            page=page, message="zqproblem", email="zq@example.org", note="zqnote", reply="zqreply"
        )
        cls.held = make_comment(page=page, status="held", name="zqheld", text="zqheld")
        ContactMessage.objects.create(message="zqcontact", email="zqcontact@example.org")
        WatchedPhrase.objects.create(phrase="zqphrase", advice="zqadvice")
        MissedAddress.objects.create(path="/zqmissed/", came_from="https://zq.example/")
        invitation = Invitation(name="zqinvited", email="zqinvited@example.org")
        role = Group.objects.get(name="author")
        cls.invited = invitations.invite(invitation, [role], by=cls.editor)

    def setUp(self):
        cache.clear()
        self.addCleanup(cache.clear)

    def assert_no_trace(self, url: str, **data) -> int:
        response = self.client.get(url, data)
        assert not (found := trace(said(response))), f"{url}: …{found}…"
        return response.status_code

    def test_no_public_address_and_nothing_kept_shows_a_trace(self):
        own = receipt_url(self.held)  # Whoever has written it sees it there.
        answers = {url: self.assert_no_trace(url) for url in every_url() if url != own}
        assert sum(status == 200 for status in answers.values()) > 50
        assert not trace(cached())
        assert not trace(noted_by_search())

    def test_what_is_not_found_suggests_nothing_hidden(self):
        """Nor does an address that is nearly one of theirs, or used to be."""
        hidden = Page.objects.exclude(pk__in=Page.objects.live())
        assert hidden.count() > 10
        for page in hidden:
            url = page.get_absolute_url()
            near = url.replace("pain-zq", "pain-").replace("zq", "")
            for asked in (near, f"{near[:-3]}/", f"{near}play/", f"{near}nowhere/"):
                self.assert_no_trace(asked)
        for how in ("unpublish", "archive", "draft"):
            assert self.assert_no_trace(f"/old-{how}/") in {404, 410}
            if how != "draft":
                assert self.assert_no_trace(f"/typed-{how}/") in {404, 410}

    def test_a_page_taken_out_of_sight_is_answered_as_the_matrix_of_states_says(self):
        for how, status in (("unpublish", 404), ("archive", 410)):
            url = Page.objects.get(slug=f"pain-zq{how}slug").get_absolute_url()
            assert self.client.get(url).status_code == status
        never = self.client.get(f"/articles/{NOT_THERE}/")
        gone = self.client.get("/articles/pain-zqunpublishslug/")
        assert SEARCH_FIELD.sub(b"", gone.content) == SEARCH_FIELD.sub(b"", never.content)

    def test_search_finds_nothing_and_suggests_nothing(self):
        words = set(re.findall(r"zq[a-z]+", repr(list(Page.objects.values()))))
        words |= {"zqbeside", "zqnew", "zqintherow", "zqproblem", "zqplanned", "zqtopicarticle"}
        assert len(words) > 30
        for word in sorted(words):
            response = self.client.get("/search/", {"q": word})
            assert response.context["total"] == 0, word
            assert response.context["topics"] == [], word
            assert MARK not in response.content.replace(word.encode(), b""), word

    def test_pages_out_of_sight_have_no_picture_for_shared_links(self):
        remove_needless_cards()
        refresh_cards()
        shown = set(SocialCard.objects.values_list("page", flat=True))
        assert shown <= set(Page.objects.live().values_list("pk", flat=True))

    def test_a_shared_preview_is_in_nobodys_cache_and_ends(self):
        url = path_of(self.token)
        response = self.client.get(url)
        assert b"zqreviewtitle" in response.content
        assert b"zqhospital" not in response.content
        assert b"zqsubmitting" not in response.content
        assert "no-store" in response["Cache-Control"]
        assert "noindex" in response["X-Robots-Tag"]
        assert not trace(cached())
        with time_machine.travel(self.now + timedelta(days=8)):
            assert self.client.get(url).status_code == 404
            self.assert_no_trace(url)

    def test_an_address_of_the_desk_tells_strangers_nothing(self):
        for page in Page.objects.all():
            for name in ("change", "preview", "history", "checks", "autosave", "here"):
                options = page.specific._meta
                url = reverse(
                    f"admin:{options.app_label}_{options.model_name}_{name}", args=[page.pk]
                )
                assert self.assert_no_trace(url) in {302, 405}


# Moments ------------------------------------------------------------------------------


class Way:
    """One page on its way, with what readers should find of it by then: words of its versions."""

    def __init__(self):
        factories.make_safety_text()
        self.topic = factories.make_topic(name="Backs", slug="backs")
        self.editor = factories.make_user(is_staff=True, is_superuser=True)
        make_article(slug="neighbour", topics=[self.topic])
        self.number = 0
        self.page = make_article(
            status="draft", topics=[self.topic], reviewer=None, created_by=self.editor
        )
        self.client = Client()

    def write(self, row: Page) -> bytes:
        """Have a draft say something new; returns the word by which it is known."""
        self.number += 1
        word = f"zq{chr(96 + self.number)}x"
        row.title = row.summary = f"Pain {word}"
        row.body = f"<p>Pain {word}</p>"
        row.save()
        return word.encode()

    def seen(self) -> set[bytes]:
        """The words that readers find at any of the places that speak of the page."""
        urls = [
            "/",
            "/articles/",
            "/feed/",
            "/topics/backs/",
            "/topics/backs/feed/",
            "/sitemap-article.xml",
        ]
        urls += ["/articles/neighbour/", "/search/?q=pain", "/search/?q=zq"]
        urls += [page.get_absolute_url() for page in Page.objects.originals()]
        told = b"".join(said(self.client.get(url)) for url in urls)
        told += cached()
        return set(re.findall(rb"zq[a-z]x", told.lower()))

    def row(self) -> Page:
        return Page.objects.get(pk=self.page.pk).specific

    def draft(self) -> Page:
        return drafting.edit_as_draft(self.row(), self.editor)


@pytest.fixture
def way(db):
    cache.clear()
    yield Way()
    cache.clear()


@pytest.fixture
def clock():
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


def test_a_new_page_is_seen_from_its_moment_on_and_not_before(clock, way):
    at = timezone.now() + timedelta(days=3)
    word = way.write(way.page)
    workflow.schedule(way.page, way.editor, at=at)
    assert way.seen() == set()
    clock.move_to(at - timedelta(seconds=1))
    workflow.apply_due()
    assert way.seen() == set()
    clock.move_to(at)
    assert way.seen() == {word}


def test_a_new_page_whose_schedule_is_cancelled_is_never_seen(clock, way):
    at = timezone.now() + timedelta(days=3)
    way.write(way.page)
    workflow.schedule(way.page, way.editor, at=at)
    workflow.unschedule(way.row(), way.editor)
    clock.move_to(at + timedelta(days=1))
    workflow.apply_due()
    assert way.seen() == set()
    assert not trace(noted_by_search())


def test_a_change_is_seen_when_it_is_applied_and_not_before(clock, way):
    at = timezone.now() + timedelta(days=3)
    old = way.write(way.page)
    workflow.publish(way.page, way.editor)
    draft = way.draft()
    new = way.write(draft)
    workflow.schedule(draft, way.editor, at=at)
    clock.move_to(at - timedelta(seconds=1))
    workflow.apply_due()
    assert way.seen() == {old}
    assert not trace(noted_by_search(), new)
    clock.move_to(at + timedelta(seconds=1))
    assert way.seen() == {old}  # The worker has not been here yet.
    workflow.apply_due()
    assert way.seen() == {new}
    assert not trace(noted_by_search(), old)


def test_a_change_whose_schedule_is_cancelled_is_never_seen(clock, way):
    at = timezone.now() + timedelta(days=3)
    old = way.write(way.page)
    workflow.publish(way.page, way.editor)
    draft = way.draft()
    way.write(draft)
    workflow.schedule(draft, way.editor, at=at)
    workflow.unschedule(draft, way.editor)
    clock.move_to(at + timedelta(days=1))
    workflow.apply_due()
    assert way.seen() == {old}


def test_a_page_that_is_archived_is_not_brought_back_by_a_change_that_was_scheduled(clock, way):
    at = timezone.now() + timedelta(days=3)
    way.write(way.page)
    workflow.publish(way.page, way.editor)
    draft = way.draft()
    way.write(draft)
    workflow.schedule(draft, way.editor, at=at)
    workflow.archive(way.row(), way.editor)
    clock.move_to(at + timedelta(days=1))
    workflow.apply_due()
    assert way.seen() == set()
    draft.refresh_from_db()
    assert (draft.stage, draft.scheduled_at) == (Page.Stage.IN_WORK, None)


@pytest.mark.parametrize("how", ["expire", "archive", "unpublish"])
def test_a_page_that_has_been_seen_is_not_found_again(clock, way, how):
    way.page.expires_at = timezone.now() + timedelta(days=2)
    word = way.write(way.page)
    workflow.publish(way.page, way.editor)
    draft = way.draft()
    way.write(draft)
    assert way.seen() == {word}
    if how == "expire":
        clock.shift(timedelta(days=2))
    else:
        workflow.TRANSITIONS[how](way.row(), way.editor)
        assert not trace(noted_by_search())
    assert way.seen() == set()


class Model:
    """What each row says and when readers see it, kept beside the site and not read from it."""

    def __init__(self):
        self.live: bytes | None = None  # what the page says when it is, or will be, published
        self.since = None
        self.draft: bytes | None = None
        self.due = None

    def seen(self, now) -> set[bytes]:
        return {self.live} if self.live and self.since is not None and self.since <= now else set()


STEPS = "write publish schedule unschedule unpublish archive discard duplicate tick submit".split()


@settings(
    max_examples=5,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.sampled_from(STEPS), min_size=4, max_size=9))
def test_whatever_is_done_readers_see_what_was_published_last(db, steps):
    cache.clear()
    with transaction.atomic(), time_machine.travel(timezone.now(), tick=False) as clock:
        follow(Way(), Model(), steps, clock)
        transaction.set_rollback(True)
    cache.clear()


def follow(way: Way, model: Model, steps: list[str], clock) -> None:
    model.draft = way.write(way.page)
    for step in steps:
        now = timezone.now()
        row = way.row()
        draft = Page.objects.filter(draft_of=row).first()
        work = draft.specific if draft else row
        if step == "tick":
            clock.shift(timedelta(days=2))
            workflow.apply_due()
            if model.due is not None and model.due <= timezone.now():
                model.live, model.draft, model.due = model.draft, None, None
                model.since = model.since or timezone.now()
        elif step == "write":
            if work.stage == Page.Stage.SCHEDULED:
                continue
            if work.status == Page.Status.DRAFT:
                model.draft = way.write(work)
            else:
                model.draft = way.write(way.draft())
        elif workflow.may(way.editor, step, work):
            perform(way, model, step, work, now)
        elif draft and step in {"unpublish", "archive"} and workflow.may(way.editor, step, row):
            perform(way, model, step, row, now)
        assert way.seen() == model.seen(timezone.now()), (step, steps)


def perform(way: Way, model: Model, step: str, page: Page, now) -> None:
    at = now + timedelta(days=3)
    known = workflow.TRANSITIONS[step]
    over = page.draft_of_id is not None
    known(page, way.editor, **({"at": at} if step == "schedule" else {}))
    match step:
        case "publish":
            if page.status == Page.Status.DRAFT:
                model.live, model.draft = model.draft, None
            model.since = model.since if over and model.since else now
            model.due = None
        case "schedule" if over:
            model.due = at
        case "schedule":
            model.live, model.draft, model.since = model.draft, None, at
        case "unschedule" if over:
            model.due = None
        case "unschedule" | "unpublish":
            model.draft, model.live, model.since = model.draft or model.live, None, None
            model.due = None
        case "archive":
            model.since = model.due = None
        case "discard":
            model.draft = None
