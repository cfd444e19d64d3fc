"""A few kills and a few mutated files; `make soak` does many."""

from __future__ import annotations

from pathlib import Path

from bench.fuzz import fuzz
from bench.kills import killed_runs


def test_a_killed_run_continues_and_gives_the_same_bytes(tmp_path: Path) -> None:
    rounds = killed_runs(tmp_path, letters=40, kills=3, seed=11)
    assert [one["different"] for one in rounds] == [[]] * len(rounds)
    assert all(one["second"] == 0 for one in rounds)
    assert any(one["killed"] for one in rounds)


def test_mutated_files_give_documents_or_failures(tmp_path: Path) -> None:
    counted = fuzz(tmp_path, rounds=80, seed=7)
    assert sum(counted.values()) >= 80
    assert not [outcome for outcome in counted if outcome.startswith(("fault", "lost"))]
