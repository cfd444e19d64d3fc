"""The record as FollowTheMoney entities: what is written, what is not, and that reading it back gives the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
from click.testing import CliRunner
from tests.record.lists import own

from pledgewatch.cli.main import cli
from pledgewatch.model.dates import PartialDate
from pledgewatch.model.relation import Relation
from pledgewatch.record.entities import listed_entities
from pledgewatch.record.ftm_export import ftm_entities, left_behind
from pledgewatch.record.ftm_relations import ftm_relations
from pledgewatch.record.holdings import ParsedList, Record
from pledgewatch.record.importing import read_list

NAME = "Zhejiang Blauwerk Optics Co., Ltd."
COUNTRY = {"country_of_entity": "China", "identifiers": "lei: 549300BLAUWERKTEST00; other: 77"}


def _written(parsed: ParsedList, day: int = 2024) -> list[dict[str, Any]]:
    record = Record.of([parsed])
    return list(ftm_entities(listed_entities(record.listings), record.by_id(), PartialDate(day, 1, 1)))


def test_an_organisation_and_its_sanctions_are_written() -> None:
    organisation, first, second = _written(
        own(COUNTRY, COUNTRY | {"instrument": "Order 7", "end_date": "2021-05-06", "authority": "Ministry of War"})
    )
    assert organisation["schema"] == "Organization"
    assert organisation["properties"]["name"] == [NAME]
    assert organisation["properties"]["alias"] == ["Blauwerk", "蓝芯光学"]
    assert organisation["properties"]["country"] == ["cn"]
    assert organisation["properties"]["leiCode"] == ["549300BLAUWERKTEST00"]
    assert organisation["properties"]["idNumber"] == ["77"]
    assert organisation["properties"]["topics"] == ["sanction"]
    by_program = {one["properties"]["program"][0]: one["properties"] for one in (first, second)}
    assert {one["schema"] for one in (first, second)} == {"Sanction"}
    assert by_program["Order 7"]["endDate"] == ["2021-05-06"]
    assert by_program["Order 7"]["entity"] == [organisation["id"]]
    assert by_program["Export Register (84 FR 54002)"]["reason"] == ["human rights", "security"]
    assert by_program["Export Register (84 FR 54002)"]["country"] == ["no"]


def test_the_topic_of_a_sanction_is_there_only_while_one_is_in_force() -> None:
    for row, day in (
        ({"end_date": "2021-05-06"}, 2024),
        ({}, 2018),
        ({"end_date": "2023 (verify)"}, 2024),
    ):
        assert "topics" not in _written(own(row), day)[0]["properties"]


def test_what_restricts_nobody_by_name_is_left_out_and_counted() -> None:
    parsed = own(
        {"instrument": "A", "subject": "class"},
        {"instrument": "B", "source_checked": "no"},
        {"instrument": "C", "source_checked": "partly (one page)"},
        {"instrument": "D", "act": "vote"},
    )
    assert _written(parsed) == []
    assert len(left_behind(parsed.listings)) == 4


def test_reading_it_back_gives_the_same_organisations_and_dates(tmp_path: Path) -> None:
    desk, file = tmp_path / "desk", tmp_path / "mine.csv"
    from tests.record.lists import own_csv

    file.write_bytes(own_csv(COUNTRY, {"entity": "Grau Works", "aliases": "", "date": "2020-03", "instrument": "Z"}))
    runner = CliRunner()
    assert runner.invoke(cli, ["record", "import", str(file), "--desk", str(desk)]).exit_code == 0
    run = runner.invoke(cli, ["record", "export", "--format", "ftm", "--desk", str(desk)])
    assert run.exit_code == 0
    again = read_list(run.stdout.encode(), "out.ftm.json")
    assert again.snapshot.id == "opensanctions"
    told = {(one.entity, one.instrument, one.start_date, one.authority) for one in again.listings}
    assert told == {
        (NAME, "Export Register (84 FR 54002)", "2019-10-09", "Ministry of Trade"),
        ("Grau Works", "Z", "2020-03", "Ministry of Trade"),
    }
    assert all(msgspec.json.decode(line)["datasets"] == ["mine"] for line in run.stdout.splitlines())


def _links(*relations: Relation, **row: str) -> list[dict[str, Any]]:
    record = Record.of([own(COUNTRY | row)])
    return list(ftm_relations(listed_entities(record.listings), record.by_id(), relations))


def test_who_belongs_to_whom_is_written_as_its_source_states_it() -> None:
    stated = Relation(
        child=NAME, parent="Northern Holding", kind="is a part of", citation="a report", since="2021-03", row_number=4
    )
    other = Relation(
        child="LEI 549300BLAUWERKTEST00",
        parent="LEI 549300NORDWERKTEST00",
        kind="lends to",
        citation="a register",
        child_identifier="lei:549300BLAUWERKTEST00",
        parent_identifier="lei:549300NORDWERKTEST00",
    )
    owned, link, *ends = _links(stated, other)
    (entity,) = listed_entities(own(COUNTRY).listings)
    assert (owned["schema"], link["schema"]) == ("Ownership", "UnknownLink")
    assert owned["properties"]["asset"] == link["properties"]["subject"] == [entity.id]
    assert owned["properties"]["role"] == ["is a part of"]
    assert owned["properties"]["startDate"] == ["2021-03"]
    assert owned["properties"]["summary"] == ["As stated by a report"]
    assert "percentage" not in owned["properties"]
    by_id = {one["id"]: one["properties"] for one in ends}
    assert by_id[owned["properties"]["owner"][0]] == {"name": ["Northern Holding"]}
    assert by_id[link["properties"]["object"][0]] == {"leiCode": ["549300NORDWERKTEST00"]}


def test_an_end_that_is_not_written_as_listed_is_written_by_its_name() -> None:
    stated = Relation(child=NAME, parent="Northern Holding", kind="is linked to", citation="a report")
    link, *ends = _links(stated, source_checked="no")
    assert {one["id"] for one in ends} == {*link["properties"]["subject"], *link["properties"]["object"]}
