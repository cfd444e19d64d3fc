from __future__ import annotations

import sqlite3
import subprocess
import sys
from itertools import count
from pathlib import Path

import msgspec
import pytest

from pledgewatch.errors import DeskError, UsageError
from pledgewatch.model.finding import Basis, Finding
from pledgewatch.model.identity import FindingKey
from pledgewatch.review.decisions import Decisions

FINDING = Finding(
    key=FindingKey("shared-form-1"),
    kind="shared-form",
    sentence="Marlowe Kites’ letter shares 96 % of its text with the form “A”.",
    basis=Basis(facts={"share": "96 %", "form": "A"}),
    basis_digest="one",
)


def opened(folder: Path) -> Decisions:
    ticks = count(1)
    return Decisions(folder / "decisions.db", clock=lambda: f"2026-01-01T00:00:{next(ticks):02d}Z")


def test_deciding_again_adds_and_the_latest_stands(tmp_path: Path) -> None:
    desk = opened(tmp_path)
    desk.record(FINDING, "confirm", by="Ada")
    desk.record(FINDING, "dismiss", by="Bo", why="The form is older.")
    assert [(one.verb, one.by, one.when) for one in desk.history()] == [
        ("confirm", "Ada", "2026-01-01T00:00:01Z"),
        ("dismiss", "Bo", "2026-01-01T00:00:02Z"),
    ]
    latest = opened(tmp_path).latest()[FINDING.key]
    assert (latest.verb, latest.why, latest.basis_digest) == ("dismiss", "The form is older.", "one")
    assert list(latest.facts.items()) == [("share", "96 %"), ("form", "A")]
    assert latest.sentence == FINDING.sentence


def test_the_whole_finding_is_kept_as_it_was(tmp_path: Path) -> None:
    opened(tmp_path).record(FINDING, "confirm", by="Ada")
    with sqlite3.connect(tmp_path / "decisions.db") as connection:
        ((kept,),) = connection.execute("SELECT finding FROM decisions").fetchall()
    connection.close()
    assert msgspec.json.decode(kept, type=Finding) == FINDING


@pytest.mark.parametrize("statement", ["UPDATE decisions SET verb = 'dismiss'", "DELETE FROM decisions"])
def test_nothing_is_ever_changed_or_deleted(tmp_path: Path, statement: str) -> None:
    desk = opened(tmp_path)
    desk.record(FINDING, "confirm", by="Ada")
    connection = sqlite3.connect(tmp_path / "decisions.db")
    with pytest.raises(sqlite3.IntegrityError, match="never"):
        connection.execute(statement)
    connection.close()
    assert [one.verb for one in desk.history()] == ["confirm"]


@pytest.mark.parametrize(("by", "why"), [("", ""), ("  ", ""), ("Ada\udcff", ""), ("Ada", "\udcff")])
def test_nobody_and_what_is_no_text_decide_nothing(tmp_path: Path, by: str, why: str) -> None:
    with pytest.raises(UsageError):
        opened(tmp_path).record(FINDING, "confirm", by=by, why=why)
    assert opened(tmp_path).history() == []


def test_a_file_that_is_no_database_is_named_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "decisions.db").write_bytes(b"this was something else" * 100)
    with pytest.raises(DeskError, match="cannot be used"):
        opened(tmp_path).history()
    assert (tmp_path / "decisions.db").read_bytes().startswith(b"this was something else")


_WRITE = """
import sys
from pathlib import Path
import msgspec
from pledgewatch.model.finding import Finding
from pledgewatch.review.decisions import Decisions
finding = msgspec.json.decode(sys.argv[2], type=Finding)
for number in range(20):
    Decisions(Path(sys.argv[1])).record(finding, "confirm", by=f"{sys.argv[3]} {number}")
"""


def test_several_people_decide_at_once_and_no_decision_is_lost(tmp_path: Path) -> None:
    arguments = [sys.executable, "-c", _WRITE, str(tmp_path / "decisions.db"), msgspec.json.encode(FINDING).decode()]
    people = [subprocess.Popen([*arguments, name], stderr=subprocess.PIPE) for name in ("Ada", "Bo", "Cy", "Di")]
    assert [person.communicate()[1] for person in people] == [b""] * 4
    names = [one.by for one in opened(tmp_path).history()]
    assert sorted(names) == sorted(f"{name} {number}" for name in ("Ada", "Bo", "Cy", "Di") for number in range(20))
    assert [name for name in names if name.startswith("Bo")] == [f"Bo {number}" for number in range(20)]
