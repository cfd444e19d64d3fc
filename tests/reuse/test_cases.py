"""The real cases, where they are at hand: floors under what was reached."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from tests.reuse.letters import document

from pledgewatch.model.reuse import Slot
from pledgewatch.reuse import find_families, print_template
from pledgewatch.reuse.forms import form_of

CASES = Path(__file__).parents[3] / "shared" / "cases"
pytestmark = [
    pytest.mark.cases,
    pytest.mark.skipif(not CASES.is_dir(), reason="the real cases are not at ../shared/cases"),
]


def rows(name: str) -> list[dict[str, str]]:
    with gzip.open(CASES / name, "rt", encoding="utf-8") as stream:
        return [json.loads(line) for line in stream]


def test_the_seed() -> None:
    files = sorted((CASES / "seed").glob("*.txt"))
    found = find_families([document(path.stem, path.read_text()) for path in files])
    assert [family.size for family in found.families] == [2]
    slots = [item for item in found.families[0].template if isinstance(item, Slot)]
    assert [(slot.kind, slot.examples) for slot in slots] == [("organisation", ("Dahua", "Hikvision"))]
    quote = print_template(found.families[0])
    assert quote in (CASES / "seed" / "README.md").read_text()


ERAS = {
    "tmpl-biz-2008": "05",
    "tmpl-biz-2009-2013-mdg": "10 13 14 16 17 19 20",
    "tmpl-biz-2014-2015-mdg-bullets": "25 28",
    "tmpl-biz-2016-sdg-platform": "32",
    "tmpl-biz-hybrid-sdg-sphere": "49 50",
    "tmpl-biz-2017-2020-ungc": "35 38 43 44 46 52 53 55 56 58",
    "tmpl-nonbiz-2011": "08 11 22",
    "tmpl-nonbiz-coe": "23 29 31 34 37 47",
}


def test_letters_lie_in_their_eras() -> None:
    forms = [form_of(row["text"], {"id": row["id"]}, "forms") for row in rows("letters/templates.jsonl.gz")]
    found = find_families([document(row["id"], row["text"]) for row in rows("letters/letters.jsonl.gz")], forms)
    assert {f.form: " ".join(name[-2:] for name in f.members) for f in found.families} == ERAS
    assert [copy.document for copy in found.copies if copy.unfilled] == ["loc-za-34"]
    assert not any(single.unfilled for single in found.singles)
