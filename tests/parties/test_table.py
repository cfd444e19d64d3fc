from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgewatch.errors import UsageError
from pledgewatch.model.document import Document
from pledgewatch.model.identity import DocumentId
from pledgewatch.parties.table import OrganisationRow, OrganisationsTable, read_organisations

HEADER = "file,organisation,country,date,kind,extent\n"


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "organisations.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_row_is_read_whole(tmp_path: Path) -> None:
    text = (
        "file,organisation,country,date,kind,extent,names,identifier,source_url\n"
        "a.txt,Quillmoor Optics,Norland,2019-05,letter,excerpt,QO; Quillmoor,lei:5493; 77,https://example.org/a\n"
    )
    row = read_organisations(write(tmp_path, text)).lookup(str(tmp_path / "a.txt"))
    assert row is not None
    assert (row.organisation, row.country, row.date, row.kind, row.extent) == (
        "Quillmoor Optics",
        "Norland",
        "2019-05",
        "letter",
        "excerpt",
    )
    assert row.names == ("QO", "Quillmoor")
    assert row.identifiers == {"id": "77", "lei": "5493"}
    assert (row.source_url, row.line) == ("https://example.org/a", 2)


@pytest.mark.parametrize(
    "data",
    [
        (HEADER + "a.txt,Pellucane,,,,\n").encode(),
        b"\xef\xbb\xbf" + (HEADER + "a.txt,Pellucane,,,,\n").encode(),
        (HEADER + "a.txt,Pellucane,,,,\n").replace(",", ";").encode(),
        (HEADER + "a.txt,Pellucane,,,,\n").replace("\n", "\r\n").encode(),
        (HEADER.upper() + "\n,,,,,\na.txt, Pellucane\n").encode(),
    ],
    ids=["plain", "byte order mark", "semicolons", "carriage returns", "capitals, blank and short rows"],
)
def test_what_spreadsheets_write_is_read(tmp_path: Path, data: bytes) -> None:
    row = read_organisations(write(tmp_path, data)).lookup(str(tmp_path / "a.txt"))
    assert row is not None
    assert row.organisation == "Pellucane"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("file,organization\n", "'organization' is unknown"),
        ("file,date,date\n", "'date' is there twice"),
        ("organisation,date\nA,2019\n", "no column 'file'"),
        ("", "no column 'file'"),
        (HEADER + "a.txt,A,,13 May 2011,,\n", "line 2: 'date': '13 May 2011'"),
        (HEADER + "a.txt,A,,2019-02-30,,\n", "line 2: 'date'"),
        (HEADER + "a.txt,A,,,,part\n", "line 2: 'extent' is 'part'"),
        (HEADER + ",A,,,,\n", "line 2: 'file' is empty"),
        (HEADER + "a.txt,A,,,,\nb.txt,B,,,,\n./a.txt,C,,,,\n", "line 4: './a.txt' has a row already, in line 2"),
        (HEADER + "a.txt,A,,,,,,more\n", "line 2: more fields than columns"),
        (HEADER + f"a.txt,{'A' * 2001},,,,\n", "line 2: 'organisation' is longer"),
        (HEADER + 'a.txt,"A,,,,\n', "line 2"),
        ("file,source_url\na.txt,javascript:alert(1)\n", "'source_url' is no web address"),
        (HEADER + "a.txt,A\0,,,,\n", "NUL"),
    ],
)
def test_what_is_malformed_is_refused_by_line_and_column(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_organisations(write(tmp_path, text))
    assert says in str(caught.value)
    assert "organisations.csv" in str(caught.value)
    assert caught.value.next_step


def test_bytes_that_are_not_utf8_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not UTF-8 at byte 5"):
        read_organisations(write(tmp_path, b"file\n\xff\n"))


def test_a_table_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"letters/organisations\.csv cannot be read"):
        read_organisations(tmp_path / "no.csv", origin="letters/organisations.csv")


def table(folder: str, *names: str) -> OrganisationsTable:
    return OrganisationsTable(folder, {name: OrganisationRow(file=name, line=n) for n, name in enumerate(names, 2)})


@pytest.mark.parametrize(
    ("folder", "origin", "found"),
    [
        ("letters", "letters/a.txt", True),
        ("./letters/", "letters/../letters/a.txt", True),
        (".", "a.txt", True),
        ("letters", "letters/old/a.txt", False),
        ("letters", "other/a.txt", False),
        ("letters", "a.txt", False),
        ("/data/letters", "/data/letters/a.txt", True),
    ],
)
def test_a_file_is_found_relative_to_the_table(folder: str, origin: str, found: bool) -> None:
    assert (table(folder, "a.txt").lookup(origin) is not None) is found


def test_names_are_compared_whatever_the_file_system_makes_of_accents() -> None:
    assert table("letters", "caf\u00e9.txt").lookup("letters/cafe\u0301.txt") is not None


def test_only_lines_of_json_are_found_by_their_own_name() -> None:
    rows = table("letters", "one")
    line = Document(id=DocumentId("one"), text="x", name="one", origin="letters/all.jsonl", inside="line:1")
    file = Document(id=DocumentId("one"), text="x", name="one", origin="letters/old/one")
    assert rows.row_of(line) is not None
    assert rows.row_of(file) is None
    assert rows.unused([line]) == ()
    assert [row.file for row in rows.unused([file])] == ["one"]


@given(st.binary(max_size=300))
def test_no_bytes_do_anything_but_be_read_or_be_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = write(tmp_path_factory.mktemp("table"), b"file,organisation,date\n" + data)
    with suppress(UsageError):
        assert all(row.file for row in read_organisations(path).rows.values())
