"""Silence on what a listing concerns: a search for words, with its extent."""

from __future__ import annotations

from typing import Any

import pytest
from tests.findings.build import document, found, listing, on_record, only, pledge

from pledgewatch.findings import Evidence
from pledgewatch.model.document import Language
from pledgewatch.promises.expected import Subject

FORCED = listing(principles=(4,))


def about(text: str, **tables: Any) -> Evidence:
    return on_record(FORCED, documents=[document(text=text)], **tables)


QUIET = "We at Marlowe Kites support the ten principles. We will cut our waste by 20 % until 2030."


def test_what_no_word_speaks_of_is_said_of_the_document() -> None:
    finding = only(about(QUIET), "silence")
    assert finding.sentence == (
        "The record ties a listing of Marlowe Kites by Board of Trade (Norland), Order 12, to principle 4 (to use no "
        "forced labour) of the UN Global Compact. In Marlowe Kites’ letter no words about it were found, "
        "but where it names the ten principles as a whole."
    )
    assert finding.basis.facts["characters read"] == str(len(QUIET))
    assert finding.basis.facts["searched for"] == "the words for principle 4 (rules: en)"
    assert finding.basis.rows
    assert finding.caveats[0].startswith("This speaks of the letter that was read")


@pytest.mark.parametrize(
    "text", [f"{QUIET} We keep no worker's passport.", f"{QUIET} Forced labour has no place at our yards."]
)
def test_a_word_of_it_is_enough(text: str) -> None:
    assert found(about(text), "silence") == []


@pytest.mark.parametrize(
    "fields", [{"grounds": ("security",)}, {"principles": ()}, {"checked": "no"}, {"subject": "class"}]
)
def test_only_a_checked_listing_that_names_it_on_such_a_ground_is_asked_about(fields: dict[str, Any]) -> None:
    row = listing(**({"principles": (4,)} | fields))
    assert found(on_record(row, documents=[document(text=QUIET)]), "silence") == []


def test_a_language_without_rules_is_not_searched() -> None:
    made = on_record(FORCED, documents=[document(text=QUIET, language=Language("tlh", 0.9))])
    assert found(made, "silence") == []


def test_of_an_excerpt_only_the_paragraph_is_spoken_of() -> None:
    finding = only(about(QUIET, pledges=[pledge(extent="excerpt")]), "silence")
    assert finding.caveats[0] == "Only the quoted paragraph was read; the rest of the letter may speak of it."


def test_expected_subjects_on_the_same_principle_are_named_where_they_were_not_found() -> None:
    labour = Subject(
        standard="S", identifier="1", words="Steps against forced labour in its supply chain", principles=(4,)
    )
    waste = Subject(standard="S", identifier="2", words="Waste that it makes", principles=(8,))
    finding = only(about(QUIET, expected=[labour, waste]), "silence")
    assert finding.basis.facts["expected subjects not found"] == f"{labour.words} (S, 1)"
