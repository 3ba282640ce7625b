"""Comments for tests, without the judging that readers' submissions go through."""

from itertools import count
from typing import Any

from django.utils import timezone

from backcare.comments.judging import Submission
from backcare.comments.keys import submission_key, text_key
from backcare.comments.models import Comment
from backcare.comments.models.comment import DEEPEST
from tests.factories import make_article

_numbers = count(1)


def make_comment(answers: Comment | None = None, **overrides: Any) -> Comment:
    """An approved comment on ``page`` (made when not given), or an answer to ``answers``."""
    number = next(_numbers)
    parent = answers
    if answers is not None:
        overrides.setdefault("page", answers.page)
        parent = answers if answers.depth < DEEPEST else answers.parent
    elif "page" not in overrides:
        overrides["page"] = make_article()
    now = timezone.now()
    values: dict[str, Any] = {
        "name": f"Reader {number}",
        "email": f"reader-{number}@example.org",
        "text": f"That helped me, thank you ({number}).",
        "status": Comment.Status.APPROVED,
        "created_at": now,
        "answers": answers,
        "parent": parent,
        "thread": (answers.thread or answers) if answers else None,
        "depth": parent.depth + 1 if parent else 0,
    }
    values |= overrides
    values.setdefault("approved_at", now if values["status"] == "approved" else None)
    values.setdefault("text_key", text_key(values["text"]))
    values.setdefault("key", submission_key(values["name"], values["email"], values["text"]))
    return Comment.objects.create(**values)


def make_submission(**overrides: Any) -> Submission:
    """What an honest reader would send; give ``page`` or have an article made."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "name": f"Reader {number}",
        "email": f"reader-{number}@example.org",
        "text": f"Does the stretch on the side also help when it hurts at night ({number})?",
        "address": f"192.0.2.{number % 250 + 1}",
        "seconds": 40.0,
    }
    if "page" not in overrides:
        values["page"] = make_article().page_ptr
    return Submission(**(values | overrides))
