"""The commands of the record, end to end: what they print, and with which exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.record.lists import bis_json, own_csv

from pledgewatch.cli.main import cli


def _run(*arguments: object, code: int = 0) -> str:
    done = CliRunner().invoke(cli, ["record", *map(str, arguments)])
    assert done.exit_code == code, done.output
    return done.output


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    (tmp_path / "mine.csv").write_bytes(own_csv({"entity": "Blauwerk Optics Co., Ltd.", "aliases": ""}))
    _run("import", tmp_path / "mine.csv", "--desk", tmp_path / "desk")
    return tmp_path / "desk"


def test_a_crosswalk_is_imported_listed_and_shown_where_it_finds_something(desk: Path, tmp_path: Path) -> None:
    names = tmp_path / "names.csv"
    names.write_text('name,other_name\n"Blauwerk Optics Co., Ltd.",蓝芯光学股份有限公司\n', encoding="utf-8")
    refused = _run("crosswalk", "import", names, "--desk", desk, code=3)
    assert "does not say who gives this name" in refused
    taken = _run("crosswalk", "import", names, "--citation", "register of 2026", "--desk", desk)
    assert taken == f"{names}: 1 pairs of names (own)\n"
    listed = json.loads(_run("crosswalk", "list", "--desk", desk, "--json"))
    assert (listed["pairs"], listed["format"]) == (1, "own")
    done = CliRunner().invoke(cli, ["screen", "蓝芯光学股份有限公司", "--desk", str(desk), "--json"])
    line = json.loads(done.output)
    assert "according to register of 2026" in line["matches"][0]["why"][0]
    assert line["through"] == [{"crosswalk": listed["sha256"]}]
    assert "according to register of 2026" in _run("show", "蓝芯光学股份有限公司", "--desk", desk)


def test_earlier_snapshots_are_imported_and_listed_as_such(desk: Path, tmp_path: Path) -> None:
    for day, names in (("2026-07-09", ("Rot",)), ("2026-03-01", ("Rot", "Grau"))):
        entries: list[dict[str, object]] = [{"name": name} for name in names]
        (tmp_path / f"{day}.json").write_bytes(bis_json(*entries, extracted=day))
    _run("import", tmp_path / "2026-07-09.json", "--desk", desk)
    assert "older than the one held" in _run("import", tmp_path / "2026-03-01.json", "--desk", desk, code=3)
    _run("import", tmp_path / "2026-03-01.json", "--earlier", "--desk", desk)
    assert "2026-03-01" not in _run("list", "--desk", desk)
    assert "as of 2026-03-01" in _run("list", "--all", "--desk", desk)
    states = [json.loads(line)["state"] for line in _run("list", "--all", "--json", "--desk", desk).splitlines()]
    assert sorted(states) == ["earlier", "held", "held"]
    shown = _run("show", "Grau", "--country", "China", "--on", "2026-08-01", "--desk", desk)
    assert "gone from the list by 2026-07-09; when it ended is not known" in shown
    screened = CliRunner().invoke(cli, ["screen", "Grau", "--country", "CN", "--on", "2020-01-01", "--desk", str(desk)])
    assert "listed on 2020-01-01, by 84 FR 54004 of 2019-10-09" in " ".join(screened.output.split())


def test_publishers_are_listed_with_their_terms() -> None:
    assert "https://scsanctions.un.org/" in _run("publishers")
    lines = [json.loads(line) for line in _run("publishers", "--json").splitlines()]
    assert all(line["terms"] and line["urls"] for line in lines)


def test_what_cannot_be_read_is_said_in_one_line(desk: Path, tmp_path: Path) -> None:
    for command in (("import",), ("crosswalk", "import")):
        assert "cannot be read" in _run(*command, tmp_path / "nowhere.csv", "--desk", desk, code=3)
    (tmp_path / "empty.csv").write_bytes(b"")
    for command in (("import",), ("crosswalk", "import")):
        assert "is empty" in _run(*command, tmp_path / "empty.csv", "--desk", desk, code=3)
