"""The comments of a page as readers see them: what stands where, in parts of bounded size."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from django.utils.html import escape
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backcare.comments import thread as module
from backcare.comments.models import Comment
from backcare.comments.standing import address_of
from backcare.comments.thread import MOST_SHOWN, THREADS_A_PAGE, one_thread, thread_of
from backcare.site.models import SiteSettings
from tests.comments.factories import make_comment
from tests.factories import (
    MAKERS,
    make_article,
    make_contributor,
    make_information_page,
    make_page,
    make_user,
)
from tests.markup import parsed

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    return make_article(title="Sciatica", slug="sciatica").page_ptr


@pytest.fixture
def no_cache():
    """The settings of the site are read anew, for this test alone."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def small(monkeypatch):
    """Parts of two threads, at most six comments, three of a thread on a page of its own."""
    monkeypatch.setattr(module, "THREADS_A_PAGE", 2)
    monkeypatch.setattr("backcare.comments.standing.THREADS_A_PAGE", 2)
    monkeypatch.setattr(module, "MOST_SHOWN", 6)
    monkeypatch.setattr(module, "SHOWN_OF_THREAD", 3)
    monkeypatch.setattr("backcare.comments.standing.SHOWN_OF_THREAD", 3)


def say(page, *answers, hours=0, **values):
    at = timezone.now() - timedelta(days=2) + timedelta(hours=hours)
    return make_comment(*answers, page=page, created_at=at, **values)


def outline(places) -> list:
    """The names, with a list of those below each that has some."""
    found = []
    for place in places:
        found.append(place.comment.name)
        if place.replies:
            found.append(outline(place.replies))
    return found


def walk(places):
    for place in places:
        yield place
        yield from walk(place.replies)


def shown(client, url="/articles/sciatica/"):
    response = client.get(url)
    assert response.status_code == 200
    return parsed(response)


# What stands where -----------------------------------------------------------------------------


def test_threads_stand_oldest_first_three_levels_deep(page):
    late = say(page, hours=9, name="late")
    first = say(page, hours=1, name="first")
    second = say(page, first, hours=2, name="second")
    third = say(page, second, hours=3, name="third")
    deeper = say(page, third, hours=4, name="deeper")
    say(page, deeper, hours=5, name="deepest")
    say(page, late, hours=9, name="answer")
    thread = thread_of(page)
    assert outline(thread.places) == [
        "first",
        ["second", ["third", "deeper", "deepest"]],
        "late",
        ["answer"],
    ]
    assert (thread.count, thread.pages) == (7, 1)
    answered = {place.comment.name: place.answered for place in walk(thread.places)}
    assert answered["deeper"] == third
    assert answered["deepest"] == deeper
    assert answered["third"] is answered["second"] is None


def test_what_is_pinned_stands_first_at_its_level(page):
    first = say(page, name="first")
    say(page, first, name="one", hours=1)
    say(page, first, name="two", hours=2, is_pinned=True)
    say(page, name="pinned", hours=3, is_pinned=True)
    assert outline(thread_of(page).places) == ["pinned", "first", ["two", "one"]]


@pytest.mark.parametrize("status", ["held", "spam", "removed", "withdrawn"])
def test_what_is_not_shown_keeps_the_place_of_answers_only(status, page):
    say(page, name="alone", status=status)
    above = say(page, name="above", status=status)
    middle = say(page, above, name="middle", status=status)
    say(page, middle, name="below")
    other = say(page, name="other", status=status)
    say(page, other, name="also hidden", status=status)
    thread = thread_of(page)
    assert outline(thread.places) == ["above", ["middle", ["below"]]]
    assert [place.is_note for place in walk(thread.places)] == [True, True, False]
    assert thread.count == 1


def test_of_what_is_not_shown_nothing_is_said(page, client):
    above = say(page, name="zqname", text="zqtext", status="removed", is_helpful=True)
    below = say(page, above, name="Mary")
    for url in ("/articles/sciatica/", f"/comments/{above.pk}/thread/", "/comments/feed/"):
        assert b"zq" not in client.get(url).content.lower()
    for url in ("", "reply/", "flag/"):
        assert client.get(f"/comments/{above.pk}/{url}").status_code == 404
    assert client.get(f"/comments/{below.pk}/").status_code == 302


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("removed", "A moderator has removed this comment."),
        ("withdrawn", "Its author has withdrawn this comment."),
        ("spam", "This comment is not shown."),
        ("held", "This comment is not shown."),
    ],
)
def test_a_note_stands_in_the_place(status, words, page, client):
    above = say(page, status=status)
    say(page, above)
    markup = shown(client)
    assert words in markup.words
    assert above.anchor in markup.ids


def test_kinds_without_comments_have_none(client):
    about = make_information_page(slug="about")
    assert thread_of(about.page_ptr) is None
    assert b'id="comments"' not in client.get("/about/").content
    assert client.get("/about/?comments=2").status_code == 404


@pytest.mark.parametrize("kind", sorted(set(MAKERS) - {"information"}))
def test_every_other_kind_has_them(kind, client):
    page = make_page(kind)
    say(page.page_ptr, name="Mary")
    markup = shown(client, page.get_absolute_url())
    assert "comments" in markup.ids
    assert "Mary" in markup.words
    assert len(markup.ids) == len(set(markup.ids))


# Parts -----------------------------------------------------------------------------------------


def test_a_part_has_so_many_threads(page, client):
    comments = [say(page, hours=number / 10) for number in range(THREADS_A_PAGE + 2)]
    first, second = thread_of(page), thread_of(page, 2)
    assert len(first.places) == THREADS_A_PAGE
    assert [place.comment for place in second.places] == comments[-2:]
    assert (first.pages, second.pages, first.count, second.count) == (2, 2, 52, 52)
    markup = shown(client)
    assert markup.one("a", rel="next").attributes["href"] == "?comments=2#comments"
    assert "52 comments" in markup.words
    later = shown(client, "/articles/sciatica/?comments=2")
    assert later.one("a", rel="prev").attributes["href"] == "?comments=1#comments"
    assert later.meta("robots") == "noindex"
    assert later.canonical == "http://testserver/articles/sciatica/?comments=2"
    assert later.one("title").text == "Sciatica: comments, part 2"
    assert markup.meta("robots") is None
    assert markup.canonical == "http://testserver/articles/sciatica/"


@pytest.mark.parametrize("number", ["0", "2", "-1", "x", "1.5", "", "10001", "9" * 40, "\u0662"])
def test_a_part_that_is_not_there_is_not_found(number, page, client):
    say(page)
    assert client.get("/articles/sciatica/", {"comments": number}).status_code == 404


def test_the_first_part_is_the_page_itself(page, client):
    say(page)
    plain = client.get("/articles/sciatica/")
    assert client.get("/articles/sciatica/?comments=1").content == plain.content


def test_however_many_answers_a_part_is_bounded(page):
    first = say(page, name="first")
    for number in range(MOST_SHOWN + 20):
        say(page, first, hours=1 + number / 100)
    say(page, hours=20, name="other")
    thread = thread_of(page)
    places = list(walk(thread.places))
    assert len(places) == MOST_SHOWN
    assert [place.comment.name for place in thread.places] == ["first", "other"]
    assert thread.count == MOST_SHOWN + 22
    assert thread.places[0].answers_left_out == MOST_SHOWN + 20
    assert thread.places[1].answers_left_out == 0


def test_a_long_thread_has_a_page_of_its_own(small, page, client):
    first = say(page, name="Mary")
    answers = [say(page, first, hours=1 + number) for number in range(7)]
    markup = shown(client)
    (link,) = [e for e in markup.all("a") if e.text == "Show all 7 answers"]
    seen = []
    for number in (1, 2, 3):
        part = shown(client, f"{link.attributes['href']}?page={number}")
        assert part.one("h1").text == "Answers to Mary"
        assert part.meta("robots") == "noindex"
        assert part.canonical == "http://testserver/articles/sciatica/"
        seen += [name for name in part.ids if name.startswith("comment-")]
    assert seen == [comment.anchor for comment in [first, *answers]]
    for number in ("4", "0", "x"):
        assert client.get(link.attributes["href"], {"page": number}).status_code == 404


def test_only_a_first_comment_has_a_thread(page, client):
    first = say(page)
    answer = say(page, first)
    alone = say(page, status="removed")
    draft = say(make_article(status="draft").page_ptr)
    for comment, status in ((first, 200), (answer, 404), (alone, 404), (draft, 404)):
        assert client.get(f"/comments/{comment.pk}/thread/").status_code == status


# Permanent links -------------------------------------------------------------------------------


def test_a_permanent_link_leads_to_where_the_comment_stands(small, page, client):
    threads = [say(page, hours=number) for number in range(5)]
    answer = say(page, threads[4], hours=9)
    say(page, hours=12, is_pinned=True)
    where = [client.get(comment.get_absolute_url())["Location"] for comment in (*threads, answer)]
    queries = ["", "?comments=2", "?comments=2", "?comments=3", "?comments=3", "?comments=3"]
    assert where == [
        f"/articles/sciatica/{query}#{comment.anchor}"
        for query, comment in zip(queries, (*threads, answer), strict=True)
    ]


def test_a_permanent_link_leads_to_the_thread_where_the_page_leaves_it_out(small, page, client):
    first = say(page)
    answers = [say(page, first, hours=1 + number) for number in range(8)]
    assert client.get(answers[4].get_absolute_url())["Location"] == (
        f"/articles/sciatica/#{answers[4].anchor}"
    )
    assert client.get(answers[5].get_absolute_url())["Location"] == (
        f"/comments/{first.pk}/thread/?page=3#{answers[5].anchor}"
    )


def test_what_is_not_public_has_no_permanent_link(page, client):
    gone = [say(page, status=status) for status in ("held", "spam", "removed", "withdrawn")]
    gone += [say(make_article(status=status).page_ptr) for status in ("draft", "archived")]
    for comment in gone:
        assert client.get(comment.get_absolute_url()).status_code == 404
    assert client.get(f"/comments/{10**30}/").status_code == 404


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_permanent_link_leads_to_a_page_that_shows_the_comment(data, client, small):
    page = make_article(slug="any").page_ptr
    try:
        comments: list[Comment] = []
        for number in range(data.draw(st.integers(1, 14), label="comments")):
            answers = data.draw(st.sampled_from([None, *comments]), label="answers")
            comments.append(
                say(
                    page,
                    *([answers] if answers else []),
                    hours=number // 2,
                    status=data.draw(st.sampled_from(["approved"] * 3 + ["removed"])),
                    is_pinned=data.draw(st.booleans()),
                )
            )
        for comment in comments:
            response = client.get(comment.get_absolute_url())
            if comment.status == "removed":
                assert response.status_code == 404
            else:
                assert response["Location"] == address_of(comment)
                path, _hash, anchor = response["Location"].partition("#")
                assert anchor in shown(client, path).ids, path
    finally:
        page.delete()


# How it looks ----------------------------------------------------------------------------------


def test_each_comment_says_who_wrote_it_when_and_what_can_be_done(page, client):
    mary = say(page, name="Mary <b>", text="First.\n\nSecond, see https://example.org/.")
    markup = shown(client)
    assert markup.one("h3", **{"class": "comment-name"}).text == "Mary <b>"
    links = {e.attributes.get("aria-label"): e.attributes["href"] for e in markup.all("a")}
    assert links["Reply to Mary <b>"] == f"/comments/{mary.pk}/reply/"
    assert links["Report Mary <b>’s comment"] == f"/comments/{mary.pk}/flag/"
    (link,) = markup.all("a", href=f"/comments/{mary.pk}/")
    times = {e.attributes["datetime"] for e in markup.all("time") if e.text == link.text.strip()}
    assert mary.created_at.isoformat()[:13] in {time[:13] for time in times}
    html = client.get("/articles/sciatica/").content.decode()
    assert '<p>First.</p><p>Second, see <a href="https://example.org/" rel="ugc nofollow">' in html


def test_the_site_s_own_people_are_marked(page, client):
    ada = make_contributor(name="Ada", credentials="Physiotherapist")
    say(page, name="Ada", contributor=ada)
    say(page, name="Bea", contributor=make_contributor())
    say(page, name="Cem", user=make_user())
    say(page, name="Dan")
    badges = [e.text for e in shown(client).all("span", **{"class": "tag comment-badge"})]
    assert badges == ["Physiotherapist", "Site team", "Site team"]


def test_labels_are_said_in_words(page, client):
    first = say(page, name="Mary", is_pinned=True)
    say(page, first, name="Tom", is_helpful=True, edited_at=timezone.now())
    words = shown(client).words
    assert "Pinned" in words
    assert "Helpful answer" in words
    assert "Changed by its author." in words


def test_whom_a_deep_answer_answers_is_said(page, client):
    first = say(page)
    third = say(page, say(page, first, hours=1), hours=2, name="Mary")
    say(page, third, hours=3)
    (link,) = [e for e in shown(client).all("a") if e.text == "In answer to Mary"]
    assert link.attributes["href"] == f"#{third.anchor}"


@pytest.mark.parametrize(("count", "words"), [(1, "1 comment "), (2, "2 comments ")])
def test_the_count_is_in_the_heading(count, words, page, client):
    for _ in range(count):
        say(page)
    assert words in shown(client).words


def test_where_nobody_has_written_the_form_is_there(page, client):
    markup = shown(client)
    assert "Nobody has written here yet." in markup.words
    assert "comment-form" in markup.ids


def test_closed_comments_stay_readable(page, client):
    say(page, name="Mary")
    page.comments_open = False
    page.save()
    markup = shown(client)
    assert "Mary" in markup.words
    assert "Comments on this page are closed." in markup.words
    assert "comment-form" not in markup.ids
    assert not [e for e in markup.all("a") if "Reply" in e.attributes.get("aria-label", "")]


def test_the_site_may_close_them_after_some_days(page, client, no_cache):
    SiteSettings.objects.create(name="Backs", comments_close_after_days=1)
    page.first_published_at = timezone.now() - timedelta(hours=23)
    page.save()
    assert "comment-form" in shown(client).ids
    page.first_published_at = timezone.now() - timedelta(hours=25)
    page.save()
    assert "comments" not in shown(client).ids  # Nothing was said, and nothing can be.


def test_a_preview_shows_them_closed(page, client):
    say(page, name="Mary")
    client.force_login(make_user(is_staff=True, is_superuser=True))
    markup = shown(client, f"/admin/articles/article/{page.pk}/preview/")
    assert "Comments are closed in a preview." in markup.words
    assert "comment-form" not in markup.ids


def test_the_head_says_where_the_talk_is(page, client):
    say(page)
    say(page)
    markup = shown(client)
    node = markup.node("MedicalWebPage", "WebPage", "Article")
    assert node["commentCount"] == 2
    assert node["discussionUrl"] == "http://testserver/articles/sciatica/#comments"
    (feed,) = markup.all("link", href=f"/comments/feed/{page.pk}/")
    assert feed.attributes["title"] == "Comments on “Sciatica”"


def test_the_page_of_a_thread_counts_as_one_query_more(page, django_assert_num_queries):
    first = say(page)
    say(page, first, contributor=make_contributor())
    list(walk(thread_of(page).places))  # The site's settings are kept from now on.
    with django_assert_num_queries(1):
        list(walk(thread_of(page).places))
    with django_assert_num_queries(1):
        list(walk(one_thread(first).places))


def test_what_readers_never_get_is_not_read(page):
    say(page)
    (place,) = thread_of(page).places
    for name in ("email", "key", "text_key", "address_key", "reasons", "evidence"):
        assert name in place.comment.get_deferred_fields()


def test_a_hostile_name_is_text_in_every_place(page, client):
    name = "\"><script>alert(1)</script>'&"
    first = say(page, name=name, text=name)
    third = say(page, say(page, first, name=name), name=name)
    say(page, third, name=name)
    for url in ("/articles/sciatica/", f"/comments/{first.pk}/thread/"):
        html = client.get(url).content.decode()
        assert "<script>alert" not in html
        assert html.count(escape(name)) >= 8


def test_times_are_told_as_html_takes_them(page, client):
    """Without the millionths of a second that a database keeps."""
    comment = say(page)
    Comment.objects.filter(pk=comment.pk).update(
        created_at=datetime(2027, 3, 1, 9, 30, 15, 123456, tzinfo=UTC)
    )
    html = client.get("/articles/sciatica/").content.decode()
    assert 'datetime="2027-03-01T09:30:15+00:00"' in html
