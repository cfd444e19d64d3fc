"""The floors that the rules must keep on the real labelled sentences, pinned to the digest of the data."""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
LETTERS = ROOT.parent / "shared" / "cases" / "letters"
DIGEST = "aacc5a5b40cc92d38b5e11808117e6feb548b7b870a3867d64ed93cebebde50d"

pytestmark = pytest.mark.cases


def bench() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bench_promises", ROOT / "bench" / "promises.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def digest() -> str:
    hasher = hashlib.sha256()
    for name in ("letters.jsonl.gz", "others.jsonl.gz"):
        hasher.update(gzip.decompress((LETTERS / name).read_bytes()))
    hasher.update((LETTERS / "sentences.csv").read_bytes())
    return hasher.hexdigest()


def test_floors_on_real_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    if not LETTERS.exists():
        pytest.skip("the real cases are not beside the project: the floors cannot be checked")
    if digest() != DIGEST:
        pytest.skip("the real cases are not those that the floors were set on")
    monkeypatch.chdir(ROOT)
    measure = bench()
    seen = measure.look(measure.real_rows(measure.real_documents()))
    own = measure.score((s.specific and not s.required, s.row.specific and not s.row.required) for s in seen)
    assert measure.score((s.promise, s.row.promise) for s in seen).f1 >= 0.98
    assert measure.score((s.required, s.row.required) for s in seen).f1 >= 0.98
    assert own.right == own.wanted == 4
    assert own.found == own.right


@pytest.mark.parametrize(("half", "found", "false"), [("tuning", 58, 2), ("reporting", 44, 10)])
def test_floors_on_doubly_labelled_letters(half: str, found: int, false: int, monkeypatch: pytest.MonkeyPatch) -> None:
    from bench.double_labels import own_specific, rows_of_third

    monkeypatch.chdir(ROOT)
    agreed = [s for s in rows_of_third() if s.half == half and own_specific(s.one) == own_specific(s.other)]
    assert sum(own_specific(s.rules) and own_specific(s.one) for s in agreed) >= found
    assert sum(own_specific(s.rules) and not own_specific(s.one) for s in agreed) <= false


@pytest.mark.parametrize(
    ("part", "found", "false"),
    [("tuning", 34, 0), ("reporting", 46, 0), ("fresh", 35, 0), ("sectors", 55, 2), ("second", 37, 0)],
)
def test_floors_on_written_letters(part: str, found: int, false: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    measure = bench()
    seen = measure.look([row for row in measure.written_rows() if row[0].kind == part])
    own = measure.score((s.specific and not s.required, s.row.specific and not s.row.required) for s in seen)
    assert own.right >= found
    assert own.found - own.right <= false


@pytest.mark.parametrize(
    ("batch", "found", "false"), [("fourth", 56, 0), ("fifth", 37, 1), ("sixth", 24, 1), ("seventh", 16, 0)]
)
def test_floors_on_batches(batch: str, found: int, false: int, monkeypatch: pytest.MonkeyPatch) -> None:
    from bench.double_labels import own_specific
    from bench.promises_first_sight import BATCHES, rows_of

    monkeypatch.chdir(ROOT)
    rows = rows_of(BATCHES[batch])
    assert sum(own_specific(s.rules) and own_specific(s.one) for s in rows) >= found
    assert sum(own_specific(s.rules) and not own_specific(s.one) for s in rows) <= false
