"""What each page of the desk asks of the database, with long histories and many pages.

A few hundred pages are as good as thousands: whatever is asked for each of them, or for each entry
of a history, is asked far more often by then. Where a form or a saving needs twenty queries or
more, it is for the parts of the one page (see ``PARTS``), and as many with no history at all.

Transactions are not counted, and the settings of the site are in the cache.
"""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from backcare.jobs import state as jobs
from backcare.publishing import drafting
from backcare.publishing.models import Authorship, Page, Revision
from tests.editing.typing import Form
from tests.factories import (
    make_article,
    make_contributor,
    make_exercise,
    make_image,
    make_routine,
    make_safety_text,
    make_series,
    make_topic,
    make_user,
)

from .conftest import admin_url

MOST = 19
# What asks more, with its greatest number: for a page with 16 parts of five kinds. Each kind is
# read once, what its rows choose is looked up together, and rows are written that have changed.
PARTS = {
    "form": 25,
    "form of the live page": 22,
    "autosaving": 25,
    "autosaving a source": 32,
    "keeping": 20,
    "saving": 34,
    "restoring": 32,
    "restoring parts": 40,
}
PAGES = 150
VERSIONS = 200


@pytest.mark.xdist_group("TestDeskQueries")
class TestDeskQueries(TestCase):
    @classmethod
    def setUpTestData(cls):
        make_safety_text()
        cls.editor = make_user(is_staff=True)
        cls.editor.groups.add(Group.objects.get(name="editor"))
        cls.topics = [make_topic() for _ in range(3)]
        cls.authors = [make_contributor() for _ in range(3)]
        cls.shared = {"topics": cls.topics, "authors": cls.authors}
        exercises = [cls.full(make_exercise) for _ in range(4)]
        cls.live = cls.full(
            make_article,
            series=make_series(),
            series_position=1,
            lead_image=make_image(),
            sources=[{"organisation": "NICE", "title": f"Guide {n}"} for n in range(6)],
            resources=[{"title": "A book", "url": "https://example.org/"} for _ in range(3)],
            learn_more=[{"target": page.page_ptr, "text": "more"} for page in exercises],
            body="".join(
                f'<h2>H</h2><p>Pain.</p><figure data-image="{make_image().pk}"></figure>'
                f'<div data-page="{page.pk}"></div>'
                for page in exercises
            ),
        )
        cls.routine = cls.full(make_routine, items=exercises)
        cls.fill()
        cls.draft = drafting.edit_as_draft(cls.live, cls.editor)
        cls.write_history()
        jobs.sign_of_life(timezone.now())  # The worker is running, as it is meant to be.

    @classmethod
    def full(cls, make, **more):
        return make(created_by=cls.editor, reviewer=cls.authors[0], **cls.shared, **more)

    @classmethod
    def fill(cls) -> None:
        """Many pages in every state: rows alone, since no one of them is opened."""
        now = timezone.now()
        states = [
            {"status": "published", "live_at": now, "first_published_at": now, "changed_at": now},
            {"status": "draft"},
            {"status": "draft", "stage": "submitted"},
        ]
        states[0]["review_due_on"] = timezone.localdate() - timedelta(days=3)
        for number in range(PAGES):
            values = states[number % 3] | {"title": f"Page {number}", "slug": f"many-{number}"}
            page = Article(reviewer=cls.authors[number % 3], created_by=cls.editor, **values)
            page.save()
            Authorship.objects.create(page=page, contributor=cls.authors[0], position=0)

    @classmethod
    def write_history(cls) -> None:
        drafting.remember(cls.live, cls.editor, Revision.Event.PUBLISHED)
        first = cls.live.revisions.get()
        people = [cls.editor, make_user(), make_user()]
        Revision.objects.bulk_create(
            Revision(
                page_id=cls.live.pk,
                user=people[number % 3],
                event=("saved", "submitted", "published")[number % 3],
                note=f"Note {number}",
                snapshot=first.snapshot
                | {"fields": first.snapshot["fields"] | {"title": f"Title {number}"}},
                created_at=first.created_at,
            )
            for number in range(VERSIONS - 1)
        )
        assert cls.live.revisions.count() == VERSIONS
        cls.first = first

    def setUp(self):
        cache.clear()
        self.addCleanup(cache.clear)
        self.client = Client()
        self.client.force_login(self.editor)
        self.client.get(reverse("admin:account"))  # Fills the cache with the site's settings.
        self.counted: dict[str, int] = {}

    def count(self, name: str, ask) -> None:
        with CaptureQueriesContext(connection) as queries:
            response = ask()
        assert getattr(response, "status_code", 200) in {200, 302}, (name, response)
        marks = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
        self.counted[name] = sum(not query["sql"].startswith(marks) for query in queries)

    def tearDown(self):
        over = {n: count for n, count in self.counted.items() if count > PARTS.get(n, MOST)}
        assert not over, repr(over)

    def test_the_form_saving_and_autosaving(self):
        self.count("form", lambda: self.client.get(admin_url(self.draft)))
        self.count("form of the live page", lambda: self.client.get(admin_url(self.live)))
        self.count("form of a routine", lambda: self.client.get(admin_url(self.routine)))
        self.count("new", lambda: self.client.get(reverse("admin:articles_article_add")))
        form = Form(self.client, self.draft)
        form.type(title="Typed")
        self.count("autosaving", lambda: form.autosave())
        form.type(title="Typed again", **{"sources-0-title": "Another guide"})
        self.count("autosaving a source", lambda: form.autosave())
        form.type(title="")
        self.count("keeping", lambda: form.autosave())
        form.type(title="Saved")
        self.count("saving", lambda: form.save())
        assert Page.objects.get(pk=self.draft.pk).title == "Saved"

    def test_looking_at_it(self):
        for name in ("preview", "history", "changes", "links", "submit", "schedule"):
            self.count(name, lambda name=name: self.client.get(admin_url(self.draft, name)))
        url = admin_url(self.draft, "changes")
        pair = f"{url}?old={self.first.pk}&new={self.live.revisions.first().pk}"
        self.count("difference", lambda: self.client.get(pair))
        old = reverse("admin:articles_article_version", args=[self.draft.pk, self.first.pk])
        self.count("version", lambda: self.client.get(old))
        self.count("routine", lambda: self.client.get(admin_url(self.routine, "preview")))
        page = f"{admin_url(self.draft, 'history')}?page=2"
        self.count("history, page 2", lambda: self.client.get(page))

    def test_checks(self):
        form = Form(self.client, self.draft)
        self.count("checks", lambda: self.client.post(admin_url(self.draft, "checks"), form.data))

    def test_restoring(self):
        url = reverse("admin:articles_article_restore", args=[self.draft.pk, self.first.pk])
        self.count("restoring", lambda: self.client.post(url))
        self.draft.sources.all().delete()
        self.draft.learn_more.first().delete()
        self.count("restoring parts", lambda: self.client.post(url))
        assert (self.draft.sources.count(), self.draft.learn_more.count()) == (6, 4)

    def test_lists_and_the_first_page(self):
        self.count("desk", lambda: self.client.get(reverse("admin:index")))
        for model in ("articles_article", "exercises_exercise", "exercises_routine"):
            url = reverse(f"admin:{model}_changelist")
            self.count(model, lambda url=url: self.client.get(url))
            self.count(f"{model} filtered", lambda url=url: self.client.get(f"{url}?q=page&p=2"))
        url = reverse("admin:publishing_page_changelist")
        self.count("all pages", lambda: self.client.get(url))
        self.count("second part", lambda: self.client.get(f"{url}?p=2"))
        self.count("reviews", lambda: self.client.get(reverse("admin:publishing_page_reviews")))
        images = reverse("admin:library_image_changelist")
        self.count("images", lambda: self.client.get(images))
        choice = "?app_label=articles&model_name=learnmore&field_name=target&term=page"
        self.count("choice", lambda: self.client.get(reverse("admin:autocomplete") + choice))
