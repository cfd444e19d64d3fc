"""Own records of invented companies, and the real ones where they are at hand."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import msgspec
import pytest

from pledgewatch.record.holdings import ParsedList
from pledgewatch.record.importing import read_list

CASES = Path(__file__).resolve().parents[3] / "shared" / "cases"
RESTRICTIONS = CASES / "record" / "restrictions.csv"
ENTITY_LIST = CASES / "screening" / "us_bis_entity_list_2026-07-09.json.gz"
needs_cases = pytest.mark.skipif(not CASES.is_dir(), reason="the real cases (../shared/cases) are not here")

FILLED = {
    "entity": "Zhejiang Blauwerk Optics Co., Ltd.",
    "aliases": "Blauwerk; 蓝芯光学",
    "authority": "Ministry of Trade",
    "country": "Norway",
    "instrument": "Export Register (84 FR 54002)",
    "date": "2019-10-09",
    "principle_numbers": "1;2",
    "summary_in_your_own_words": "Exports need a licence.",
    "source_url": "https://example.org/notice",
    "ground": "human rights; security",
    "end_date": "",
    "source_checked": "yes",
}


def own_csv(*rows: dict[str, str]) -> bytes:
    """Write rows as the CSV of an own record; each is `FILLED` with what it changes."""
    columns = list(dict.fromkeys([*FILLED, *(name for row in rows for name in row)]))
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows({**dict.fromkeys(columns, ""), **FILLED, **row} for row in rows)
    return out.getvalue().encode()


def own(*rows: dict[str, str]) -> ParsedList:
    """Parse such rows as the list `mine`."""
    return read_list(own_csv(*rows), "mine.csv")


def bis_json(*entries: dict[str, object], **changes: object) -> bytes:
    """Write entries as the JSON of the Entity List."""
    empty: dict[str, object] = {"aliases": [], "country": "China", "federal_register": "84 FR 54004, 10/9/19"}
    filled = [{"name": f"Invented Works {n}", **empty, **entry} for n, entry in enumerate(entries)]
    whole = {"list_id": "bis-entity-list", "extracted": "2026-07-09", "count": len(filled), "entities": filled}
    return msgspec.json.encode(whole | changes)
