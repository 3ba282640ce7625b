"""Texts for synthetic pages: words as frequent as in a language, in no sensible order.

Frequent words are real, so that a search for "back pain" has much to rank; rare ones are made
of syllables. Paragraphs are written once and put together anew for every page, because to
clean rich text takes longer than anything else here.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from random import Random

from backcare.richtext.inspection import word_count
from backcare.richtext.sanitise import SanitisedHTML, sanitise

# By falling frequency.
COMMON = (
    "the and to of a in it is for that you pain back with on or not are may as be your can this "
    "by from have more at than helps one week movement muscles walking less people exercise some "
    "spine time day stretch slowly again trial sitting strength hip leg rest sleep heat many "
    "without about weeks minutes better nerve found small joint stiff between knee often while "
    "neck morning evening breath review pressure doctor shoulder lower upper daily gentle lying "
    "standing floor mat chair cushion towel ball cold medicine massage posture habit fear work "
    "sport garden stairs shoes mattress balance recovery flare sciatica hamstring piriformis knots"
)
SYLLABLES = "ba de ki lo mu na po ri sa tu ve wo xi ya zu len mar tos gri plan"
RARE = 4000
SOURCE_KEYS = ["first-study", "second-study", "third-study"]


def chance_of(name: str) -> Random:
    """A source of chance that is the same for the same name, always and everywhere."""
    return Random(name)  # noqa: S311  (nothing that must stay secret comes from it)


@dataclass(frozen=True)
class Block:
    """A piece of rich text that is as it is stored, and how many words it has."""

    html: str
    words: int


@dataclass(frozen=True)
class Body:
    html: SanitisedHTML
    words: int


class Writer:
    """Writes from a source of chance that the caller gives, so that a page is always the same."""

    def __init__(self) -> None:
        chance = chance_of("vocabulary")
        syllables = SYLLABLES.split()
        self._vocabulary = COMMON.split() + [
            "".join(chance.choices(syllables, k=chance.randint(2, 4))) for _ in range(RARE)
        ]
        # Zipf's law: a word's frequency falls with its rank.
        self._weights = list(accumulate(1 / (rank + 2) for rank in range(len(self._vocabulary))))

    def words(self, chance: Random, count: int) -> str:
        return " ".join(chance.choices(self._vocabulary, cum_weights=self._weights, k=count))

    def sentence(self, chance: Random, least: int = 8, most: int = 18) -> str:
        text = self.words(chance, chance.randint(least, most))
        return f"{text[0].upper()}{text[1:]}."

    def sentences(self, chance: Random, count: int) -> str:
        return " ".join(self.sentence(chance) for _ in range(count))

    def summary(self, chance: Random) -> str:
        return f"A page without meaning, made to measure the site. {self.sentence(chance, 15, 28)}"

    def remark(self, chance: Random) -> str:
        """Three sentences of those that readers say, which are written once as well."""
        return " ".join(chance.choices(self._remarks, k=3))

    def body(self, chance: Random, embeds: list[int]) -> Body:
        """About 700 words in five sections, with a list each and the pages ``embeds`` as cards."""
        blocks = []
        for _ in range(5):
            blocks += [
                chance.choice(self._headings),
                *chance.choices(self._paragraphs, k=2),
                chance.choice(self._lists),
            ]
        for key in embeds:
            blocks.insert(
                chance.randrange(2, len(blocks)), _block(f'<div data-page="{key}"></div>')
            )
        html = SanitisedHTML("".join(block.html for block in blocks))
        html.is_plain = False
        return Body(html, sum(block.words for block in blocks))

    @cached_property
    def _remarks(self) -> list[str]:
        chance = chance_of("remarks")
        return [self.sentence(chance) for _ in range(5000)]

    @cached_property
    def _headings(self) -> list[Block]:
        chance = chance_of("headings")
        return [_block(f"<h2>{self.sentence(chance, 3, 6)[:-1]}</h2>") for _ in range(60)]

    @cached_property
    def _paragraphs(self) -> list[Block]:
        chance = chance_of("paragraphs")
        reference = '<sup data-source="{}"></sup>'
        return [
            _block(
                f"<p>{self.sentences(chance, 4)}{reference.format(chance.choice(SOURCE_KEYS))}</p>"
            )
            for _ in range(200)
        ]

    @cached_property
    def _lists(self) -> list[Block]:
        chance = chance_of("lists")
        return [_block(f"<ul>{self._items(chance)}</ul>") for _ in range(60)]

    def _items(self, chance: Random) -> str:
        return "".join(f"<li>{self.sentence(chance, 5, 9)}</li>" for _ in range(4))


def _block(html: str) -> Block:
    clean = sanitise(html)
    return Block(str(clean), word_count(clean))
