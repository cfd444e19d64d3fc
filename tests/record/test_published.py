"""Each publisher's format: what of it becomes a listing, and the real lists where they are at hand."""

from __future__ import annotations

import gzip
import json

import pytest
from tests.record.lists import CASES, needs_cases
from tests.record.published import MAKERS, csl_csv, dfat_xlsx, fcc_csv, name, ofac_set, rows_csv, us_json

from pledgewatch.errors import ListError
from pledgewatch.model.dates import PartialDate
from pledgewatch.model.record import Listing
from pledgewatch.record.holdings import ParsedList
from pledgewatch.record.importing import check_age, read_list
from pledgewatch.record.lists import READERS


def _read(kind: str, rows: int = 3) -> ParsedList:
    return read_list(MAKERS[kind](rows), f"{kind}.file")


def _named(parsed: ParsedList, entity: str) -> Listing:
    return next(one for one in parsed.listings if one.entity == entity)


@pytest.mark.parametrize("kind", MAKERS)
def test_every_organisation_becomes_a_listing_with_its_row(kind: str) -> None:
    parsed = _read(kind)
    assert parsed.snapshot.id == kind.partition(" ")[0]
    organisations = [one for one in parsed.listings if one.subject == "named"]
    assert len(organisations) == 3
    assert len({one.id for one in parsed.listings}) == len(parsed.listings)
    for listing in organisations:
        assert listing.entity.split(" Co")[0] in listing.row
        assert listing.authority
        assert listing.instrument
        assert json.loads(listing.row)


@pytest.mark.parametrize("kind", MAKERS)
def test_importing_twice_gives_the_same_and_the_head_tells_one_reader(kind: str) -> None:
    data = MAKERS[kind](3)
    assert read_list(data, "x") == read_list(data, "x")
    assert len([one for one in READERS if one.sniff(data[:4096])]) == 1
    assert read_list(gzip.compress(data, mtime=0), "x.gz").listings[0].id == read_list(data, "x").listings[0].id


@pytest.mark.parametrize(
    ("kind", "country", "start", "programme", "alias"),
    [
        ("us-csl", "CN; NO", "2026-03-01", "CMIC-EO13959", "Blau Nr 0, Ltd"),
        ("us-csl json", "CN", "2026-03-01", "X", "BWO 0"),
        ("eu-journal", "Norway", "2026-03-01", "EU-NOWHERE", "АО «Блауверк 0»"),
        ("eu-fsf", "NORWAY", "", "", "Blau 0, Ltd"),
        ("dhs-uflpa", "Norway", "2026-03-01", "", "Blau"),
        ("un-sc", "Norway", "2019-10-09", "LAMPS", "BWO 0"),
        ("ca-sema", "Norway / Norvège", "2026-03-01", "schedule 1, Part 2", "BWO 0"),
        ("au-dfat", "Norway", "2019-10-09", "Lamps", "Блауверк 0"),
        ("ofac-sdn", "", "2021-08-02", "LIGHTS", "BLAU"),
        ("ofac-sdn xml", "Norway", "2021-08-02", "LIGHTS", "BWO 0"),
        ("ofac-sdn advanced", "Norway", "2019-10-09", "LAMPS", "Блауверк 0"),
        ("uk-sanctions-list", "Norway", "2019-10-09", "The Lamps Regulations 2020", "Блауверк 0"),
        ("uk-sanctions-list xml", "Norway", "2019-10", "The Lamps Regulations 2020", "BWO 0"),
        ("eu-consolidated", "NORWAY", "2019-10-09", "LAMPS", "Блауверк 0"),
        ("eu-consolidated csv", "NORWAY", "2019-10-09", "LAMPS", "BWO 0"),
        ("opensanctions", "no", "2019-10", "Lamps", "BWO 0"),
    ],
)
def test_what_the_list_says_is_kept(kind: str, country: str, start: str, programme: str, alias: str) -> None:
    listing = _named(_read(kind), name(0))
    assert (listing.country, listing.start_date) == (country, start)
    assert programme in (*listing.programmes, "")
    assert alias in listing.names
    assert listing.grounds == ()


def test_persons_are_left_out_and_counted() -> None:
    assert "1 entries of the kind 'individual' are left out" in _read("us-csl").remarks
    assert all("Rot" not in one.entity for kind in MAKERS for one in _read(kind).listings)


def test_a_list_of_lists_names_the_list_and_its_office() -> None:
    listing = _read("us-csl").listings[0]
    assert (listing.instrument, listing.authority) == ("Entity List (EL)", "Bureau of Industry and Security")
    assert listing.identifiers == {"uscc": "91110000X1093019X7"}


def test_a_ground_is_there_only_where_the_entry_says_it() -> None:
    said = read_list(us_json("dhs-uflpa", 1, notes="mines goods in Nowhere with forced labor"), "x").listings[0]
    assert (said.grounds, said.principles) == (("forced labour",), (4,))
    assert read_list(us_json("dhs-uflpa", 1, notes="mines goods"), "x").listings[0].grounds == ()


def test_the_actions_of_one_entry_are_told_apart() -> None:
    notes = (
        "Authority: Lamp Act; imposed 9/10/2013; status: Active; Vol. 78, No. 175 | "
        "Authority: Torch Act; imposed 2/13/2003; status: Expired on 02/13/05; Vol. 68 | "
        "Authority: Bulb Act; imposed 1/9/2009; status: Waived on 1/2/2010; Vol. 70"
    )
    listings = read_list(us_json("state-nonproliferation", 1, notes=notes), "x").listings
    assert [(one.programmes[0], one.start_date, one.end_date) for one in listings] == [
        ("Lamp Act", "2013-09-10", ""),
        ("Torch Act", "2003-02-13", "2005-02-13"),
        ("Bulb Act", "2009-01-09", ""),
    ]
    assert "Waived" in listings[2].end_note


def test_equipment_without_a_maker_is_a_class() -> None:
    listings = read_list(fcc_csv(1), "x").listings
    assert [one.subject for one in listings] == ["named", "class"]
    assert listings[0].entity == "Blauwerk Optics 0 Corp"
    assert listings[1].start_date == "2026-02-28"


def test_ofac_without_its_other_names_says_so() -> None:
    primary = b'10,"BLAUWERK",-0- ,"LAMPS",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n\x1a'
    parsed = read_list(primary, "sdn.csv")
    assert "other names was not given" in " ".join(parsed.remarks)
    assert parsed.snapshot.as_of == ""


def test_ofac_files_of_two_days_are_refused() -> None:
    other = b"".join(b'%d,%d,"aka","STRANGER",-0- \r\n' % (n + 5000, n) for n in range(40)) + b"\x1a"
    with pytest.raises(ListError, match="not of the same day"):
        read_list(ofac_set(40, **{"alt.csv": other}), "x")
    with pytest.raises(ListError, match="0 primary files"):
        read_list(other, "alt.csv")


def test_changed_columns_are_named() -> None:
    data = csl_csv(3)
    with pytest.raises(ListError, match=r"missing: 'alt_names'; new: 'other_names'"):
        read_list(data.replace(b"alt_names", b"other_names", 1), "x")


def test_the_later_columns_of_the_australian_list_are_known_and_no_others() -> None:
    later = dfat_xlsx(2, later=("Alias Strength", "IMO number", "Instrument of Designation"))
    assert [one.entity for one in read_list(later, "au.xlsx").listings] == [name(0), name(1)]
    with pytest.raises(ListError, match="new: 'Mood'"):
        read_list(dfat_xlsx(2, later=("Mood",)), "au.xlsx")


def test_a_list_that_has_fewer_entries_than_it_says_is_refused() -> None:
    data = MAKERS["ofac-sdn xml"](3).replace(b"<Record_Count>4<", b"<Record_Count>5<")
    with pytest.raises(ListError, match="says that it has 5 entries, and has 4"):
        read_list(data, "sdn.xml")


def test_a_party_that_no_list_names_is_refused() -> None:
    data = MAKERS["ofac-sdn advanced"](3).replace(b'ProfileID="11"', b'ProfileID="77"')
    with pytest.raises(ListError, match="party 11 is in no list"):
        read_list(data, "sdn_advanced.xml")


def test_the_two_forms_of_ofac_give_the_same_listings() -> None:
    plain, advanced, csv_set = (_read(kind) for kind in ("ofac-sdn xml", "ofac-sdn advanced", "ofac-sdn"))
    ids = [[one.id for one in parsed.listings] for parsed in (plain, advanced, csv_set)]
    assert ids[0] == ids[1] == ids[2]
    assert plain.listings[0].identifiers == {"registration": "1027700000000"}


@pytest.mark.parametrize("kind", ["uk-sanctions-list", "uk-sanctions-list xml"])
def test_the_uk_list_has_its_main_name_first_and_its_parent(kind: str) -> None:
    from pledgewatch.record.relations import relations_in

    parsed = _read(kind)
    assert parsed.snapshot.as_of == "2026-03-01"
    assert parsed.listings[0].entity == name(0)
    assert {one.parent for one in relations_in(parsed.listings)} == {"Rot plc"}
    assert parsed.listings[0].summary == "It makes lamps."


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("09/10/2019", "2019-10-09"),
        ("dd/10/2019", "2019-10"),
        ("dd/mm/2019", "2019"),
        ("9-Oct-2019", "2019-10-09"),
        ("9 October 2019", "2019-10-09"),
        ("", ""),
    ],
)
def test_the_days_of_the_uk_list_are_day_month_year(written: str, day: str) -> None:
    data = MAKERS["uk-sanctions-list xml"](1).replace(b"dd/10/2019", written.encode())
    assert read_list(data, "uk.xml").listings[0].start_date == day
    with pytest.raises(ListError, match=r"calendar|not a date|month"):
        read_list(data.replace(f">{written}</DateD".encode(), b">31/02/2019</DateD"), "uk.xml")


def test_columns_that_the_uk_and_eu_lists_lack_are_named() -> None:
    for kind, old in (("uk-sanctions-list", b"Designation Type"), ("eu-consolidated csv", b"Entity_SubjectType")):
        with pytest.raises(ListError, match=r"changed \(missing"):
            read_list(MAKERS[kind](2).replace(old, b"Other"), "x.csv")


def test_the_acts_that_name_an_entry_of_the_eu_are_in_their_order() -> None:
    listing = _read("eu-consolidated").listings[0]
    assert [(one.text, one.date) for one in listing.citations] == [
        ("2019/1 (OJ L1)", "2019-10-08"),
        ("2024/372 (OJ L)", "2024-01-17"),
    ]
    assert listing.names == (name(0), "Блауверк 0", "BWO 0")


@pytest.mark.parametrize("kind", ["ofac-sdn xml", "ofac-sdn advanced", "uk-sanctions-list xml", "eu-consolidated"])
def test_xml_that_would_grow_or_hide_is_refused(kind: str) -> None:
    data = MAKERS[kind](1)
    head, _, rest = data.partition(b"?>")
    laughs = b'<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]>'
    for bad in (head + b"?>" + laughs + rest, head + b"?>" + rest.replace(b"Oslo", b"&b;")):
        with pytest.raises(ListError):
            read_list(bad, "x.xml")
    with pytest.raises(ListError):
        read_list(data.decode().replace("utf-8", "utf-16").replace("UTF-8", "UTF-16").encode("utf-16"), "x.xml")
    deep = rest.replace(b"Oslo", b"<a>" * 400 + b"</a>" * 400)
    with pytest.raises(ListError):
        read_list(head + b"?>" + deep, "x.xml")


def test_xml_with_a_document_type_is_refused() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>' + MAKERS["un-sc"](1).partition(b"?>\n")[2]
    with pytest.raises(ListError):
        read_list(bomb, "x")
    with pytest.raises(ListError, match="document type"):
        read_list(
            MAKERS["un-sc"](1).replace(b"<INDIVIDUALS>", b'<!DOCTYPE x SYSTEM "file:///etc/hosts"><INDIVIDUALS>'), "x"
        )


def test_a_list_beyond_its_stated_age_is_refused() -> None:
    parsed = _read("un-sc")
    check_age(parsed, PartialDate(2026, 3, 20), 30)
    for today in (PartialDate(2026, 5, 1), PartialDate(2026, 2, 1)):
        with pytest.raises(ListError, match="not within 30 days"):
            check_age(parsed, today, 30)


def test_a_list_that_is_issued_anew_has_notices_and_no_beginnings() -> None:
    said = [
        read_list(us_json("dow-1260h", 1, effective_date=day), "x").listings[0] for day in ("2025-01-07", "2026-06-10")
    ]
    assert [(one.start_date, one.announced) for one in said] == [("", "2025-01-07"), ("", "2026-06-10")]
    assert said[0].id == said[1].id


def test_a_row_without_a_name_stops_the_import() -> None:
    with pytest.raises(ListError, match="entry 2: it has no name"):
        read_list(csl_csv(3, name=""), "x")


def test_entries_that_differ_in_case_only_keep_two_ids() -> None:
    columns = ["Name", "Alias", "Nationality", "Designation", "Sanction Type", "Source"]
    row = {"Name": "GRAU", "Alias": "", "Nationality": "X", "Designation": "", "Sanction Type": "Y", "Source": "uk"}
    data = rows_csv(columns, [row, row | {"Name": "Grau"}]).replace(b'"', b"")
    assert len({one.id for one in read_list(data, "x").listings}) == 2


REAL = {
    "us_dhs_uflpa_2026-07-09.json.gz": (148, 148),
    "us_dow_1260h_2026-07-09.json.gz": (80, 80),
    "us_fcc_covered_2026-07-09.json.gz": (15, 15),
    "us_ofac_nscmic_2026-07-09.json.gz": (68, 68),
    "us_state_nonproliferation_2026-07-09.json.gz": (528, 732),
    "us_ndaa_section889.csv.gz": (5, 5),
    "us_1260h_history_opensanctions_2026-08.csv.gz": (397, 397),
    "us_fcc_covered_opensanctions_2026-08.csv.gz": (16, 16),
    "eu_journal_consolidated_44acts_2026-08.csv.gz": (8017, 2780),
    "eu_fsf_parsed_2025-06.csv.gz": (5316, 1206),
    "uk_sanctions_parsed_partial_2025-06.csv.gz": (2524, 1384),
    "ca_sema_2025-03.xml.gz": (4759, 1316),
    "un_sc_consolidated_2026-02-27.xml.gz": (1003, 273),
    "au_dfat_regulation8_2024-12.xlsx.gz": (9553, 777),
}


@needs_cases
@pytest.mark.parametrize("file", REAL)
def test_the_real_lists_are_read_whole(file: str) -> None:
    parsed = read_list((CASES / "screening" / file).read_bytes(), file)
    assert (parsed.snapshot.rows, len(parsed.listings)) == REAL[file]
    assert len({one.id for one in parsed.listings}) == len(parsed.listings)


@needs_cases
def test_the_real_sample_of_the_screening_list_is_cut_off_and_refused() -> None:
    with pytest.raises(ListError, match="cut off"):
        read_list((CASES / "screening" / "us_csl_sample_4227rows.csv.gz").read_bytes(), "csl.csv")
