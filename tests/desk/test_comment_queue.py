"""What moderators see in the queue, and what others at the desk don't."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from backcare.comments.models import Comment, Flag, ModeratorMail
from tests.comments.factories import make_comment
from tests.factories import make_article, make_exercise

pytestmark = pytest.mark.django_db

QUEUE = reverse("admin:comments_comment_changelist")
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7|add:7 }}'


def queue(client, query=""):
    response = client.get(f"{QUEUE}?{query}")
    assert response.status_code == 200
    return [card.comment for card in response.context["cards"]]


def make_flag(comment, reason="harm", note="", **values):
    comment.flag_count += 1
    comment.save()
    return Flag.objects.create(
        comment=comment, reason=reason, note=note, created_at=timezone.now(), **values
    )


def test_the_most_urgent_stand_first(signed_in):
    hour = timedelta(hours=1)
    now = timezone.now()
    young = make_comment(status="held", created_at=now)
    old = make_comment(status="held", created_at=now - 2 * hour)
    danger = make_comment(status="held", has_red_flag=True, created_at=now)
    reported = make_comment()
    make_flag(reported)
    make_comment()
    make_comment(status="spam")

    assert queue(signed_in("moderator")) == [danger, reported, old, young]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("state=approved", {"fine", "reported"}),
        ("state=spam", {"spam"}),
        ("state=removed", {"removed"}),
        ("state=withdrawn", {"withdrawn"}),
        ("state=all", {"fine", "reported", "spam", "removed", "withdrawn", "held", "danger"}),
        ("", {"held", "danger", "reported"}),
        ("danger=yes", {"danger"}),
        ("reported=yes", {"reported"}),
        ("reason=first", {"held"}),
        ("kind=exercise", {"danger"}),
        ("state=all&kind=routine", set()),
        ("state=nonsense&danger=nonsense&page=nonsense", {"held", "danger", "reported"}),
    ],
)
def test_filters(signed_in, query, names):
    make_comment(name="fine")
    make_flag(make_comment(name="reported"))
    for status in ("spam", "removed", "withdrawn"):
        make_comment(name=status, status=status)
    make_comment(name="held", status="held", reasons=[{"code": "first", "words": "First comment."}])
    # The words of a reason can quote what was typed; they are no code.
    words = 'Speaks of a danger sign: “"code": "first"”.'
    make_comment(
        name="danger",
        status="held",
        has_red_flag=True,
        page=make_exercise(),
        reasons=[{"code": "red-flag", "words": words}],
    )

    assert {comment.name for comment in queue(signed_in("moderator"), query)} == names


def test_comments_of_one_page_and_of_one_person(signed_in):
    client = signed_in("moderator")
    page = make_article()
    one = make_comment(page=page, status="held", email="same@example.org")
    other = make_comment(status="held", email="same@example.org")
    make_comment(status="held", email="")
    stranger = make_comment(page=page, status="held")

    assert queue(client, f"page={page.pk}") == [one, stranger]
    assert queue(client, f"person={one.pk}") == [one, other]


def test_search_finds_text_name_and_address(signed_in):
    client = signed_in("moderator")
    by_text = make_comment(status="held", text="About my pelvis.")
    by_name = make_comment(status="held", name="Pelvia")
    by_email = make_comment(status="held", email="pelvis@example.org")

    assert queue(client, "q=pelvi") == [by_text, by_name, by_email]


@pytest.mark.parametrize("role", ["author", "reviewer"])
def test_others_see_comments_without_what_is_private(signed_in, role):
    client = signed_in(role)
    comment = make_comment(
        status="held",
        email="marked@example.org",
        text="What I say.",
        score=0.777,
        reasons=[{"code": "block", "words": "Blocked: marked reason."}],
        evidence=[["word:telling", 0.9]],
    )
    make_flag(comment, note="A marked note.")
    comment.decisions.create(
        action="decide", was="", became="held", why="A marked why.", at=timezone.now()
    )

    for address in (QUEUE, reverse("admin:comments_comment_change", args=[comment.pk])):
        html = client.get(address).content.decode()
        assert "What I say." in html
        for private in ("marked", "78 %", "telling", "/decide/", "/block/", "/reply/", "/undo/"):
            assert private not in html, private


@pytest.mark.parametrize("role", ["author", "reviewer"])
def test_others_learn_no_address_by_asking(signed_in, role):
    client = signed_in(role)
    comment = make_comment(status="held", email="marked@example.org", reasons=[{"code": "block"}])
    make_comment(status="held")

    assert queue(client, "q=marked") == []
    assert len(queue(client, f"person={comment.pk}")) == 2
    assert len(queue(client, "reason=block")) == 2


@pytest.mark.parametrize("role", ["author", "reviewer", "moderator"])
@pytest.mark.parametrize(
    "query",
    [
        "email=marked@example.org",
        "email__startswith=m",
        "address_key__startswith=a",
        "key__gt=5",
        "score__gt=0.5",
        "user__password__startswith=md5",
        "contributor__user__email__startswith=a",
        "decisions__by__password__startswith=md5",
        "subscription__confirmed_at__isnull=0",
    ],
)
def test_no_list_is_filtered_by_what_it_does_not_show(signed_in, role, query):
    client = signed_in(role)

    assert client.get(f"{QUEUE}?{query}").status_code == 400


def test_the_list_costs_the_same_however_long_it_is(signed_in):
    client = signed_in("moderator")

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(QUEUE).status_code == 200
        return len(queries)

    def add(count):
        for _number in range(count):
            above = make_comment()
            held = make_comment(answers=above, status="held", email="same@example.org")
            make_comment(answers=held, status="held")
            make_flag(held)

    add(1)
    client.get(QUEUE)  # The settings are read once.
    few = cost()
    add(7)

    assert cost() == few
    # Session, account, its permissions and second factor (5); the filter of pages; how many and
    # which comments; their answers, the account's name for readers, reports, other comments; the
    # mail.
    assert few == 13


def test_the_index_says_what_waits_in_one_query(signed_in):
    client = signed_in("moderator")
    make_comment(status="held", has_red_flag=True)
    make_flag(make_comment())
    make_comment(status="spam", has_red_flag=True)

    with CaptureQueriesContext(connection) as queries:
        html = client.get(reverse("admin:index")).content.decode()

    assert sum("comments_comment" in query["sql"] for query in queries) == 1
    urgent = f'<a href="{QUEUE}?danger=yes" class="is-urgent">1 comment speaks of a danger sign</a>'
    assert urgent in html
    assert f'<a href="{QUEUE}">2 comments wait</a>' in html
    assert f'<a href="{QUEUE}?reported=yes">1 comment reported by readers</a>' in html


@pytest.mark.parametrize("role", ["author", "reviewer"])
def test_the_index_tells_others_nothing(signed_in, role):
    make_comment(status="held")

    assert b"comment waits" not in signed_in(role).get(reverse("admin:index")).content


def test_what_people_type_is_inert_wherever_the_desk_shows_it(signed_in):
    client = signed_in("editor")
    above = make_comment(name=HOSTILE, text=HOSTILE)
    comment = make_comment(
        answers=above,
        status="held",
        name=HOSTILE,
        text=f"{HOSTILE}\njavascript:alert(3)",
        email='"<svg/onload=alert(4)>"@example.org',
        reasons=[{"code": "red-flag", "words": HOSTILE}],
        evidence=[[f"word:{HOSTILE}", 0.9]],
        score=0.9,
    )
    make_flag(comment, note=HOSTILE)
    comment.decisions.create(
        action="decide", was="", became="held", why=HOSTILE, at=timezone.now(), by=client.user
    )
    change = reverse("admin:comments_comment_change", args=[comment.pk])
    personal = {"action": "hand_out_or_forget", "_selected_action": [comment.pk], "index": "0"}
    pages = [
        client.get(QUEUE),
        client.get(change),
        client.get(reverse("admin:comments_comment_change", args=[above.pk])),
        client.get(reverse("admin:comments_comment_history", args=[comment.pk]), follow=True),
        client.get(f"{QUEUE}?q={HOSTILE}"),
        client.post(QUEUE, personal),
        client.post(reverse("admin:comments_comment_reply", args=[comment.pk]), {"text": ""}),
        client.post(reverse("admin:comments_comment_block", args=[comment.pk]), {}),
        client.post(reverse("admin:comments_rules_try"), {"text": HOSTILE, "name": HOSTILE}),
    ]

    for response in pages:
        assert response.status_code in {200, 422}
        html = response.content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "<svg/onload" not in html
        assert 'href="javascript' not in html


def test_the_delete_page_and_adding_are_nobodys(signed_in, admin_client):
    comment = make_comment()
    for client in (signed_in("editor"), admin_client):
        assert client.get(reverse("admin:comments_comment_add")).status_code == 403
        delete = reverse("admin:comments_comment_delete", args=[comment.pk])
        assert client.get(delete).status_code == 403
        assert client.post(delete, {"post": "yes"}).status_code == 403
        change = reverse("admin:comments_comment_change", args=[comment.pk])
        assert client.post(change, {"text": "Forged", "_save": "1"}).status_code == 405
    comment.refresh_from_db()
    assert "Forged" not in comment.text


@pytest.mark.parametrize("key", ["²", "x", "-1", "9" * 30, "9" * 5000])
def test_a_comment_with_an_odd_key_is_not_there(signed_in, key):
    address = reverse("admin:comments_comment_change", args=[key])

    assert signed_in("editor").get(address).status_code == 404


def test_comments_page_shows_its_history_and_answers(signed_in):
    client = signed_in("moderator")
    comment = make_comment(status="held")
    decide = reverse("admin:comments_comment_decide", args=[comment.pk])
    client.post(decide, {"status": "approved", "why": "A fair question."})
    make_comment(answers=comment, name="Answerer", status="held")

    html = client.get(reverse("admin:comments_comment_change", args=[comment.pk])).content.decode()

    assert "A fair question." in html
    assert client.user.username in html
    assert "Waiting → Approved" in html
    assert "Answerer" in html


def test_comment_keeps_its_place_when_readers_do_not_see_its_page(signed_in):
    make_comment(status="held", page=make_article(status="archived", title="Gone away"))

    html = signed_in("moderator").get(QUEUE).content.decode()

    assert "Gone away (readers do not see it)" in html


def test_each_moderator_chooses_their_own_mail(signed_in, user_as):
    other = ModeratorMail.objects.create(user=user_as("moderator"), interval="day")
    client = signed_in("moderator")
    address = reverse("admin:comments_comment_mail")

    client.post(address, {"interval": "week", "user": other.user_id})
    client.post(address, {"interval": "each second"})

    other.refresh_from_db()
    assert other.interval == "day"
    assert ModeratorMail.objects.get(user=client.user).interval == "week"
    assert b"once a week" in client.get(QUEUE).content


def test_nobody_has_a_name_at_the_end(signed_in):
    """A comment whose author was forgotten keeps its place, without a name."""
    comment = make_comment(name="", text="", email="", status="removed")
    make_comment(answers=comment)

    assert queue(signed_in("moderator"), "state=removed") == [Comment.objects.get(pk=comment.pk)]
