"""What moderators do from the queue, with and without its script."""

import pytest
from django.urls import reverse
from django.utils import timezone

from backcare.comments.models import Block, Comment, Decision, Flag, LearnedFeature
from tests.comments.factories import make_comment

pytestmark = pytest.mark.django_db

QUEUE = reverse("admin:comments_comment_changelist")
JSON = {"Accept": "application/json"}


def url(name, comment=None):
    return reverse(f"admin:comments_comment_{name}", args=[comment.pk] if comment else [])


def bulk(client, action, comments, **data):
    values = {"action": action, "index": "0", "_selected_action": [c.pk for c in comments], **data}
    return client.post(QUEUE, values)


@pytest.mark.parametrize("status", ["approved", "held", "spam", "removed"])
def test_a_button_decides_and_leads_back_to_the_next_comment(signed_in, status):
    client = signed_in("moderator")
    comment = make_comment(status="spam" if status == "held" else "held")
    following = make_comment(status="held")
    here = f"{QUEUE}?q=that&p=1"

    response = client.post(
        url("decide", comment), {"status": status, "next": here, "then": following.pk}
    )

    comment.refresh_from_db()
    assert comment.status == status
    assert (response.status_code, response["Location"]) == (303, f"{here}#comment-{following.pk}")
    decision = Decision.objects.get(comment=comment)
    assert (decision.by, decision.became) == (client.user, status)


def test_what_was_decided_is_said_once_with_a_way_to_undo_it(signed_in):
    client = signed_in("moderator")
    comment = make_comment(status="held", name="Mary")
    client.post(url("decide", comment), {"status": "spam"})

    notice = client.get(QUEUE).context["notice"]
    assert notice["words"] == "Spam: the comment of Mary."
    assert client.get(QUEUE).context["notice"] is None
    client.post(url("undo"), {"undo": notice["undo"]})

    comment.refresh_from_db()
    assert comment.status == "held"
    assert not LearnedFeature.objects.filter(spam__gt=0).exists()
    assert client.get(QUEUE).context["notice"]["words"] == "Undone: the comment of Mary."


def test_for_the_script_the_answer_is_the_new_card(signed_in):
    client = signed_in("moderator")
    comment = make_comment(status="held", name="Mary")

    answer = client.post(url("decide", comment), {"status": "approved"}, headers=JSON).json()

    assert answer["words"] == "Approved: the comment of Mary."
    assert f'id="comment-{comment.pk}"' in answer["cards"][str(comment.pk)]
    undone = client.post(url("undo"), {"undo": answer["undo"]}, headers=JSON).json()
    assert ">Waiting<" in undone["cards"][str(comment.pk)]
    assert client.get(QUEUE).context["notice"] is None


@pytest.mark.parametrize(
    ("action", "status"),
    [("approve", "approved"), ("hold", "held"), ("spam", "spam"), ("remove", "removed")],
)
def test_those_selected_are_decided_and_undone_together(signed_in, action, status):
    client = signed_in("moderator")
    before = "spam" if action == "hold" else "held"
    chosen = [make_comment(status=before) for _ in range(3)]
    left = make_comment(status=before)

    response = client.post(
        f"{QUEUE}?state=all",
        {"action": action, "index": "0", "_selected_action": [c.pk for c in chosen]},
    )

    assert response.status_code == 303
    assert set(Comment.objects.filter(status=status)) == set(chosen)
    client.post(url("undo"), {"undo": client.get(QUEUE).context["notice"]["undo"]})
    assert Comment.objects.filter(status=before).count() == 4
    left.refresh_from_db()
    assert not left.decisions.exists()


def test_all_of_a_list_are_decided_across_its_pages(signed_in):
    client = signed_in("moderator")
    flood = [make_comment(status="held") for _ in range(30)]

    assert b"all others of the 30" in client.get(QUEUE).content
    bulk(client, "spam", flood[:1], select_across="1")

    assert Comment.objects.filter(status="spam").count() == 30


def test_one_that_refuses_stops_none_of_the_others(signed_in):
    client = signed_in("moderator")
    held, withdrawn = make_comment(status="held"), make_comment(status="withdrawn")

    client.post(
        f"{QUEUE}?state=all",
        {"action": "spam", "index": "0", "_selected_action": [held.pk, withdrawn.pk]},
    )

    held.refresh_from_db()
    withdrawn.refresh_from_db()
    assert (held.status, withdrawn.status) == ("spam", "withdrawn")
    words = client.get(QUEUE).context["notice"]["words"]
    assert words.endswith("Its author has withdrawn this comment.")


def test_what_has_changed_since_is_not_undone(signed_in):
    client = signed_in("moderator")
    comment = make_comment(status="held")
    first = client.post(url("decide", comment), {"status": "spam"}, headers=JSON).json()
    client.post(url("decide", comment), {"status": "approved"}, headers=JSON)

    response = client.post(url("undo"), {"undo": first["undo"]}, headers=JSON)

    comment.refresh_from_db()
    assert response.status_code == 409
    assert response.json()["words"] == "Something has happened to this comment since."
    assert comment.status == "approved"


@pytest.mark.parametrize("token", ["", "x", "WzFd:forged", "²"])
def test_a_forged_undo_undoes_nothing(signed_in, token):
    client = signed_in("moderator")
    comment = make_comment(status="held")
    client.post(url("decide", comment), {"status": "spam"})

    assert client.post(url("undo"), {"undo": token}, headers=JSON).status_code == 409
    comment.refresh_from_db()
    assert comment.status == "spam"


@pytest.mark.parametrize("role", ["author", "reviewer"])
@pytest.mark.parametrize("name", ["decide", "mark", "reply", "block", "undo", "mail"])
def test_forged_posts_of_others_are_refused(signed_in, role, name):
    client = signed_in(role)
    comment = make_comment(status="held", email="x@example.org")
    data = {"status": "approved", "mark": "pin", "text": "Forged", "email": "on"}
    data |= {"until": "2099-01-01", "effect": "spam", "interval": "never"}

    address = url(name, None if name in {"undo", "mail"} else comment)
    assert client.post(address, data).status_code == 403
    assert client.post(address, data, headers=JSON).status_code == 403
    assert Comment.objects.get().status == "held"
    assert not Block.objects.exists()


@pytest.mark.parametrize("role", ["author", "reviewer"])
@pytest.mark.parametrize("action", ["approve", "spam", "hand_out_or_forget", "delete_selected"])
def test_forged_bulk_actions_of_others_are_refused(signed_in, role, action):
    comment = make_comment(status="held")

    assert bulk(signed_in(role), action, [comment], do="remove").status_code == 403
    assert Comment.objects.get().status == "held"


def test_a_get_decides_nothing(signed_in):
    client = signed_in("moderator")
    comment = make_comment(status="held")

    for name in ("decide", "mark", "reply", "block"):
        assert client.get(url(name, comment), {"status": "spam"}).status_code == 405
    assert client.get(url("undo")).status_code == 405


@pytest.mark.parametrize("status", ["withdrawn", "", "nonsense"])
def test_what_is_no_decision_of_a_moderator_is_refused(signed_in, status):
    comment = make_comment(status="held")

    assert (
        signed_in("moderator").post(url("decide", comment), {"status": status}).status_code == 400
    )


@pytest.mark.parametrize("key", ["²", "x", "-1", "9" * 30, "9" * 5000])
def test_odd_keys_are_refused(signed_in, key):
    data = {"action": "spam", "index": "0", "_selected_action": [key], "then": key}
    client = signed_in("moderator")
    assert client.post(QUEUE, data).status_code == 400
    comment = make_comment(status="held")
    response = client.post(url("decide", comment), {"status": "spam", "then": key, "next": key})
    assert response["Location"] == f"{QUEUE}#notice"


@pytest.mark.parametrize(
    "back", ["https://evil.example/admin/", "//evil.example/admin/", "/\\evil.example", "/contact/"]
)
def test_the_way_back_stays_on_the_desk(signed_in, back):
    comment = make_comment(status="held")

    response = signed_in("moderator").post(url("decide", comment), {"status": "spam", "next": back})

    assert response["Location"] == f"{QUEUE}#notice"


def test_pinning_and_helpful_marks_on_what_readers_see(signed_in):
    client = signed_in("moderator")
    comment, held = make_comment(), make_comment(status="held")

    for mark, field, value in (
        ("pin", "is_pinned", True),
        ("helpful", "is_helpful", True),
        ("unpin", "is_pinned", False),
        ("unhelpful", "is_helpful", False),
    ):
        assert client.post(url("mark", comment), {"mark": mark}, headers=JSON).status_code == 200
        comment.refresh_from_db()
        assert getattr(comment, field) is value
    assert client.post(url("mark", held), {"mark": "pin"}, headers=JSON).status_code == 409
    assert client.post(url("mark", comment), {"mark": "eat"}).status_code == 400


def test_reports_are_settled_by_a_decision(signed_in):
    comment = make_comment(flag_count=1)
    Flag.objects.create(comment=comment, reason="harm", created_at=timezone.now())

    signed_in("moderator").post(url("decide", comment), {"status": "approved"})

    comment.refresh_from_db()
    assert comment.flag_count == 0
    assert Flag.objects.get().is_settled


@pytest.mark.parametrize("way", ["button", "bulk", "reply"])
def test_words_that_nobody_has_read_are_not_approved(signed_in, way):
    client = signed_in("moderator")
    comment = make_comment(status="held", name="Mary")
    read_at = client.get(QUEUE).context["read_at"]
    Comment.objects.update(text="Other words", edited_at=timezone.now())

    match way:
        case "button":
            client.post(url("decide", comment), {"status": "approved", "read_at": read_at})
        case "bulk":
            bulk(client, "approve", [comment], read_at=read_at)
        case "reply":
            data = {"text": "Yes.", "name": "Ann", "read_at": read_at}
            client.post(url("reply", comment), data)

    comment.refresh_from_db()
    assert comment.status == "held"
    if way == "button":
        page = client.get(QUEUE)
        assert "Mary has changed this comment meanwhile" in page.content.decode()
        again = {"status": "approved", "read_at": page.context["cards"][0].read_at}
        client.post(url("decide", comment), again)
        comment.refresh_from_db()
        assert comment.status == "approved"


@pytest.mark.parametrize("read_at", ["", "x", "nan", "inf", "9" * 40])
def test_a_time_that_is_none_stops_nothing(signed_in, read_at):
    comment = make_comment(status="held", edited_at=timezone.now())
    signed_in("moderator").post(url("decide", comment), {"status": "approved", "read_at": read_at})
    comment.refresh_from_db()
    assert comment.status == "approved"


def test_the_reason_that_was_given_stands_in_the_history(signed_in):
    client = signed_in("moderator")
    comment = make_comment(status="held")
    client.post(url("decide", comment), {"status": "removed", "why": " Names a patient. "})
    assert comment.decisions.get().why == "Names a patient."
    assert "Names a patient." in client.get(url("change", comment)).content.decode()
