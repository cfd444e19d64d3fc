from __future__ import annotations

from typing import Any

import pytest
from tests.findings.build import ORG, evidence

from pledgewatch.findings import make_findings
from pledgewatch.model.finding import Finding
from pledgewatch.model.participation import Participation


def _found(**fields: Any) -> Finding:
    one = Participation(
        id="p1", list="ungc", initiative="UN Global Compact", name="Marlowe Kites Ltd", row="{}", row_number=2, **fields
    )
    found = make_findings(evidence(participations={ORG: [(one, "by the name 'Marlowe Kites Ltd'")]}))
    (finding,) = [each for each in found if each.kind == "participation"]
    return finding


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        (
            {"joined": "2009-11-18", "status": "active", "last_report": "2017-05-11", "due": "2018-05-11"},
            "takes part in the UN Global Compact, which it joined on 2009-11-18, with the status “active”. "
            "Its last report in the list is of 2017-05-11; the next was due on 2018-05-11.",
        ),
        (
            {"joined": "2009-11-18", "last_report": "2018-06-01", "due": "2018-05-11"},
            "takes part in the UN Global Compact, which it joined on 2009-11-18. "
            "Its last report in the list is of 2018-06-01.",
        ),
        (
            {"joined": "2009", "left": "2012-01", "left_why": "no report"},
            "took part in the UN Global Compact, which it joined in 2009, and left in 2012-01 (no report). "
            "The list gives no report of it.",
        ),
        ({}, "takes part in the UN Global Compact, from a date that the list does not give. "),
    ],
)
def test_says_since_when_and_what_was_reported(fields: dict[str, str], says: str) -> None:
    finding = _found(**fields)
    assert finding.sentence.startswith("Marlowe Kites, listed as “Marlowe Kites Ltd”, ")
    assert says in finding.sentence


def test_it_is_no_listing_and_rests_on_the_name_as_is_said() -> None:
    finding = _found(joined="2009")
    assert "neither a certificate nor a restriction" in finding.caveats[0]
    assert "from the name alone: by the name" in finding.caveats[1]
    assert (finding.listing, finding.entity, finding.basis.rows[0].list) == (None, None, "ungc")
