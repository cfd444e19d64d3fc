"""Crosswalks in the formats of GLEIF, Wikidata and published lists, and on a desk."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from tests.record.lists import own, own_csv
from tests.record.published import dfat_xlsx

from pledgewatch.desk import Desk
from pledgewatch.errors import ListError
from pledgewatch.record.crosswalk import read_crosswalk
from pledgewatch.record.holdings import Record
from pledgewatch.record.screening import Screener

LEI = "549300BLAUWERKTEST00"
GLEIF_XML = f"""<?xml version="1.0" encoding="UTF-8"?>
<lei:LEIData xmlns:lei="http://www.gleif.org/data/schema/leidata/2016"><lei:LEIRecords><lei:LEIRecord>
<lei:LEI>{LEI}</lei:LEI><lei:Entity><lei:LegalName xml:lang="zh">蓝芯光学股份有限公司</lei:LegalName>
<lei:OtherEntityNames><lei:OtherEntityName xml:lang="en" type="ALTERNATIVE_LANGUAGE_LEGAL_NAME">Blauwerk Optics
 Co., Ltd.</lei:OtherEntityName></lei:OtherEntityNames>
<lei:LegalAddress><lei:Country>CN</lei:Country></lei:LegalAddress></lei:Entity>
<lei:Registration><lei:LastUpdateDate>2026-05-18T15:41:20Z</lei:LastUpdateDate></lei:Registration>
</lei:LEIRecord></lei:LEIRecords></lei:LEIData>""".encode()
GLEIF_CSV = (
    "LEI,Entity.LegalName,Entity.LegalName.xmllang,Entity.OtherEntityNames.OtherEntityName.1,"
    "Entity.OtherEntityNames.OtherEntityName.1.xmllang,Entity.OtherEntityNames.OtherEntityName.1.type,"
    "Entity.LegalAddress.Country,Registration.LastUpdateDate\n"
    f'{LEI},蓝芯光学股份有限公司,zh,"Blauwerk Optics Co., Ltd.",en,ALTERNATIVE_LANGUAGE_LEGAL_NAME,CN,2026-05-18\n'
).encode()
GLEIF_API = msgspec.json.encode(
    {
        "data": [
            {
                "type": "lei-records",
                "attributes": {
                    "lei": LEI,
                    "entity": {
                        "legalName": {"name": "蓝芯光学股份有限公司", "language": "zh"},
                        "otherNames": [
                            {
                                "name": "Blauwerk Optics Co., Ltd.",
                                "language": "en",
                                "type": "ALTERNATIVE_LANGUAGE_LEGAL_NAME",
                            }
                        ],
                        "legalAddress": {"country": "CN"},
                    },
                    "registration": {"lastUpdateDate": "2026-05-18T15:41:20Z"},
                },
            }
        ]
    }
)
ITEM = {
    "type": "item",
    "id": "Q7",
    "modified": "2026-04-01T00:00:00Z",
    "labels": {
        "en": {"language": "en", "value": "Blauwerk Optics Co., Ltd."},
        "zh": {"language": "zh", "value": "蓝芯光学股份有限公司"},
    },
    "aliases": {"ru": [{"language": "ru", "value": "Блауверк Оптикс"}]},
    "claims": {"P1278": [{"mainsnak": {"datavalue": {"value": LEI}}}]},
}
DUMP = b"[\n" + msgspec.json.encode(ITEM) + b",\n" + msgspec.json.encode(ITEM | {"id": "Q8"}) + b"\n]\n"
ENTITIES = msgspec.json.encode({"entities": {"Q7": ITEM}})
ANSWERS = msgspec.json.encode(
    {
        "head": {"vars": ["item", "itemLabel", "other", "lei"]},
        "results": {
            "bindings": [
                {
                    "item": {"value": "http://www.wikidata.org/entity/Q7"},
                    "itemLabel": {"value": "Blauwerk Optics Co., Ltd.", "xml:lang": "en"},
                    "other": {"value": "蓝芯光学股份有限公司", "xml:lang": "zh"},
                    "lei": {"value": LEI},
                }
            ]
        },
    }
)


@pytest.mark.parametrize("data", [GLEIF_XML, GLEIF_CSV, GLEIF_API], ids=["xml", "csv", "api"])
def test_names_of_gleif_are_read_alike(data: bytes) -> None:
    read = read_crosswalk(data, "gleif")
    (pair,) = read.pairs
    assert read.format == "GLEIF"
    assert (pair.name, pair.other_name) == ("蓝芯光学股份有限公司", "Blauwerk Optics Co., Ltd.")
    assert (pair.language, pair.country, pair.identifier) == ("en", "CN", f"lei:{LEI}")
    assert pair.citation == f"GLEIF, LEI {LEI}, updated 2026-05-18, its legal name in another language"
    assert pair.snapshot == read.sha256


@pytest.mark.parametrize(("data", "pairs"), [(DUMP, 4), (ENTITIES, 2), (ANSWERS, 1)], ids=["dump", "item", "query"])
def test_names_of_wikidata_name_the_item(data: bytes, pairs: int) -> None:
    read = read_crosswalk(data, "wikidata")
    assert (read.format, len(read.pairs)) == ("Wikidata", pairs)
    assert (read.pairs[0].name, read.pairs[0].other_name) == ("Blauwerk Optics Co., Ltd.", "蓝芯光学股份有限公司")
    assert read.pairs[0].citation.startswith("Wikidata Q7")
    assert {pair.identifier for pair in read.pairs} == {f"lei:{LEI}"}


def test_a_list_gives_the_names_that_it_has_in_other_letters() -> None:
    read = read_crosswalk(dfat_xlsx(2), "dfat.xlsx")
    assert read.format == "list"
    assert [pair.other_name for pair in read.pairs] == ["Блауверк 0", "Блауверк 1"]
    assert "Department of Foreign Affairs" in read.pairs[0].citation
    assert "as of 2026-03-01" in read.pairs[0].citation


@pytest.mark.parametrize("data", [GLEIF_XML, GLEIF_API, ENTITIES, ANSWERS])
def test_a_name_of_any_of_them_finds_the_listing_with_its_citation(data: bytes) -> None:
    listed = own({"entity": "Blauwerk Optics Co., Ltd.", "aliases": "", "identifiers": f"lei: {LEI}"})
    read = read_crosswalk(data, "names")
    screening = Screener(Record.of([listed]), read.pairs).screen("蓝芯光学股份有限公司")
    assert screening.matches[0].entity_name == "Blauwerk Optics Co., Ltd."
    assert read.pairs[0].citation in screening.matches[0].why[0]
    assert [one.snapshot for one in screening.through] == [read.sha256]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (GLEIF_XML[:-30], "not whole XML"),
        (GLEIF_XML.replace(LEI.encode(), b"549300"), "no identifier"),
        (GLEIF_CSV.replace(LEI.encode(), b""), "no identifier"),
        (GLEIF_API.replace(b'"attributes"', b'"attribute"'), "no answer of GLEIF's API"),
        (GLEIF_API[:-5], "no answer of GLEIF's API"),
        (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>' + GLEIF_XML.partition(b"?>")[2], "no column"),
        (DUMP.replace(b'"id":"Q8"', b'"ix":"Q8"'), "item 3: it is no entity"),
        (DUMP[:-20], "no whole JSON"),
        (ENTITIES.replace(b'"labels":{', b'"labels":[1],"old":{'), "item 1"),
        (ANSWERS.replace(b'"itemLabel":{', b'"label":{'), "lacks item"),
    ],
)
def test_malformed_files_are_refused(data: bytes, says: str) -> None:
    with pytest.raises(ListError, match=says):
        read_crosswalk(data, "names")


def test_a_desk_keeps_crosswalks_and_examines_through_them(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk")
    listed, names, letters = tmp_path / "mine.csv", tmp_path / "names.csv", tmp_path / "letters"
    listed.write_bytes(own_csv({"entity": "Blauwerk Optics Co., Ltd.", "aliases": "", "country_of_entity": "China"}))
    desk.import_list(listed)
    letters.mkdir()
    (letters / "a.txt").write_text("蓝芯光学股份有限公司 supports the ten principles.", encoding="utf-8")
    rows = "file,organisation,country,date\na.txt,蓝芯光学股份有限公司,China,2024-01-01\n"
    (letters / "organisations.csv").write_text(rows, encoding="utf-8")
    desk.examine([letters])
    assert not [one for one in desk.findings() if one.kind == "listing"]
    names.write_text("name,other_name,citation\n", encoding="utf-8")
    with pytest.raises(ListError):
        desk.import_crosswalk(names)
    assert desk.names() == []
    pair = '"Blauwerk Optics Co., Ltd.",蓝芯光学股份有限公司,"register, 2026"\n'
    names.write_text("name,other_name,citation\n" + pair, encoding="utf-8")
    desk.import_crosswalk(names)
    desk.examine([letters])
    (identity,) = [one for one in desk.findings() if one.kind == "identity"]
    assert "according to register, 2026" in identity.sentence
    assert [one for one in desk.findings() if one.kind == "listing"]
    assert [one.origin for one in desk.crosswalks()] == [str(names)]
    pages = "".join(page.read_text(encoding="utf-8") for page in (desk.layout.preview / "organisations").iterdir())
    assert f"one crosswalk gives (SHA-256 {desk.crosswalks()[0].sha256[:12]})" in pages
