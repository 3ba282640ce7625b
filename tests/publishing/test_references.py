"""What texts refer to, kept as rows; and links to pages that are still to be written."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backcare.publishing import planned, references
from backcare.publishing.drafting import archive, edit_as_draft, publish
from backcare.publishing.models import Embed, Page, PlannedLink
from tests.factories import make_article, make_exercise

pytestmark = pytest.mark.django_db


def embedding(*pages) -> str:
    return "".join(f'<div data-page="{page.pk}"></div>' for page in pages)


def planning(working_title: str, phrase: str = "the phrase") -> str:
    return f'<p>See <span data-planned="{working_title}">{phrase}</span> for more.</p>'


def planned_by(page) -> list[tuple[str, str]]:
    return list(page.planned_links.values_list("working_title", "phrase"))


# Embeds ----------------------------------------------------------------------------------------


def test_the_rows_follow_the_text():
    one, two, three = make_exercise(), make_exercise(), make_article()
    page = make_article(body=embedding(one, two, two))
    assert set(page.embeds.values_list("target", flat=True)) == {one.pk, two.pk}
    kept = page.embeds.get(target=two).pk
    page.body = embedding(two, three)
    references.sync(page)
    assert set(page.embeds.values_list("target", flat=True)) == {two.pk, three.pk}
    assert page.embeds.get(target=two).pk == kept


def test_a_page_that_does_not_exist_is_passed_over():
    page = make_article(body='<div data-page="999999999"></div>')
    assert not page.embeds.exists()


def test_syncing_twice_changes_nothing():
    page = make_article(body=embedding(make_exercise()) + planning("Pillows"))
    before = set(Embed.objects.values_list()), set(PlannedLink.objects.values_list())
    references.sync(page)
    assert (set(Embed.objects.values_list()), set(PlannedLink.objects.values_list())) == before


def test_kinds_without_a_text_refer_to_nothing():
    references.sync(make_exercise())
    assert not Embed.objects.exists()


# Planned links ---------------------------------------------------------------------------------


def test_readers_see_the_phrase_alone(client):
    page = make_article(body=planning("An article on pillows", "choosing a pillow"))
    html = client.get(page.get_absolute_url()).content.decode()
    assert "See choosing a pillow for more." in html
    assert "An article on pillows" not in html


def test_planned_links_follow_the_text():
    page = make_article(body=planning("Pillows") + planning("Chairs"))
    assert planned_by(page) == [("Chairs", "the phrase"), ("Pillows", "the phrase")]
    page.body = planning("Pillows", "other words")
    references.sync(page)
    assert planned_by(page) == [("Pillows", "other words")]


def test_a_very_long_phrase_is_one_row_however_often_it_is_synced():
    page = make_article(body=planning("Pillows", "word " * 100))
    references.sync(page)
    references.sync(page)
    assert page.planned_links.count() == 1


@pytest.mark.parametrize(
    ("working_title", "phrase"),
    [("Choosing a pillow", "x"), ("choosing a PILLOW!", "x"), ("x", "Choosing a pillow")],
)
def test_a_new_page_finds_the_links_that_wait_for_it(working_title, phrase):
    waiting = make_article(body=planning(working_title, phrase))
    make_article(body=planning("Chairs", "sitting"))
    page = make_article(title="Choosing a pillow", slug="pillows")
    assert [link.page_id for link in planned.waiting_for(page)] == [waiting.pk]


def test_a_page_with_a_title_in_another_script_takes_no_links_that_are_not_its_own():
    make_article(body=planning("睡眠", "眠り"))
    assert not planned.waiting_for(make_article(title="枕", slug="makura")).exists()


def test_a_draft_does_not_wait_beside_its_page():
    waiting = make_article(body=planning("Pillows"))
    edit_as_draft(waiting, by=None)
    page = make_article(title="Pillows")
    assert [link.page_id for link in planned.waiting_for(page)] == [waiting.pk]


def test_a_link_that_only_a_draft_has_waits():
    waiting = make_article()
    draft = edit_as_draft(waiting, by=None)
    draft.body = planning("Pillows")
    draft.save()
    references.sync(draft)
    page = make_article(title="Pillows")
    assert [link.page_id for link in planned.waiting_for(page)] == [draft.pk]


def test_a_page_does_not_wait_for_itself():
    page = make_article(title="Pillows", body=planning("Pillows"))
    edit_as_draft(page, by=None)
    assert not planned.waiting_for(page).exists()


def test_linking_turns_the_phrase_into_a_link(client):
    target = make_article(title="Pillows", slug="pillows")
    page = make_article(body=planning("Pillows", "choosing a pillow") + planning("Chairs"))
    draft = edit_as_draft(page, by=None)
    assert planned.link(draft, "Pillows", target)
    assert planned_by(draft) == [("Chairs", "the phrase")]
    assert planned_by(page) == [("Chairs", "the phrase"), ("Pillows", "choosing a pillow")]
    publish(draft, by=None)
    html = client.get(page.get_absolute_url()).content.decode()
    assert '<a href="/articles/pillows/">choosing a pillow</a>' in html
    assert planned_by(Page.objects.get(pk=page.pk)) == [("Chairs", "the phrase")]


def test_linking_what_is_not_planned_changes_nothing():
    draft = make_article(status="draft", body=planning("Chairs"))
    body = draft.body
    assert not planned.link(draft, "Pillows", make_article())
    assert draft.body == body


# Embedded pages ----------------------------------------------------------------------------------


def test_an_embedded_page_shows_while_it_is_live_and_leaves_no_trace_after(client):
    shown = make_exercise(title="Marked exercise")
    page = make_article(body=f"<p>Try this.</p>{embedding(shown)}<p>Then rest.</p>")
    with_it = client.get(page.get_absolute_url()).content.decode()
    assert "Marked exercise" in with_it
    archive(shown, by=None)
    assert "Marked exercise" not in client.get(page.get_absolute_url()).content.decode()


def test_a_page_embedded_in_itself_is_rendered_once(client):
    page = make_article(title="Marked title")
    page.body = embedding(page)
    page.save()
    references.sync(page)
    assert client.get(page.get_absolute_url()).status_code == 200


def test_many_embeds_cost_as_much_as_one(client):
    def cost(page) -> int:
        client.get(page.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            client.get(page.get_absolute_url())
        return len(queries)

    one = make_article(body=embedding(make_exercise()))
    many = make_article(body=embedding(*[make_exercise() for _ in range(9)]))
    assert cost(many) == cost(one)
