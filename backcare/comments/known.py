"""What the site knows already of whoever sends a comment, and of the same words."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from .models import Rules

HOUR = timedelta(hours=1)
LATELY = timedelta(days=30)

# Written by hand: Django takes longer to build these five queries than the database to answer.
# So many comments with the same words tell enough: "Thank you very much" is said by many.
QUERY = """
SELECT 'same', part.* FROM (
    SELECT id, '' FROM comments_comment
    WHERE page_id = %(page)s AND COALESCE(parent_id, 0) = %(parent)s AND key = %(key)s
    AND id <> %(besides)s) AS part
UNION ALL SELECT 'address', part.* FROM (
    SELECT COUNT(*), '' FROM (
        SELECT 1 FROM comments_comment
        WHERE address_key = %(address)s AND created_at > %(hour)s AND id <> %(besides)s
        LIMIT %(most_from_address)s) AS one) AS part
UNION ALL SELECT 'page', part.* FROM (
    SELECT COUNT(*), '' FROM (
        SELECT 1 FROM comments_comment
        WHERE page_id = %(page)s AND created_at > %(hour)s AND id <> %(besides)s
        LIMIT %(most_on_page)s) AS one) AS part
UNION ALL SELECT 'alike', part.* FROM (
    SELECT page_id, '' FROM comments_comment
    WHERE text_key = %(text)s AND created_at > %(lately)s AND id <> %(besides)s
    LIMIT 100) AS part
UNION ALL SELECT 'name', part.* FROM (
    SELECT 0, name FROM comments_comment
    WHERE email = %(email)s AND status = 'approved' AND id <> %(besides)s
    LIMIT 20) AS part
"""


@dataclass(frozen=True)
class Known:
    """``same`` is the key of the comment that is the same, in the same place.

    ``from_address`` and ``on_page`` count the comments of the last hour, up to what the rules
    allow; ``alike`` are the pages under which the same words came in within thirty days, each
    time; ``names`` those under which approved comments were written from the e-mail address.
    """

    same: int | None
    from_address: int
    on_page: int
    alike: list[int]
    names: list[str]


def known_of(
    *,
    page: int,
    parent: int | None,
    key: str,
    address_key: str,
    text_key: str,
    email: str,
    rules: Rules,
    besides: int | None = None,
) -> Known:
    """All of it in one query, of all comments but ``besides``, whose author changes it."""
    now = timezone.now()
    stored = connection.ops.adapt_datetimefield_value
    values: dict[str, str | int | None] = {
        "page": page,
        "parent": parent or 0,
        "key": key,
        "address": address_key,
        "text": text_key,
        "email": email,
        "besides": besides or 0,
        "hour": stored(now - HOUR),
        "lately": stored(now - LATELY),
        "most_from_address": rules.most_from_address,
        "most_on_page": rules.most_on_page,
    }
    found = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(QUERY, values)
        for what, number, text in cursor.fetchall():
            found[what].append(text if what == "name" else number)
    return Known(
        same=next(iter(found["same"]), None),
        # What came from nowhere did not come from one place.
        from_address=found["address"][0] if address_key else 0,
        on_page=found["page"][0],
        alike=found["alike"],
        names=found["name"],
    )
