"""What the standards expect, brought to the desk and kept in its archive."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from pledgewatch.cli.main import cli
from pledgewatch.desk.beside import expected
from pledgewatch.sources.archive import Archive

ROWS = """standard,identifier,group,item_in_own_words,principle_numbers,url,source_checked
S 2020,S1,labour,Steps against forced labour in its supply chain,4,https://s.example/,yes
S 2020,S2,environment,Waste that it makes,8,https://s.example/,yes
"""


def test_a_file_of_expectations_is_known_by_its_columns_and_kept(tmp_path: Path) -> None:
    file, desk = tmp_path / "expected.csv", tmp_path / "desk"
    file.write_text(ROWS, encoding="utf-8")
    done = CliRunner().invoke(cli, ["record", "import", str(file), "--desk", str(desk)])
    assert done.exit_code == 0, done.output
    assert "2 subjects that the standards expect, no listings" in done.output
    assert [one.identifier for one in expected(Archive(desk / "archive"))] == ["S1", "S2"]


def test_a_second_import_of_the_file_replaces_the_first(tmp_path: Path) -> None:
    file, desk = tmp_path / "expected.csv", tmp_path / "desk"
    for rows in (ROWS, ROWS.replace("S2,", "S3,")):
        file.write_text(rows, encoding="utf-8")
        assert CliRunner().invoke(cli, ["record", "import", str(file), "--desk", str(desk)]).exit_code == 0
    assert [one.identifier for one in expected(Archive(desk / "archive"))] == ["S1", "S3"]


def test_a_malformed_one_is_refused_with_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "expected.csv"
    file.write_text(ROWS.replace(",8,", ",12,"), encoding="utf-8")
    done = CliRunner().invoke(cli, ["record", "import", str(file), "--desk", str(tmp_path / "desk")])
    assert done.exit_code == 3
    assert "names no principles" in done.output
