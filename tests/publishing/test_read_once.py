import pytest

from backcare.linkcheck.models import PageLink
from backcare.publishing import drafting, snapshots
from backcare.publishing.models import Source
from backcare.publishing.read_once import hand_on, read_once
from exercises.models import Step
from tests.editing.typing import Form
from tests.factories import make_article, make_exercise, make_topic

pytestmark = pytest.mark.django_db


def full():
    sources = [{"organisation": "NICE", "title": "One", "url": "https://example.org/1"}]
    return make_article(status="draft", sources=sources, topics=[make_topic()])


def test_parts_and_links_are_read_once(django_assert_num_queries):
    page = full()
    before = snapshots.take(page)
    with read_once(page), django_assert_num_queries(0):
        assert snapshots.take(page) == snapshots.take(page) == before


def test_what_is_known_is_not_read(django_assert_num_queries):
    page = full()
    known = {name: list(getattr(page, name).all()) for name in (*page.parts, *page.linked)}
    with django_assert_num_queries(0), read_once(page, known):
        assert snapshots.take(page)["parts"]["sources"][0]["title"] == "One"


def test_afterwards_the_database_answers_again():
    page = full()
    with pytest.raises(LookupError), read_once(page):
        raise LookupError
    Source.objects.update(title="Two")
    assert [source.title for source in page.sources.all()] == ["Two"]


def test_only_what_is_handed_on_is_answered_from_it():
    page = full()
    hand_on(page, {"sources": []})
    assert not page.sources.all()
    assert page.topics.count() == 1


def test_the_history_and_the_links_say_what_was_saved(client, django_user_model):
    page = full()
    client.force_login(django_user_model.objects.create_superuser("ada@example.org", "secret"))
    for title, url in [("Two", "https://example.org/2"), ("Two", "https://example.org/3")]:
        form = Form(client, page)
        form.type(title="New", **{"sources-0-title": title, "sources-0-url": url})
        assert form.save().status_code == 302
        said = page.revisions.first().snapshot["parts"]["sources"]
        assert [(each["title"], each["url"]) for each in said] == [(title, url)]
        links = PageLink.objects.filter(page=page.pk).values_list("link__url", flat=True)
        assert list(links) == [url]


def test_restoring_writes_only_what_differs():
    page = make_exercise(
        status="draft",
        steps=[{"text": "Sit."}, {"text": "Stand."}],
        sources=[{"organisation": "NICE", "title": "One"}],
    )
    drafting.remember(page, None, "saved")
    first = page.revisions.get()
    sources = list(page.sources.values_list("pk", flat=True))
    Step.objects.filter(text="Stand.").delete()

    drafting.restore(page, first, None)

    assert [step.text for step in page.steps.all()] == ["Sit.", "Stand."]
    assert list(page.sources.values_list("pk", flat=True)) == sources
    newest = page.revisions.first()
    assert newest.event == "restored"
    assert snapshots.are_equal(newest.snapshot, first.snapshot)
