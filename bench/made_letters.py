"""Write folders of letters for tests of the whole house: a few forms, invented companies, mixed kinds of files.

The same seed gives the same bytes. No sentence here is anybody's: forms, names and places were written for it.
"""

from __future__ import annotations

import random
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

__all__ = ["FORMS", "PLACES", "SPECIFIC", "make_letters"]

FORMS = (
    (
        "It is my privilege to state that {name} stands behind the principles of the Lantern Accord on human rights, "
        "labour, environment and anti-corruption. By this letter we declare that we intend to carry these principles "
        "into the daily work of {name}, wherever we operate.",
        "We understand that those who join give an account of their progress once a year. We therefore commit to "
        "report within one year of joining, and each year thereafter, and {name} will make this pledge known to its "
        "staff, its suppliers and the public.",
    ),
    (
        "{name} has read the Meadow Declaration with care and agrees with each of its aims. We shall treat the people "
        "who work for us with respect, refuse forced and child labour, and keep the air and water around our sites "
        "in {place} clean.",
        "Our management will look into the aims of the Declaration from time to time and will support others in "
        "{place} who share them. {name} thanks the Secretariat for the opportunity to take part.",
    ),
    (
        "As head of {name} I confirm our adherence to the Charter of Fair Harbours. We will not tolerate bribery in "
        "any form, and we will work with our partners in {place} to raise the standard of conduct in our trade.",
        "We look forward to the exchange with the other members, and we will contribute to the meetings of the "
        "Charter as far as our means allow.",
    ),
)
SPECIFIC = (
    "By 31 December {year} we will cut the water that our mill draws by {number} per cent against {base}, and an "
    "independent auditor will confirm the figure.",
    "Our board's audit committee will publish, before {year} ends, the results of {number} unannounced site visits.",
    "From January {year} no supplier will be taken on without an inspection by the Labour Office of {place}.",
)
_FIRST = (
    "Aldermoor",
    "Brackwell",
    "Corvane",
    "Dunstray",
    "Elvington",
    "Farrowby",
    "Grimsel",
    "Hollin",
    "Istrane",
    "Jorvale",
)
_SECOND = ("Castings", "Textiles", "Freight", "Optical", "Minerals", "Paper", "Foods", "Power", "Glass", "Instruments")
_LEGAL = ("Ltd", "plc", "GmbH", "S.A.", "AB", "(Pty) Ltd")
PLACES = ("Norhaven", "Estmark", "Sudvale", "Westry", "Mittelau")


def make_letters(folder: Path, count: int, seed: int = 1) -> list[Path]:
    """Write `count` letters into a folder, two thirds text, the others HTML and DOCX; return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(seed)
    return [_write(folder, number, _letter(chance), chance) for number in range(count)]


def _letter(chance: random.Random) -> list[str]:
    name = f"{chance.choice(_FIRST)} {chance.choice(_SECOND)} {chance.choice(_LEGAL)}"
    place = chance.choice(PLACES)
    form = chance.choice(FORMS)
    body = [part.format(name=name, place=place) for part in form]
    if chance.random() < 0.2:
        year = chance.randrange(2022, 2035)
        number, base = chance.randrange(5, 60), year - chance.randrange(5, 12)
        body.insert(1, chance.choice(SPECIFIC).format(year=year, number=number, base=base, place=place))
    date = f"{chance.randrange(1, 29)} March {chance.randrange(2012, 2024)}"
    head = [name, f"{chance.randrange(1, 200)} Quay Road, {place}", date, "The Secretariat", "Dear Secretary,"]
    return [*head, *body, "Yours sincerely,", f"{chance.choice('ABCDEFGH')}. Marlow", "Managing Director", name]


def _write(folder: Path, number: int, lines: list[str], chance: random.Random) -> Path:
    kind = chance.choice(("txt", "txt", "txt", "txt", "html", "docx"))
    path = folder / f"letter-{number:05d}.{kind}"
    if kind == "txt":
        path.write_text("\n\n".join(lines), encoding="utf-8")
    elif kind == "html":
        inner = "\n".join(f"<p>{escape(line)}</p>" for line in lines)
        path.write_text(
            f"<!doctype html><html lang=en><title>Letter</title><body>{inner}</body></html>", encoding="utf-8"
        )
    else:
        _write_docx(path, lines)
    return path


_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
_RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


def _write_docx(path: Path, lines: list[str]) -> None:
    inner = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in lines)
    body = f'<?xml version="1.0"?><w:document xmlns:w="{_WORD}"><w:body>{inner}</w:body></w:document>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in (("[Content_Types].xml", _TYPES), ("_rels/.rels", _RELS), ("word/document.xml", body)):
            packed.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), text)
