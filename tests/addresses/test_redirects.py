"""Redirects that editors make."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.utils import OperationalError
from django.test.utils import CaptureQueriesContext

from backcare.addresses import answering
from backcare.addresses.models import Redirect
from backcare.addresses.moving import leave
from backcare.publishing import drafting
from tests.factories import make_article, make_contributor, make_series, make_topic

pytestmark = pytest.mark.django_db


def checked(**values):
    row = Redirect(**values)
    row.full_clean()
    row.save()
    return row


@pytest.mark.parametrize(
    "old_path",
    [
        "",
        "relative/",
        "//evil.example/",
        "/\\evil.example/",
        "https://evil.example/",
        "/old/?page=2",
        "/old/#part",
        "/a\x00b/",
        "/%0d%0aSet-Cookie:/",
        "/admin/articles/",
        "/media/x.png",
        "/articles/",
        "/",
        "http://[",
        "/" + "a" * 300,
    ],
)
def test_an_old_address_must_be_one_of_this_site_and_free(old_path):
    with pytest.raises(ValidationError) as refused:
        checked(old_path=old_path, page=make_article().page_ptr)
    assert "old_path" in refused.value.message_dict


def test_an_old_address_may_be_pasted_whole():
    row = checked(old_path="http://testserver/old/caf%C3%A9/", page=make_article().page_ptr)

    assert row.old_path == "/old/café/"


def test_where_a_live_page_stands_there_is_no_redirect():
    make_article(slug="here")

    with pytest.raises(ValidationError, match="stands at this address"):
        checked(old_path="/articles/here/", page=make_article().page_ptr)


@pytest.mark.parametrize(
    "new_path",
    [
        "//evil.example/",
        "/\\evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "topics/",
        "/no/such/place/",
        "/admin/",
        "/old/",
    ],
)
def test_a_new_address_must_be_one_of_this_site_and_known(new_path):
    with pytest.raises(ValidationError):
        checked(old_path="/old/", new_path=new_path)


@pytest.mark.parametrize("values", [{}, {"new_path": "/topics/", "page": True}])
def test_it_leads_to_one_place(values):
    if "page" in values:
        values = {**values, "page": make_article().page_ptr}
    with pytest.raises(ValidationError):
        checked(old_path="/old/", **values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Redirect.objects.bulk_create([Redirect(old_path="/old/", **values)])


def test_the_typed_address_of_a_page_becomes_the_page():
    page = make_article(slug="there")

    row = checked(old_path="/old/", new_path="/articles/there/")

    assert (row.page_id, row.new_path) == (page.pk, "")


def test_redirects_are_flat_whichever_is_made_first():
    checked(old_path="/one/", new_path="/topics/")
    two = checked(old_path="/two/", new_path="/one/")
    assert two.new_path == "/topics/"

    Redirect.objects.all().delete()
    checked(old_path="/two/", new_path="/topics/")
    checked(old_path="/topic/", new_path="/glossary/")
    leave("/topics/", to="/glossary/")
    assert set(Redirect.objects.values_list("new_path", flat=True)) == {"/glossary/"}


def test_a_loop_is_refused():
    checked(old_path="/one/", new_path="/topics/")
    with pytest.raises(ValidationError, match="lead back to where it begins"):
        Redirect(old_path="/topics/", new_path="/one/").save()


def test_a_place_that_is_no_page(client):
    checked(old_path="/old/", new_path="/topics/#b")

    assert client.get("/old/")["Location"] == "/topics/#b"
    assert client.get("/old/deeper/").status_code == 404


def test_a_withdrawn_page_may_lead_to_the_one_that_took_its_place(client):
    gone, new = make_article(slug="gone"), make_article(slug="new")
    drafting.archive(gone, by=None)
    checked(old_path="/articles/gone/", page=new.page_ptr)

    assert client.get("/articles/gone/")["Location"] == "/articles/new/"
    drafting.archive(new, by=None)
    assert client.get("/articles/gone/").status_code == 410


def test_topics_series_and_people_leave_redirects_when_renamed(client):
    series = make_series(slug="old-series")
    topic, person = make_topic(slug="old-topic"), make_contributor(slug="old-name")
    make_article(topics=[topic], authors=[person], series=series, series_position=1)
    for row, slug in ((topic, "topic-2"), (person, "name-2"), (series, "series-2")):
        old = row.get_absolute_url()
        row.slug = slug
        row.save()
        leave(old, to=row.get_absolute_url())

        assert client.get(old)["Location"] == row.get_absolute_url()
    assert client.get("/topics/old-topic/feed/")["Location"] == "/topics/topic-2/feed/"


def test_the_new_name_of_a_topic_without_live_pages_is_not_given_away(client):
    topic = make_topic(slug="secret")
    leave("/topics/old/", to=topic.get_absolute_url())

    assert client.get("/topics/old/").status_code == 404
    make_article(topics=[topic])
    assert client.get("/topics/old/").status_code == 301


def test_renamed_back_a_topic_has_no_loop(client):
    topic = make_topic(slug="one")
    make_article(topics=[topic])
    leave("/topics/two/", to="/topics/one/")
    leave("/topics/one/", to="/topics/two/")
    topic.slug = "two"
    topic.save()

    assert client.get("/topics/one/")["Location"] == "/topics/two/"
    assert client.get("/topics/two/").status_code == 200


def test_an_answer_that_is_there_is_not_asked_about():
    from django.test import Client

    page = make_article()
    Client().get(page.get_absolute_url())
    with CaptureQueriesContext(
        connection,
    ) as queries:
        Client().get(page.get_absolute_url())
    assert not any("addresses_" in query["sql"] for query in queries)


def test_a_database_that_is_away_makes_no_page_unknown(client, monkeypatch):
    def away(request):
        raise OperationalError("database is locked")

    monkeypatch.setattr(answering, "find", away)

    response = client.get("/nothing/here/")

    assert response.status_code == 503
    assert response["Retry-After"]
