"""Two at one page: whoever saves second sees both texts, and chooses."""

from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.test import Client

from articles.models import Article
from backcare.editing.models import Autosave
from backcare.publishing.models import Revision
from tests.desk.conftest import admin_url
from tests.factories import make_article, make_user

from .typing import Form

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(user_as):
    client = Client()
    client.user = user_as("editor", first_name="Anna", last_name="Rossi")
    client.force_login(client.user)
    return client


class Hidden(HTMLParser):
    """The hidden fields of a page's form, as a browser would send them."""

    def __init__(self, html):
        super().__init__()
        self.fields = {}
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "input" and attrs.get("type") == "hidden":
            self.fields.setdefault(attrs["name"], []).append(attrs.get("value", ""))


@pytest.fixture
def meanwhile(editor, anna):
    """A form that its editor has typed into, and that Anna has saved meanwhile."""
    draft = make_article(
        status="draft", title="Before", sources=[{"organisation": "NICE", "title": "Old"}]
    )
    form, hers = Form(editor, draft), Form(anna, draft)
    hers.type(title="Hers")
    hers.save()
    form.type(title="Mine", summary="My summary.")
    return form


def test_nothing_is_overwritten_without_a_word(meanwhile):
    response = meanwhile.save()

    meanwhile.page.refresh_from_db()
    text = response.content.decode()
    assert response.status_code == 200
    assert meanwhile.page.title == "Hers"
    assert "Anna Rossi has changed this page" in text
    assert "Mine" in text
    assert "Hers" in text


def test_save_mine_keeps_theirs_in_the_history(meanwhile, editor, anna):
    hers = Form(anna, meanwhile.page)
    hers.type(summary="Hers, and never saved by hand.")
    hers.autosave()
    fields = Hidden(meanwhile.save().content.decode()).fields

    response = editor.post(meanwhile.url, fields | {"_mine": "1"})

    page = Article.objects.get()
    assert response.status_code == 302
    assert (page.title, page.summary) == ("Mine", "My summary.")
    assert [source.title for source in page.sources.all()] == ["Old"]
    said = [(r.user, r.snapshot["fields"]["summary"]) for r in page.revisions.all()[:2]]
    assert said == [(editor.user, "My summary."), (anna.user, "Hers, and never saved by hand.")]
    assert not Autosave.objects.exists()


def test_take_theirs_keeps_mine(meanwhile, editor):
    meanwhile.save()

    form = editor.get(meanwhile.url)

    kept = Autosave.objects.get()
    assert form.context["adminform"].form["title"].value() == "Hers"
    assert kept.data["title"] == ["Mine"]
    assert f"kept={kept.pk}" in form.content.decode()


def test_back_to_my_text_asks_again(meanwhile, editor):
    meanwhile.save()

    form = Form(editor, meanwhile.page, query=f"?kept={Autosave.objects.get().pk}")
    assert form.data["title"] == "Mine"

    assert b"has changed this page" in form.save().content


def test_third_change_is_a_conflict_again(meanwhile, editor, anna):
    fields = Hidden(meanwhile.save().content.decode()).fields
    hers = Form(anna, meanwhile.page)
    hers.type(title="Hers again")
    hers.save()

    response = editor.post(meanwhile.url, fields | {"_mine": "1"})

    assert b"has changed this page" in response.content
    assert Article.objects.get().title == "Hers again"


def test_autosave_keeps_mine_beside_theirs(meanwhile):
    answer = meanwhile.autosave()

    meanwhile.page.refresh_from_db()
    assert (answer["state"], answer["by"], answer["own"]) == ("conflict", "Anna Rossi", False)
    assert meanwhile.page.title == "Hers"
    assert Autosave.objects.get().data["title"] == ["Mine"]


def test_another_tab_of_ones_own_counts_as_another(editor):
    draft = make_article(status="draft", title="Before")
    one, two = Form(editor, draft), Form(editor, draft)
    one.type(title="One")
    one.autosave()

    two.type(title="Two")

    assert two.autosave()["own"] is True
    assert "in another window" in two.save().content.decode()


def test_form_knows_its_own_version_without_the_answer(editor):
    draft = make_article(status="draft", title="Before")
    form = Form(editor, draft)
    form.type(title="Typed")
    form.autosave(is_heard=False)
    form.type(title="Typed more")

    assert form.save().status_code == 302
    assert Article.objects.get().title == "Typed more"


def test_text_that_is_not_valid_is_compared_as_it_was_typed(meanwhile):
    meanwhile.type(title="", reviewed_on="next Monday")

    assert "next Monday" in meanwhile.save().content.decode()


def test_button_of_the_form_is_not_pressed_again(meanwhile):
    fields = Hidden(meanwhile.save(_then="publish").content.decode()).fields

    assert "_then" not in fields


def test_forms_from_before_versions_are_saved(editor):
    draft = make_article(status="draft")
    form = Form(editor, draft)
    del form.data["version"]
    form.type(title="Typed")

    assert form.save().status_code == 302
    assert Article.objects.get().title == "Typed"


def test_what_cannot_be_saved_is_kept_as_well(editor):
    form = Form(editor, make_article(status="draft"))
    form.type(title="", summary="Typed.")

    response = form.save()

    assert response.context["editing"]["form"] == form.data["editing-form"]
    assert Autosave.objects.get().data["summary"] == ["Typed."]


def test_saving_from_a_popup_saves(editor):
    form = Form(editor, kind="articles_article", query="?_popup=1")
    form.type(title="New", slug="new", summary="What it says.", body="<p>Words.</p>")

    form.save(_popup="1")

    assert Article.objects.get().title == "New"


def test_history_names_who_saved(editor):
    form = Form(editor, make_article(status="draft"))
    form.type(title="Typed")
    form.autosave()
    form.save()

    assert [(r.event, r.user) for r in Revision.objects.all()] == [("saved", editor.user)]


def test_looking_at_the_difference_deletes_no_rows(meanwhile):
    meanwhile.type(**{"sources-TOTAL_FORMS": 0, "sources-INITIAL_FORMS": 0})

    assert "Removed, was number 1" in meanwhile.save().content.decode()

    assert meanwhile.page.sources.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("sqlite" in connection.settings_dict["ENGINE"], reason="one writer")
def test_of_many_who_save_at_once_one_wins():
    draft = make_article(status="draft", title="Before")
    clients = []
    for _ in range(4):
        client = Client()
        # No role: another test of this kind may have emptied the table of groups.
        client.force_login(make_user(is_staff=True, is_superuser=True))
        clients.append(client)
    forms = [Form(client, draft) for client in clients]
    for number, form in enumerate(forms):
        form.type(title=f"Title {number}")

    def save(form):
        try:
            return form.client.post(admin_url(draft), form.data | {"_continue": "1"}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as people:
        statuses = list(people.map(save, forms))

    assert sorted(statuses) == [200, 200, 200, 302]
    assert Article.objects.get().title == f"Title {statuses.index(302)}"
    assert Autosave.objects.count() == 3
