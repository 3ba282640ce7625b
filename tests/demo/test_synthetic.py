"""A synthetic site is as the site's own code would have made it."""

import pytest

from articles.models import Article
from backcare.comments.models import Comment
from backcare.demo import synthetic
from backcare.demo.synthetic import making
from backcare.demo.synthetic.writing import SOURCE_KEYS, Writer, chance_of
from backcare.people.models import Contributor
from backcare.publishing import references, related
from backcare.publishing.kinds import kinds
from backcare.publishing.models import Embed, Page, RelatedCandidate
from backcare.richtext.inspection import word_count
from backcare.richtext.sanitise import sanitise
from backcare.search import documents
from backcare.search.models import Document
from backcare.topics.models import Topic
from tests.factories import make_article, make_contributor, make_exercise, make_image, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def small_site():
    """What synthetic pages refer to: topics, an author, an image, pages to embed and link."""
    topics = [make_topic() for _ in range(5)]
    make_contributor(is_demonstration=True)
    make_image()
    for _ in range(3):
        make_exercise(is_demonstration=True, topics=topics[:2])
    make_article(is_demonstration=True, topics=topics[1:3])


def synthetic_pages():
    return Article.objects.filter(slug__startswith=making.SLUG).order_by("pk")


def test_it_makes_as_many_pages_as_were_asked_for_in_proportion(small_site, monkeypatch):
    monkeypatch.setattr(making, "BATCH", 40)
    lines = []
    assert synthetic.make(100, lines.append) == 100
    assert synthetic_pages().live().count() == 100
    assert Topic.objects.count() == 5 + 2
    assert [line.partition(",")[0] for line in lines[:3]] == [
        "40 of 100 pages",
        "80 of 100 pages",
        "100 of 100 pages",
    ]


def test_all_the_parts_of_a_page_are_there(small_site):
    synthetic.make(8)
    for page in synthetic_pages():
        assert 2 <= page.topics.count() <= 4
        assert page.authors.count() == 1
        assert [source.key for source in page.sources.all()] == SOURCE_KEYS
        assert page.learn_more.count() == 3
        assert page.lead_image is not None
        assert page.is_demonstration
        page.full_clean(exclude=["draft_of"])


def test_pages_are_talked_about_in_threads(small_site):
    synthetic.make(60)
    comments = Comment.objects.select_related("parent", "thread")
    assert {comment.depth for comment in comments} == {0, 1, 2}
    for comment in comments:
        comment.full_clean()
        if comment.parent:
            assert comment.parent.page_id == comment.page_id == comment.thread.page_id
            assert comment.parent.created_at < comment.created_at
            assert comment.depth == comment.parent.depth + 1
    spoken_of = {comment.page_id for comment in comments}
    assert 30 < len(spoken_of) < 50


def test_a_second_run_adds_what_is_missing_and_changes_nothing_else(small_site):
    synthetic.make(6)
    before = list(synthetic_pages().values())
    assert synthetic.make(6) == 0
    assert list(synthetic_pages().values()) == before
    assert synthetic.make(9) == 3
    assert list(synthetic_pages().values())[:6] == before


def test_texts_are_always_the_same_and_stored_as_the_site_would_store_them():
    body = Writer().body(chance_of("a page"), embeds=[7])
    assert body == Writer().body(chance_of("a page"), embeds=[7])
    assert body.html != Writer().body(chance_of("another page"), embeds=[7]).html
    assert sanitise(str(body.html)) == body.html
    assert word_count(body.html) == body.words
    assert 'data-page="7"' in body.html


def test_the_rows_that_follow_from_a_text_are_right(small_site):
    synthetic.make(12)
    before = set(Embed.objects.values_list("page", "target"))
    assert before
    for page in synthetic_pages():
        references.sync(page)
    assert set(Embed.objects.values_list("page", "target")) == before


def test_pages_can_be_found_as_if_they_had_been_published(small_site):
    synthetic.make(12)
    before = list(Document.objects.order_by("page").values())
    assert len(before) == 12
    documents.index_all(kinds["article"], list(synthetic_pages()))
    assert list(Document.objects.order_by("page").values()) == before


@pytest.mark.parametrize("most", [500, 4])
def test_related_pages_are_those_that_publishing_would_pick(small_site, monkeypatch, most):
    monkeypatch.setattr("backcare.demo.synthetic.neighbours.PAGES_PER_TOPIC", most)
    monkeypatch.setattr(related, "PAGES_PER_TOPIC", most)
    monkeypatch.setattr("backcare.demo.synthetic.neighbours.STORED", 10)
    monkeypatch.setattr(related, "STORED", 10)
    synthetic.make(40)
    pages = Page.objects.live().listed()
    stored = {
        page.pk: list(
            RelatedCandidate.objects.filter(page=page)
            .order_by("rank")
            .values_list("target", flat=True)
        )
        for page in pages
    }
    assert stored == {page.pk: related.refresh(page) for page in pages}
    assert all(stored.values())


def test_it_does_without_anything_to_refer_to():
    synthetic.make(3)
    assert synthetic_pages().count() == 3
    assert not Contributor.objects.exists()
