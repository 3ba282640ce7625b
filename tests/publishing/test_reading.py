"""A page put together from what is kept of it: as good as new, and of no use to previews."""

import re

import pytest

from backcare.comments.models import Comment
from backcare.pagecache.generations import generations
from backcare.pagecache.recording import recording
from backcare.pagecache.store import store
from backcare.publishing import reading
from backcare.publishing.drafting import edit_as_draft
from tests.comments.factories import make_comment
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db(transaction=True)  # A change counts when it is committed.


@pytest.fixture(autouse=True)
def _nothing_kept():
    generations().begin_again()


def read(client, page) -> str:
    """The page as anonymous readers get it, made of what is kept."""
    with recording():
        response = client.get(page.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def said(html: str) -> tuple[int, int]:
    """How many comments the head tells search engines of, and how many stand in the page."""
    (told,) = re.findall(r'"commentCount":(\d+)', html)
    return int(told), html.count('class="comment-body"')


def test_what_is_kept_is_what_is_made_anew(client):
    page = make_article()
    for _ in range(3):
        make_comment(page=page.page_ptr)
    made = client.get(page.get_absolute_url()).content.decode()
    assert read(client, page) == made
    assert read(client, page) == made
    assert reading.COMMENTS not in made


def test_a_comment_leaves_what_it_is_about_as_it_is(client, monkeypatch):
    page = make_article()
    make_comment(page=page.page_ptr)
    assert said(read(client, page)) == (1, 1)
    monkeypatch.setattr(reading, "_around", None)  # Nobody makes the rest of the page again.
    make_comment(page=page.page_ptr)
    assert said(read(client, page)) == (2, 2)
    Comment.objects.last().delete()
    assert said(read(client, page)) == (1, 1)


def test_the_first_comment_is_told_of_and_the_last_one_no_more(client):
    page = make_article()
    assert "commentCount" not in read(client, page)
    comment = make_comment(page=page.page_ptr)
    assert said(read(client, page)) == (1, 1)
    comment.delete()
    assert "commentCount" not in read(client, page)


def test_a_page_that_is_edited_is_made_anew(client):
    page = make_article(title="Words of before")
    assert "Words of before" in read(client, page)
    page.title = "Other words"
    page.save()
    html = read(client, page)
    assert "Other words" in html
    assert "Words of before" not in html


def test_a_page_that_is_not_live_is_not_given_though_it_is_kept(client):
    page = make_article()
    read(client, page)
    type(page).objects.filter(pk=page.pk).update(status="archived")  # And nobody is told.
    with recording():
        assert client.get(page.get_absolute_url()).status_code == 410


def test_a_preview_neither_uses_nor_fills_what_is_kept(client, monkeypatch):
    page = make_article(title="As readers see it")
    readers = read(client, page)
    draft = edit_as_draft(page, by=None)
    draft.title = "As it may become"
    draft.save()
    client.force_login(make_user(is_superuser=True, is_staff=True))
    monkeypatch.setattr(store(), "find", None)
    monkeypatch.setattr(store(), "keep", None)
    preview = client.get(f"/admin/articles/article/{draft.pk}/preview/")
    assert preview.status_code == 200
    assert "As it may become" in preview.content.decode()
    monkeypatch.undo()
    client.logout()
    assert read(client, page) == readers
