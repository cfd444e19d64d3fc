from __future__ import annotations

import csv
import io
import json
import sqlite3
from pathlib import Path

import duckdb
import msgspec
import pytest
from tests.publish import fixture
from tests.review.desks import desk_of

from pledgewatch.desk import Desk
from pledgewatch.errors import UsageError
from pledgewatch.model.finding import Finding
from pledgewatch.model.identity import OrganisationId
from pledgewatch.review.exports.formats import FORMATS, exported
from pledgewatch.review.exports.tables import defused
from pledgewatch.review.remarks import Remarks


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    made = Desk(desk_of(tmp_path_factory.mktemp("desks") / "desk"))
    for finding in made.findings():
        if finding.publishable and finding.kind != "identity":
            made.decisions.record(finding, "confirm", by="Ada", why='=HYPERLINK("http://evil.example","x")')
            Remarks(made.layout.decisions).say(finding, "note", by="Bo", text="@SUM(1+1)")
    return made


def _made(desk: Desk, name: str, standing: str = "all") -> bytes:
    return exported(desk.layout, desk.reviewed(), name, standing)


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_desk_gives_the_same_bytes(desk: Desk, name: str) -> None:
    assert _made(desk, name) == _made(desk, name)


def test_csv_has_a_row_a_finding_and_no_cell_that_runs(desk: Desk) -> None:
    data = _made(desk, "csv")
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert [row["key"] for row in rows] == [finding.key for finding in desk.findings()]
    assert any(row["why"].startswith("'=HYPERLINK") for row in rows)
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\t=1", " =1", "＝1", "|x", "\r=1"])
def test_a_cell_that_a_spreadsheet_would_run_is_text(cell: str) -> None:
    assert defused(cell) == f"'{cell}"
    assert defused(f"x{cell}") == f"x{cell}"


def test_json_lines_hold_each_finding_whole(desk: Desk) -> None:
    lines = [json.loads(line) for line in _made(desk, "jsonl").splitlines()]
    assert len(lines) == len(desk.findings())
    one = next(line for line in lines if line["standing"] == "confirmed")
    original = next(finding for finding in desk.findings() if finding.key == one["key"])
    kept = {name: value for name, value in one.items() if name in Finding.__struct_fields__}
    assert msgspec.convert(kept, Finding) == original
    assert one["decision"]["by"] == "Ada"


def test_parquet_is_read_by_duckdb(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "f.parquet").write_bytes(_made(desk, "parquet", "confirmed"))
    rows = duckdb.connect().execute(f"SELECT key, standing FROM '{tmp_path}/f.parquet'").fetchall()
    assert rows
    assert {standing for _, standing in rows} == {"confirmed"}


def test_sqlite_ties_its_tables(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "f.db").write_bytes(_made(desk, "sqlite"))
    book = sqlite3.connect(tmp_path / "f.db")
    found = book.execute(
        "SELECT f.key, count(p.number) FROM findings f LEFT JOIN passages p ON p.finding = f.key GROUP BY f.key"
    ).fetchall()
    assert dict(found) == {finding.key: len(finding.basis.passages) for finding in desk.findings()}
    named = book.execute("SELECT o.name FROM findings f JOIN organisations o ON o.id = f.organisation_id").fetchall()
    assert named
    assert book.execute("SELECT count(*) FROM remarks WHERE text = '@SUM(1+1)'").fetchone()[0] > 0
    book.close()


def test_annotations_have_all_three_selectors(desk: Desk) -> None:
    made = json.loads(_made(desk, "annotations"))
    items = made["first"]["items"]
    assert made["type"] == "AnnotationCollection"
    assert made["total"] == len(items) == sum(len(finding.basis.passages) for finding in desk.findings())
    documents = {document.id: document.text for document in fixture.draft().documents}
    kinds = {selector["type"] for item in items for selector in item["target"]["selector"]}
    assert kinds == {"TextQuoteSelector", "TextPositionSelector", "FragmentSelector"}
    first = next(f for f in desk.findings() if f.basis.passages and f.basis.passages[0].document in documents)
    item = next(one for one in items if one["id"] == f"urn:pledgewatch:finding:{first.key}:1")
    quote, position = item["target"]["selector"][:2]
    assert documents[first.basis.passages[0].document][position["start"] : position["end"]] == quote["exact"]


def test_ftm_entities_are_tied_and_only_identified_ones_are_sanctioned(desk: Desk) -> None:
    entities = [json.loads(line) for line in _made(desk, "ftm").splitlines()]
    assert {one["schema"] for one in entities} >= {"Organization", "Document", "Documentation", "Note", "Sanction"}
    ids = {one["id"] for one in entities}
    for one in entities:
        assert all(target in ids for target in one["properties"].get("entity", []) if one["schema"] != "Note")
        assert all(isinstance(value, str) for values in one["properties"].values() for value in values)
    owners = {OrganisationId(v) for one in entities if one["schema"] == "Sanction" for v in one["properties"]["entity"]}
    assert owners <= {finding.organisation for finding in desk.findings() if finding.kind == "listing"}


def test_what_is_no_format_or_standing_is_refused(desk: Desk) -> None:
    with pytest.raises(UsageError):
        _made(desk, "xlsx")
    with pytest.raises(UsageError):
        _made(desk, "csv", "none")
