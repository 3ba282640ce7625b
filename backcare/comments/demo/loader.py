"""Loads the comments of the demonstration, under the pages that have just been loaded."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from backcare.demo.files import read
from backcare.people.models import Contributor

from ..judging import Submission, judge
from ..keys import submission_key, text_key
from ..models import Comment, Decision
from ..models.comment import DEEPEST
from ..submission import in_words, remember

if TYPE_CHECKING:
    from backcare.demo.demo import Demo

FILE = Path(__file__).parent / "comments.toml"


def load_comments(demo: "Demo") -> None:
    """Under pages that were there before, nothing: their editors have seen to them."""
    there: dict[str, Comment] = {}
    for values in read(FILE)["comments"]:
        answers = there.get(values.get("answers", ""))
        page = answers.page if answers else demo.page(values["page"]) if "page" in values else None
        if page is None or page.pk not in demo.new_pages:
            continue
        comment = _add(demo, page, answers, values)
        if "id" in values:
            there[values["id"]] = comment
        demo.count("comment")


def _add(demo: "Demo", page: Any, answers: Comment | None, values: dict[str, Any]) -> Comment:
    contributor = None
    if "contributor" in values:
        [contributor] = demo.named(Contributor, [values["contributor"]])
    submission = Submission(
        page=page,
        name=contributor.name if contributor else values["name"],
        email=values.get("email", ""),
        text=values["text"].strip(),
        answers=answers,
    )
    parent = answers if answers is None or answers.depth < DEEPEST else answers.parent
    status = values.get("status", Comment.Status.APPROVED)
    comment = Comment(
        page=page,
        thread=(answers.thread or answers) if answers else None,
        parent=parent,
        answers=answers,
        depth=parent.depth + 1 if parent else 0,
        name=submission.name,
        email=submission.email,
        text=submission.text,
        contributor=contributor,
        status=status,
        is_pinned=values.get("pinned", False),
        is_helpful=values.get("helpful", False),
        key=submission_key(submission.name, submission.email, submission.text),
        text_key=text_key(submission.text),
        created_at=values["at"],
        approved_at=values["at"] if status == Comment.Status.APPROVED else None,
    )
    why = ""
    if status != Comment.Status.APPROVED:
        verdict = judge(submission)
        comment.score, comment.reasons = verdict.score, verdict.reasons
        comment.evidence, comment.has_red_flag = verdict.evidence, verdict.has_red_flag
        why = in_words(verdict)
    comment.save()
    remember(comment, Decision.Action.SUBMIT, was="", why=why, at=values["at"])
    return comment
