from __future__ import annotations

import io

import msgspec
import pytest
from tests.record.lists import ENTITY_LIST, RESTRICTIONS, bis_json, needs_cases, own

from pledgewatch.model.dates import PartialDate
from pledgewatch.model.record import Match
from pledgewatch.record.entities import listed_entities
from pledgewatch.record.holdings import Record
from pledgewatch.record.importing import read_list
from pledgewatch.record.lines import to_line
from pledgewatch.record.screening import Screener
from pledgewatch.record.table import render, render_stacked, searched_in_words

OWN = own(
    {"identifiers": "lei: 5493 00TEST"},
    {"entity": "Grauberg Group Co., Ltd.", "aliases": "", "country_of_entity": "China"},
    {"entity": "Everest Carpets", "aliases": "Everest", "country_of_entity": "Nepal"},
    {"entity": "PTB GmbH", "aliases": "", "country_of_entity": "Germany"},
    {"entity": "Blauwerk subsidiaries (two)", "aliases": "Blauwerk", "country_of_entity": "China"},
)
BIS = read_list(
    bis_json({"name": "Blauwerk Optics", "aliases": ["Zhejiang Blauwerk Optics Co., Ltd."]}, {"name": "Nordlicht JSC"}),
    "list.json",
)
RECORD = Record.of([OWN, BIS])
SCREENER = Screener(RECORD)


def _best(name: str, country: str = "") -> Match:
    return SCREENER.screen(name, country=country).matches[0]


@pytest.mark.parametrize(
    ("name", "country", "verdict", "entity"),
    [
        ("Zhejiang Blauwerk Optics Co., Ltd.", "", "match", "Zhejiang Blauwerk Optics Co., Ltd."),
        ("ZHEJIANG BLAUWERK OPTICS COMPANY LIMITED", "", "match", "Zhejiang Blauwerk Optics Co., Ltd."),
        ("Zhejiang Blauwerk Optics", "", "match", "Zhejiang Blauwerk Optics Co., Ltd."),
        ("Blauwerk", "", "match", "Zhejiang Blauwerk Optics Co., Ltd."),
        ("蓝芯光学", "", "match", "Zhejiang Blauwerk Optics Co., Ltd."),
        ("蓝芯光学股份有限公司", "CN", "match", "Zhejiang Blauwerk Optics Co., Ltd."),
        ("浙江蓝芯光学股份有限公司", "", "possible", "Zhejiang Blauwerk Optics Co., Ltd."),
        ("Zhejiang Blauwrek Optics Co., Ltd.", "", "possible", "Zhejiang Blauwerk Optics Co., Ltd."),
        ("Optics Blauwerk Zhejiang", "China", "match", "Zhejiang Blauwerk Optics Co., Ltd."),
        ("Blauwerk Electronics of New York", "", "possible", "Zhejiang Blauwerk Optics Co., Ltd."),
        ("Blauwerk Electronics of New York", "US", "namesake", "Zhejiang Blauwerk Optics Co., Ltd."),
        ("Zhejiang Blauwerk Optics Co., Ltd.", "US", "namesake", "Zhejiang Blauwerk Optics Co., Ltd."),
        ("Grauberg Group", "", "possible", "Grauberg Group Co., Ltd."),
        ("Grauberg Group", "US", "namesake", "Grauberg Group Co., Ltd."),
        ("Grauberg Group", "CN", "match", "Grauberg Group Co., Ltd."),
        ("Everest", "", "namesake", "Everest Carpets"),
        ("PTB Inc.", "", "namesake", "PTB GmbH"),
        ("Nordlihct JSC", "", "possible", "Nordlicht JSC"),
    ],
)
def test_judges_a_name(name: str, country: str, verdict: str, entity: str) -> None:
    match = _best(name, country)
    assert (match.verdict, match.entity_name) == (verdict, entity)
    assert match.why
    assert match.settle or verdict == "match"


@pytest.mark.parametrize(
    ("listed", "asked", "verdict"),
    [
        ("Nepal", "Untied Kingdom", "possible"),
        ("Norland", "Nepal", "possible"),
        ("Norland", "Sund", "possible"),
        ("Norland", "norland", "match"),
        ("Norland", "", "match"),
        ("", "Sund", "match"),
        ("Nepal", "France", "namesake"),
    ],
)
def test_a_country_that_is_not_recognised_makes_no_match(listed: str, asked: str, verdict: str) -> None:
    record = own({"entity": "Pelt Dynamics Ltd", "aliases": "", "country_of_entity": listed})
    screener = Screener(Record.of([record]))
    (match,) = screener.screen("Pelt Dynamics Ltd", country=asked).matches
    assert match.verdict == verdict
    assert match.settle or verdict == "match"


def test_entries_of_two_lists_in_places_that_settle_nothing_stay_apart() -> None:
    there = own({"entity": "Pelt Dynamics Ltd", "aliases": "", "country_of_entity": "Norland"})
    here = bis_json({"name": "Pelt Dynamics Ltd", "aliases": []})
    assert len(listed_entities(Record.of([there, read_list(here, "list.json")]).listings)) == 2


@pytest.mark.parametrize("name", ["", "  ", "Ltd.", "Unheard Of Industries", "()", "\x00", "公司"])
def test_finds_nothing_where_nothing_is(name: str) -> None:
    assert SCREENER.screen(name).matches == ()


def test_an_identifier_settles_whatever_the_name() -> None:
    answer = SCREENER.screen("Renamed Works", country="US", identifiers={"LEI": "549300TEST"})
    assert [(one.verdict, one.entity_name) for one in answer.matches] == [
        ("match", "Zhejiang Blauwerk Optics Co., Ltd.")
    ]


def test_an_entry_about_others_of_the_group_is_never_a_match() -> None:
    answer = SCREENER.screen("Blauwerk")
    verdicts = {one.entity_name: one.verdict for one in answer.matches}
    assert verdicts["Blauwerk subsidiaries (two)"] == "possible"


@pytest.mark.parametrize(
    ("asked", "verdict"),
    [
        ("SILAR", "match"),
        ("NORVEX", "possible"),
        ("Tolmund Press", "match"),
        ("北方压制厂", "match"),
    ],
)
def test_what_stands_in_brackets_may_be_the_group(asked: str, verdict: str) -> None:
    names = ("Southern Institute for Levers and Rods (SILAR)", "Second Boiler Works (NORVEX)")
    more = ("Tolmund Press Number Two (Tolmund Press)", "Northern Pressing Works (北方压制厂)")
    record = Record.of([own(*({"entity": name, "aliases": "", "country_of_entity": "China"} for name in names + more))])
    assert Screener(record).screen(asked, country="CN").matches[0].verdict == verdict


def test_entries_of_two_lists_are_one_organisation_with_the_reason() -> None:
    (entity,) = [one for one in listed_entities(RECORD.listings) if "蓝芯光学" in one.names]
    assert len(entity.listings) == 2
    assert entity.countries == ("CN",)
    assert "share the name" in entity.why[0]
    assert entity.why[0] in SCREENER.screen("蓝芯光学").matches[0].why


@pytest.mark.parametrize(
    ("name", "number", "entries"),
    [
        ("Grauberg Tractor Works", "1027700000001 (OGRN)", 1),
        ("Граубергский тракторный завод", "1027700000001", 1),
        ("Rotholz Shipyard", "1027700000001", 2),  # a number that two companies have is a parent's, or wrong
        ("Grauberg Tractor Works", "1027700000009", 2),
        ("Grauberg Tractor Works", "10277", 2),
    ],
)
def test_entries_under_one_number_are_one_organisation_where_a_word_agrees(
    name: str, number: str, entries: int
) -> None:
    rows = (
        {"entity": entity, "aliases": "", "authority": authority, "identifiers": f"{scheme}: {value}"}
        for entity, authority, scheme, value in (
            ("JSC Grauberg Plant of Tractors", "Northland", "ogrn", "1027700000001"),
            (name, "Southland", "registration", number),
        )
    )
    found = listed_entities(own(*rows).listings)
    assert len(found) == entries
    assert entries == 2 or found[0].why == (
        "its entries are read as one organisation: they share the number 1027700000001",
    )


def test_a_name_with_its_short_form_in_brackets_is_that_without() -> None:
    rows = (
        {"entity": entity, "aliases": "", "authority": authority}
        for entity, authority in (
            ("АО «Граубергский тракторный завод» (АО «ГТЗ»)", "Northland"),
            ("АО «Граубергский тракторный завод»", "Southland"),
        )
    )
    assert len(listed_entities(own(*rows).listings)) == 1


def test_a_capital_in_the_second_place_is_an_exchange() -> None:
    record = own({"entity": "Air Lagun", "aliases": ""})
    assert Screener(Record.of([record])).screen("Air aLgnn").matches
    assert not Screener(Record.of([record])).screen("Air Algnn").matches


def test_an_organisation_keeps_its_id_when_another_list_names_it() -> None:
    alone = Screener(Record.of([OWN])).screen("蓝芯光学").matches[0].entity
    assert alone == SCREENER.screen("蓝芯光学").matches[0].entity


def test_the_answer_says_what_was_searched() -> None:
    answer = SCREENER.screen("Unheard Of Industries", on=PartialDate(2024, 1))
    assert [one.list for one in answer.searched] == ["bis-entity-list", "mine"]
    assert all(len(one.snapshot) == 64 and one.as_of for one in answer.searched)
    assert "Entity List as of 2026-07-09" in searched_in_words(RECORD)
    assert "no list has been imported" in searched_in_words(Record())


def test_the_line_has_the_promised_shape() -> None:
    answer = SCREENER.screen("Blauwerk", country="CN", on=PartialDate(2019, 10, 8))
    line = to_line(answer, RECORD)
    assert set(line) >= {"type", "query", "on", "searched", "matches"}
    match = line["matches"][0]
    assert set(match) >= {"entity", "verdict", "score", "why", "matched_name", "listings"}
    wanted = {"listing", "list", "act", "grounds", "start_date", "end_date", "citation", "source_url"}
    assert all(set(one) >= wanted for one in match["listings"])
    assert {one["standing"] for one in match["listings"]} == {"not yet"}
    assert msgspec.json.encode(line)


def test_the_table_says_what_keeps_a_row_from_being_a_restriction() -> None:
    from rich.console import Console

    console = Console(width=800, record=True, file=io.StringIO())
    for rendered in (
        [render([SCREENER.screen("Blauwerk"), SCREENER.screen("Nobody")], RECORD)],
        [render_stacked(SCREENER.screen(name), RECORD) for name in ("Blauwerk", "Nobody")],
    ):
        console.print(*rendered)
        text = console.export_text()
        assert "names another company" in text
        assert "nothing like it" in text
        assert "Searched: Entity List as of 2026-07-09" in text


def test_what_does_not_name_it_or_is_unchecked_stands_apart_with_its_standing() -> None:
    from rich.console import Console

    rows = own(
        {"entity": "Pelt Dynamics Ltd", "aliases": "", "instrument": "Order 3", "source_checked": "no"},
        {"entity": "Pelt Dynamics Ltd", "aliases": "", "instrument": "Notice 2", "subject": "class"},
        {"entity": "Pelt Dynamics Ltd", "aliases": "", "instrument": "Motion 4", "act": "vote"},
        {"entity": "Pelt Dynamics Ltd", "aliases": "", "instrument": "Order 1", "end_date": "2021"},
    )
    record = Record.of([rows])
    asked = Screener(record).screen("Pelt Dynamics Ltd", on=PartialDate(2022, 5, 1))
    for made in (render([asked], record), render_stacked(asked, record)):
        console = Console(width=800, record=True, file=io.StringIO())
        console.print(made)
        text = console.export_text()
        places = [text.index(mark) for mark in (
            "Order 1", "ended by 2022-05-01", "named in a vote, which restricts nobody", "Motion 4",
            "held by 2022-05-01", "measures that do not name it", "Notice 2", "not checked, or only in part", "Order 3",
        )]  # fmt: skip
        assert places == sorted(places)
        assert "standing" in text
        assert "then)" not in text


def test_two_runs_answer_alike() -> None:
    again = Screener(Record.of([BIS, OWN]))
    for name in ("Blauwerk", "Everest", "Zhejiang Blauwrek Optics"):
        assert again.screen(name) == SCREENER.screen(name)


@needs_cases
def test_the_real_companies_and_their_namesakes() -> None:
    record = Record.of(
        [
            read_list(RESTRICTIONS.read_bytes(), "restrictions.csv"),
            read_list(ENTITY_LIST.read_bytes(), ENTITY_LIST.name),
        ]
    )
    screener = Screener(record)
    for names in (
        ("Hikvision", "海康威视", "HikvisionHQ"),
        ("Dahua", "大华股份", "Dahua Technology", "Zhejiang Dahua Technology Co., Ltd."),
    ):
        found = [screener.screen(name, country="China").matches[0] for name in names]
        assert {one.verdict for one in found} == {"match"}
        assert len({one.entity for one in found}) == 1
        assert len(found[0].listings) >= 10
    for name in ("CoStar Group", "PTC", "Everest", "Iron Mountain", "Dahua Electronics of New York"):
        assert all(match.verdict != "match" for match in screener.screen(name).matches)
