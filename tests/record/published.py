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


def dfat_xlsx(rows: int = ROWS, day: str = "2026-03-01", later: tuple[str, ...] = ()) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.append((*_DFAT, *later))
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


def ofac_xml(rows: int = ROWS, day: str = "2026-03-01") -> bytes:
    year, month, date = day.split("-")
    entities = "".join(
        f"<sdnEntry><uid>{n + 10}</uid><lastName>{name(n)}</lastName><sdnType>Entity</sdnType><programList>"
        "<program>LAMPS</program><program>LIGHTS</program></programList><idList><id><uid>5</uid>"
        "<idType>Registration ID</idType><idNumber>1027700000000</idNumber></id></idList><akaList><aka><uid>9</uid>"
        f"<type>a.k.a.</type><category>strong</category><lastName>BWO {n}</lastName></aka></akaList><addressList>"
        "<address><uid>3</uid><city>Oslo</city><country>Norway</country></address></addressList>"
        "<remarks>Effective Date (CMIC) 02 Aug 2021; (Linked To: ROTWERK).</remarks></sdnEntry>"
        for n in range(rows)
    )
    person = (
        "<sdnEntry><uid>9</uid><firstName>Marta</firstName><lastName>ROT</lastName><sdnType>Individual</sdnType>"
        "<programList><program>LAMPS</program></programList></sdnEntry>"
    )
    space = "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML"
    return (
        f'<?xml version="1.0" standalone="yes"?>\n<sdnList xmlns="{space}"><publshInformation><Publish_Date>'
        f"{month}/{date}/{year}</Publish_Date><Record_Count>{rows + 1}</Record_Count></publshInformation>{person}"
        f"{entities}</sdnList>"
    ).encode()


def _party(number: int, kind: str, *names: str) -> str:
    aliases = "".join(
        f'<Alias AliasTypeID="1403" Primary="{"false" if at else "true"}" LowQuality="false"><DocumentedName ID="{at}" '
        f'DocNameStatusID="{1 + bool(at)}"><DocumentedNamePart><NamePartValue ScriptID="215">{text}</NamePartValue>'
        "</DocumentedNamePart></DocumentedName></Alias>"
        for at, text in enumerate(names)
    )
    return (
        f'<DistinctParty FixedRef="{number}"><Profile ID="{number}" PartySubTypeID="{kind}"><Identity ID="1" '
        f'Primary="true">{aliases}</Identity><Feature ID="1" FeatureTypeID="25"><FeatureVersion ID="1">'
        '<VersionLocation LocationID="25"/></FeatureVersion></Feature></Profile></DistinctParty>'
    )


def ofac_advanced(rows: int = ROWS, day: str = "2026-03-01") -> bytes:
    year, month, date = (int(part) for part in day.split("-"))
    words = (
        '<ReferenceValueSets><AliasTypeValues><AliasType ID="1403">Name</AliasType></AliasTypeValues><CountryValues>'
        '<Country ID="7">Norway</Country></CountryValues><ListValues><List ID="1550">SDN List</List></ListValues>'
        '<PartySubTypeValues><PartySubType ID="3" PartyTypeID="2">Unknown</PartySubType><PartySubType ID="4" '
        'PartyTypeID="1">Unknown</PartySubType></PartySubTypeValues><PartyTypeValues><PartyType ID="1">Individual'
        '</PartyType><PartyType ID="2">Entity</PartyType></PartyTypeValues></ReferenceValueSets><Locations>'
        '<Location ID="25"><LocationCountry CountryID="7"/><LocationPart LocPartTypeID="1454"><LocationPartValue>'
        "<Value>Oslo</Value></LocationPartValue></LocationPart></Location></Locations>"
    )
    parties = "".join(_party(n + 10, "3", name(n), f"BWO {n}", f"Блауверк {n}") for n in range(rows))
    entries = "".join(
        f'<SanctionsEntry ID="{n}" ProfileID="{n}" ListID="1550"><EntryEvent ID="1" EntryEventTypeID="1"><Date><Year>'
        '2019</Year><Month>10</Month><Day>9</Day></Date></EntryEvent><SanctionsMeasure ID="1" SanctionsTypeID="1705">'
        '</SanctionsMeasure><SanctionsMeasure ID="2" SanctionsTypeID="1"><Comment>LAMPS</Comment></SanctionsMeasure>'
        "</SanctionsEntry>"
        for n in range(9, rows + 10)
    )
    space = "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/ADVANCED_XML"
    return (
        f'<?xml version="1.0" encoding="utf-8"?><Sanctions xmlns="{space}" Version="3"><DateOfIssue CalendarTypeID="1">'
        f"<Year>{year}</Year><Month>{month}</Month><Day>{date}</Day></DateOfIssue>{words}<DistinctParties>"
        f"{_party(9, '4', 'Marta Rot')}{parties}</DistinctParties><SanctionsEntries>{entries}</SanctionsEntries>"
        "</Sanctions>"
    ).encode()


_UK = (
    "Last Updated", "Unique ID", "OFSI Group ID", "UN Reference Number", "Name 6", "Name 1", "Name 2", "Name 3",
    "Name 4", "Name 5", "Name type", "Alias strength", "Title", "Name non-latin script", "Non-latin script type",
    "Non-latin script language", "Regime Name", "Designation Type", "Designation source", "Sanctions Imposed",
    "Other Information", "UK Statement of Reasons", "Address Line 1", "Address Line 2", "Address Line 3",
    "Address Line 4", "Address Line 5", "Address Line 6", "Address Postal Code", "Address Country", "Phone number",
    "Website", "Email address", "Date Designated", "Type of entity", "Subsidiaries", "Parent company",
    "Business registration number (s)",
)  # fmt: skip


def uk_csv(rows: int = ROWS, day: str = "2026-03-01") -> bytes:
    year, month, date = day.split("-")
    filled = []
    for n in range(rows):
        own = {"Unique ID": f"LMP{n:04}", "Regime Name": "The Lamps Regulations 2020", "Designation Type": "Entity"}
        own |= {"Date Designated": "09/10/2019", "UK Statement of Reasons": "It makes lamps."}
        own |= {"Parent company": "Rot plc"}
        main = {"Name 6": name(n), "Name type": "Primary Name", "Address Line 6": "Oslo", "Address Country": "Norway"}
        filled += [own | main, own | {"Name 6": f"BWO {n}", "Name type": "ALias"}]
        filled.append(own | {"Name 6": name(n), "Name type": "Primary Name", "Name non-latin script": f"Блауверк {n}"})
    person = {"Unique ID": "LMP9999", "Name 1": "Marta", "Name 6": "ROT", "Designation Type": "Individual"}
    return f"Report Date: {date}/{month}/{year}\r\n".encode() + rows_csv(_UK, [*filled, person])


def uk_xml(rows: int = ROWS, day: str = "2026-03-01") -> bytes:
    year, month, date = day.split("-")
    entities = "".join(
        f"<Designation><LastUpdated>01/03/2026</LastUpdated><DateDesignated>dd/10/2019</DateDesignated><UniqueID>LMP{n}"
        f"</UniqueID><Names><Name><Name6>BWO {n}</Name6><NameType>Alias</NameType></Name><Name><Name6>{name(n)}</Name6>"
        "<NameType>Primary name</NameType></Name></Names><NonLatinNames><NonLatinName><NameNonLatinScript>Блауверк "
        f"{n}</NameNonLatinScript></NonLatinName></NonLatinNames><RegimeName>The Lamps Regulations 2020</RegimeName>"
        "<IndividualEntityShip>Entity</IndividualEntityShip><UKStatementofReasons>It makes lamps."
        "</UKStatementofReasons><Addresses><Address><AddressLine6>Oslo</AddressLine6><AddressCountry>Norway</AddressCountry></Address>"
        "</Addresses><EntityDetails><Entity><BusinessRegistrationNumbers><BusinessRegistrationNumber>BR-9"
        "</BusinessRegistrationNumber></BusinessRegistrationNumbers>"
        "<ParentCompanies><ParentCompany>Rot plc</ParentCompany></ParentCompanies>"
        "</Entity></EntityDetails></Designation>"
        for n in range(rows)
    )
    person = (
        "<Designation><UniqueID>P</UniqueID><Names><Name><Name1>Marta</Name1><Name6>Rot</Name6></Name></Names>"
        "<IndividualEntityShip>Individual</IndividualEntityShip></Designation>"
    )
    head = f'<?xml version="1.0" encoding="utf-8"?><Designations><DateGenerated>{date}/{month}/{year}</DateGenerated>'
    return f"{head}{person}{entities}</Designations>".encode()


def eu_xml(rows: int = ROWS, day: str = "2026-03-01") -> bytes:
    entities = "".join(
        f'<sanctionEntity designationDate="2019-10-09" designationDetails="" euReferenceNumber="EU.{n}.1" '
        f'logicalId="{n}"><remark>It makes lamps.</remark><regulation regulationType="amendment" '
        'publicationDate="2024-01-17" numberTitle="2024/372 (OJ L)" programme="LAMPS"><publicationUrl>'
        'https://example.org/2024</publicationUrl></regulation><subjectType code="enterprise" classificationCode="E"/>'
        f'<nameAlias wholeName="BWO {n}" strong="false"/><nameAlias wholeName="{name(n)}" strong="true">'
        '<regulationSummary publicationDate="2019-10-08" numberTitle="2019/1 (OJ L1)" publicationUrl='
        f'"https://example.org/2019"/></nameAlias><nameAlias wholeName="Блауверк {n}" strong="true"/>'
        '<address city="Oslo" street="" countryIso2Code="NO" countryDescription="NORWAY"/>'
        '<identification number="1027700" identificationTypeCode="regnumber"/></sanctionEntity>'
        for n in range(rows)
    )
    person = (
        '<sanctionEntity euReferenceNumber="EU.0.0" logicalId="0"><subjectType code="person"/>'
        '<nameAlias wholeName="Marta Rot"/></sanctionEntity>'
    )
    space = "http://eu.europa.ec/fpi/fsd/export"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<export xmlns="{space}" generationDate="{day}T15:51:25.849+02:00">'
        f"{person}{entities}</export>"
    ).encode()


_EU_FSF = (
    "fileGenerationDate", "Entity_LogicalId", "Entity_EU_ReferenceNumber", "Entity_UnitedNationId",
    "Entity_DesignationDate", "Entity_DesignationDetails", "Entity_Remark", "Entity_SubjectType",
    "Entity_SubjectType_ClassificationCode", "Entity_Regulation_PublicationDate", "Entity_Regulation_NumberTitle",
    "Entity_Regulation_Programme", "Entity_Regulation_PublicationUrl", "NameAlias_WholeName",
    "Address_CountryIso2Code", "Address_CountryDescription", "Identification_Number", "Identification_TypeCode",
)  # fmt: skip


def eu_fsf_csv(rows: int = ROWS, day: str = "2026-03-01") -> bytes:
    year, month, date = day.split("-")
    out = io.StringIO()
    writer = csv.DictWriter(out, _EU_FSF, restval="", delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    same = {"fileGenerationDate": f"{date}/{month}/{year}", "Entity_Regulation_Programme": "LAMPS"}
    for n in range(rows):
        own = same | {"Entity_LogicalId": str(n), "Entity_EU_ReferenceNumber": f"EU.{n}.1", "Entity_SubjectType": "E"}
        own |= {"Entity_DesignationDate": "2019-10-09", "Entity_SubjectType_ClassificationCode": "enterprise"}
        own |= {"Entity_Regulation_NumberTitle": "2019/1 (OJ L1)", "Entity_Regulation_PublicationDate": "2019-10-08"}
        for alias in (name(n), f"BWO {n}", f"Блауверк {n}"):
            writer.writerow(own | {"NameAlias_WholeName": alias})
        writer.writerow(own | {"Address_CountryIso2Code": "NO", "Address_CountryDescription": "NORWAY"})
    person = {"Entity_LogicalId": "p", "Entity_SubjectType_ClassificationCode": "person"}
    writer.writerow(same | person | {"NameAlias_WholeName": "Marta Rot"})
    return out.getvalue().encode("utf-8-sig")


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
    "ofac-sdn xml": ofac_xml,
    "ofac-sdn advanced": ofac_advanced,
    "uk-sanctions-list": uk_csv,
    "uk-sanctions-list xml": uk_xml,
    "eu-consolidated": eu_xml,
    "eu-consolidated csv": eu_fsf_csv,
    "opensanctions": ftm_lines,
    "fcc-covered-csv": fcc_csv,
}
"""Lists by the id that they are imported under (and a word where two formats give one id), by number of rows."""
