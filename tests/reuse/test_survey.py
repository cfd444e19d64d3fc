from __future__ import annotations

import random
from collections import Counter, defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pledgewatch.engine.batches import Batch, concatenated, ragged
from pledgewatch.engine.local import Local
from pledgewatch.reuse import links, neighbours
from pledgewatch.reuse.survey import Surveyed, homes
from pledgewatch.reuse.units import UNITS

SHINGLES = st.lists(st.frozensets(st.integers(0, 60), min_size=1, max_size=14), min_size=1, max_size=40)


def surveyed(engine: Local, sketches: list[frozenset[int]]) -> Surveyed:
    """A survey of units with these shingles; unit i is document i."""
    count = len(sketches)
    pairs = sorted((shingle, unit) for unit, held in enumerate(sketches) for shingle in held)
    rows = {"shingle": np.array([p[0] for p in pairs]), "unit": np.array([p[1] for p in pairs], dtype=np.int32)}
    table = engine.group(
        engine.given(rows, links.ROWS),
        ("shingle",),
        links.supported,
        links.ROWS,
        within=("unit",),
        ordered=tuple(links.ROWS),
    )
    units: Batch = {
        "size": np.array([len(held) for held in sketches], dtype=np.int32),
        "few": np.array([len(held) for held in sketches], dtype=np.int32),
        "docs": ragged(np.arange(count), [1] * count),
        "unit": np.arange(count),
    }
    return Surveyed(None, engine.given(units, {**UNITS, "unit": "i8"}), engine.keep(table))


def homes_by_the_book(sketches: list[frozenset[int]]) -> dict[int, int]:
    """What the module's docstring says, one unit at a time."""
    owners = defaultdict(list)
    for unit, held in enumerate(sketches):
        for shingle in held:
            owners[shingle].append(unit)
    nearest, share = {}, {}
    for unit, held in enumerate(sketches):
        linked = Counter(min(owners[shingle]) for shingle in held if min(owners[shingle]) != unit)
        best = min(((-count, anchor) for anchor, count in linked.items() if count >= 2), default=(0, unit))[1]
        nearest[unit] = best
        share[unit] = len(held & sketches[best]) / min(len(held), len(sketches[best])) if best != unit else 0.0

    def root(unit: int) -> int:
        return root(nearest[unit]) if share[unit] >= 0.4 else unit

    trees = Counter(map(root, nearest))
    joins = {
        unit: root(nearest[unit])
        for unit in nearest
        if root(unit) == unit and nearest[unit] != unit and 0.12 <= share[unit] < 0.4 and trees[unit] <= 8
    }

    def home(unit: int) -> int:
        return home(joins[unit]) if unit in joins else unit

    found = {unit: home(root(unit)) for unit in nearest}
    sizes = Counter(found.values())
    return {unit: where for unit, where in found.items() if sizes[where] > 1}


def told(engine: Local, survey: Surveyed) -> dict[int, int]:
    found = concatenated(list(engine.rows(homes(engine, survey))))
    return dict(zip(found["unit"].tolist(), found["home"].tolist(), strict=True))


@settings(max_examples=150, deadline=None)
@given(SHINGLES)
def test_homes_are_what_the_definitions_say(sketches: list[frozenset[int]]) -> None:
    engine = Local(workers=1)
    assert told(engine, surveyed(engine, sketches)) == homes_by_the_book(sketches)


def test_a_common_phrase_does_not_chain_large_trees() -> None:
    phrase = frozenset(range(20))
    first = [frozenset({*phrase, *range(100, 180)}) for _ in range(12)]
    second = [frozenset({*phrase, *range(200, 280)}) for _ in range(12)]
    engine = Local(workers=1)
    found = told(engine, surveyed(engine, first + second))
    assert {found[unit] for unit in range(12)} == {0}
    assert {found[unit] for unit in range(12, 24)} == {12}
    few = told(engine, surveyed(engine, first + second[:8]))
    assert set(few.values()) == {0}


def crowd(size: int, rare: int, unlike: int) -> list[frozenset[int]]:
    """A large neighbourhood in which some have another clause and some are far from all others."""
    form = frozenset(range(100))
    out = [form | {1000 + unit} for unit in range(size)]
    for unit in range(size - rare - unlike, size - unlike):
        out[unit] = (form - set(range(10))) | set(range(500, 510)) | {1000 + unit}
    for unit in range(size - unlike, size):
        out[unit] = frozenset({*range(60), *range(2000 + 100 * unit, 2040 + 100 * unit)})
    return out


def test_of_a_crowd_the_first_the_unlike_and_three_of_a_departure_are_read_closely() -> None:
    engine = Local(workers=1)
    found = concatenated(list(engine.rows(homes(engine, surveyed(engine, crowd(400, rare=6, unlike=5))))))
    close = set(found["unit"][found["close"]].tolist())
    assert found["large"].all()
    assert set(range(neighbours.FIRST)) <= close
    assert set(range(395, 400)) <= close
    assert len(close & set(range(389, 395))) == 3
    assert len(close) == neighbours.FIRST + 5 + 3


def test_a_neighbourhood_that_is_not_large_is_read_as_a_whole() -> None:
    engine = Local(workers=1)
    found = concatenated(list(engine.rows(homes(engine, surveyed(engine, crowd(neighbours.LARGE, 0, 0))))))
    assert found["close"].all()
    assert not found["large"].any()


@pytest.mark.parametrize("seed", range(3))
def test_what_is_contained_is_told_exactly(seed: int) -> None:
    chance = random.Random(seed)
    keys = np.array(chance.sample(range(1 << 40), 5_000))
    asked = np.array([chance.choice([chance.randrange(1 << 40), int(chance.choice(keys))]) for _ in range(20_000)])
    assert links.contained(keys, asked).tolist() == np.isin(asked, keys).tolist()
    assert not links.contained(keys[:0], asked).any()
