"""The demonstration site as a reader walks it: every link, every anchor, every page."""

from collections import deque
from urllib.parse import unquote, urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.test import TestCase

from backcare.demo import demo
from backcare.publishing.excerpts import excerpt
from backcare.publishing.kinds import kinds
from backcare.publishing.models import Page
from backcare.readiness.checking import blocking
from backcare.richtext.rendering import plain_text
from backcare.topics.models import Topic
from exercises.models import Exercise, Routine
from tests.markup import Markup, parsed

# The minutes that the fact brief of the demonstration content gives for its five routines.
ROUTINE_MINUTES = {
    "all-round": 20,
    "desk-break": 6,
    "knots-and-hips": 10,
    "morning-loosener": 8,
    "strength-base": 15,
}
NEITHER_PAGE_NOR_FILE = ("mailto:", "tel:")


@pytest.mark.xdist_group("TestDemoSite")  # One process: what it needs is slow to make.
class TestDemoSite(TestCase):
    """The site is walked once; what was found serves every test."""

    pages: dict[str, Markup] = {}

    @classmethod
    def setUpTestData(cls):
        demo.load()

    def setUp(self):
        cache.clear()
        self.addCleanup(cache.clear)
        if not self.pages:
            self.walk()

    def walk(self) -> None:
        """Follow every link from the home page; keep each page by its path."""
        todo = deque(["/"])
        while todo:
            path = todo.popleft()
            if path in self.pages:
                continue
            response = self.client.get(path)
            if response.status_code == 302:  # The permanent link of a comment.
                self.pages[path] = Markup()
                todo.append(self.inner(path, response["Location"]).partition("#")[0])
                continue
            assert response.status_code == 200, f"{path} answers {response.status_code}"
            if not response["Content-Type"].startswith("text/html"):
                self.pages[path] = Markup()
                continue
            self.pages[path] = parsed(response)
            for link in self.pages[path].links:
                target = self.inner(path, link)
                if target is not None:
                    todo.append(target.partition("#")[0])

    def inner(self, path: str, link: str) -> str | None:
        """The path, query and anchor of a link inside the site; None for any other link."""
        if link.startswith(NEITHER_PAGE_NOR_FILE):
            return None
        url = urlsplit(link.removeprefix("http://testserver"))
        if url.scheme or url.netloc or url.path.startswith("/admin/"):
            return None
        where = url.path or path.partition("?")[0]
        query = f"?{url.query}" if url.query else ("" if url.path else path.partition("?")[2])
        if query and not query.startswith("?"):
            query = f"?{query}"
        return f"{where}{query}" + (f"#{url.fragment}" if url.fragment else "")

    @classmethod
    def tearDownClass(cls):
        cls.pages.clear()
        super().tearDownClass()

    def test_every_page_could_be_published_today(self):
        pages = [kind.model.objects.live() for kind in kinds]
        stopped = {str(page): blocking(page) for rows in pages for page in rows}
        assert {title: found for title, found in stopped.items() if found} == {}

    def test_every_page_is_reached_by_links_alone(self):
        missing = [
            page.get_absolute_url()
            for page in Page.objects.live()
            if page.get_absolute_url() not in self.pages
        ]
        assert missing == []
        assert all(topic.get_absolute_url() in self.pages for topic in Topic.objects.visible())

    def test_every_anchor_exists(self):
        broken = []
        for path, markup in self.pages.items():
            for link in markup.links:
                target, _hash, anchor = (self.inner(path, link) or "").partition("#")
                if anchor and unquote(anchor) not in self.pages[target].ids:
                    broken.append(f"{path}: {link}")
        assert broken == []

    def test_every_picture_script_and_stylesheet_is_there(self):
        files = set()
        for markup in self.pages.values():
            files |= {element.attributes["src"] for element in markup.all("img")}
            for element in markup.all("source"):
                srcset = element.attributes.get("srcset", "")
                files |= {part.split()[0] for part in srcset.split(",") if part.strip()}
            files |= {e.attributes["src"] for e in markup.all("script") if "src" in e.attributes}
            files |= {
                e.attributes["href"]
                for e in markup.all("link")
                if e.attributes["rel"] in {"stylesheet", "icon", "alternate", "apple-touch-icon"}
            }
            if picture := markup.meta("og:image") if markup.elements else None:
                files.add(picture)
        for url in files:
            path = url.removeprefix("http://testserver")
            assert path.startswith("/"), url
            if path.startswith("/static/"):
                assert finders.find(path.removeprefix("/static/")), url
            else:
                response = self.client.get(path)
                assert response.status_code == 200, url
                b"".join(response)

    def test_every_page_says_one_thing_at_its_top(self):
        titles: dict[str, str] = {}
        for path, markup in self.pages.items():
            if not markup.elements:
                continue
            # The player's end has a first heading of its own, which is shown instead of the other.
            headings = markup.all("h1")
            assert len(headings) == (2 if "/play/" in path else 1), path
            assert headings[0].text.strip(), path
            assert len(markup.ids) == len(set(markup.ids)), path
            if markup.meta("robots") == "noindex":
                continue
            assert markup.meta("description"), path
            title = markup.one("title").text
            canonical = markup.canonical
            assert titles.setdefault(title, canonical) == canonical, f"{path}: {title}"

    def test_canonical_addresses_are_pages_of_the_site(self):
        for path, markup in self.pages.items():
            if markup.elements:
                canonical = markup.canonical.removeprefix("http://testserver")
                assert canonical in self.pages, path

    def test_every_image_is_described_or_decorative_and_has_its_size(self):
        for path, markup in self.pages.items():
            for image in markup.all("img"):
                assert "alt" in image.attributes, path
                assert image.attributes.get("width", "").isdigit(), path
                assert image.attributes.get("height", "").isdigit(), path

    def test_no_page_shows_what_only_templates_should(self):
        for path, markup in self.pages.items():
            if markup.elements:
                words = markup.words
                for trace in ("{{", "{%", "&amp;", "&#", "<p>", "&lt;", " ,", "()", "…."):
                    found = words.find(trace)
                    around = words[max(0, found - 40) : found + 40]
                    assert found < 0, f"{path}: {trace} in …{around}…"

                nothings = [
                    e.tag for e in markup.elements if e.text.strip() in {"None", "[]", "()"}
                ]
                assert nothings == [], path

    def test_every_demonstration_page_says_that_nobody_has_reviewed_it(self):
        for page in Page.objects.live():
            markup = self.pages[page.get_absolute_url()]
            assert "no clinician has reviewed" in markup.words.lower(), page
            assert all("reviewedBy" not in node for node in markup.graph), page
            assert all("lastReviewed" not in node for node in markup.graph), page
            if page.kind != "information":
                assert "not reviewed" in markup.words.lower(), page

    def test_every_page_of_advice_has_the_three_levels_of_care(self):
        for page in Page.objects.live().listed():
            cards = [
                element.attributes["class"]
                for element in self.pages[page.get_absolute_url()].all("section")
                if "care" in element.attributes.get("class", "").split()
            ]
            for level in ("emergency", "urgent", "doctor"):
                assert any(f"care-{level}" in names for names in cards), page

    def test_routines_take_the_minutes_of_their_brief(self):
        for routine in Routine.objects.live():
            expected = ROUTINE_MINUTES[routine.slug]
            markup = self.pages[routine.get_absolute_url()]
            assert f"{expected} minutes" in markup.words, routine
            assert markup.node("ExercisePlan")["activityDuration"] == f"PT{expected}M"

    def test_exercises_show_their_dose_in_words(self):
        for exercise in Exercise.objects.live():
            markup = self.pages[exercise.get_absolute_url()]
            assert exercise.dose.sentence() in markup.words, exercise

    def test_descriptions_end_with_a_word(self):
        for topic in Topic.objects.visible():
            words = plain_text(topic.introduction).split()
            told = self.pages[topic.get_absolute_url()].meta("description")
            assert told == excerpt(plain_text(topic.introduction))
            last = told.rstrip("…").split()[-1]
            assert last.rstrip(",;:–-") in {word.rstrip(",;:–-") for word in words}

    def test_the_next_read_is_never_missing(self):
        for page in Page.objects.live().listed():
            context = self.client.get(page.get_absolute_url()).context
            assert context["next_read"] is not None, page
            assert context["related"], page

    def test_the_sitemap_names_what_the_walk_found(self):
        index = self.client.get("/sitemap.xml").content.decode()
        found = set()
        for section in index.split("<loc>")[1:]:
            path = section.partition("</loc>")[0].removeprefix("http://testserver")
            body = self.client.get(path).content.decode()
            found |= {
                part.partition("</loc>")[0].removeprefix("http://testserver")
                for part in body.split("<loc>")[1:]
            }
        assert found <= set(self.pages)
        assert {page.get_absolute_url() for page in Page.objects.live()} <= found
