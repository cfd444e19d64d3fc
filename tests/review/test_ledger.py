from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from pledgewatch.desk import Desk
from pledgewatch.errors import MeanwhileError, UsageError
from pledgewatch.model.finding import Basis, Finding
from pledgewatch.model.identity import FindingKey
from pledgewatch.review.decisions import NEVER, Decisions
from pledgewatch.review.ledger import Ledger
from pledgewatch.review.remarks import Remarks

FINDING = Finding(
    key=FindingKey("shared-form-1"), kind="shared-form", sentence="A sentence.", basis=Basis(), basis_digest="one"
)


def test_what_another_connection_adds_is_seen_at_the_next_refresh(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "decisions.db")
    before = ledger.refresh()
    Decisions(tmp_path / "decisions.db").record(FINDING, "confirm", by="Bo")
    assert ledger.refresh() == before + 1
    assert ledger.refresh() == before + 1
    assert ledger.changed[before:] == [FINDING.key]
    assert ledger.latest[FINDING.key].by == "Bo"
    Remarks(tmp_path / "decisions.db").say(FINDING, "ask", by="Cy")
    ledger.refresh()
    assert ledger.asked(FINDING.key)
    Decisions(tmp_path / "decisions.db").undo(FINDING.key, by="Di")
    ledger.refresh()
    assert ledger.latest == {}
    assert ledger.number_of(FINDING.key) == NEVER
    assert sorted((e.what, e.by, bool(e.undone)) for e in ledger.events(FINDING.key)) == [
        ("ask", "Cy", False),
        ("confirm", "Bo", True),
    ]
    ledger.close()


def test_the_ledger_and_the_file_tell_the_same(tmp_path: Path) -> None:
    decisions, ledger = Decisions(tmp_path / "decisions.db"), Ledger(tmp_path / "decisions.db")
    for number in range(12):
        finding = msgspec.structs.replace(FINDING, key=FindingKey(f"k{number % 4}"))
        decisions.record(finding, "confirm" if number % 3 else "dismiss", by=f"P{number}")
        if number % 5 == 4:
            decisions.undo(finding.key, by="Z")
        ledger.refresh()
        assert ledger.latest == decisions.latest()
    ledger.close()


def test_a_decision_upon_what_no_longer_stands_is_refused(tmp_path: Path) -> None:
    decisions = Decisions(tmp_path / "decisions.db")
    decisions.record(FINDING, "confirm", by="Bo", seen=NEVER)
    with pytest.raises(MeanwhileError, match="Bo confirmed this"):
        decisions.record(FINDING, "dismiss", by="Ada", seen=NEVER)
    with pytest.raises(MeanwhileError):
        decisions.undo(FINDING.key, by="Ada", seen=7)
    decisions.undo(FINDING.key, by="Ada", seen=1)
    with pytest.raises(MeanwhileError, match="taken back"):
        decisions.record(FINDING, "dismiss", by="Cy", seen=1)
    with pytest.raises(UsageError):
        decisions.undo(FINDING.key, by="Ada")


LETTER = """Dear Secretary-General,

I am pleased to confirm that {name} supports the ten principles of the Compact on human rights, labour, environment
and anti-corruption. With this communication we express our commitment to making them part of our daily operations.

Yours sincerely,
{name}
"""
_EDITOR = """
import sys
from pathlib import Path
import msgspec
from pledgewatch.errors import MeanwhileError
from pledgewatch.model.finding import Finding
from pledgewatch.review.decisions import NEVER, Decisions
folder, name, won = Path(sys.argv[1]), sys.argv[2], 0
for finding in msgspec.json.decode(Path(sys.argv[3]).read_bytes(), type=list[Finding]):
    try:
        Decisions(folder / "decisions.db").record(finding, "dismiss", by=name, seen=NEVER)
        won += 1
    except MeanwhileError:
        pass
print(won)
"""
_EXAMINE = """
import sys
from pathlib import Path
from pledgewatch.desk import Desk
Desk(Path(sys.argv[1])).examine([Path(sys.argv[2])])
"""


def test_five_editors_and_a_run_lose_nothing_and_never_overwrite_each_other(tmp_path: Path) -> None:
    folder, letters = tmp_path / "desk", tmp_path / "letters"
    letters.mkdir()
    for name in ("Abel", "Bergen", "Corvo", "Dunmore", "Elding", "Farrow"):
        (letters / f"{name}.txt").write_text(LETTER.format(name=f"{name} Ltd"))
    Desk(folder).examine([letters])
    findings = Desk(folder).findings()
    assert len(findings) > 5
    (letters / "late.txt").write_text(LETTER.format(name="Late Ltd"))
    listed = tmp_path / "findings.json"
    listed.write_bytes(msgspec.json.encode(findings))
    run = subprocess.Popen([sys.executable, "-c", _EXAMINE, str(folder), str(letters)], stderr=subprocess.PIPE)
    editors = [
        subprocess.Popen([sys.executable, "-c", _EDITOR, str(folder), name, str(listed)], stdout=subprocess.PIPE)
        for name in ("Ada", "Bo", "Cy", "Di", "Eve")
    ]
    won = [int(editor.communicate()[0]) for editor in editors]
    assert run.wait() == 0, run.communicate()[1]
    history = Decisions(folder / "decisions.db").history()
    keys = [decision.key for decision in history]
    assert len(keys) == len(set(keys)) == sum(won)
    assert set(keys) >= {finding.key for finding in findings}
