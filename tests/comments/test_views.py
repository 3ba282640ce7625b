"""What comes in by the comment form, and what goes back."""

import pytest
from django.db import OperationalError
from django.test import Client

from backcare.comments.models import Comment, Rules
from backcare.comments.models.comment import LONGEST_TEXT
from backcare.people.models import Contributor
from tests.comments.factories import make_comment
from tests.comments.posting import FOREIGN, OWN, WORDS, post
from tests.factories import make_article, make_information_page, make_user
from tests.markup import parsed

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    return make_article(title="Sciatica", slug="sciatica")


@pytest.fixture
def mary(article):
    """A comment to answer."""
    return make_comment(page=article.page_ptr, name="Mary")


def raw(client, page, body: bytes):
    """A POST of bytes that no form of the test client could make."""
    return client.post(
        f"/comments/post/{page.pk}/",
        body,
        content_type="application/x-www-form-urlencoded",
        headers=OWN,
    )


def typed(response) -> dict[str, str]:
    """What stands in the form of an answer."""
    markup = parsed(response)
    values = {
        field.attributes["name"]: field.attributes.get("value", "")
        for field in markup.all("input")
        if field.attributes.get("type") != "checkbox"
    }
    values["text"] = markup.one("textarea").text.removeprefix("\n")
    return values


# What is taken ---------------------------------------------------------------------------------


def test_a_comment_is_kept_and_leads_to_its_receipt(client, article):
    response = post(client, article)
    assert response.status_code == 303
    assert response["Location"].startswith("/comments/receipt/")
    kept = Comment.objects.get()
    assert (kept.name, kept.email, kept.text) == tuple(WORDS.values())
    assert (kept.page_id, kept.parent, kept.user, kept.status) == (article.pk, None, None, "held")
    assert not response.cookies


def test_an_answer_stands_below_what_it_answers(client, article, mary):
    post(client, article, answers=mary.pk)
    answer = Comment.objects.exclude(pk=mary.pk).get()
    assert (answer.parent, answer.answers, answer.depth) == (mary, mary, 1)


def test_the_same_again_leads_to_the_same_receipt(client, article):
    first, second = post(client, article), post(client, article)
    assert first["Location"] == second["Location"]
    assert Comment.objects.count() == 1


def test_what_was_typed_is_kept_without_damage(client, article):
    post(client, article, name="  Ann\r\nBcc: x@example.org ", text=" One.\r\n\r\n\r\nTwo.\r\n ")
    kept = Comment.objects.get()
    assert kept.name == "Ann Bcc: x@example.org"
    assert kept.text == "One.\n\nTwo."


@pytest.mark.parametrize("seconds", ["", "-1", "nan", "inf", "1e999", "x", "\u0663", "0.5 s"])
def test_a_time_that_makes_no_sense_is_no_time(seconds, client, article):
    assert post(client, article, seconds=seconds).status_code == 303
    assert "haste" not in {reason["code"] for reason in Comment.objects.get().reasons}


def test_a_time_too_short_is_noticed(client, article):
    post(client, article, seconds="0.4")
    assert "haste" in {reason["code"] for reason in Comment.objects.get().reasons}


def test_what_falls_into_the_trap_is_not_lost_and_learns_nothing(client, article):
    honest = client.get(post(client, article)["Location"])
    caught = client.get(post(client, article, text="Buy!", leave_empty="x")["Location"])
    comment = Comment.objects.get(text="Buy!")
    assert "decoy" in {reason["code"] for reason in comment.reasons}
    assert parsed(honest).one("h1").text == parsed(caught).one("h1").text


# From where ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        FOREIGN,
        {"Origin": "null"},
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://testserver", "Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
def test_a_form_on_another_site_is_refused(headers, client, article):
    client.force_login(make_user(is_staff=True, is_superuser=True))
    assert post(client, article, headers=headers).status_code == 403
    assert not Comment.objects.exists()


def test_a_browser_that_does_not_say_is_held(client, article):
    Rules.objects.create(hold_first=False, approve_below=0.99, spam_above=1)
    assert post(client, article, headers={}).status_code == 303
    comment = Comment.objects.get()
    assert comment.status == "held"
    assert "sender" in {reason["code"] for reason in comment.reasons}


def test_a_session_counts_only_where_the_form_is_ours(client, article):
    client.force_login(make_user(is_staff=True, first_name="Ed", last_name="Itor"))
    post(client, article, headers={})
    comment = Comment.objects.get()
    assert (comment.user, comment.name, comment.status) == (None, "Ann", "held")


def test_a_contributor_who_is_signed_in_writes_as_such(client, article, mary):
    user = make_user(is_staff=True)
    ada = Contributor.objects.create(
        name="Ada", slug="ada", credentials="Physiotherapist", user=user
    )
    client.force_login(user)
    post(client, article, name="x", email="", answers=mary.pk)
    comment = Comment.objects.get(contributor=ada)
    assert (comment.name, comment.user, comment.status) == ("Ada", user, "approved")
    assert "Ada Physiotherapist" in parsed(Client().get("/articles/sciatica/")).words


@pytest.mark.parametrize(
    ("names", "shown"), [({"first_name": "Ed", "last_name": "Itor"}, "Ed Itor"), ({}, "Ann")]
)
def test_somebody_of_the_site_is_marked_as_such(names, shown, client, article):
    client.force_login(
        make_user(username="secret-login", is_staff=True, is_superuser=True, **names)
    )
    post(client, article)
    page = Client().get("/articles/sciatica/")
    assert f"{shown} Site team" in parsed(page).words
    assert "secret-login" not in page.content.decode()


@pytest.mark.parametrize("is_staff", [False, True])
def test_an_account_that_does_not_speak_for_the_site_is_a_reader(client, article, is_staff):
    client.force_login(make_user(is_staff=is_staff))
    post(client, article)
    assert Comment.objects.get().user is None


def test_who_is_signed_in_is_told_so_where_the_form_comes_back(client, article):
    client.force_login(make_user(is_staff=True, is_superuser=True, first_name="Ed"))
    words = parsed(post(client, article, text="")).words
    assert "You are signed in." in words
    assert "Ed" in words


def test_what_was_typed_is_given_back_when_the_page_has_gone(client):
    page = make_article(status="archived", title="zqgone")
    response = post(client, page)
    assert response.status_code == 404
    assert WORDS["text"] in parsed(response).one("textarea").text
    assert "zqgone" not in response.content.decode()


# What is refused, and that nothing is lost -----------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        ("name", "", "Enter your name"),
        ("name", "\u200b\u2060", "Enter your name"),
        ("name", "x" * 81, "Keep the name to 80 characters; it has 81."),
        ("name", "A\0nn", "Null characters"),
        ("email", "", "Enter your e-mail address. It will not be published."),
        ("email", "nowhere", "Enter an e-mail address such as"),
        ("email", '"a\r\nb"@example.org', "Enter an e-mail address such as"),
        ("email", f"{'x' * 64}@{'y' * 63}.{'z' * 63}.{'z' * 63}.example", "at most 254"),
        ("text", "", "Write your comment."),
        ("text", "\u200b \n \u2060", "Write your comment."),
        ("text", "x" * 5001, "Keep the comment to 5,000 characters; it has 5,001."),
        ("text", "\0", "Null characters"),
    ],
)
def test_an_error_stands_beside_its_field_and_nothing_is_lost(
    field, value, complaint, client, article, mary
):
    response = post(client, article, answers=mary.pk, wants_replies="on", **{field: value})
    assert response.status_code == 422
    markup = parsed(response)
    assert markup.one("title").text.startswith("Error: ")
    (entry,) = [e for e in markup.elements if e.attributes.get("name") == field]
    assert entry.attributes["aria-invalid"] == "true"
    (error,) = [
        e for e in markup.elements if e.attributes.get("id") == entry.attributes["aria-describedby"]
    ]
    assert complaint in error.text
    assert f"#comment-{field}" in markup.links
    kept = typed(response)
    for name in {"name", "email", "text"} - {field}:
        assert kept[name] == WORDS[name]
    assert kept["answers"] == str(mary.pk)
    assert "checked" in markup.one("input", name="wants_replies").attributes
    assert "Reply to Mary" in markup.one("h1").text
    assert Comment.objects.count() == 1


def test_the_longest_text_is_taken_however_its_lines_end(client, article):
    text = "x" * 80 + "\r\n"
    text = (text * (LONGEST_TEXT // 81 + 1)).replace("\r\n", "\n")[:LONGEST_TEXT]
    assert len(text) == LONGEST_TEXT
    assert post(client, article, text=text.replace("\n", "\r\n")).status_code == 303


@pytest.mark.parametrize("field", ["name", "email", "text", "answers", "seconds", "leave_empty"])
@pytest.mark.parametrize("damage", [b"%00", b"%FF", b"%ED%A0%80", b"%EF%BF%BD"])
def test_damaged_characters_are_refused_or_ignored(field, damage, client, article):
    fields = {name: value.encode() for name, value in WORDS.items()}
    fields[field] = fields.get(field, b"") + damage
    response = raw(client, article, b"&".join(n.encode() + b"=" + v for n, v in fields.items()))
    if field in {"seconds", "leave_empty"}:
        assert response.status_code == 303
    else:
        assert response.status_code == 422
        assert not Comment.objects.exists()


def test_bytes_that_are_no_text_are_refused(client, article):
    assert raw(client, article, b"name=Ann\xff&email=ann@example.org&text=Hello").status_code == 400
    form = "name=Jörg&email=ann@example.org&text=Hello".encode()
    assert raw(client, article, form).status_code == 303
    assert Comment.objects.get().name == "Jörg"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("<b>" * 50_000, 422),
        ("e" + "\u0301" * 80_000, 422),
        ("e" + "\u0301" * 1_000_000, 413),
        ("x" * 10_000_000, 413),
    ],
    ids=["tags", "some marks", "marks", "10 MB"],
)
def test_far_too_much_is_refused(text, status, client, article):
    assert post(client, article, text=text).status_code in {status, 303}
    kept = Comment.objects.first()
    assert kept is None or len(kept.text) < 100


def test_what_is_answered_must_be_there(client, article, mary):
    elsewhere = make_comment()
    held = make_comment(page=article.page_ptr, status="held")
    removed = make_comment(page=article.page_ptr, status="removed")
    make_comment(removed)
    count = Comment.objects.count()
    numbers = [elsewhere.pk, held.pk, removed.pk, 10**9, 10**18, 10**30, "0", "-1", "x", "1.0"]
    for number in [*numbers, f"{mary.pk}x", "\u0661", " "]:
        response = post(client, article, answers=number)
        assert response.status_code == 422, number
        assert "is not there any more" in parsed(response).words
        kept = typed(response)
        assert kept["text"] == WORDS["text"]
        assert kept["answers"] == ""
    assert Comment.objects.count() == count


def test_too_many_are_refused_with_what_was_typed(client, article):
    Rules.objects.create(most_from_address=1)
    assert post(client, article).status_code == 303
    response = post(client, article, text="And by day?")
    assert response.status_code == 429
    assert typed(response)["text"] == "And by day?"


def test_a_page_that_has_closed_meanwhile_gives_the_text_back(client, article):
    article.comments_open = False
    article.save()
    response = post(client, article, text="A long story")
    assert response.status_code == 409
    markup = parsed(response)
    assert markup.one("textarea").text.strip() == "A long story"
    assert "readonly" in markup.one("textarea").attributes
    assert "are closed" in markup.words
    assert not markup.all("button", type="submit")


def test_where_nobody_may_comment_nothing_is_taken(client):
    draft = make_article(status="draft")
    archived = make_article(status="archived")
    about = make_information_page()
    for page in (draft, archived, about):
        assert post(client, page).status_code == 404
    assert client.post(f"/comments/post/{10**30}/", WORDS, headers=OWN).status_code == 404
    assert not Comment.objects.exists()


def test_an_address_that_only_takes_leads_back_to_the_form(client, article):
    response = client.get(f"/comments/post/{article.pk}/")
    assert (response.status_code, response["Location"]) == (
        302,
        "/articles/sciatica/#comment-form",
    )


def locked(*args, **kwargs):
    raise OperationalError("database is locked")


@pytest.mark.parametrize("where", ["writing.submit", "writing.takes_comments"])
def test_while_the_database_is_locked_the_form_comes_back_whole(
    where, client, article, mary, monkeypatch
):
    monkeypatch.setattr(f"backcare.comments.views.{where}", locked)
    with monkeypatch.context() as patch:
        patch.setattr("backcare.site.context_processors.current_site", locked)
        response = post(client, article, answers=mary.pk, wants_replies="on", seconds="9")
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    kept = typed(response)
    assert {name: kept[name] for name in WORDS} == WORDS
    assert kept["answers"] == str(mary.pk)
    markup = parsed(response)
    assert "checked" in markup.one("input", name="wants_replies").attributes
    assert markup.one("form").attributes["action"] == f"/comments/post/{article.pk}/"


def test_other_failures_are_no_busy_database(client, article, monkeypatch):
    def broken(*args):
        raise OperationalError("no such table: comments_comment")

    monkeypatch.setattr("backcare.comments.views.writing.submit", broken)
    monkeypatch.setattr("django.db.connection.vendor", "sqlite")
    with pytest.raises(OperationalError, match="no such table"):
        post(client, article)


# The form by itself ----------------------------------------------------------------------------


def test_an_answer_needs_no_script(client, article, mary):
    markup = parsed(client.get("/articles/sciatica/"))
    (link,) = [e for e in markup.all("a") if e.attributes.get("aria-label") == "Reply to Mary"]
    page = client.get(link.attributes["href"])
    form = parsed(page)
    assert form.one("h1").text == "Reply to Mary"
    assert mary.text in form.words
    assert form.meta("robots") == "noindex"
    assert typed(page)["answers"] == str(mary.pk)
    assert form.one("form", method="post").attributes["action"] == f"/comments/post/{article.pk}/"


def test_what_is_not_public_cannot_be_answered(client, article, mary):
    held = make_comment(page=article.page_ptr, status="held")
    draft = make_comment(page=make_article(status="draft").page_ptr)
    for comment in (held, draft):
        assert client.get(f"/comments/{comment.pk}/reply/").status_code == 404
    article.comments_open = False
    article.save()
    closed = client.get(f"/comments/{mary.pk}/reply/")
    assert "are closed" in parsed(closed).words
    assert not parsed(closed).all("textarea")


def test_required_fields_are_marked_for_everybody(client, article):
    markup = parsed(client.get("/articles/sciatica/"))
    for name in ("name", "email", "text"):
        (field,) = [e for e in markup.elements if e.attributes.get("name") == name]
        assert "required" in field.attributes
        label = markup.one("label", **{"for": f"comment-{name}"})
        assert "*" in label.text
        assert "(required)" in label.text
    assert "Your e-mail address will not be published." in markup.words
    assert "Required fields are marked *" in markup.words


@pytest.mark.parametrize(
    ("backend", "loopback", "is_offered"),
    [
        ("django.core.mail.backends.filebased.EmailBackend", False, False),
        ("django.core.mail.backends.filebased.EmailBackend", True, True),
        ("django.core.mail.backends.smtp.EmailBackend", False, True),
    ],
)
def test_mail_is_promised_only_where_it_arrives(
    backend, loopback, is_offered, client, article, settings
):
    settings.EMAIL_BACKEND, settings.LOOPBACK = backend, loopback
    offered = parsed(client.get("/articles/sciatica/")).all("input", name="wants_replies")
    assert bool(offered) is is_offered


def test_a_page_that_was_open_for_a_day_still_posts(client, article):
    """Nothing in it runs out: no token, no session, no time."""
    old = client.get("/articles/sciatica/").content
    for word in (b"csrf", b"token", b"nonce"):
        assert word not in old.lower()
    assert post(Client(), article).status_code == 303


def test_a_danger_sign_is_answered_even_if_the_comment_cannot_be_taken(client, article):
    text = "I am numb between my legs and want to die."
    words = parsed(post(client, article, email="", text=text)).words
    assert "wait for an answer here. In an emergency call 999 or go to A&E now." in words
    assert "Samaritans on 116 123" in words
    assert "wait for an answer here" not in parsed(post(client, article, email="")).words
