"""Small lists of invented organisations in the formats of publishers, made in code so that each can be damaged."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable

import msgspec
from openpyxl import Workbook  # type: ignore[import-untyped]

from pledgewatch.record.lists.bundle import bundle

ROWS = 40
_CSL = [
    "_id", "source", "entity_number", "type", "programs", "name", "title", "addresses",
    "federal_register_notice", "start_date", "end_date", "standard_order", "license_requirement",
    "license_policy", "call_sign", "vessel_type", "gross_tonnage", "gross_registered_tonnage", "vessel_flag",
    "vessel_owner", "remarks", "source_list_url", "alt_names", "citizenships", "dates_of_birth",
    "nationalities", "places_of_birth", "source_information_url", "ids",
]  # fmt: skip
_EU = [
    "celex", "recordId", "programKey", "annex", "measure", "startDate", "reason", "schema", "name", "alias",
    "weakAlias", "previousName", "country", "nationality", "jurisdiction", "birthDate", "birthPlace",
    "position", "passportNumber", "gender", "appearance", "ethnicity", "fatherName", "motherName",
    "incorporationDate", "legalForm", "sector", "registrationNumber", "taxNumber", "idNumber", "innCode",
    "ogrnCode", "kppCode", "okpoCode", "leiCode", "swiftBic", "ticker", "imoNumber", "mmsi", "flag", "address",
    "phone", "email", "website", "notes",
]  # fmt: skip
_PARSED = ("Name", "Alias", "Nationality", "Designation", "Sanction Type", "Source")
_DFAT = (
    "Reference", "Name of Individual or Entity", "Type", "Name Type", "Date of Birth", "Place of Birth", "Citizenship",
    "Address", "Additional Information", "Listing Information", "Committees", "Control Date",
)  # fmt: skip


def name(number: int) -> str:
    return f"Blauwerk Optics {number} Co., Ltd."


def rows_csv(columns: tuple[str, ...] | list[str], rows: list[dict[str, str]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def csl_csv(rows: int = ROWS, day: str = "2026-03-01", **changes: str) -> bytes:
    source = "Entity List (EL) - Bureau of Industry and Security"
    filled = [
        {
            "_id": f"id{n}",
            "source": source,
            "name": name(n),
            "start_date": day,
            "alt_names": f"BWO {n}; Blau Nr {n}, Ltd",
        }
        | {"addresses": "Long Street 5, CN; Short Street 6, NO", "federal_register_notice": "84 FR 54004", "type": ""}
        | {"programs": "CMIC-EO13959", "ids": "Unified Social Credit Code (USCC), 91110000X1093019X7, CN"}
        | changes
        for n in range(rows)
    ]
    filled.append({"_id": "p", "source": source, "name": "Marta Rot", "type": "Individual"})
    return rows_csv(_CSL, filled)


def csl_json(rows: int = ROWS, day: str = "2026-03-01") -> bytes:
    results = [
        {"id": f"id{n}", "name": name(n), "source": "Entity List (EL) - Bureau of Industry and Security", "type": None}
        | {"alt_names": [f"BWO {n}"], "addresses": [{"address": "Long Street 5", "country": "CN"}], "start_date": day}
        | {"source_list_url": "https://example.org/el", "federal_register_notice": "84 FR 54004", "programs": ["X"]}
        for n in range(rows)
    ]
    results.append({"id": "p", "name": "Marta Rot", "source": "SDN - Treasury", "type": "Individual"})
    return msgspec.json.encode({"total": len(results), "results": results})


def eu_csv(rows: int = ROWS, day: str = "1.3.2026") -> bytes:
    filled = [
        {"celex": "32099R0001", "recordId": str(n), "programKey": "EU-NOWHERE", "annex": "I", "startDate": day}
        | {"schema": "LegalEntity", "name": name(n), "alias": f"АО «Блауверк {n}»", "reason": "It makes lamps."}
        | {"leiCode": "549300TESTTESTTEST00", "country": "Norway"}
        for n in range(rows)
    ]
    return rows_csv(_EU, [*filled, {"schema": "Person", "name": "Rot Marta", "celex": "32099R0001"}])


def parsed_csv(source: str, rows: int = ROWS) -> bytes:
    filled = [
        {"Name": name(n), "Alias": f"BWO {n}, Blau {n}, Ltd", "Nationality": "NORWAY", "Source": source}
        | {"Designation": {"Europe": "enterprise", "uk": "", "USOFAC_SDN": "Entity"}[source], "Sanction Type": "LAMPS"}
        for n in range(rows)
    ]
    return _plain(_PARSED, filled)


def _plain(columns: tuple[str, ...], rows: list[dict[str, str]]) -> bytes:
    """Write quotes only where they are needed, as the copies of these lists do."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def us_json(list_id: str, rows: int = ROWS, day: str = "2026-03-01", **changes: object) -> bytes:
    entity: dict[str, object] = {"aliases": ["Blau"], "country": "Norway", "effective_date": "March 1, 2026"}
    entities = [{"name": name(n), **entity, **changes} for n in range(rows)]
    return msgspec.json.encode({"list_id": list_id, "extracted": day, "count": rows, "entities": entities})


def un_xml(rows: int = ROWS, day: str = "2026-03-01") -> bytes:
    entities = "".join(
        f"<ENTITY><DATAID>{n}</DATAID><FIRST_NAME>{name(n)}</FIRST_NAME><UN_LIST_TYPE>LAMPS</UN_LIST_TYPE>"
        f"<REFERENCE_NUMBER>LAe.{n:03}</REFERENCE_NUMBER><LISTED_ON>2019-10-09-04:00</LISTED_ON>"
        f"<ENTITY_ALIAS><QUALITY>a.k.a.</QUALITY><ALIAS_NAME>BWO {n}</ALIAS_NAME></ENTITY_ALIAS>"
        "<ENTITY_ALIAS><QUALITY/><ALIAS_NAME/></ENTITY_ALIAS>"
        "<ENTITY_ADDRESS><CITY>Oslo</CITY><COUNTRY>Norway</COUNTRY></ENTITY_ADDRESS></ENTITY>"
        for n in range(rows)
    )
    person = "<INDIVIDUAL><FIRST_NAME>MARTA</FIRST_NAME></INDIVIDUAL>"
    return (
        f'<?xml version="1.0"?>\n<CONSOLIDATED_LIST dateGenerated="{day}T00:00:09Z"><INDIVIDUALS>{person}'
        f"</INDIVIDUALS><ENTITIES>{entities}</ENTITIES></CONSOLIDATED_LIST>"
    ).encode()


def sema_xml(rows: int = ROWS, day: str = "2026-03-01") -> bytes:
    records = "".join(
        f"<record><Country>Norway / Norvège</Country><EntityOrShip>{name(n)}</EntityOrShip><Aliases>BWO {n}</Aliases>"
        f"<Schedule>1, Part 2</Schedule><Item>{n}</Item><DateOfListing>{day}</DateOfListing></record>"
        for n in range(rows)
    )
    person = "<record><Country>Norway</Country><LastName>Rot</LastName><Item>9</Item></record>"
    return f"<data-set>{person}{records}</data-set>".encode()


def dfat_xlsx(rows: int = ROWS, day: str = "2026-03-01") -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.append(_DFAT)
    control = dt.datetime.fromisoformat(day)
    words = "First listed on 9 Oct. 2019 (relisted on 1 Mar 2023)"
    for n in range(rows):
        for mark, called, kind in (("", name(n), "Primary Name"), ("a", f"Блауверк {n}", "Original Script")):
            cells = (f"{n + 100}{mark}", called, "Entity ", kind, None, None, "Norway", "Oslo", None, words, "Lamps")
            sheet.append((*cells, control))
    sheet.append(("9", "Marta Rot", "Individual", "Primary Name", *([None] * 7), control))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ofac_set(rows: int = ROWS, **parts: bytes) -> bytes:
    remarks = "Effective Date (CMIC) 02 Aug 2021; Tax ID No. 7702070139 (Norway); a.k.a. 'BLAU'."
    primary = "".join(f'{n + 10},"{name(n)}",-0- ,"LAMPS] [LIGHTS",{"-0- ," * 7}"{remarks}"\r\n' for n in range(rows))
    person = f'9,"ROT, Marta","individual","LAMPS",{"-0- ," * 7}-0- \r\n'
    other = "".join(f'{n + 10},{n + 900},"aka","BWO {n}",-0- \r\n' for n in range(rows))
    files = {"prim.csv": f"{person}{primary}\x1a".encode(), "alt.csv": f"{other}\x1a".encode()}
    return bundle(files | parts)


def ftm_lines(rows: int = ROWS, day: str = "2026-03-01") -> bytes:
    lines: list[dict[str, object]] = [{"id": "p", "schema": "Person", "properties": {"name": ["Marta Rot"]}}]
    for n in range(rows):
        own = {"name": [name(n)], "alias": [f"BWO {n}"], "country": ["no"], "topics": ["sanction"]}
        lines.append({"id": f"o{n}", "schema": "Company", "properties": own, "datasets": ["x"], "last_change": day})
        measure = {"entity": [f"o{n}"], "startDate": ["2019-10"], "authority": ["Ministry"], "program": ["Lamps"]}
        lines.append({"id": f"s{n}", "schema": "Sanction", "properties": measure, "last_change": day})
    return b"".join(msgspec.json.encode(line) + b"\n" for line in lines)


def fcc_csv(rows: int = ROWS) -> bytes:
    what = "Lamps produced by Blauwerk Optics {} Corp, including those to be used as torches."
    filled = [
        {"covered_equipment_or_services": what.format(n), "date_of_inclusion_on_covered_list": "March 12, 2021"}
        for n in range(rows)
    ]
    foreign = {"covered_equipment_or_services": "Lamps produced in a foreign country, except torches."}
    filled.append(foreign | {"date_of_inclusion_on_covered_list": "February 28, 2026Updated: March 2, 2026"})
    return rows_csv(list(foreign | {"date_of_inclusion_on_covered_list": ""}), filled)


MAKERS: dict[str, Callable[[int], bytes]] = {
    "us-csl": csl_csv,
    "us-csl json": csl_json,
    "eu-journal": eu_csv,
    "eu-fsf": lambda rows: parsed_csv("Europe", rows),
    "uk-sanctions": lambda rows: parsed_csv("uk", rows),
    "ofac-sdn-copy": lambda rows: parsed_csv("USOFAC_SDN", rows),
    "dhs-uflpa": lambda rows: us_json("dhs-uflpa", rows),
    "un-sc": un_xml,
    "ca-sema": sema_xml,
    "au-dfat": dfat_xlsx,
    "ofac-sdn": ofac_set,
    "opensanctions": ftm_lines,
    "fcc-covered-csv": fcc_csv,
}
"""Lists by the id that they are imported under (and a word where two formats give one id), by number of rows."""
