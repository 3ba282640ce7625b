"""What readers must not see leaves no trace at any public address.

Pages of every kind that are a draft, a draft of a live page, scheduled, archived and expired
carry marked words in everything they say, and stand beside live pages in every way in which
pages can: in topics, series, texts, routines, variations, links, pins. Then every address is asked.
"""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.core.management import call_command
from django.test import TestCase
from django.utils import timezone

from backcare.publishing.drafting import archive, edit_as_draft, publish
from backcare.publishing.models import Page, RelatedChoice
from backcare.publishing.views import PER_PAGE
from tests import factories
from tests.comments.factories import make_comment
from tests.factories import MAKERS, make_article, make_exercise, make_page, make_routine
from tests.public_urls import WALKS, every_url, public_patterns

STATES = {"draft": 404, "scheduled": 404, "archived": 410, "expired": 410}
NOT_THERE = "there-is-no-such-page"
# Filled with the words of the address that was asked for, where nothing is.
SEARCH_FIELD = re.compile(rb'<input class="input" type="search"[^>]*>')


def marker(kind: str, state: str, place: str = "") -> str:
    """One word that stands nowhere else: letters only, so that search takes it whole."""
    return f"zq{kind}{state}{place}"


def marked(kind: str, state: str) -> dict:
    """Everything that a page of the kind can say, with marked words."""

    def word(place: str) -> str:
        return marker(kind, state, place)

    values: dict = {
        "title": f"Pain {word('title')}",
        "slug": word("slug"),
        "summary": f"Pain {word('summary')}",
        "search_title": word("searchtitle"),
        "search_description": word("searchdescription"),
        "change_note": word("note"),
        "extra_urgent": word("urgent"),
        "lead_image": factories.make_image(alt=word("alt"), caption=word("caption")),
        "authors": [factories.make_contributor(name=word("author"), slug=word("author"))],
        "reviewer": factories.make_contributor(name=word("reviewer"), slug=word("reviewer")),
        "reviewed_on": timezone.localdate(),
        "sources": [{"organisation": word("source"), "title": word("sourcetitle")}],
    }
    if kind in {"article", "information"}:
        values["body"] = f"<h2>{word('heading')}</h2><p>Pain {word('body')}</p>"
    if kind == "article":
        values["key_points"] = word("point")
        values["series"] = factories.make_series(title=word("series"), slug=word("series"))
        values["series_position"] = 1
        values["resources"] = [{"title": word("resource"), "url": f"https://{word('r')}.example"}]
    if kind == "exercise":
        values |= {"purpose": word("purpose"), "muscles": word("muscle")}
        values["steps"] = [{"text": word("step")}]
    if kind == "routine":
        values["introduction"] = word("introduction")
        values["items"] = [{"activity": "walk", "minutes": 5, "title": word("item")}]
    return values


def own_topic(kind: str, state: str):
    word = marker(kind, state, "topic")
    topic = factories.make_topic(name=word, slug=word, introduction=f"<p>{word}</p>")
    topic.synonyms.create(name=f"{word}synonym")
    return topic


@pytest.mark.xdist_group("TestSurfaces")  # One process: what it needs is slow to make.
class TestSurfaces(TestCase):
    """One site for all tests; its time is two days after everything was written."""

    @classmethod
    def setUpTestData(cls):
        cls.now = timezone.now()
        shared = cls.shared = factories.make_topic(name="Backs", slug="backs")
        cls.series = factories.make_series(title="All parts", slug="parts")
        cls.hidden = {
            (kind, state): cls.hide(kind, state, shared) for kind in MAKERS for state in STATES
        }
        hidden = list(cls.hidden.values())
        exercises = [page for page in hidden if page.kind == "exercise"]
        cls.host = make_article(
            status="draft",
            title="The host",
            slug="host",
            topics=[shared],
            body="".join(f'<div data-page="{page.pk}"></div>' for page in hidden) + "<p>Pain.</p>",
            series=cls.series,
            series_position=50,
            learn_more=[{"target": page.page_ptr, "text": "more"} for page in hidden],
        )
        for position, page in enumerate(hidden):
            RelatedChoice.objects.create(
                page=cls.host, target=page.page_ptr, action="pin", position=position
            )
        cls.routine = make_routine(
            status="draft", slug="host-routine", topics=[shared], items=exercises
        )
        cls.exercise = make_exercise(
            status="draft",
            slug="host-exercise",
            topics=[shared],
            variations=[{"direction": "easier", "text": "Easier", "target": e} for e in exercises],
            factors=[cls.factor(exercises)],
        )
        for page in (cls.host, cls.routine, cls.exercise):
            publish(page, by=None)
        author = factories.make_contributor(slug="busy")
        for _ in range(PER_PAGE + 1):
            for make in (make_article, make_exercise, make_routine):
                make(topics=[shared], authors=[author], summary="Pain")
        cls.redrafted = [cls.redraft(kind, shared) for kind in MAKERS]
        call_command("refresh_related", verbosity=0)
        call_command("rebuild_search", verbosity=0)
        cls.withdraw()

    @classmethod
    def hide(cls, kind: str, state: str, shared) -> Page:
        """A page that is in the state, or will be after ``withdraw`` and two days."""
        values = marked(kind, state)
        if kind == "article" and state != "draft":
            values |= {"series": cls.series, "series_position": 49 + 2 * (state == "expired")}
        if state == "expired":
            values["expires_at"] = cls.now + timedelta(days=1)
        page = make_page(kind, status="draft", topics=[shared, own_topic(kind, state)], **values)
        if kind != "information":
            first = make_comment(page=page.page_ptr, name=values["title"], text=values["summary"])
            make_comment(first, name=marker(kind, state, "reply"))
        if state == "scheduled":
            publish(page, by=None, at=cls.now + timedelta(days=10))
        elif state != "draft":
            publish(page, by=None)
        return page

    @classmethod
    def withdraw(cls) -> None:
        for (_kind, state), page in cls.hidden.items():
            if state == "archived":
                archive(page, by=None, note=marker(page.kind, state, "archivenote"))

    @classmethod
    def redraft(cls, kind: str, shared) -> Page:
        """A live page with a marked draft."""
        page = make_page(kind, status="draft", topics=[shared], slug=f"redrafted-{kind}")
        live = publish(page, by=None)
        draft = edit_as_draft(live, by=None)
        values = marked(kind, "redraft")
        for name in ("authors", "sources", "resources", "steps", "items"):
            values.pop(name, None)
        for name, value in values.items():
            setattr(draft, name, value)
        draft.save()
        draft.topics.set([own_topic(kind, "redraft")])
        return live

    @classmethod
    def factor(cls, exercises: list):
        factor = factories.make_factor(slug="factor", topic=cls.shared)
        for exercise in exercises:
            exercise.factors.add(factor)
        return factor

    def setUp(self):
        cache.clear()
        self.addCleanup(cache.clear)
        clock = time_machine.travel(self.now + timedelta(days=2), tick=False)
        clock.start()
        self.addCleanup(clock.stop)

    def assert_no_trace(self, response, url: str) -> None:
        told = b"".join(response) if response.streaming else response.content
        told = SEARCH_FIELD.sub(b"", told)
        told += str(response.headers).encode()
        found = told.lower().find(b"zq")
        assert found < 0, (
            f"{url}: …{told[max(0, found - 80) : found + 60].decode(errors='replace')}…"
        )

    def test_the_states_are_what_they_are_called(self):
        for (_kind, state), page in self.hidden.items():
            row = Page.objects.get(pk=page.pk)
            assert not row.is_live
            assert row.status == {"draft": "draft", "archived": "archived"}.get(state, "published")

    def test_every_public_pattern_is_walked(self):
        assert public_patterns() == set(WALKS), "Say in tests/public_urls.py how to walk it."

    def test_no_public_address_shows_a_trace(self):
        answers = {}
        for url in every_url():
            response = self.client.get(url)
            answers[url] = response.status_code
            self.assert_no_trace(response, url)
        assert set(answers.values()) == {200, 302, 404, 410}, answers
        assert sum(status == 200 for status in answers.values()) > 4 * PER_PAGE

    def test_drafts_and_scheduled_pages_are_not_found_and_withdrawn_ones_gone(self):
        for (kind, state), page in self.hidden.items():
            response = self.client.get(page.get_absolute_url())
            assert response.status_code == STATES[state], (kind, state)

    def test_a_hidden_page_is_answered_like_one_that_is_not_there(self):
        for (_kind, state), page in self.hidden.items():
            url = page.get_absolute_url()
            other = self.client.get(url.replace(page.slug, NOT_THERE))
            if STATES[state] == 404:
                answers = [self.client.get(url).content, other.content]
                one, two = (SEARCH_FIELD.sub(b"", content) for content in answers)
                assert one == two, url

    def test_what_only_hidden_pages_use_is_not_found(self):
        for kind, state in [*self.hidden, *((kind, "redraft") for kind in MAKERS)]:
            topic, author = marker(kind, state, "topic"), marker(kind, state, "author")
            urls = [f"/topics/{topic}/", f"/topics/{topic}/feed/", f"/people/{author}/"]
            urls.append(f"/people/{marker(kind, state, 'reviewer')}/")
            if kind == "article":
                urls.append(f"/series/{marker(kind, state, 'series')}/")
            for url in urls:
                assert self.client.get(url).status_code == 404, url

    def test_search_finds_no_marked_word(self):
        places = ["title", "summary", "body", "topic", "point", "step", "introduction", "item"]
        places += ["purpose", "muscle", "author", "series", "topicsynonym", "slug"]
        for kind, state in [*self.hidden, *((kind, "redraft") for kind in MAKERS)]:
            for place in places:
                word = marker(kind, state, place)
                response = self.client.get("/search/", {"q": word})
                assert list(response.context["results"]) == [], word
                assert response.context["total"] == 0
                assert response.context["topics"] == []
                rest = response.content.lower().replace(word.encode(), b"")
                assert b"zq" not in rest, word
                offered = self.client.get("/search/suggest/", {"q": word}).json()
                assert offered == {"suggestions": []}, word

    def test_search_counts_what_it_shows(self):
        for query in ("pain", "backs"):
            response = self.client.get("/search/", {"q": query})
            assert response.context["total"] <= Page.objects.live().count()
            for result in response.context["results"]:
                assert Page.objects.live().filter(pk=result.page.pk).exists()

    def test_counts_are_of_live_pages(self):
        live = Page.objects.live()
        lists = {
            "/articles/": live.filter(kind="article"),
            "/exercises/": live.filter(kind="exercise"),
            "/routines/": live.filter(kind="routine"),
            "/topics/backs/": live.listed().about(self.shared),
        }
        for url, shown in lists.items():
            assert self.client.get(url).context["page_obj"].paginator.count == shown.count()

    def test_neighbours_of_hidden_pages_lead_past_them(self):
        for page in Page.objects.live().filter(kind__in=["article", "exercise", "routine"])[:40]:
            context = self.client.get(page.get_absolute_url()).context
            near = [context["previous"], context["next"], context["next_read"]]
            near += context["related"]
            assert all(other.is_live for other in near if other is not None)

    def test_nothing_hidden_is_left_in_the_way_of_what_is_live(self):
        routine = self.client.get("/routines/host-routine/")
        assert routine.status_code == 200
        assert routine.context["items"] == []
        host = self.client.get("/articles/host/")
        assert host.context["embedded"] == []
        assert host.context["learn_more"] == []


@pytest.mark.django_db
def test_a_page_shows_everywhere_once_its_time_has_come(client):
    """The walk would find a trace if there were one."""
    soon = timezone.now() + timedelta(days=1)
    topic = own_topic("article", "soon")
    make_article(topics=[topic])
    page = make_article(status="draft", topics=[topic], **marked("article", "soon"))
    publish(page, by=None, at=soon)
    with time_machine.travel(soon + timedelta(seconds=1)):
        cache.clear()
        showing = {url for url in every_url() if b"zqarticlesoontitle" in client.get(url).content}
    assert {"/", "/articles/", "/feed/", page.get_absolute_url()} <= showing
    assert {topic.get_absolute_url(), f"{topic.get_absolute_url()}feed/"} <= showing
    assert len(showing) >= 9
