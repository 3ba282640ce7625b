"""By what comments are judged: the rules, the danger signs, the blocks. Read once and kept.

Each process keeps them until somebody changes one, as the page cache keeps its answers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from backcare.pagecache import tags
from backcare.pagecache.changes import changed
from backcare.pagecache.generations import generations
from backcare.pagecache.remembered import Remembered

from .models import Block, RedFlagPhrase, Rules


@dataclass(frozen=True)
class Policy:
    """What is in the database; not to be changed. ``levels`` are those of the danger signs."""

    rules: Rules
    levels: dict[str, str]
    blocks: list[Block]

    @cached_property
    def _by_value(self) -> dict[tuple[str, str], Block]:
        return {(block.kind, block.value): block for block in self.blocks}

    @cached_property
    def words(self) -> list[Block]:
        """The blocks of words; the others are looked up by what they block."""
        return [block for block in self.blocks if block.kind == Block.Kind.WORD]

    def blocks_of(self, kind: str, values: Iterable[str]) -> list[Block]:
        """The blocks of these values, in force or over."""
        found = (self._by_value.get((kind, value)) for value in values)
        return [block for block in found if block is not None]


def policy_changed(**kwargs: object) -> None:
    """To be called in the transaction that changes a part of the policy."""
    changed(tags.JUDGING)


def policy_migrated(**kwargs: object) -> None:
    """Migrations bring danger signs, and no signals; and a database that is emptied by them may
    count its changes from one again.
    """
    generations().begin_again()


def _read() -> Policy:
    phrases = RedFlagPhrase.objects.filter(is_active=True)
    return Policy(
        rules=Rules.current(),
        levels=dict(phrases.values_list("phrase", "level")),
        blocks=list(Block.objects.all()),
    )


# The policy as it stands.
current_policy = Remembered(_read, tags.JUDGING)
