from __future__ import annotations

from typing import Any

import msgspec
import pytest
from tests.findings.build import (
    ORG,
    document,
    evidence,
    found,
    listing,
    match,
    on_record,
    only,
    organisation,
    pledge,
    promise,
    screening,
    snapshot,
    span_of,
    statement,
)

from pledgewatch.findings import Evidence
from pledgewatch.model.finding import Finding
from pledgewatch.model.identity import ListingId, Sha256
from pledgewatch.model.record import Listing
from pledgewatch.model.spans import Span

HEAD = "Marlowe Kites (listed as “Marlowe Kites Ltd”) "
EVENT = "Board of Trade (Norland) restricted Marlowe Kites (listed as “Marlowe Kites Ltd”): Order 12, on 2019-10-09; "
NO_END = "In the list “Harbour list” as of 2026-01-15 no end is given."


def listed(*, pledged: str = "2020-05-04", as_of: str = "2026-01-15", **fields: Any) -> Finding:
    return only(on_record(listing(**fields), pledges=[pledge(date=pledged)], as_of=as_of), "listing")


def test_a_listing_says_who_whom_what_since_when_and_why() -> None:
    assert listed().sentence == (
        HEAD + "is restricted by Board of Trade (Norland), Order 12, since 2019-10-09; ground: human rights. "
        "It applied when the pledge was made, 2020-05-04. " + NO_END
    )
    assert listed(entity="Marlowe Kites").sentence.startswith("Marlowe Kites is restricted by ")


@pytest.mark.parametrize(
    ("fields", "state", "sentence"),
    [
        ({"pledged": "2018"}, "not yet", "That came after the pledge of 2018."),
        ({"pledged": "2019-10-09"}, "listed", "It began on the day of the pledge, 2019-10-09."),
        ({"pledged": "2019"}, "unknown", "Whether that was before the pledge of 2019 cannot be told from the dates."),
        ({"pledged": ""}, "unknown", "The date of the pledge is not known."),
        ({"pledged": "May 2020"}, "unknown", "The date of the pledge is not known."),
        ({"start_date": ""}, "unknown", "Whether that was before the pledge of 2020-05-04 is not known."),
        ({"start_date": "", "announced": "2021-01-07"}, "unknown",
         "Whether that was before the pledge of 2020-05-04 is not known."),
        ({"start_date": "", "announced": "2020-01-07"}, "listed", "It applied when the pledge was made, 2020-05-04."),
        ({"end_date": "2020-01-31"}, "ended", "It had ended, on 2020-01-31, before the pledge of 2020-05-04."),
        ({"end_date": "2019-12"}, "ended", "It had ended, in 2019-12, before the pledge of 2020-05-04."),
        ({"end_date": "2020-05-04"}, "ended", "It ended on the day of the pledge, 2020-05-04."),
        ({"end_date": "2020"}, "unknown",
         "Whether it still applied at the pledge of 2020-05-04 cannot be told from the dates."),
        ({"end_date": "2022"}, "listed", "It applied when the pledge was made, 2020-05-04."),
        ({"end_note": "2020 (to be verified)"}, "unknown",
         "Whether it still applied at the pledge of 2020-05-04 cannot be told from the dates."),
        ({"end_note": "closed, it is said"}, "unknown",
         "Whether it still applied at the pledge of 2020-05-04 cannot be told from the dates."),
        ({"end_note": "2024 (to be verified)"}, "listed", "It applied when the pledge was made, 2020-05-04."),
    ],
)  # fmt: skip
def test_how_it_stood_at_the_pledge(fields: dict[str, Any], state: str, sentence: str) -> None:
    finding = listed(**fields)
    assert finding.basis.facts["at the date of the pledge"] == state
    assert f". {sentence} " in finding.sentence


@pytest.mark.parametrize(
    ("fields", "state", "verb", "sentence"),
    [
        ({}, "listed", "is restricted by", NO_END),
        ({"end_date": "2021-03-01"}, "ended", "was restricted by", "It ended on 2021-03-01."),
        ({"end_date": "2021"}, "ended", "was restricted by", "It ended in 2021."),
        ({"end_date": "2026-01-15"}, "ended", "was restricted by", "It ended on 2026-01-15."),
        ({"end_date": "2026"}, "unknown", "",
         "Its end is given as 2026; whether it is in force as of 2026-01-15 cannot be told from that."),
        ({"end_date": "2027"}, "listed", "is restricted by",
         "As of 2026-01-15 it is in force; its end is given as 2027."),
        ({"end_note": "2024 (to be verified)"}, "uncertain", "",
         "The record notes an end that is not certain: 2024 (to be verified)."),
        ({"start_date": "2026-02"}, "not yet", "was to be restricted by",
         "As of 2026-01-15 it was not yet in force."),
        ({"as_of": ""}, "listed", "is restricted by", NO_END),
    ],
)  # fmt: skip
def test_how_it_stands_now(fields: dict[str, Any], state: str, verb: str, sentence: str) -> None:
    finding = listed(**fields)
    assert finding.basis.facts["as of the run"] == state
    assert finding.sentence.startswith(HEAD + verb if verb else EVENT)
    assert finding.sentence.endswith(sentence)


@pytest.mark.parametrize(
    ("end", "said"),
    [("", "since 2019-10-09"), ("2021", "from 2019-10-09 to 2021"), ("2027", "from 2019-10-09 to 2027")],
)
def test_from_when_to_when(end: str, said: str) -> None:
    assert f", {said}; ground:" in listed(end_date=end).sentence


def test_what_the_record_does_not_give_is_said_not_to_be_given() -> None:
    finding = listed(start_date="", grounds=(), principles=(), authority="", jurisdiction="", instrument="")
    assert finding.sentence.startswith(
        HEAD + "is restricted by harbour, from a date that the record does not give; the record gives no ground. "
    )


REGISTER = {"instrument": '"Friends of the gale" register', "grounds": ("war",)}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, HEAD + "is named in the “Friends of the gale” register of Board of Trade (Norland), since 2019-10-09; "),
        ({"end_date": "2021"}, HEAD + "was named in the “Friends of the gale” register of Board of Trade (Norland), "
         "from 2019-10-09 to 2021; "),
        ({"end_note": "2024 (verify)"}, "Board of Trade (Norland) entered Marlowe Kites (listed as “Marlowe Kites "
         "Ltd”) in the “Friends of the gale” register, on 2019-10-09; "),
        ({"start_date": "2027"}, HEAD + "was to be named in the "),
        ({"start_date": "", "end_note": "?"}, "Board of Trade (Norland) entered Marlowe Kites (listed as “Marlowe "
         "Kites Ltd”) in the “Friends of the gale” register, on a date that the record does not give; "),
        ({"summary": "Exports need a licence."}, HEAD + "is restricted by Board of Trade (Norland), “Friends of"),
        ({"summary": "It needs no licence."}, HEAD + "is named in the "),
        ({"instrument": "Denied Persons List"}, HEAD + "is restricted by "),
        ({"act": "exclusion"}, HEAD + "is excluded by "),
    ],
)  # fmt: skip
def test_an_entry_in_a_register_is_a_restriction_only_where_the_row_says_what_is_forbidden(
    fields: dict[str, Any], said: str
) -> None:
    assert listed(**(REGISTER | fields)).sentence.startswith(said)


def test_an_entry_that_is_held_against_a_principle_is_told_as_one() -> None:
    (held,) = found(on_record(listing(instrument="Gale List", end_note="2024?")), "pledged-principle")
    assert "Board of Trade (Norland) entered Marlowe Kites (listed as “Marlowe Kites Ltd”) in a list on a" in (
        held.sentence
    )
    assert "principles: Gale List, on 2019-10-09; ground: human rights." in held.sentence


@pytest.mark.parametrize(
    ("authority", "jurisdiction", "named"),
    [
        ("Minister of Kites (Invest Norland Act)", "Norland", "Minister of Kites (Invest Norland Act; Norland)"),
        ("Bank of Norland", "Norland", "Bank of Norland"),
        ("Bank of Norland (discount office)", "Norland", "Bank of Norland (discount office)"),
        ("Board of Trade, Norland", "Norland", "Board of Trade, Norland"),
        ("Norland", "Norland", "Norland"),
        ("Invest Norland Board", "Norland", "Invest Norland Board (Norland)"),
    ],
)
def test_the_jurisdiction_is_named_unless_the_authority_says_it(authority: str, jurisdiction: str, named: str) -> None:
    said = listed(authority=authority, jurisdiction=jurisdiction).sentence
    assert said.startswith(f"{HEAD}is restricted by {named}, Order 12, ")


def test_how_a_row_was_read_is_not_how_far_it_was_checked() -> None:
    finding = listed(checked_note="page seen", read_note="act read as removal: its instrument says so")
    assert finding.caveats == (
        "How far it was checked: page seen.",
        "How the row was read: act read as removal: its instrument says so.",
    )
    partly = listing(checked="partly", read_note="act read as removal: its instrument says so")
    assert "checked only in part: Board" in only(on_record(partly), "unchecked-row").sentence


def test_several_authorities_and_a_region_are_readable() -> None:
    finding = listed(authority="Congress; Board of Trade", jurisdiction="Norland (Southmark)")
    assert "restricted by Congress and Board of Trade (Norland, Southmark), Order 12" in finding.sentence


def test_a_vote_is_an_event_and_restricts_nobody() -> None:
    vote = {"act": "vote", "start_date": "2021-04"}
    finding = listed(pledged="2022", **vote)
    assert finding.sentence == (
        HEAD + "was named in a vote of Board of Trade (Norland), Order 12, in 2021-04; ground: human rights. "
        "That was before the pledge of 2022."
    )
    for pledged, said in (("2021-04-03", "cannot be told"), ("2020", "after the pledge of 2020"), ("", "not known")):
        assert said in listed(pledged=pledged, **vote).sentence
    (held,) = found(on_record(listing(**vote)), "pledged-principle")
    assert "restrict" not in held.sentence
    assert "named Marlowe Kites (listed as “Marlowe Kites Ltd”) in a vote on a ground" in held.sentence


def test_a_removal_is_said_as_a_decision() -> None:
    assert "is the subject of a decision to remove its products, by Board of Trade" in listed(act="removal").sentence


def test_a_ground_that_is_not_human_rights_is_said_and_never_held_against_a_principle() -> None:
    made = on_record(listing(grounds=("security",)))
    assert only(made, "listing").caveats == ("The ground given is not human rights.",)
    assert "ground: security" in only(made, "listing").sentence
    assert found(made, "pledged-principle") == []
    assert found(on_record(listing(grounds=())), "pledged-principle") == []
    assert found(on_record(listing(principles=())), "pledged-principle") == []


def test_a_pledged_principle_is_held_against_what_the_record_ties_to_it() -> None:
    finding = only(on_record(), "pledged-principle")
    assert finding.sentence == (
        "Marlowe Kites’ letter pledges support for principles 1 (to support and respect human rights) and 2 (not to be "
        "complicit in human rights abuses) of the UN Global Compact. Board of Trade (Norland) restricted "
        "Marlowe Kites (listed as “Marlowe Kites Ltd”) on a ground that the record ties to those principles: "
        "Order 12, since 2019-10-09; ground: human rights. It applied when the pledge was made, 2020-05-04."
    )  # fmt: skip
    assert finding.caveats == ("An act of an authority is not the judgment of a court.",)
    assert finding.basis.passages[0].quote.exact.startswith("We at Marlowe Kites support")
    one = only(on_record(listing(principles=(2,))), "pledged-principle")
    assert "pledges support for principle 2 (" in one.sentence
    assert "ties to that principle:" in one.sentence


def test_without_the_compact_it_is_an_area_and_no_principle() -> None:
    text = "We will respect the rights of all who work for us. We will report every year."
    sentence = "We will respect the rights of all who work for us."
    made = on_record(documents=[document(text=text)], promises=[promise(sentence, text, principles=(1, 2))])
    finding = only(made, "pledged-principle")
    assert finding.sentence == (
        f"Marlowe Kites’ letter makes an undertaking about human rights: “{sentence}” Board of Trade (Norland) "
        "restricted Marlowe Kites (listed as “Marlowe Kites Ltd”): Order 12, since 2019-10-09; ground: human rights. "
        "It applied when the pledge was made, 2020-05-04."
    )
    assert finding.basis.facts["area"] == "human rights"
    assert "principles" not in finding.basis.facts


def test_what_pledges_no_principle_is_held_against_none() -> None:
    silent = document(text="We are glad to write to you.")
    assert found(on_record(documents=[silent]), "pledged-principle") == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"subject": "class"}, "The act names no company, so that it cannot be said to restrict Marlowe Kites."),
        ({"subject": "related"}, "The act concerns a related company, not Marlowe Kites itself."),
        ({"subject": "related", "entity": "Kite Parts Ltd"},
         "The act concerns another company of the group, “Kite Parts Ltd”, not Marlowe Kites itself."),
    ],
)  # fmt: skip
def test_a_class_or_a_related_company_is_never_a_restriction(fields: dict[str, Any], said: str) -> None:
    made = on_record(listing(**fields))
    finding = only(made, "related-measure")
    assert finding.sentence == (
        "The record ties a measure of Board of Trade (Norland) to Marlowe Kites: Order 12, 2019-10-09; "
        f"ground: human rights. {said}"
    )
    assert finding.caveats[0] == "This is no restriction of Marlowe Kites."
    assert _unrestricted(made) == 1


@pytest.mark.parametrize(("checked", "said"), [("partly", "was checked only in part"), ("no", "has not been checked")])
@pytest.mark.parametrize("subject", ["named", "class", "related"])
def test_a_row_that_nobody_fully_checked_cannot_be_published(checked: str, said: str, subject: str) -> None:
    made = on_record(listing(checked=checked, subject=subject, checked_note="page moved"))
    finding = only(made, "unchecked-row")
    assert f" that {said} (page moved): Board of Trade (Norland), Order 12, 2019-10-09." in finding.sentence
    assert not finding.publishable
    assert said in finding.hindrance
    assert _unrestricted(made) == (2 if subject == "named" else 1)


def _unrestricted(made: Evidence) -> int:
    """Count the findings about who is meant and what the record has; none of them says that it is restricted."""
    kinds = ("identity", "listing", "pledged-principle", "related-measure", "unchecked-row")
    findings = [one for kind in kinds for one in found(made, kind)]
    assert not [one for one in findings if "is restricted" in one.sentence or "restricted by" in one.sentence]
    return len(findings)


OTHERS = {"entity": "Marlowe subsidiaries (five)", "names": ("Marlowe subsidiaries (five)", "Marlowe Kites")}


def bearing(verdict: str = "possible", matched_name: str = "Marlowe Kites", **fields: Any) -> Evidence:
    row = listing(**(OTHERS | {"subject": "related"} | fields))
    like = match(verdict, entity_name="Marlowe subsidiaries (five)", matched_name=matched_name)
    return on_record(row, screenings=screening(like))


@pytest.mark.parametrize("subject", ["class", "related"])
def test_nobody_is_taken_for_a_class_or_for_others_of_the_group(subject: str) -> None:
    made = bearing(subject=subject)
    assert found(made, "identity") == []
    finding = only(made, "related-measure")
    assert finding.sentence.startswith("The record ties a measure of Board of Trade (Norland) to Marlowe Kites: ")
    assert finding.caveats[:2] == (
        "This is no restriction of Marlowe Kites.",
        "That it concerns this Marlowe Kites was taken from the name alone.",
    )


def test_another_company_of_the_group_is_named() -> None:
    assert only(bearing(), "related-measure").sentence.endswith(
        "The act concerns another company of the group, “Marlowe subsidiaries (five)”, not Marlowe Kites itself."
    )


@pytest.mark.parametrize("fields", [{"verdict": "namesake"}, {"matched_name": "Marlow Kites"}, {"subject": "named"}])
def test_what_does_not_bear_the_very_name_is_not_tied_to_it(fields: dict[str, str]) -> None:
    assert found(bearing(**fields), "related-measure") == []


def test_a_possible_match_says_nothing_of_listings_until_a_person_confirms_it() -> None:
    possible: dict[str, Any] = {"screenings": screening(match("possible"))}
    assert found(on_record(**possible), "listing") == []
    identity = only(on_record(**possible), "identity")
    assert identity.sentence == (
        "Marlowe Kites may be the listed “Marlowe Kites Ltd” (NL): its name is the listed name 'Marlowe Kites Ltd' but "
        "for the legal form. What would settle it: compare its registration number."
    )
    confirmed = on_record(**possible, same=frozenset({(ORG, "e1")}))
    assert len(found(confirmed, "listing")) == 1


def test_an_unmistakable_match_is_still_for_a_person_to_decide() -> None:
    by_number = match(why=("has the same lei: 12",))
    identity = only(on_record(screenings=screening(by_number)), "identity")
    assert (
        identity.sentence
        == "Marlowe Kites is taken to be the listed “Marlowe Kites Ltd” (NL): it has the same lei: 12."
    )
    assert identity.caveats == ("A name alone does not settle who is meant.",)


def test_a_namesake_is_nobody_unless_a_person_said_so_and_can_take_it_back() -> None:
    namesake: dict[str, Any] = {"screenings": screening(match("namesake"))}
    assert found(on_record(**namesake), "identity") == []
    confirmed = on_record(**namesake, same=frozenset({(ORG, "e1")}))
    assert len(found(confirmed, "identity")) == len(found(confirmed, "listing")) == 1


def test_every_pledge_is_held_against_every_listing_and_each_is_its_own_finding() -> None:
    two = on_record(
        documents=[document(), document("d2")],
        pledges=[pledge(), pledge("d2", "2015")],
        listings=[listing(), listing(id=ListingId("l2"), instrument="Order 13")],
        screenings=screening(match(listings=(ListingId("l1"), ListingId("l2")))),
    )
    findings = found(two, "listing")
    assert len({one.key for one in findings}) == 4
    assert found(two, "listing") == findings
    assert [one.weight for one in findings] == sorted((one.weight for one in findings), reverse=True)


def test_the_digest_is_stable_against_runs_and_snapshots_and_changes_with_facts() -> None:
    first = listed()
    assert listed(as_of="2026-03-01").basis_digest == first.basis_digest
    newer = on_record(lists=[snapshot(as_of="2026-02-02", sha256=Sha256("e" * 64))])
    assert only(newer, "listing").basis_digest == first.basis_digest
    assert only(on_record(listing(row_number=7)), "listing").basis_digest == first.basis_digest
    changes: list[dict[str, Any]] = [
        {"start_date": "2019-10-10"}, {"grounds": ("human rights", "security")}, {"instrument": "Order 14"},
        {"authority": "Ministry"}, {"end_date": "2024"}, {"entity": "Marlowe"}, {"row": '{"n": 2}'},
        {"act": "exclusion"}, {"pledged": "2020-05-05"}, {"jurisdiction": "Sund"},
    ]  # fmt: skip
    digests = {listed(**change).basis_digest for change in changes}
    assert len(digests) == len(changes)
    assert first.basis_digest not in digests
    assert {listed(**change).key for change in changes} == {first.key}
    renamed = on_record(organisations=[organisation("Marlowe Kites AG")])
    assert only(renamed, "listing").basis_digest != first.basis_digest


def test_the_date_in_the_letter_is_shown_as_basis() -> None:
    dated = pledge()
    assert dated.date is not None
    span = span_of(document().text, "until 2030")
    seen = msgspec.structs.replace(dated, date=msgspec.structs.replace(dated.date, how="recognised", span=span))
    (passage,) = only(on_record(pledges=[seen]), "listing").basis.passages
    assert (passage.role, passage.quote.exact, passage.span) == ("date of the pledge", "until 2030", Span(*_ends(span)))


def _ends(span: Span) -> tuple[int, int]:
    return span.start, span.end


def test_a_row_is_pointed_at_in_its_list() -> None:
    (row,) = listed().basis.rows
    assert (row.list, row.as_of, row.row_number, row.snapshot) == ("harbour", "2026-01-15", 1, "b" * 64)


def test_a_statement_is_of_a_company_by_its_name_and_no_restriction() -> None:
    finding = only(evidence(statements=[statement()]), "statement")
    assert finding.sentence == (
        "The Kite Workers' Union (2022) said of Marlowe Kites, in its yearly report: "
        "The works in Hallmark Bay are unsafe."
    )
    assert finding.caveats[0] == "A statement, not a restriction."
    assert finding.entity is None


@pytest.mark.parametrize(
    "fields", [{"of_kind": "state"}, {"of_kind": "other"}, {"checked": "partly"}, {"checked": "no"}]
)
def test_what_is_said_of_a_state_or_is_unchecked_is_not_said_of_a_company(fields: dict[str, str]) -> None:
    assert found(evidence(statements=[statement(**fields)]), "statement") == []


def test_a_statement_that_is_reached_through_a_listed_entity_falls_with_it() -> None:
    said = statement(of="Marlowe Kites Ltd", names=())
    assert only(on_record(statements=[said]), "statement").entity == "e1"
    possible = screening(match("possible"))
    assert found(on_record(statements=[said], screenings=possible), "statement") == []
    confirmed = on_record(statements=[said], screenings=possible, same=frozenset({(ORG, "e1")}))
    assert only(confirmed, "statement").entity == "e1"


def test_a_statement_reaches_every_organisation_of_the_name() -> None:
    two = evidence(organisations=[organisation(), organisation(key="o-other")], statements=[statement()])
    assert {one.organisation for one in found(two, "statement")} == {"o-marlowe", "o-other"}


def test_without_listings_the_record_says_nothing() -> None:
    none: list[Listing] = []
    assert found(on_record(listings=none, screenings=screening()), "listing") == []
