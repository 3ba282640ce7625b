"""Codes of plans for tests: good ones, damaged ones, and ones that nobody's page made."""

import random
import string

from hypothesis import strategies as st

from exercises.building.code import (
    ACTIVITIES,
    LETTERS,
    MOST_ITEMS,
    Activity,
    Changes,
    Chosen,
    Plan,
    encode,
)
from exercises.dose import LARGEST

changes = st.builds(
    Changes,
    **{name: st.none() | st.integers(0, LARGEST[name]) for name in LETTERS},
)
entries = st.one_of(
    st.builds(Chosen, exercise=st.integers(1, 36**10 - 1), changes=st.just(Changes()) | changes),
    st.builds(Activity, kind=st.sampled_from(sorted(ACTIVITIES)), minutes=st.integers(1, 180)),
)
plans = st.lists(entries, max_size=MOST_ITEMS).map(lambda found: Plan(tuple(found)))

ALPHABET = f"{string.ascii_letters}{string.digits}.._-~%&=+/ é中😀\n\t'\"<>"


def damaged_codes(count: int, ids: list[int], *, seed: int = 1):
    """``count`` codes: of good ones that were mutated, and of noise; the same for a seed."""
    chance = random.Random(seed)
    for number in range(count):
        if number % 5 == 0:
            yield _noise(chance)
        else:
            yield _mutated(encode(_plan(chance, ids)), chance)


def _plan(chance: random.Random, ids: list[int]) -> Plan:
    found = []
    for _ in range(chance.choice([0, 1, 2, 3, 5, 8, 40])):
        if chance.random() < 0.2:
            found.append(Activity(chance.choice(sorted(ACTIVITIES)), chance.randint(1, 180)))
            continue
        pk = chance.choice([*ids, *ids, chance.randint(1, 36**10 - 1)])
        names = chance.sample(sorted(LETTERS), chance.choice([0, 0, 1, 2, 5, 9]))
        figures = {name: chance.choice([0, 1, 2, LARGEST[name]]) for name in names}
        found.append(Chosen(pk, Changes(**figures)))
    return Plan(tuple(found))


def _mutated(code: str, chance: random.Random) -> str:
    characters = list(code)
    for _ in range(chance.randint(0, 4)):
        place = chance.randint(0, len(characters))
        match chance.randint(0, 4):
            case 0:
                characters.insert(place, chance.choice(ALPHABET))
            case 1:
                del characters[place : place + chance.randint(1, 5)]
            case 2:
                characters[place : place + 1] = chance.choice(ALPHABET)
            case 3:
                characters[place:place] = characters[: chance.randint(0, 60)]
            case 4:
                characters[place:place] = chance.choice(string.digits) * chance.randint(1, 30)
    return "".join(characters)


def _noise(chance: random.Random) -> str:
    start = chance.choice(["", "1.", "1", "2.", "0.1.", "1..", "-1."])
    return start + "".join(chance.choices(ALPHABET, k=chance.randint(0, 300)))
