"""taggit's manager stands on Page and works from Page and from each child."""

import pytest

from backcare.publishing.models import Page, TaggedPage
from backcare.topics.models import Topic
from tests.factories import MAKERS, make_article, make_exercise, make_page, make_topic

pytestmark = pytest.mark.django_db
each_kind = pytest.mark.parametrize("kind", sorted(MAKERS))


def names(page) -> list[str]:
    return sorted(topic.name for topic in page.topics.all())


@each_kind
def test_topics_set_on_a_child_are_those_of_its_page(kind):
    page = make_page(kind, topics=[make_topic(name="Sleep"), make_topic(name="Walking")])
    assert names(page) == names(Page.objects.get(pk=page.pk)) == ["Sleep", "Walking"]


@each_kind
def test_topics_set_on_a_page_are_those_of_its_child(kind):
    child = make_page(kind, topics=[make_topic(name="Sleep")])
    Page.objects.get(pk=child.pk).topics.set([make_topic(name="Walking")])
    assert names(type(child).objects.get(pk=child.pk)) == ["Walking"]


@each_kind
def test_adding_and_removing_leaves_the_others(kind):
    sleep, walking = make_topic(name="Sleep"), make_topic(name="Walking")
    page = make_page(kind, topics=[sleep])
    page.topics.add(walking)
    page.topics.remove(sleep)
    assert names(page) == ["Walking"]
    assert Topic.objects.filter(name="Sleep").exists()


@each_kind
def test_a_topic_typed_in_other_case_is_the_same_topic(kind):
    make_topic(name="Sleep", slug="sleep")
    page = make_page(kind)
    page.topics.add("SLEEP")
    assert names(page) == ["Sleep"]


@each_kind
def test_filtering_by_topic_finds_the_page_once(kind):
    sleep, walking = make_topic(), make_topic()
    page = make_page(kind, topics=[sleep, walking])
    make_page(kind, topics=[walking])
    model = type(page)
    assert list(model.objects.live().about(sleep)) == [page]
    assert list(model.objects.filter(topics=sleep)) == [page]
    assert list(model.objects.filter(topics__slug=sleep.slug)) == [page]
    assert [row.pk for row in Page.objects.live().about(sleep)] == [page.pk]
    assert [row.pk for row in Page.objects.filter(topics=sleep)] == [page.pk]


def test_prefetching_costs_one_query_from_page_and_from_each_child(django_assert_num_queries):
    topic = make_topic()
    kinds = [make_page(kind, topics=[topic, make_topic()]) for kind in MAKERS for _ in range(3)]
    with django_assert_num_queries(2):
        rows = list(Page.objects.prefetch_related("topics"))
        assert all(topic in row.topics.all() for row in rows)
        assert len(rows) == len(kinds)
    for model in {type(page) for page in kinds}:
        with django_assert_num_queries(2):
            assert all(
                len(child.topics.all()) == 2 for child in model.objects.prefetch_related("topics")
            )


def test_prefetched_topics_are_each_page_s_own():
    pages = [make_article(topics=[make_topic(name=f"Only {n}")]) for n in range(3)]
    pages += [make_exercise(topics=[make_topic(name=f"Only {n}")]) for n in range(3, 5)]
    rows = Page.objects.prefetch_related("topics").order_by("pk")
    assert [names(row) for row in rows] == [[f"Only {n}"] for n in range(5)]


@each_kind
@pytest.mark.parametrize("from_page", [True, False])
def test_deleting_a_page_keeps_the_topic_and_no_tag(kind, from_page):
    topic = make_topic()
    child = make_page(kind, topics=[topic])
    other = make_article(topics=[topic])
    (Page.objects.get(pk=child.pk) if from_page else child).delete()
    assert not type(child).objects.filter(pk=child.pk).exists()
    assert not Page.objects.filter(pk=child.pk).exists()
    assert list(TaggedPage.objects.values_list("content_object", flat=True)) == [other.pk]
    assert Topic.objects.filter(pk=topic.pk).exists()


def test_deleting_many_pages_at_once_removes_their_tags():
    topic = make_topic()
    for kind in MAKERS:
        make_page(kind, topics=[topic])
    Page.objects.all().delete()
    assert not TaggedPage.objects.exists()


def test_deleting_a_topic_keeps_the_pages():
    topic = make_topic()
    page = make_article(topics=[topic])
    topic.delete()
    assert names(Page.objects.get(pk=page.pk)) == []
