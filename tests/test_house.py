"""The order of the house: no stage imports a later one, and `model` nothing of ours but itself."""

from __future__ import annotations

import re
from pathlib import Path

import pledgewatch

SOURCE = Path(pledgewatch.__file__).parent
ORDER = (
    "model engine store sources reading parties reuse promises record findings review publish reach desk cli".split()
)
FACES = ("review/app/", "review/exports/formats.py", "review/work.py", "review/writing.py")
"""They show a desk to people, as the command line does, and stand behind the desk whatever their folder."""
_IMPORT = re.compile(r"^\s*from pledgewatch\.([a-z_]+)", re.MULTILINE)


def _later() -> list[str]:
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        stage = name.partition("/")[0]
        if stage not in ORDER or name.startswith(FACES):
            continue
        for other in _IMPORT.findall(path.read_text(encoding="utf-8")):
            if other in ORDER and ORDER.index(other) > ORDER.index(stage):
                found.append(f"{name} imports {other}")
    return found


def test_no_stage_imports_a_later_one() -> None:
    assert _later() == []


def test_a_step_back_would_be_seen() -> None:
    assert _IMPORT.findall("from pledgewatch.desk.desk import Desk\n    from pledgewatch.reach import door") == [
        "desk",
        "reach",
    ]


def test_the_records_know_nothing_of_the_stages() -> None:
    for path in (SOURCE / "model").rglob("*.py"):
        assert set(_IMPORT.findall(path.read_text(encoding="utf-8"))) <= {"model"}, path.name
