from __future__ import annotations

import time
from pathlib import Path

import pytest

from pledgewatch.model.document import Document, Language
from pledgewatch.model.identity import DocumentId
from pledgewatch.model.party import Recognised
from pledgewatch.parties.recognise import Recognition, recognise

CASES = Path(__file__).parents[2].parent / "shared" / "cases" / "letters" / "letters.jsonl.gz"


def read(text: str, language: str = "en") -> Recognition:
    return recognise(Document(id=DocumentId("d"), text=text, language=Language(language, 1.0)))


def value(found: Recognised | None) -> str | None:
    return found.value if found else None


@pytest.mark.parametrize(
    ("text", "name", "rule"),
    [
        ("I confirm that Quillmoor supports the charter.", "Quillmoor", "confirm"),
        ("I confirm that the Quillmoor Trust fully supports the charter.", "Quillmoor Trust", "confirm"),
        ("We confirm that our company, Quillmoor Optics, Inc., reaffirms it.", "Quillmoor Optics, Inc.", "confirm"),
        ("I confirm that Quillmoor (Pty) Ltd supports the charter.", "Quillmoor (Pty) Ltd", "confirm"),
        ("I confirm that Quillmoor (QMR) supports the charter.", "Quillmoor", "confirm"),
        ("I confirm that Orme & Pell since 2016 supports the charter.", "Orme & Pell", "confirm"),
        ("I confirm that Bank of the Coast - BOC supports it.", "Bank of the Coast - BOC", "confirm"),
        ("I confirm that QUILLMOOR supports it. Quillmoor is glad.", "Quillmoor", "confirm"),
        ("Dear Sir,\n\nOn behalf of Quillmoor\nOptics, I write.", "Quillmoor Optics", "behalf"),
        ("Our letter\n\nQuillmoor\nOptics supports the charter.", "Quillmoor Optics", "principles"),
        ("On behalf of Quillmoor Optics, I write to you.", "Quillmoor Optics", "behalf"),
        ("On behalf of the Board of Directors of Quillmoor, we write.", "Quillmoor", "behalf"),
        ("Dear Sir, Quillmoor welcomes the Harbour Charter.", "Quillmoor", "principles"),
        ("Dear Sir, Our Company, the Orme Hall (Pty) Ltd, supports the charter.", "Orme Hall (Pty) Ltd", "principles"),
        (
            "Dear Sir, Coast Dairies South (CDS) runs farms. CDS supports the charter.",
            "Coast Dairies South",
            "principles",
        ),
        ("Dear Sir, We agree. Yours faithfully, J Pell Director Orme Glass Ltd", "Orme Glass Ltd", "signature"),
        ("Dear Sir,\nWe agree.\nKind regards,\nJ Pell\nDirector, Orme Glass", "Orme Glass", "title"),
        ("Yours faithfully,\nAnn Pell\nManaging Director\nOrme Glass Co., Ltd.", "Orme Glass Co., Ltd.", "signature"),
        ("We agree.\n\nAnn Pell\nManaging Director\nOrme Glass Co., Ltd.\n", "Orme Glass Co., Ltd.", "signature"),
        ("Dear Sir,\nWe agree.\nAnn Pell, Director, Orme Glass (Pty) Ltd", "Orme Glass (Pty) Ltd", "signature"),
        ("Orme Glass plc\n1 Quay\n\nDear Sir,\n\nWe agree.\n", "Orme Glass plc", "letterhead"),
        ("Dear Sir, Orme Glass (Pty) Ltd is fond of the coast. Bye.", "Orme Glass (Pty) Ltd", "introduces"),
    ],
)
def test_a_sender_is_recognised(text: str, name: str, rule: str) -> None:
    found = read(text).organisation
    assert found is not None
    assert found.value == name
    assert rule in found.rule
    assert found.how == "recognised"
    assert found.span is not None
    assert " ".join(found.span.of(text).split()) == name


@pytest.mark.parametrize(
    "text",
    [
        "I confirm that [name of the organization] supports the charter.",
        "I confirm that <company> supports the charter.",
        "I confirm that [Quillmoor/Brandelow] supports the charter.",
        "I confirm that [Quillmoor Optics] supports the charter.",
        "We agree.\nYours sincerely,\n[Name of Company Ltd]",
        "We agree.\nYours sincerely,\n{Name of Company Ltd}",
        "The goods came from the quay.\nHead office\nOrme Glass Ltd.\nThey were counted, and none was missing.",
        "The goods came.\nOrme Glass Ltd.",
        "I confirm that our company supports the charter.",
        "I confirm that we support the charter.",
        "I confirm that the United Nations supports the charter.",
        "I confirm that Jane Orme has paid. We support it.",
        "I confirm that Quillmoor supports it. I confirm that Brandelow supports it.",
        "On behalf of the oppressed, act.",
        "On behalf of our members, I write.",
        "Orme Glass and its daughter, Pell Glass Ltd, support the charter.",
        "The charter was read in many places.",
        "",
    ],
)
def test_where_nothing_is_sure_nothing_is_said(text: str) -> None:
    assert read(text).organisation is None


def test_a_language_without_cues_gives_nothing() -> None:
    assert read("I confirm that Quillmoor supports the charter.", "zz") == Recognition()
    assert read("I confirm that Quillmoor supports the charter.", "../en") == Recognition()


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Orme\n\n3 May 2019\n\nDear Sir,\n\nAs of 4 June 2018 we agree.", "2019-05-03"),
        ("Fennick, 3 May 2019\n\nDear Sir,\n\nWe agree.", "2019-05-03"),
        ("Date: 3 May 2019\nYour letter of 1 May 2019\n\nDear Sir,\n\nWe agree.", "2019-05-03"),
        ("Your letter of 1 May 2019\n\nDear Sir,\n\nWe agree.", None),
        ("To Mr Pell 3 May 2019 Fennick Dear Sir, We agree.", "2019-05-03"),
        ("To Mr Pell 3 May 2019 Fennick 4 May 2019 Dear Sir, We agree.", None),
        ("Dear Sir, the letter dated July 4, 2001 refers. We agree.", None),
        ("Dear Sir,\n\nOn 26 June 2018 we agreed.\n\nYours faithfully,\nJ Pell\n14.02.2019", "2019-02-14"),
        ("Dear Sir,\n\nWe agree.\n\nYours faithfully,\nJ Pell\nReg. 2017/188203/06", None),
        ("Report\n\nFrom January to December 2020 we agreed.\n\nNothing else.", None),
        ("Statement\n\n13.4.2017\n\nI confirm that Quillmoor supports the charter.", "2017-04-13"),
    ],
)
def test_the_date_is_the_letters_own(text: str, date: str | None) -> None:
    assert value(read(text).date) == date


@pytest.mark.parametrize(
    ("text", "country"),
    [
        (
            "Orme Ltd\n1 Quay, Fennick 2204, South Africa\n\nThe Secretariat\nOslo\nNorway\n\nDear Sir,\n\nHi.",
            "South Africa",
        ),
        ("Orme Ltd\nFennick\n\nThe Secretariat\nOslo\nNorway\n\nDear Sir,\n\nHi.", None),
        ("H.E. A Pell United Nations New York, NY 10017 USA Dear Sir, We agree.", None),
        ("Dear Sir, We agree. Yours faithfully, J Pell Fennick, 0145, South Africa fax", "South Africa"),
        ("Dear Sir, We agree. Yours faithfully, J Pell Orme Group, Australia Kenya Peru", None),
        ("Dear Sir,\n\nWe agree.\n\nYours faithfully,\nJ Pell\nUnion of South Africa Miners", None),
        ("Orme\nHead office: Paris, France\nSouth office: Rome, Italy\n\nDear Sir,\n\nHi.", None),
        ("Orme\nFennick\nU.K.\n\nDear Sir,\n\nHi.", "United Kingdom"),
    ],
)
def test_the_country_is_that_of_the_senders_address(text: str, country: str | None) -> None:
    assert value(read(text).country) == country


@pytest.mark.parametrize(
    "piece", ["confirm that A ", "(", "Ltd ", "on behalf of X, ", "Dear ", "1.1.2018 ", "A-", ", ", " ", "CEO,\n"]
)
def test_hostile_repetition_takes_linear_time(piece: str) -> None:
    text = "Dear Sir, " + piece * (300_000 // len(piece))
    began = time.perf_counter()
    read(text)
    assert time.perf_counter() - began < 5


@pytest.mark.cases
@pytest.mark.skipif(not CASES.exists(), reason="the real letters in ../shared/cases are not here")
def test_senders_of_the_real_letters_are_recognised() -> None:
    import gzip
    import json

    from pledgewatch.parties.names import same_name

    right = wrong = 0
    with gzip.open(CASES, "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            found = read(row["text"]).organisation
            right += found is not None and same_name(found.value, row["company"])
            wrong += found is not None and not same_name(found.value, row["company"])
    assert right >= 38
    assert wrong <= 1
