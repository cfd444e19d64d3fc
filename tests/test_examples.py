from __future__ import annotations

import csv
import importlib.util
import re
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

from pledgewatch.model.dates import parse_date
from pledgewatch.model.document import Document
from pledgewatch.model.identity import DocumentId
from pledgewatch.parties import read_organisations, recognise
from pledgewatch.record.importing import read_list

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
LETTERS = EXAMPLES / "letters"
QUOTED = ("quoted-dahua.txt", "quoted-hikvision.txt")


def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_examples", ROOT / "scripts" / "make_examples.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


MAKER = maker()


def letters() -> list[Path]:
    return sorted(path for path in LETTERS.iterdir() if path.name != "organisations.csv")


def test_there_is_one_of_each_kind() -> None:
    names = [path.name for path in letters()]
    assert len([name for name in names if name not in (*QUOTED, MAKER.BROKEN)]) >= 12
    assert {path.suffix for path in letters()} == {".txt", ".pdf", ".docx", ".html", ".png"}
    assert sum(path.stat().st_size for path in letters()) < 300_000


@pytest.mark.parametrize("name", sorted(set(MAKER.MADE) - {MAKER.SCAN}))
def test_what_is_made_is_what_the_sources_make(name: str) -> None:
    assert (LETTERS / name).read_bytes() == MAKER.make(name)


def test_the_scan_is_what_its_source_draws() -> None:
    image = pytest.importorskip("PIL.Image", reason="needs Pillow, which comes with the extra 'ocr'")
    import io

    with image.open(LETTERS / MAKER.SCAN) as kept, image.open(io.BytesIO(MAKER.make(MAKER.SCAN))) as made:
        assert kept.size == made.size
        pairs = zip(kept.convert("L").tobytes(), made.convert("L").tobytes(), strict=True)
        apart = sum(abs(one - other) for one, other in pairs) / (kept.width * kept.height)
    assert apart < 2, "another version of Pillow may differ by a hair, no more"


def test_every_letter_is_in_the_readme() -> None:
    text = (EXAMPLES / "README.md").read_text("utf-8")
    assert [path.name for path in letters() if path.name not in text] == []


def test_organisations_csv_fits_the_files() -> None:
    table = read_organisations(LETTERS / "organisations.csv")
    assert [row.file for row in table.rows.values() if not (LETTERS / row.file).is_file()] == []
    for name in QUOTED:
        row = table.rows[name]
        assert (row.kind, row.extent, row.country) == ("quotation", "excerpt", "China")
        assert row.source_url == "https://ipvm.com/reports/hikvision-dahua-unletters"
    assert [table.rows[name].date for name in QUOTED] == ["2023-08", "2024-01"]


def test_what_is_given_and_what_is_recognised_agree() -> None:
    from pledgewatch.parties.names import same_name

    table = read_organisations(LETTERS / "organisations.csv")
    for path in (path for path in letters() if path.suffix == ".txt" and "utf16" not in path.name):
        row = table.lookup(str(path))
        found = recognise(Document(id=DocumentId("d"), text=path.read_text("utf-8")))
        if row and found.organisation:
            assert same_name(row.organisation, found.organisation.value)
        if row and found.date:
            assert found.date.value == row.date


@pytest.mark.parametrize(
    ("source", "name", "date"),
    [
        ("sources/kelpwick-foods-2019.txt", "Kelpwick Foods", "2019-01-21"),
        ("sources/marrowfen-timber-2019.txt", "Marrowfen Timber Company", "2019-10-02"),
        ("letters/tarnfell-batteries-2022.txt", "Tarnfell Batteries (Pty) Ltd", "2022-05"),
    ],
)
def test_letters_that_nobody_described_tell_their_sender(source: str, name: str, date: str) -> None:
    found = recognise(Document(id=DocumentId("d"), text=(EXAMPLES / source).read_text("utf-8")))
    assert found.organisation is not None
    assert found.date is not None
    assert (found.organisation.value, found.date.value) == (name, date)


def record() -> list[dict[str, str]]:
    with (EXAMPLES / "record" / "restrictions.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_no_real_company_but_the_two() -> None:
    real = [row["entity"] for row in record() if "(fictional)" not in row["authority"]]
    assert real
    assert all("Hikvision" in entity or "Dahua" in entity for entity in real)
    named = re.compile(r"hikvision|dahua|global compact|united nations", re.IGNORECASE)
    sources = (EXAMPLES / "sources").iterdir()
    texts = [path for path in (*letters(), *sources) if path.suffix == ".txt" and path.name not in QUOTED]
    assert [path.name for path in texts if named.search(path.read_bytes().decode("utf-8", "ignore"))] == []


def test_invented_rows_say_so_and_point_nowhere() -> None:
    invented = [row for row in record() if "(fictional)" in row["authority"]]
    assert {row["ground"] for row in invented} == {"human rights", "security"}
    for row in invented:
        assert row["summary_in_your_own_words"].startswith("Invented: ")
        assert re.match(r"https://[a-z-]+\.example\.org/", row["source_url"])


def test_the_record_can_be_imported() -> None:
    data = (EXAMPLES / "record" / "restrictions.csv").read_bytes()
    parsed = read_list(data, "restrictions.csv")
    listings = parsed.listings
    assert len(listings) == len(record())
    assert {listing.subject for listing in listings} == {"named", "class", "related"}
    ended = [listing for listing in listings if listing.end_date]
    assert [listing.entity for listing in ended] == ["Dunmarrick Steel Corporation"]
    assert all(listing.source_urls for listing in listings)


def test_the_form_says_where_and_when_it_was_offered() -> None:
    (path,) = (EXAMPLES / "forms").glob("*.toml")
    data = tomllib.loads(path.read_text("utf-8"))
    assert sorted(data) == ["from", "meant_to_be_signed_unchanged", "title", "until", "url"]
    assert parse_date(data["from"]) is not None
    assert parse_date(data["until"]) is not None
    assert "[name of your company]" in path.with_suffix(".txt").read_text("utf-8")
