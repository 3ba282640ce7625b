"""The readers' side: where comments are read, written, revised and reported."""

from .reading import comment, thread
from .receipts import receipt
from .reporting import flag, flagged
from .writing import post, reply

__all__ = ["comment", "flag", "flagged", "post", "receipt", "reply", "thread"]
