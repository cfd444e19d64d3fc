from __future__ import annotations

import json

import pytest
from tests.record.lists import FILLED, RESTRICTIONS, needs_cases, own, own_csv

from pledgewatch.errors import ListError
from pledgewatch.model.record import Listing
from pledgewatch.record.importing import read_list


def _one(**changes: str) -> Listing:
    (listing,) = own(changes).listings
    return listing


def test_a_row_becomes_a_listing_with_all_that_it_says() -> None:
    listing = _one()
    assert listing.names == ("Zhejiang Blauwerk Optics Co., Ltd.", "Blauwerk", "蓝芯光学")
    assert listing.grounds == ("human rights", "security")
    assert listing.principles == (1, 2)
    assert (listing.jurisdiction, listing.start_date, listing.checked) == ("Norway", "2019-10-09", "yes")
    assert (listing.citations[0].text, listing.citations[0].date) == ("84 FR 54002", "")
    assert json.loads(listing.row) == FILLED
    assert listing.row_number == 2


@pytest.mark.parametrize(
    ("changes", "subject", "act"),
    [
        ({}, "named", "restriction"),
        ({"summary_in_your_own_words": "It names no company."}, "class", "restriction"),
        ({"summary_in_your_own_words": "Such equipment is to be taken down."}, "class", "restriction"),
        ({"entity": "Lamp makers (class)"}, "class", "restriction"),
        ({"entity": "Blauwerk subsidiaries (two)"}, "related", "restriction"),
        ({"instrument": "Order to close (Blauwerk Canada Inc.)"}, "related", "restriction"),
        ({"instrument": "Order to close (Blauwerk Ltd)"}, "named", "restriction"),
        ({"summary_in_your_own_words": "Covers subsidiaries."}, "related", "restriction"),
        ({"instrument": "Exclusion decision"}, "named", "exclusion"),
        ({"instrument": "Removal from public sites"}, "named", "removal"),
        ({"authority": "Parliament of Nowhere", "summary_in_your_own_words": "The plenary asked."}, "named", "vote"),
        ({"instrument": "Exclusion decision", "act": "restriction", "subject": "related"}, "related", "restriction"),
    ],
)
def test_reads_what_a_row_is_from_its_words(changes: dict[str, str], subject: str, act: str) -> None:
    listing = _one(**changes)
    assert (listing.subject, listing.act) == (subject, act)


def test_keeps_the_reason_of_what_it_derived() -> None:
    row = _one(summary_in_your_own_words="It names no company.")
    assert "names no company" in row.read_note
    assert "names no company" not in row.checked_note


@pytest.mark.parametrize(
    ("checked", "expected", "date"),
    [
        ("yes", "yes", "2019-10-09"),
        ("no", "no", "2019-10-09"),
        ("", "no", "2019-10-09"),
        ("partly (order seen)", "partly", "2019-10-09"),
        ("yes (month; day from general knowledge)", "yes", "2019-10"),
        ("yes (month)", "yes", "2019-10"),
        ("yes (day of vote derived)", "yes", "2019-10"),
        ("yes (year)", "yes", "2019"),
        ("yes (page names Grünlicht only)", "partly", "2019-10-09"),
        ("yes (page names Blauwerk only)", "yes", "2019-10-09"),
        ("yes (secondary; exact date to verify)", "partly", "2019-10-09"),
        ("yes (ground from general knowledge)", "partly", "2019-10-09"),
    ],
)
def test_reads_how_far_a_row_was_checked(checked: str, expected: str, date: str) -> None:
    listing = _one(source_checked=checked)
    assert (listing.checked, listing.start_date) == (expected, date)


def test_a_row_without_a_source_is_not_checked() -> None:
    assert _one(source_url="").checked == "no"


def test_an_uncertain_end_is_a_note() -> None:
    listing = _one(end_date="2024 (verify)")
    assert (listing.end_date, listing.end_note) == ("", "2024 (verify)")
    assert _one(end_date="2024-10-21").end_date == "2024-10-21"


def test_reads_citations_with_their_dates() -> None:
    cited = _one(first_citation="84 FR 54002, 2019-10-09", amending_citations="87 FR 62202; Annex, part 2").citations
    assert [(one.text, one.date) for one in cited] == [
        ("84 FR 54002", "2019-10-09"),
        ("87 FR 62202", ""),
        ("Annex, part 2", ""),
    ]


def test_takes_all_addresses_the_first_first() -> None:
    text = "https://a.example/x (stored copy: https://b.example/y); https://c.example/z_(w)"
    assert _one(source_url=text).source_urls == (
        "https://a.example/x",
        "https://b.example/y",
        "https://c.example/z_(w)",
    )


def test_context_is_a_statement_about_a_state() -> None:
    parsed = own(
        {
            "entity": "[Context: no company named]",
            "aliases": "Northland",
            "instrument": "Assessment of rights",
            "summary_in_your_own_words": "It is about state conduct.",
        }
    )
    (statement,) = parsed.statements
    assert parsed.listings == ()
    assert (statement.of, statement.of_kind, statement.by) == ("Northland", "state", "Ministry of Trade")


def test_a_row_may_say_that_it_is_a_statement_of_a_company() -> None:
    (statement,) = own({"kind": "statement", "statement_of": "Blauwerk"}).statements
    assert (statement.of, statement.of_kind) == ("Blauwerk", "company")


def test_changing_one_row_changes_one_listing() -> None:
    rows: tuple[dict[str, str], ...] = ({}, {"entity": "Grünlicht AG"}, {"instrument": "Other Register"})
    before = own(*rows).listings
    after = own(*rows[:2], rows[2] | {"date": "2020-01", "ground": "security"}).listings
    assert [one.id for one in before] == [one.id for one in after]
    assert [one.start_date for one in after] == ["2019-10-09", "2019-10-09", "2020-01"]
    assert len({one.id for one in before}) == 3


def test_a_second_notice_while_in_force_is_the_same_listing() -> None:
    (listing,) = own({}, {"date": "2022-10-13", "instrument": "Export Register (87 FR 62202)"}).listings
    assert [one.text for one in listing.citations] == ["84 FR 54002", "87 FR 62202"]
    assert (listing.start_date, listing.citations[1].date) == ("2019-10-09", "2022-10-13")
    assert len(json.loads(listing.row)) == 2


def test_a_new_listing_after_the_end_is_another() -> None:
    first, second = own({"end_date": "2020"}, {"date": "2022-10-13"}).listings
    assert first.id != second.id
    assert first.id == own({}).listings[0].id


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"date": "9.10.2019"}, "row 3: date"),
        ({"date": "2019-02-30"}, "row 3: date"),
        ({"entity": ""}, "row 3: entity is empty"),
        ({"subject": "everybody"}, "row 3: subject"),
        ({"source_checked": "perhaps"}, "row 3: source_checked"),
        ({"source_url": "javascript:alert(1)"}, "row 3: source_url"),
        ({"principle_numbers": "11"}, "row 3: '11' is no principle"),
        ({"identifiers": "5493"}, "row 3: identifier"),
        ({"end_date": "2018"}, "row 3: it ends"),
    ],
)
def test_refuses_a_malformed_row_by_its_number(changes: dict[str, str], says: str) -> None:
    with pytest.raises(ListError, match=says):
        own({}, changes)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (own_csv({})[:-30] + b'"open', "row 2"),
        (own_csv({}).replace(b"security", b"secu\xffrity"), "not UTF-8"),
        (own_csv({}).replace(b",yes\n", b",yes,more\n"), "row 2: it has 13 fields"),
        (own_csv({}).replace(b"country", b"land", 1), "country is missing"),
        (own_csv({}).replace(b"ground", b"country", 1), "country is there twice"),
        (own_csv({}).split(b"\n")[0] + b"\n", "no rows"),
        (own_csv({}).replace(b"licence", b"lic\0nce"), "NUL"),
    ],
)
def test_refuses_a_malformed_file(data: bytes, says: str) -> None:
    with pytest.raises(ListError, match=says):
        read_list(data, "mine.csv")


def test_takes_a_byte_order_mark_and_remarks_on_unknown_columns() -> None:
    parsed = read_list(b"\xef\xbb\xbf" + own_csv({"colour": "blue"}), "mine.csv")
    assert parsed.snapshot.id == "mine"
    assert "colour" in parsed.remarks[0]


@needs_cases
def test_the_real_record_is_read_as_its_cautions_ask() -> None:
    parsed = read_list(RESTRICTIONS.read_bytes(), "restrictions.csv")
    assert (len(parsed.listings), len(parsed.statements)) == (65, 1)
    by_row = {one.row_number: one for one in parsed.listings}
    uk = [one for one in parsed.listings if one.jurisdiction == "United Kingdom"]
    assert len(uk) == 4
    assert {one.subject for one in uk} == {"class"}
    assert [one.subject for one in parsed.listings if one.instrument.startswith("Order to cease")] == ["related"]
    assert by_row[19].checked == "no"
    assert [(one.start_date, one.subject) for one in parsed.listings if "Quebec" in one.jurisdiction] == [
        ("2023", "named")
    ]
    ukraine = [one for one in parsed.listings if one.jurisdiction == "Ukraine"]
    assert {(one.end_date, one.end_note) for one in ukraine} == {("", "2024 (verify)")}
    assert parsed.statements[0].of_kind == "state"
    assert len({one.id for one in parsed.listings}) == 65


@needs_cases
def test_every_real_row_keeps_authority_instrument_ground_and_source() -> None:
    for listing in read_list(RESTRICTIONS.read_bytes(), "restrictions.csv").listings:
        row = json.loads(listing.row)
        assert (listing.authority, listing.jurisdiction, listing.instrument) == (
            row["authority"],
            row["country"],
            row["instrument"],
        )
        assert "; ".join(listing.grounds) == row["ground"]
        assert row["date"].startswith(listing.start_date)
        assert row["source_url"].startswith(listing.source_urls[0])


def test_rows_of_one_name_and_day_that_differ_are_all_kept() -> None:
    listings = own({}, {"subject": "related"}, {"subject": "class"}).listings
    assert len({one.id for one in listings}) == 3
    assert {one.subject for one in listings} == {"named", "related", "class"}
