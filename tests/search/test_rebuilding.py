"""All documents written anew: completely, in pieces, beside readers and writers."""

import pytest
from django.core.management import CommandError, call_command

from backcare.jobs.registry import Then
from backcare.publishing.models import Page
from backcare.search import documents, jobs, rebuilding
from backcare.search.finding import find
from backcare.search.models import Beginning, Document, Rebuild
from backcare.search.rebuilding import is_needed, rebuild
from tests.factories import make_article, make_exercise, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    monkeypatch.setattr(rebuilding, "BATCH", 2)


def titles(text):
    return [result.page.title for result in find(text)[0:20]]


def test_documents_of_published_pages_alone(capsys):
    make_article(title="Curious one")
    make_exercise(title="Curious two")
    make_article(title="Curious draft", status=Page.Status.DRAFT)
    withdrawn = make_article(title="Curious archived")
    documents.index(withdrawn)
    Page.objects.filter(pk=withdrawn.pk).update(status=Page.Status.ARCHIVED)
    call_command("rebuild_search")
    assert sorted(titles("curious")) == ["Curious one", "Curious two"]
    assert Document.objects.count() == 2
    assert not Beginning.objects.filter(page=withdrawn).exists()
    assert capsys.readouterr().out.splitlines() == ["2 of 2 pages", "2 pages can be found."]


def test_in_pieces_none_is_missed():
    for number in range(5):
        make_article(title=f"Curious {number}")
    told = []
    assert rebuild(lambda *done: told.append(done)) == 5
    assert told == [(2, 5), (4, 5), (5, 5)]
    assert len(titles("curious")) == 5


def test_an_interruption_costs_nothing_that_is_done():
    for make in (make_exercise, make_article):
        for number in range(3):
            make(title=f"Curious {number}")
    told = []
    assert rebuild(lambda *done: told.append(done), go_on=lambda: len(told) < 2) is None
    assert is_needed()
    assert rebuild(lambda *done: told.append(done)) == 6
    assert told == [(2, 6), (4, 6), (6, 6)]
    assert not is_needed()


def test_drafts_by_the_dozen_are_passed_over():
    for _ in range(5):
        make_article(status=Page.Status.DRAFT)
    make_article(title="Curious")
    assert rebuild() == 1
    assert titles("curious") == ["Curious"]


def test_after_the_end_it_begins_again_unless_told_not_to():
    make_article(title="Curious")
    assert rebuild() == 1
    Document.objects.update(title="strange")
    assert rebuild(afresh=False) == 1
    assert titles("curious") == []
    assert rebuild() == 1
    assert titles("curious") == ["Curious"]


def test_an_interrupted_rebuild_of_another_way_of_writing_begins_again(monkeypatch):
    for number in range(3):
        make_article(title=f"Curious {number}")
    rebuild(go_on=lambda: False)
    monkeypatch.setattr(rebuilding, "ANALYSIS", 99)
    told = []
    rebuild(lambda done, total: told.append(done))
    assert told == [2, 3]
    assert Rebuild.objects.get().analysis == 99


def test_the_command_says_how_to_go_on(monkeypatch, capsys):
    make_article()

    def stop(*args, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(rebuilding, "_tidy", stop)
    with pytest.raises(CommandError, match="goes on from here") as caught:
        call_command("rebuild_search")
    assert caught.value.returncode == 130
    monkeypatch.undo()
    capsys.readouterr()
    call_command("rebuild_search", "--if-interrupted")
    assert capsys.readouterr().out.splitlines() == ["1 pages can be found."]
    call_command("rebuild_search", "--if-interrupted")
    assert capsys.readouterr().out.splitlines() == ["1 pages can be found."]


def test_the_worker_writes_what_an_older_release_has_written(monkeypatch):
    monkeypatch.setattr(jobs, "SECONDS_AT_A_TIME", 0)
    for number in range(3):
        make_article(title=f"Curious {number}")
    assert jobs.keep_up() is None
    Rebuild.objects.all().delete()
    then = jobs.keep_up()
    times = 0
    while then is not None:
        assert then == Then("search.rebuild")
        then = jobs.rebuild_for_a_while()
        times += 1
    assert times == 3
    assert len(titles("curious")) == 3
    assert jobs.keep_up() is None


def test_names_and_beginnings_are_made_as_well():
    topic = make_topic(name="Trigger points")
    make_article(topics=[topic])
    Beginning.objects.all().delete()
    documents.names.Name.objects.all().delete()
    rebuild()
    assert Beginning.objects.filter(topic=topic).count() == 2


def test_whoever_publishes_meanwhile_writes_last(monkeypatch):
    """Between two pieces; within one they wait for its lock."""
    first = make_article(title="Curious one")
    make_article(title="Curious two")
    make_article(title="Curious three")

    def publish(done, total):
        first.title = "Remarkable"
        first.save()
        documents.index(first)

    rebuild(publish)
    assert titles("remarkable") == ["Remarkable"]
    assert "Curious one" not in titles("curious")
