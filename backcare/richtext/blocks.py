"""Blocks of the grammar, and the lists that were pasted as paragraphs."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from itertools import islice

from .inline import Run, characters, to_html, without_prefix

_BULLET = re.compile(r"([·•▪▫◦‣●○■])[ \xa0](?=\S)|([-–§o*])[ \xa0](?=\S)")
_NUMBER = re.compile(r"([0-9]{1,3})[.)][ \xa0](?=\S)")


@dataclass(slots=True)
class Block:
    """A block of the grammar: its words first, then the blocks that stand in it."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    runs: list[Run] = field(default_factory=list)
    blocks: list["Block"] = field(default_factory=list)

    def to_html(self) -> str:
        attributes = "".join(f' {name}="{escape(v)}"' for name, v in self.attributes.items())
        inside = to_html(self.runs) + "".join(block.to_html() for block in self.blocks)
        return f"<{self.tag}{attributes}>{inside}</{self.tag}>"


def holding(block: Block) -> list[Block]:
    return [block] if block.runs or block.blocks else []


def with_pasted_lists(blocks: list[Block]) -> list[Block]:
    """Paragraphs that begin like list items, as Word pastes them, become lists.

    One dot is enough; dashes and the like must be two or more in a row, and numbers must
    count from one.
    """
    done: list[Block] = []
    index = 0
    while index < len(blocks):
        bullets = _bullets(islice(blocks, index, None))
        lengths = bullets or _numbers(islice(blocks, index, None))
        items = [
            Block("li", runs=without_prefix(block.runs, length))
            for block, length in zip(islice(blocks, index, None), lengths, strict=False)
        ]
        done.append(Block("ul" if bullets else "ol", blocks=items) if items else blocks[index])
        index += len(items) or 1
    return done


def _bullets(blocks: Iterable[Block]) -> list[int]:
    """How many characters to cut from each of the first blocks; empty when there is no list."""
    matches = []
    for block in blocks:
        match = _BULLET.match(characters(block.runs)) if block.tag == "p" else None
        if match is None:
            break
        matches.append(match)
    if len(matches) > 1 or any(match[1] for match in matches):
        return [match.end() for match in matches]
    return []


def _numbers(blocks: Iterable[Block]) -> list[int]:
    lengths: list[int] = []
    for block in blocks:
        match = _NUMBER.match(characters(block.runs)) if block.tag == "p" else None
        if match is None or int(match[1]) != len(lengths) + 1:
            break
        lengths.append(match.end())
    return lengths if len(lengths) > 1 else []
