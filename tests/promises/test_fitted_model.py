"""A fitted reader's file may come from anybody: what is wrong with it is refused in one line."""

from __future__ import annotations

import hashlib
import pickle
import zlib
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.promises.labelled import passages

from pledgewatch.errors import UsageError
from pledgewatch.promises.fitted import FittedModel, fit, load_model
from pledgewatch.promises.fitted.model import Packed, decoded, encoded, pack, unpack

HEAD = b"pledgewatch fitted reader 2\n"


@pytest.fixture(scope="module")
def model() -> FittedModel:
    return fit(passages(), source="the tests")


def sealed(inside: bytes) -> bytes:
    return HEAD + hashlib.sha256(inside).hexdigest().encode() + b"\n" + inside


def changed(model: FittedModel, **fields: Any) -> bytes:
    return encoded(msgspec.structs.replace(model, **fields))


def test_there_and_back(model: FittedModel) -> None:
    assert decoded(encoded(model)) == model
    assert encoded(decoded(encoded(model))) == encoded(model)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a model",
        pickle.dumps({"weights": [1.0]}),
        HEAD,
        sealed(b""),
        sealed(b"not zlib"),
        sealed(zlib.compress(b"\xc1")),
        sealed(zlib.compress(msgspec.msgpack.encode({"source": "x"}))),
        sealed(zlib.compress(b"\xdd\xff\xff\xff\xff")),
        sealed(zlib.compress(bytes(200_000_000), 9)),
    ],
    ids=["empty", "text", "pickle", "head", "nothing", "no zlib", "no msgpack", "too little", "a long list", "a bomb"],
)
def test_what_is_no_model_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "model"
    path.write_bytes(data)
    with pytest.raises(UsageError, match="is no fitted reader"):
        load_model(path)


def test_a_flipped_bit_is_seen(model: FittedModel) -> None:
    data = bytearray(encoded(model))
    data[len(data) // 2] ^= 1
    with pytest.raises(ValueError, match="damaged"):
        decoded(bytes(data))


@pytest.mark.parametrize(
    "fields",
    [
        {"runs": b"\x00"},
        {"runs": b"\x01\x00" * 2, "by_run": Packed(2, (1.0,) * 13, bytes(52))},
        {"by_run": Packed(10_000_000, (1.0,), b"")},
        {"by_pair": Packed(1, (1.0,), b"\x00\x00")},
        {"signals": ()},
        {"constant": ()},
        {"constant": (float("nan"),) * 13},
        {"combinations": ()},
        {"combinations": ((0, 0, 0, 99),)},
        {"combinations": ((0, 0, 0, 0),) * 1000},
        {"classes": {"promise": ("yes",)}},
        {"classes": {"promise": ("yes", "certainly")}},
        {"classes": {}},
        {"gains": {}},
        {"weights": {"promise": float("inf")}},
    ],
)
def test_tables_that_do_not_fit_are_refused(model: FittedModel, fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"do not fit|are none"):
        decoded(changed(model, **fields))


def test_spreads_of_nothing_are_refused(model: FittedModel) -> None:
    with pytest.raises(ValueError, match="do not fit"):
        decoded(changed(model, spreads=(0.0,) * len(model.spreads)))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        load_model(tmp_path / "none")


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=2), max_size=20))
def test_packing_keeps_four_figures(rows: list[list[float]]) -> None:
    table = np.array(rows, np.float64).reshape(len(rows), 2)
    largest = np.abs(table).max(0) if len(rows) else np.zeros(2)
    assert np.all(np.abs(unpack(pack(table)) - table) <= largest / 30_000 + 1e-30)
