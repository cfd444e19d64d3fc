from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgewatch.engine.batches import concatenated, empty, in_order, length, objects, ragged, runs, sliced, taken

KINDS = [("i4", -(2**31), 2**31 - 1), ("i8", -(2**63), 2**63 - 1), ("u8", 0, 2**64 - 1), ("i8", 0, 5), ("i4", 7, 7)]


@st.composite
def tables(draw: st.DrawFn) -> dict[str, np.ndarray]:
    size = draw(st.integers(0, 12))
    out = {}
    for name in draw(st.sampled_from(["a", "ab", "abc"])):
        kind, low, high = draw(st.sampled_from(KINDS))
        out[name] = np.array(draw(st.lists(st.integers(low, high), min_size=size, max_size=size)), dtype=kind)
    return out


@given(tables(), st.data())
def test_rows_come_in_the_order_of_their_columns(batch: dict[str, np.ndarray], data: st.DataObject) -> None:
    by = data.draw(st.lists(st.sampled_from(sorted(batch)), unique=True, min_size=1))
    rows = [tuple(int(batch[name][at]) for name in batch) for at in range(length(batch))]
    places = [list(batch).index(name) for name in by]
    found = in_order(batch, by)
    told = [tuple(int(found[name][at]) for name in found) for at in range(length(found))]
    assert sorted(told) == sorted(rows)
    assert [[row[place] for place in places] for row in told] == sorted(
        [row[place] for place in places] for row in rows
    )
    assert {name: column.dtype for name, column in found.items()} == {name: c.dtype for name, c in batch.items()}


def test_objects_and_ragged_columns_go_with_their_rows() -> None:
    batch = {
        "key": np.array([3, 1, 2, 1]),
        "text": objects([b"c", b"a", [1, 2], b"b"]),
        "many": ragged(np.array([9, 8, 7, 6]), [2, 0, 1, 1]),
    }
    found = in_order(batch, ("key",))
    assert found["text"].tolist() == [b"a", b"b", [1, 2], b"c"]
    assert (found["many"].values.tolist(), found["many"].counts().tolist()) == ([6, 7, 9, 8], [0, 1, 1, 2])
    half = sliced(found, 1, 3)
    assert (half["many"].values.tolist(), half["many"].first.tolist()) == ([6, 7], [0, 1, 2])
    assert concatenated([half, sliced(found, 3, 4)])["many"].values.tolist() == [6, 7, 9, 8]
    assert taken(found, found["key"] > 2)["many"].values.tolist() == [9, 8]


def test_runs_start_where_a_row_differs() -> None:
    assert runs(np.array([1, 1, 2, 2, 2]), np.array([5, 5, 5, 6, 6])).tolist() == [0, 2, 3]
    assert runs(np.array([], dtype=np.int64)).tolist() == []


@pytest.mark.parametrize("kind", ["i4", "u8", "O", "i8*", "?"])
def test_a_batch_may_be_empty(kind: str) -> None:
    batch = {"key": np.empty(0, dtype=np.int64), **empty({"more": kind})}
    assert length(in_order(batch, ("key",))) == 0
    assert length(concatenated([batch, batch])) == 0
