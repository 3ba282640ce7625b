"""What the filter looks at."""

from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True)
class Sample:
    """A comment as the filter sees it: what is said, and the name under which."""

    text: str
    author: str = ""

    @classmethod
    def of(cls, comment: Any) -> Self:
        """The sample of a comment, or of a submission: whatever has a text and a name."""
        return cls(text=comment.text, author=comment.name)
