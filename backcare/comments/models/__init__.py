"""What readers say under a page, and what is decided and remembered about it."""

from .block import Block
from .comment import Comment, CommentQuerySet
from .decision import Decision
from .flag import Flag
from .learned import LearnedFeature
from .moderator import ModeratorMail
from .red_flag import RedFlagPhrase
from .rules import Rules
from .subscription import Notice, Subscription

__all__ = [
    "Block",
    "Comment",
    "CommentQuerySet",
    "Decision",
    "Flag",
    "LearnedFeature",
    "ModeratorMail",
    "Notice",
    "RedFlagPhrase",
    "Rules",
    "Subscription",
]
