"""Who belongs to whom, on the page of an organisation: as its source states it, and only of whom it is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.record.lists import own_csv

from pledgewatch.desk import Desk

EXAMPLES = Path(__file__).parents[2] / "examples"
HEADER = "child,parent,relation,citation,since,source_url,child_identifier"
ROWS = (
    '"Zhejiang Dahua Technology Co., Ltd.",Northern Holding,is a part of,"a report of 2021, p. 4",2021-03,'
    "https://example.org/report,",
    "Quite Another AG,Northern Holding,is a part of,a report of 2021,,,",
    "LEI 5493001KJTIIGC8Y1R12,Northern Holding,is directly consolidated by,a register,,,lei:5493001KJTIIGC8Y1R12",
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("related")
    letters, record, relations = folder / "letters", folder / "mine.csv", folder / "groups.csv"
    letters.mkdir()
    shutil.copy(EXAMPLES / "letters" / "quoted-dahua.txt", letters)
    (letters / "organisations.csv").write_text(
        'file,organisation,country,names\nquoted-dahua.txt,Dahua,CN,"Zhejiang Dahua Technology Co., Ltd."\n',
        encoding="utf-8",
    )
    record.write_bytes(
        own_csv(
            {
                "entity": "Dahua",
                "aliases": "",
                "country_of_entity": "CN",
                "summary_in_your_own_words": "a subsidiary of Southern Group.",
            }
        )
    )
    relations.write_text("\n".join((HEADER, *ROWS)) + "\n", encoding="utf-8")
    desk = Desk(folder / "desk")
    desk.import_list(record)
    desk.import_relations(relations)
    desk.examine([letters])
    return desk


def _pages(folder: Path) -> str:
    return "\n".join(page.read_text(encoding="utf-8") for page in sorted((folder / "organisations").glob("*.html")))


def test_each_relation_stands_with_its_source_and_its_row(desk: Desk) -> None:
    page = _pages(desk.layout.preview)
    assert "Who belongs to whom" in page
    assert "As stated by" in page
    assert "Northern Holding" in page
    assert "a report of 2021, p. 4" in page
    assert "https://example.org/report" in page
    assert "Southern Group" in page
    assert "Quite Another" not in page
    assert "5493001KJTIIGC8Y1R12" not in page


def test_what_a_list_states_waits_until_a_person_says_who_is_meant(desk: Desk) -> None:
    identity = next(one for one in desk.findings() if one.kind == "identity")
    other = next(one for one in desk.findings() if one.entity is None and one.kind != "identity")
    desk.decide(other.key, "confirm", by="R. Eporter")
    assert "Southern Group" not in _pages(desk.publish().path)
    desk.decide(identity.key, "confirm", by="R. Eporter")
    assert "Southern Group" in _pages(desk.publish().path)
