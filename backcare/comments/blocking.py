"""Whom and what the moderators have blocked, found in what comes in."""

from typing import TYPE_CHECKING

from .keys import address_key, email_key
from .models import Block
from .normalise import skeleton
from .policy import Policy, current_policy

if TYPE_CHECKING:
    from .judging import Submission


def stored_value(kind: str, value: str) -> tuple[str, str]:
    """What is kept of a value to be blocked, and the hint that says which it was.

    Addresses of people become keyed hashes. Raises ValueError for what is no such value.
    """
    value = value.strip()
    if kind == Block.Kind.ADDRESS:
        key = address_key(value)
        if not key:
            raise ValueError("no network address")
        return key, f"{value[: len(value) // 2]}…"
    if kind == Block.Kind.EMAIL:
        name, at, domain = value.lower().rpartition("@")
        if not at or "." not in domain:
            raise ValueError("no e-mail address")
        if not name:
            return f"@{domain}", ""
        return email_key(value), f"{name[:1]}…@{domain}"
    words = skeleton(value)
    if not words:
        raise ValueError("no word")
    return words, ""


def blocks_on(submission: "Submission", policy: Policy | None = None) -> list[Block]:
    """The blocks in force that ``submission`` falls under."""
    email = submission.email.lower()
    domain = email.rpartition("@")[2]
    # A domain covers those below it.
    parts = domain.split(".")
    domains = [f"@{'.'.join(parts[start:])}" for start in range(len(parts) - 1)]
    policy = policy or current_policy()
    said = f" {skeleton(submission.name)} \n {skeleton(submission.text)} "
    blocks = [
        *policy.blocks_of(Block.Kind.ADDRESS, [submission.address_key]),
        *policy.blocks_of(Block.Kind.EMAIL, [email_key(email), *domains]),
        *(block for block in policy.words if _says(said, block.value)),
    ]
    return [block for block in blocks if block.is_in_force]


def _says(said: str, words: str) -> bool:
    """Whether ``words`` stand in ``said``, not as a part of longer words."""
    start = said.find(words)
    while start >= 0:
        before, after = said[start - 1], said[start + len(words)]
        if not (before.isalnum() and words[0].isalnum()) and not (
            after.isalnum() and words[-1].isalnum()
        ):
            return True
        start = said.find(words, start + 1)
    return False
