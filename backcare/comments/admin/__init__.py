"""The moderators' desk: the queue of comments, and the rules by which comments come in."""

from .block_admin import BlockAdmin
from .comment_admin import CommentAdmin
from .red_flag_admin import RedFlagPhraseAdmin
from .rules_admin import RulesAdmin

__all__ = ["BlockAdmin", "CommentAdmin", "RedFlagPhraseAdmin", "RulesAdmin"]
