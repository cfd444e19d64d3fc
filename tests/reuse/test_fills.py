from __future__ import annotations

import random

from pledgewatch.reuse.fills import Fills


def test_few_values_are_counted_one_by_one() -> None:
    fills = Fills()
    for value in ("Orbel", "Tamsin", "Orbel", ""):
        fills.add(value)
    assert fills.counts == {"Orbel": 2, "Tamsin": 1, "": 1}
    assert fills.distinct() == 3


def test_many_values_are_estimated_alike_in_any_order_and_division() -> None:
    values = [f"Firm {number}" for number in range(20_000)]
    whole = Fills()
    for value in values:
        whole.add(value)
    random.Random(1).shuffle(values)
    merged = Fills()
    for at in range(0, len(values), 500):
        part = Fills()
        for value in values[at : at + 500]:
            part.add(value)
        merged.merge(part)
    assert merged.distinct() == whole.distinct()
    assert abs(whole.distinct() - 20_000) < 0.1 * 20_000
    assert len(merged.counts) < 3_000
