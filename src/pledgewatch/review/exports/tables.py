"""Write findings as CSV, JSON Lines and Parquet."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec

from pledgewatch.review.exports.gather import FindingRow, Gathered, finding_rows
from pledgewatch.store.schema import columns
from pledgewatch.store.tables import write_parquet

__all__ = ["as_csv", "as_json_lines", "as_parquet", "defused"]

_RUNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", "|", "%")
"""What spreadsheets take for the beginning of a formula, also in full width (OWASP, CSV injection)."""


def defused(cell: str) -> str:
    r"""Put an apostrophe before what a spreadsheet would run, also behind white space: it is then shown as text.

    >>> defused('=HYPERLINK("http://x")')
    '\'=HYPERLINK("http://x")'
    """
    return f"'{cell}" if cell.startswith(_RUNS) or cell.lstrip().startswith(_RUNS) else cell


def as_csv(held: Gathered) -> bytes:
    """Return findings as CSV: UTF-8 with a mark at its head, so that spreadsheets know it, and CRLF (RFC 4180)."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(FindingRow.__struct_fields__)
    for row in finding_rows(held):
        writer.writerow(defused(value) if isinstance(value, str) else value for value in msgspec.structs.astuple(row))
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def as_json_lines(held: Gathered) -> bytes:
    """Return findings whole, one object a line, each with how it stands, its decision, notes and reply."""
    return b"".join(line + b"\n" for line in _lines(held))


def _lines(held: Gathered) -> Iterator[bytes]:
    for item, row in zip(held.items, finding_rows(held), strict=True):
        built = msgspec.to_builtins(item.finding, enc_hook=str)
        yield msgspec.json.encode(
            {
                "type": "finding",
                **built,
                "standing": item.standing or "undecided",
                "organisation_name": row.organisation,
                "decision": item.decision,
                "changes": item.changes,
                "remarks": held.remarks.get(item.finding.key, ()),
                "asked": row.asked,
                "answered": row.answered,
            },
            enc_hook=str,
        )


def as_parquet(held: Gathered) -> bytes:
    """Return findings as one Parquet table."""
    lines = b"\n".join(msgspec.json.encode(row) for row in finding_rows(held))
    with tempfile.TemporaryDirectory(prefix="export-") as folder:
        path = Path(folder) / "findings.parquet"
        write_parquet(lines, columns(FindingRow), path)
        return path.read_bytes()
