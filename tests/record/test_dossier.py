"""Who takes part in the Compact, who belongs to whom, and the dossier that puts all of it together."""

from __future__ import annotations

import gzip
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner
from tests.record.lists import CASES, bis_json, needs_cases, own, own_csv

from pledgewatch.cli.main import cli
from pledgewatch.desk import Desk
from pledgewatch.errors import ListError
from pledgewatch.model.dates import PartialDate
from pledgewatch.record.kinds import kind_of
from pledgewatch.record.participants import ParticipantIndex, check_participants, find_participant, read_participants
from pledgewatch.record.relations import read_relations, relations_in

HEADER = "organization_id,name,country,joined_on,status_at_export,last_cop_published,cop_due_on,profile_url\n"
ROWS = (
    "7,Blauwerk Optics,China,2009-11-18,active,2017-05-11,2018-05-11,https://example.org/7\n"
    "8,Everest,Nepal,2010-01-02,delisted,,,\n"
    "9,Blauwerk Optics GmbH,Norway,2011,active,,,\n"
)
RELATION = {
    "Relationship": {
        "StartNode": {"NodeID": "549300BLAUWERKTEST00", "NodeIDType": "LEI"},
        "EndNode": {"NodeID": "549300MOTHERTESTTE00", "NodeIDType": "LEI"},
        "RelationshipType": "IS_ULTIMATELY_CONSOLIDATED_BY",
        "RelationshipPeriods": [
            {"StartDate": "2020-01-01T00:00:00Z", "PeriodType": "ACCOUNTING_PERIOD"},
            {"StartDate": "2012-11-29T00:00:00Z", "PeriodType": "RELATIONSHIP_PERIOD"},
        ],
        "RelationshipStatus": "ACTIVE",
    },
    "Registration": {"LastUpdateDate": "2026-05-18T15:41:20Z", "ValidationReference": "https://example.org/accounts"},
}
CSV_HEADER = (
    "Relationship.StartNode.NodeID,Relationship.EndNode.NodeID,Relationship.RelationshipType,"
    "Relationship.RelationshipStatus,Relationship.Period.1.startDate,Relationship.Period.1.endDate,"
    "Relationship.Period.1.periodType,Registration.LastUpdateDate,Registration.ValidationReference\n"
)
CSV_ROW = (
    "549300BLAUWERKTEST00,549300MOTHERTESTTE00,IS_ULTIMATELY_CONSOLIDATED_BY,ACTIVE,2012-11-29T00:00:00Z,,"
    "RELATIONSHIP_PERIOD,2026-05-18T15:41:20Z,https://example.org/accounts\n"
)
XML = (
    '<?xml version="1.0"?><rr:RelationshipData xmlns:rr="http://www.gleif.org/data/schema/rr/2016">'
    "<rr:RelationshipRecords><rr:RelationshipRecord><rr:Relationship><rr:StartNode><rr:NodeID>549300BLAUWERKTEST00"
    "</rr:NodeID></rr:StartNode><rr:EndNode><rr:NodeID>549300MOTHERTESTTE00</rr:NodeID></rr:EndNode>"
    "<rr:RelationshipType>IS_ULTIMATELY_CONSOLIDATED_BY</rr:RelationshipType><rr:RelationshipPeriods>"
    "<rr:RelationshipPeriod><rr:StartDate>2012-11-29T00:00:00Z</rr:StartDate><rr:PeriodType>RELATIONSHIP_PERIOD"
    "</rr:PeriodType></rr:RelationshipPeriod></rr:RelationshipPeriods><rr:RelationshipStatus>ACTIVE"
    "</rr:RelationshipStatus></rr:Relationship><rr:Registration><rr:LastUpdateDate>2026-05-18T00:00:00Z"
    "</rr:LastUpdateDate><rr:ValidationReference>https://example.org/accounts</rr:ValidationReference>"
    "</rr:Registration></rr:RelationshipRecord></rr:RelationshipRecords></rr:RelationshipData>"
)


def _index(text: str = HEADER + ROWS) -> ParticipantIndex:
    return ParticipantIndex(read_participants(text.encode(), "p.csv").rows)


def test_participants_are_read_with_what_they_reported() -> None:
    read = read_participants(gzip.compress((HEADER + ROWS).encode()), "ungc.csv.gz", as_of="2018")
    one = read.rows[0]
    assert (read.list.id, read.list.as_of, read.list.rows) == ("ungc", "2018", 3)
    assert (one.joined, one.status, one.last_report, one.due) == ("2009-11-18", "active", "2017-05-11", "2018-05-11")
    assert read.rows[1].last_report == ""
    assert '"organization_id": "7"' in one.row


@pytest.mark.parametrize(
    ("names", "country", "found"),
    [
        (["Blauwerk Optics Co., Ltd."], "CN", ["7"]),
        (["Blauwerk Optics"], "", ["7", "9"]),
        (["Blauwerk Optics"], "Sweden", []),
        (["Everest"], "", []),
        (["Everest"], "Nepal", ["8"]),
        (["Blauwerk"], "CN", []),
    ],
)
def test_a_participant_is_found_by_its_name_where_no_country_speaks_against_it(
    names: list[str], country: str, found: list[str]
) -> None:
    assert sorted(one.participation.number for one in find_participant(names, country, _index())) == found


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (HEADER, "has no rows"),
        (HEADER + "7,,China,2009-11-18,active,,,\n", "row 2: it has no name"),
        (HEADER + "7,Blauwerk,China,yesterday,active,,,\n", "row 2: 'yesterday' is not a date"),
        (HEADER + "7,Blauwerk,China\n", "fields"),
        ((HEADER + ROWS)[:-5], "cut off"),
    ],
)
def test_a_malformed_list_of_participants_is_refused(text: str, says: str) -> None:
    with pytest.raises(ListError, match=says):
        read_participants(text.encode(), "p.csv")


def test_a_shorter_list_of_participants_is_refused() -> None:
    new = read_participants((HEADER + ROWS).encode(), "p.csv").list
    check_participants(new, msgspec.structs.replace(new, rows=5))
    with pytest.raises(ListError, match="last time 40"):
        check_participants(new, msgspec.structs.replace(new, rows=40))


@pytest.mark.parametrize(
    "data",
    [
        msgspec.json.encode(RELATION),
        msgspec.json.encode({"record": RELATION}),
        (CSV_HEADER + CSV_ROW).encode(),
        XML.encode(),
    ],
    ids=["json", "json lines of records", "csv", "xml"],
)
def test_relations_of_gleif_are_read_alike(data: bytes) -> None:
    (one,) = read_relations(data, "rr")
    assert (one.child_identifier, one.parent_identifier) == ("lei:549300BLAUWERKTEST00", "lei:549300MOTHERTESTTE00")
    assert (one.kind, one.since, one.until, one.status) == ("is ultimately consolidated by", "2012-11-29", "", "active")
    assert one.citation == "GLEIF relationship record, updated 2026-05-18"
    assert one.source_url == "https://example.org/accounts"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b'{"Relationship": {"StartNode": {}}}', "two ends"),
        (b'{"Relationship": {"StartNode": {"NodeID": "A"}, "EndNode"', "no object"),
        (b"child,parent,relation\nA,B,is owned by\n", "citation is empty"),
        (b"child,parent,relation,citation,since\nA,B,is owned by,register,soon\n", "is not a date"),
        (XML.encode()[:-20], "not whole XML"),
        (b'{"LEI": "X", "ExceptionCategory": "Y"}', "no relation"),
    ],
)
def test_malformed_relations_are_refused(data: bytes, says: str) -> None:
    with pytest.raises(ListError, match=says):
        read_relations(data, "rr")


def test_what_a_list_states_of_a_parent_is_taken_in_its_words() -> None:
    rows = own(
        {"summary_in_your_own_words": "Effective 2021. (Linked To: ROTWERK HOLDING)."},
        {"instrument": "B", "summary_in_your_own_words": "Listed as a wholly-owned subsidiary of Grau Corp."},
        {"instrument": "C", "summary_in_your_own_words": "Its owner may be Grau Corp."},
    )
    found = [(one.kind, one.parent) for one in relations_in(rows.listings)]
    assert found == [("is linked to", "ROTWERK HOLDING"), ("is a wholly-owned subsidiary of", "Grau Corp.")]


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    folder = tmp_path / "desk"
    files = {
        "mine.csv": own_csv(
            {
                "entity": "Blauwerk Optics Co., Ltd.",
                "country_of_entity": "China",
                "identifiers": "lei: 549300BLAUWERKTEST00",
            },
            {
                "entity": "Blauwerk Optics Co., Ltd.",
                "authority": "Press",
                "instrument": "Report on lamps",
                "statement_of": "Blauwerk Optics Co., Ltd.",
                "statement_of_kind": "company",
            },
        ),
        "list.json": bis_json({"name": "Blauwerk Optics Co., Ltd."}, extracted="2026-07-09"),
        "part.csv": (HEADER + ROWS).encode(),
        "rr.json": msgspec.json.encode(RELATION),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    run = CliRunner().invoke(
        cli, ["record", "import", *(str(tmp_path / name) for name in files), "--desk", str(folder)]
    )
    assert run.exit_code == 0, run.output
    assert "3 participants, as of unknown, no listings" in run.output
    assert "1 relations between organisations, no listings" in run.output
    return folder


def _show(desk: Path, *arguments: str) -> str:
    run = CliRunner().invoke(cli, ["record", "show", *arguments, "--desk", str(desk)])
    assert run.exit_code == 0, run.output
    return run.output


def test_kinds_are_told_apart_by_content(desk: Path) -> None:
    folder = desk.parent
    kinds = [kind_of(folder / name) for name in ("mine.csv", "list.json", "part.csv", "rr.json")]
    assert kinds == ["list", "list", "participants", "relations"]
    assert len(Desk(desk).record().listings) == 2


def test_a_dossier_says_what_is_held_and_by_whose_word(desk: Path) -> None:
    text = _show(desk, "Blauwerk Optics Co., Ltd.", "--country", "CN", "--on", "2019-10-08")
    assert text.count("not yet on 2019-10-08") == 2
    assert "they share the name 'Blauwerk Optics Co., Ltd.'" in text
    assert "is ultimately consolidated by LEI 549300MOTHERTESTTE00 (since 2012-11-29, active), by GLEIF" in text
    assert "Press" in text.split("What was said of it (no restriction)")[1]
    assert "joined 2009-11-18, status 'active', last report 2017-05-11, next due 2018-05-11" in text
    assert "no snapshot up to then is held: Entity List" in text
    assert "listed on 2019-10-09" in _show(desk, "Blauwerk Optics Co., Ltd.", "--country", "CN", "--on", "2019-10-09")


def test_relations_are_found_and_named_through_a_crosswalk_too(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk")
    (tmp_path / "list.json").write_bytes(bis_json({"name": "Blauwerk Optics Co., Ltd."}))
    (tmp_path / "rr.json").write_bytes(msgspec.json.encode(RELATION))
    (tmp_path / "names.csv").write_text(
        "name,other_name,identifier,citation\n"
        '"Blauwerk Optics Co., Ltd.",蓝芯光学,lei:549300BLAUWERKTEST00,register\n'
        "Mother AG,Mutter AG,lei:549300MOTHERTESTTE00,register\n",
        encoding="utf-8",
    )
    desk.import_list(tmp_path / "list.json")
    desk.import_relations(tmp_path / "rr.json")
    entity = next(iter(desk.dossiers().entities))
    assert desk.dossiers().of(entity, PartialDate(2026, 1, 1)).relations == ()  # type: ignore[union-attr]
    desk.import_crosswalk(tmp_path / "names.csv")
    found = desk.dossiers().of(entity, PartialDate(2026, 1, 1))
    assert found is not None
    assert found.relations[0].parent == "LEI 549300MOTHERTESTTE00, Mother AG (register),"


def test_a_dossier_as_a_line_has_everything_and_its_sources(desk: Path) -> None:
    line = msgspec.json.decode(_show(desk, "Blauwerk Optics Co., Ltd.", "--country", "CN", "--json"))
    assert {one["standing"].split(",")[0] for one in line["listings"]} == {"listed on 2026-07-09"}
    assert all(
        one["snapshot"] for kind in ("listings", "relations", "participations", "statements") for one in line[kind]
    )
    assert {one["list"] for one in line["searched"]} == {"mine", "bis-entity-list"}
    again = msgspec.json.decode(_show(desk, line["entity"], "--json"))
    assert again["entity"] == line["entity"]
    assert msgspec.json.decode(_show(desk, line["listings"][0]["id"], "--json"))["entity"] == line["entity"]


def test_nothing_found_says_what_was_searched(desk: Path) -> None:
    assert "Nothing that is certainly 'Nobody' is on a list. Searched: " in _show(desk, "Nobody")
    assert msgspec.json.decode(_show(desk, "Nobody", "--json"))["searched"]


@needs_cases
def test_the_real_participants_are_read_whole() -> None:
    read = read_participants((CASES / "record" / "ungc_participants.csv.gz").read_bytes(), "ungc_participants.csv.gz")
    assert (read.list.rows, len(read.rows)) == (8109, 8107)
    found = find_participant(["AB Volvo"], "Sweden", ParticipantIndex(read.rows))
    assert [one.participation.joined for one in found] == ["2001-12-24"]


@needs_cases
def test_the_real_relations_of_gleif_are_read() -> None:
    lines = gzip.decompress((CASES / "crosswalk" / "gleif_l2_sample.jsonl.gz").read_bytes())
    records = [line for line in lines.splitlines() if b'"Relationship":' in line or b'"ExceptionCategory"' in line]
    assert len(read_relations(b"\n".join(records), "rr.jsonl")) == 23
