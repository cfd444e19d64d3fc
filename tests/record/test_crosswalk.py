from __future__ import annotations

import gzip

import msgspec
import pytest
from tests.record.lists import own

from pledgewatch.errors import ListError
from pledgewatch.record.bridging import find_bridges
from pledgewatch.record.crosswalk import read_crosswalk
from pledgewatch.record.entities import listed_entities
from pledgewatch.record.holdings import Record
from pledgewatch.record.name_pairs import NamePair
from pledgewatch.record.screening import Screener

CSV = "name,other_name,script,language,country,identifier,citation\n"
LISTED = own(
    {
        "entity": "Blauwerk Optics Co., Ltd.",
        "aliases": "",
        "country_of_entity": "China",
        "identifiers": "lei: 5493BLAU",
    },
    {"entity": "Grauberg Tractor Plant JSC", "aliases": "", "country_of_entity": "Russia"},
    {"entity": "Twin Lamps Ltd", "aliases": "", "country_of_entity": "China"},
    {"entity": "Twin Lamps Ltd", "aliases": "", "country_of_entity": "Norway", "instrument": "Other Act"},
    {"entity": "Zawarak Bank", "aliases": "", "country_of_entity": "Iraq"},
)


def _pair(**fields: str) -> NamePair:
    values = {"name": "Blauwerk Optics Co., Ltd.", "other_name": "蓝芯光学股份有限公司", "citation": "register, 2026"}
    return NamePair(**(values | fields))  # type: ignore[arg-type]


def _best(name: str, *pairs: NamePair) -> tuple[str, str, str]:
    matches = Screener(Record.of([LISTED]), pairs).screen(name).matches
    return (matches[0].entity_name, matches[0].verdict, matches[0].why[0]) if matches else ("", "", "")


def test_a_name_in_another_script_is_found_by_the_word_of_its_source() -> None:
    entity, verdict, why = _best("蓝芯光学", _pair())
    assert (entity, verdict) == ("Blauwerk Optics Co., Ltd.", "match")
    assert why == "is '蓝芯光学股份有限公司', which is 'Blauwerk Optics Co., Ltd.' according to register, 2026"
    assert _best("蓝芯光学") == ("", "", "")


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"name": "BLAUWERK OPTICS COMPANY LIMITED"}, 1),
        ({"name": "Blauwerk Optics Co., Ltd.", "country": "CN"}, 1),
        ({"name": "Blauwerk Optics Co., Ltd.", "country": "NO"}, 0),
        ({"name": "Unknown Works", "identifier": "LEI: 5493-BLAU"}, 2),
        ({"name": "Unknown Works", "identifier": "lei: 5493OTHER"}, 0),
        ({"name": "Blauwerk GmbH"}, 0),
        ({"name": "Twin Lamps Ltd"}, 0),
        ({"name": "Twin Lamps Ltd", "country": "Norway"}, 1),
        ({"name": "蓝芯光学股份有限公司", "other_name": "Blauwerk Optics Co., Ltd."}, 1),
    ],
)
def test_a_pair_is_brought_to_one_organisation_or_to_none(fields: dict[str, str], found: int) -> None:
    assert len(find_bridges([_pair(**fields)], listed_entities(LISTED.listings))) == found


def test_reads_csv_and_json_lines_alike() -> None:
    text = CSV + "Blauwerk,蓝芯光学,Hani,zh,CN,,register\nNameless,,,,,,register\n"
    read = read_crosswalk(gzip.compress(text.encode()), "names.csv")
    assert [(one.name, one.other_name, one.citation) for one in read.pairs] == [("Blauwerk", "蓝芯光学", "register")]
    assert read.remarks == ("1 rows have no two names and are left out",)
    line = msgspec.json.encode({"name": "Blauwerk", "other_name": ["蓝芯光学", "藍芯"], "country": "CN"})
    both = read_crosswalk(line + b"\n", "names.jsonl", citation="register")
    assert [one.other_name for one in both.pairs] == ["蓝芯光学", "藍芯"]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b"name,country\nBlauwerk,CN\n", "no column other_name"),
        ((CSV + "Blauwerk,X Werk,,,,,\n").encode(), "row 2: it does not say who gives"),
        ((CSV + "Blauwerk,X Werk,,,,\n").encode(), "fields"),
        ((CSV + "Blauwerk,X Werk,,,,,register").encode(), "cut off"),
        (CSV.encode(), "no pair"),
        (b'{"name": "Blauwerk"\n', "line 1"),
    ],
)
def test_refuses_a_malformed_crosswalk(data: bytes, says: str) -> None:
    with pytest.raises(ListError, match=says):
        read_crosswalk(data, "names")


@pytest.mark.parametrize(
    ("name", "entity"),
    [
        ("ОАО «Граубергский тракторный завод»", "Grauberg Tractor Plant JSC"),
        ("Граубергский тракторный завод № 5", ""),
        ("Розенбергский тракторный завод", ""),
        ("مصرف زاراك", "Zawarak Bank"),
    ],
)
def test_names_by_meaning_and_sound_are_possible_and_never_a_match(name: str, entity: str) -> None:
    found, verdict, why = _best(name)
    assert found == entity
    assert verdict == ("possible" if entity else "")
    assert ("partly translated" in why) is bool(entity)


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("Граубергский тракторный завод", "match"),
        ("Завод тракторный Граубергский", "possible"),
        ("Граубергский тракторный завод имени Розовой", "namesake"),
    ],
)
def test_where_the_name_in_these_letters_is_known_it_must_agree(name: str, verdict: str) -> None:
    pair = _pair(name="Grauberg Tractor Plant JSC", other_name="ОАО «Граубергский тракторный завод»")
    found, given, why = _best(name, pair)
    assert (found, given) == ("Grauberg Tractor Plant JSC", verdict)
    assert ("but its name in these letters is" in why) is (verdict == "namesake")
    assert _best(name)[1] == "possible"


def test_a_name_in_letters_that_nobody_writes_there_is_a_namesake() -> None:
    norse = own({"entity": "Grauberg Tractor Plant", "aliases": "", "country_of_entity": "Norway"})
    (match,) = Screener(Record.of([norse])).screen("Граубергский тракторный завод").matches
    assert match.verdict == "namesake"
    assert "not written in its letters" in match.why[1]


@pytest.mark.parametrize(
    ("name", "verdict"), [("浙江蓝芯光学集团", "possible"), ("蓝芯光学医院", "namesake"), ("蓝芯光孕", "")]
)
def test_a_longer_name_holds_a_listed_one_only_beside_words_that_tell_little(name: str, verdict: str) -> None:
    assert _best(name, _pair())[1] == verdict
