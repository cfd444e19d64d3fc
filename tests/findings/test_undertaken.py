from __future__ import annotations

from typing import Any

import pytest
from tests.findings.build import (
    ORG,
    TEXT,
    copy,
    document,
    evidence,
    family,
    found,
    hold_to_the_rules,
    identical,
    only,
    pledge,
    promise,
    span_of,
)

from pledgewatch.findings import make_findings
from pledgewatch.model.document import Doubt, Language
from pledgewatch.model.finding import Finding
from pledgewatch.model.promise import FittedReading, Promise, Relied
from pledgewatch.model.spans import Span

WASTE = "We will cut our waste by 20 % until 2030."
REPORT = "We will report every year."
VAGUE = "We at Marlowe Kites support the ten principles of the United Nations Global Compact."
SHARED = copy(copied=(span_of(TEXT, WASTE),))
EVERYONE = promise(REPORT, specific=True, required=True)

MISSED = "The search is by rules, which miss some commitments in unusual words; a person has to read the text."


def absence(*promises: Promise, **tables: Any) -> Finding:
    return only(evidence(promises=promises, **tables), "no-own-commitment")


def checkable(**fields: Any) -> Promise:
    aspects = {"time": span_of(TEXT, "until 2030"), "quantity": span_of(TEXT, "20 %")}
    return promise(WASTE, specific=True, aspects=aspects, **fields)


def test_a_checkable_commitment_is_said_with_the_same_care() -> None:
    finding = only(evidence(promises=[checkable(), EVERYONE]), "specific-commitment")
    assert finding.sentence == (
        "Marlowe Kites undertakes something that could be checked, in its own words: "
        "“We will cut our waste by 20 % until 2030.” By its words it is due by 2030."
    )
    assert finding.basis.facts["due"] == "by 2030"
    assert finding.basis.facts["says"] == "quantity: “20 %”, time: “until 2030”"
    assert finding.favourable
    assert found(evidence(promises=[checkable(), EVERYONE]), "no-own-commitment") == []


def test_where_nobody_is_known_to_have_sent_it_the_file_is_named() -> None:
    finding = only(evidence(promises=[checkable()], pledges=[pledge(key=None)]), "specific-commitment")
    assert finding.sentence.startswith("The sender of the letter “d1.txt” undertakes something ")
    assert absence(pledges=[pledge(key=None)]).sentence.startswith("In the letter “d1.txt” no commitment of its own ")


def test_words_that_stand_in_a_form_are_not_its_own() -> None:
    with_others: dict[str, Any] = {"copies": [SHARED], "families": [family("d1")]}
    finding = only(evidence(promises=[checkable()], **with_others), "specific-commitment")
    assert "in words that it shares with others" in finding.sentence
    assert absence(checkable(), EVERYONE, **with_others).sentence == (
        "In Marlowe Kites’ letter no commitment in words of its own was found that an outsider could check. "
        "It holds two undertakings: one that every participant has to make and one that could be checked, "
        "in words that it shares with others."
    )


def test_what_was_filled_into_a_form_is_its_own() -> None:
    filled = identical(fill=WASTE, copied=(Span(0, len(TEXT)),), fills=(_fill(),))
    finding = only(evidence(promises=[checkable()], copies=[filled], families=[family("d1")]), "specific-commitment")
    assert "in its own words" in finding.sentence


def _fill() -> Any:
    from pledgewatch.model.reuse import Fill

    span = span_of(TEXT, WASTE)
    return Fill(0, span.start, span.end, WASTE)


@pytest.mark.parametrize(
    ("promises", "held"),
    [
        ([], ""),
        ([promise(VAGUE)], " It holds one undertaking that an outsider could not check."),
        ([promise(VAGUE), promise(WASTE)], " It holds two undertakings that an outsider could not check."),
        ([EVERYONE], " It holds one undertaking that every participant has to make."),
        (
            [promise(VAGUE), promise(WASTE), EVERYONE],
            " It holds three undertakings: one that every participant has to make "
            "and two that an outsider could not check.",
        ),
    ],
)
def test_absence_says_what_was_read_and_what_it_holds(promises: list[Promise], held: str) -> None:
    finding = absence(*promises)
    assert finding.sentence == (
        f"In Marlowe Kites’ letter no commitment of its own was found that an outsider could check.{held}"
    )
    assert finding.caveats == (
        "This speaks of the letter that was read, not of what the organisation does or says elsewhere.",
        MISSED,
    )


def test_of_an_excerpt_only_the_quoted_paragraph_is_spoken_of() -> None:
    finding = absence(promise(VAGUE), pledges=[pledge(extent="excerpt")])
    assert finding.sentence.startswith("In Marlowe Kites’ quoted paragraph no commitment ")
    assert finding.caveats == ("Only the quoted paragraph was read; the rest of the letter may hold more.", MISSED)


@pytest.mark.parametrize(
    "fields",
    [
        {"language": Language("tlh", 0.9)},
        {"language": Language("und", 0.0)},
        {"doubts": (Doubt(0, len(TEXT) // 4, "blurred"),)},
        {"parts": {"body": Span(5, 5)}},
    ],
)
def test_absence_is_not_claimed_of_what_could_not_be_read(fields: dict[str, Any]) -> None:
    assert found(evidence(documents=[document(**fields)]), "no-own-commitment") == []


def test_a_little_doubt_does_not_hinder() -> None:
    little = document(doubts=(Doubt(0, len(TEXT) // 6, "blurred"), Doubt(2, 9, "the same place")))
    assert absence(documents=[little]).key == absence().key


@pytest.mark.parametrize(
    ("fields", "pledged", "spoken"),
    [
        ({"kind": None}, {"kind": ""}, False),
        ({"kind": None}, {"kind": "letter"}, True),
        ({"kind": None}, {"kind": "", "key": ORG}, True),
        ({"kind": None, "parts": {"closing": Span(90, 100)}}, {"kind": ""}, True),
        ({"kind": None, "parts": {"body": Span(0, 100)}}, {"kind": ""}, False),
        ({"kind": None}, {"kind": "", "extent": "excerpt"}, True),
    ],
)
def test_of_what_is_no_pledge_nothing_is_said(fields: dict[str, Any], pledged: dict[str, Any], spoken: bool) -> None:
    made = pledge(**({"key": None, "extent": "unknown"} | pledged))
    tables: dict[str, Any] = {"documents": [document(**fields)], "pledges": [made]}
    assert bool(found(evidence(**tables), "no-own-commitment")) == spoken
    assert bool(found(evidence(promises=[checkable()], **tables), "specific-commitment")) == spoken


def test_a_document_that_nobody_pledges_in_is_not_spoken_of() -> None:
    assert found(evidence(pledges=[]), "no-own-commitment") == []


def test_the_digest_changes_with_a_fact_and_with_nothing_else() -> None:
    first = absence(promise(VAGUE))
    assert absence(promise(VAGUE), as_of="2030", documents=[document(origin="x")]).basis_digest == first.basis_digest
    assert absence(EVERYONE).basis_digest != first.basis_digest
    assert absence(promise(VAGUE), pledges=[pledge(extent="excerpt")]).basis_digest != first.basis_digest
    own = only(evidence(promises=[checkable()]), "specific-commitment")
    shared = only(evidence(promises=[checkable()], copies=[SHARED], families=[family("d1")]), "specific-commitment")
    assert own.key == shared.key
    assert own.basis_digest != shared.basis_digest


def reading(**fields: Any) -> FittedReading:
    at = span_of(TEXT, "will cut")
    given: dict[str, Any] = {"learned_from": "212 labelled passages of kites.jsonl", "for_a_person": False}
    given |= {"relied": (Relied(at.start, at.end, 1.4, "its wording"), Relied(0, 2, -0.2, "its wording"))}
    return FittedReading(probability=0.94, labels={}, probabilities={}, **(given | fields))


def test_what_a_fitted_reader_alone_found_says_so_and_what_it_relied_on() -> None:
    finding = only(evidence(promises=[checkable(fitted=reading(alone=True))]), "specific-commitment")
    assert finding.caveats[-1] == (
        "No rule found this. A reader fitted on 212 labelled passages of kites.jsonl reads it as an undertaking (94%)."
        " It relied on “will cut”."
    )
    hold_to_the_rules(finding)


def test_what_a_fitted_reader_doubts_says_so() -> None:
    finding = only(evidence(promises=[checkable(fitted=reading(for_a_person=True))]), "specific-commitment")
    assert "is not sure that this undertakes anything (94%): for a person to read." in finding.caveats[-1]
    assert not only(evidence(promises=[checkable(fitted=reading())]), "specific-commitment").caveats


def test_no_other_finding_rests_on_a_fitted_reader_alone() -> None:
    everything = evidence(promises=[checkable(fitted=reading(alone=True))])
    assert not everything.promises
    assert {one.kind for one in make_findings(everything)} == {"specific-commitment"}
