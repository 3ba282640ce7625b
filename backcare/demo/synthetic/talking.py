"""Comments under synthetic pages: none under most, many under a few, answers among them."""

from datetime import datetime, timedelta
from random import Random

from backcare.comments.keys import submission_key, text_key
from backcare.comments.models import Comment
from backcare.comments.models.comment import DEEPEST

from . import rows
from .writing import Writer, chance_of

# Of Pareto's distribution: ten comments a page on average, none on a third of the pages, hundreds
# on six in a thousand, thousands on one in a thousand.
SHAPE = 1.12
SCALE = 2.05
FEWER = 2
MOST = 5000
# What is answered, and what moderators kept from readers.
ANSWERED = 0.4
HIDDEN = 0.05


def conversation(number: int, page: int, published: datetime, writer: Writer) -> list[Comment]:
    """What is said under the synthetic page ``number``, whose key is ``page``; not yet stored."""
    chance = chance_of(f"comments {number}")
    said: list[Comment] = []
    at = published
    count = min(int(SCALE * chance.paretovariate(SHAPE)) - FEWER, MOST)
    # However many there are, they are said within three years at most.
    longest = min(5000, 3 * 365 * 24 * 60 // max(count, 1))
    for _ in range(count):
        at += timedelta(minutes=chance.randint(20, longest))
        row = _comment(page, at, chance, writer)
        if said and chance.random() < ANSWERED:
            above = chance.choice(said)
            if above.status == Comment.Status.APPROVED and above.depth < DEEPEST:
                row.parent = row.answers = above
                row.thread = above.thread or above
                row.depth = above.depth + 1
        said.append(row)
    return said


def store(said: list[Comment]) -> None:
    """Store them with keys of their own, so that answers can name what they answer."""
    for comment, key in zip(said, rows.keys(Comment, len(said)), strict=True):
        comment.pk = key
    for comment in said:
        for field in ("parent", "answers", "thread"):
            # Assigned before the other had its key.
            setattr(comment, field, getattr(comment, field))
    rows.insert(Comment, said)


def _comment(page: int, at: datetime, chance: Random, writer: Writer) -> Comment:
    number = chance.randrange(5000)
    name, email = f"Reader {number}", f"reader-{number}@example.org"
    text = "\n\n".join(writer.remark(chance) for _ in range(chance.randint(1, 3)))
    is_hidden = chance.random() < HIDDEN
    return Comment(
        page_id=page,
        name=name,
        email=email,
        text=text,
        status=Comment.Status.SPAM if is_hidden else Comment.Status.APPROVED,
        key=submission_key(name, email, text),
        text_key=text_key(text),
        created_at=at,
        approved_at=None if is_hidden else at,
    )
