"""Read the text of a DOCX: headers, body with tables and text boxes, notes, footers, in reading order.

The XML is read directly: python-docx leaves out text boxes, content controls and inserted revisions. Nothing outside
the file is resolved. What unpacks to more than the limits is refused by the zip's own table of contents, before
anything is unpacked, and again while unpacking, for the table may lie.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pledgewatch.errors import DamagedError, LimitError, ProtectedError
from pledgewatch.reading.content import Content, clean
from pledgewatch.reading.settings import ReadingSettings

__all__ = ["read_docx"]

_RATIO_FROM = 16 * 2**20
_PARTS = (
    re.compile(r"word/header\d*\.xml"),
    re.compile(r"word/document\.xml"),
    re.compile(r"word/footnotes\.xml"),
    re.compile(r"word/endnotes\.xml"),
    re.compile(r"word/footer\d*\.xml"),
)
"""In the order in which a reader meets them; a letterhead is a header."""
_SKIPPED = frozenset(
    {
        "Fallback",
        "instrText",
        "delText",
        "del",
        "moveFrom",
        "rt",
        "pPr",
        "rPr",
        "tblPr",
        "tcPr",
        "trPr",
        "sectPr",
        "sdtPr",
    }
)
"""Field codes, deleted and moved text, ruby readings, properties; Fallback repeats what its Choice says."""
_CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
_CREATOR_NOTES = ("separator", "continuationSeparator")


def read_docx(path: Path, settings: ReadingSettings) -> Content:
    """Return the text of a DOCX, paragraphs parted by a blank line, cells of a table row by tabs.

    Raises:
        DamagedError: the zip or its XML is truncated or malformed.
        LimitError: it unpacks to more than the limits allow.
        ProtectedError: its members are encrypted.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check(archive, path.stat().st_size, settings)
            paragraphs = [text for name in _names(archive) for text in _paragraphs(_xml(archive, name, settings))]
            title = _title(archive, settings)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError) as error:
        raise DamagedError(f"The DOCX is truncated or damaged: {error}.", next_step="Get the file again.") from error
    text, doubts = clean("\n\n".join(paragraphs))
    return Content(text=text, title=title, doubts=doubts)


def _check(archive: zipfile.ZipFile, packed: int, settings: ReadingSettings) -> None:
    """Refuse by what the table of contents declares."""
    if any(member.flag_bits & 1 for member in archive.infolist()):
        raise ProtectedError("The DOCX is encrypted.", next_step="Save a copy without a password.")
    unpacked = sum(member.file_size for member in archive.infolist())
    bomb = unpacked > _RATIO_FROM and unpacked > packed * settings.max_ratio
    if unpacked > settings.max_unzipped_bytes or bomb:
        raise LimitError(
            f"The DOCX of {packed:,} bytes would unpack to {unpacked:,}.",
            next_step="If you trust it, save it again from the program that wrote it, without its pictures.",
        )


def _names(archive: zipfile.ZipFile) -> list[str]:
    names = archive.namelist()
    return list(dict.fromkeys(name for part in _PARTS for name in sorted(names) if part.fullmatch(name)))


def _xml(archive: zipfile.ZipFile, name: str, settings: ReadingSettings) -> Any:
    from lxml import etree

    with archive.open(name) as member:
        data = member.read(settings.max_unzipped_bytes + 1)
    if len(data) > settings.max_unzipped_bytes:
        raise LimitError(f"{name} unpacks to more than it declares.", next_step="Do not trust this file.")
    # huge_tree: a paragraph may hold a long text node; the size is limited above and no entity is expanded.
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise DamagedError(f"{name} in the DOCX is malformed: {error}.", next_step="Get the file again.") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise DamagedError(
            f"{name} in the DOCX declares entities, which Word never does.", next_step="Do not trust this file."
        )
    _check_depth(root, settings.max_depth)
    return root


def _check_depth(root: Any, limit: int) -> None:
    from lxml import etree

    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > limit:
            raise LimitError(f"The DOCX nests elements more than {limit} deep.", next_step="Save it as text.")


def _title(archive: zipfile.ZipFile, settings: ReadingSettings) -> str | None:
    if "docProps/core.xml" not in archive.namelist():
        return None
    title = _xml(archive, "docProps/core.xml", settings).findtext("{http://purl.org/dc/elements/1.1/}title")
    return clean((title or "").strip())[0] or None


def _paragraphs(root: Any) -> list[str]:
    return [text for text in _blocks(root) if text.strip()]


def _blocks(parent: Any) -> Iterator[str]:
    """Yield paragraphs and table rows below an element, in document order."""
    for child in parent:
        name = _local(child)
        if name in _SKIPPED or (name in ("footnote", "endnote") and _is_rule(child)):
            continue
        if name == "p":
            yield from _paragraph(child)
        elif name == "tbl":
            yield "\n".join(row for row in _rows(child) if row.strip())
        else:
            yield from _blocks(child)


def _paragraph(element: Any) -> Iterator[str]:
    """Yield a paragraph's own text, then the paragraphs of text boxes anchored in it."""
    pieces: list[str] = []
    boxes: list[Any] = []
    _gather(element, pieces, boxes)
    yield "".join(pieces).strip()
    for box in boxes:
        yield from _blocks(box)


def _gather(element: Any, pieces: list[str], boxes: list[Any]) -> None:
    for child in element:
        name = _local(child)
        if name == "t":
            pieces.append(child.text or "")
        elif name in _CHARACTERS:
            pieces.append(_CHARACTERS[name])
        elif name == "txbxContent":
            boxes.append(child)
        elif name == "p":  # a drawing's own paragraphs
            boxes.append([child])
        elif name not in _SKIPPED:
            _gather(child, pieces, boxes)


def _rows(table: Any) -> Iterator[str]:
    """Yield the rows of a table, cells parted by tabs; a cell's paragraphs are joined by spaces."""
    for row in table.iter("{*}tr"):
        if _nearest_table(row) is table:
            cells = (" ".join(_paragraphs(cell)) for cell in row.iter("{*}tc") if _nearest_row(cell) is row)
            yield "\t".join(" ".join(cell.split()) for cell in cells).strip("\t")


def _nearest_table(row: Any) -> Any:
    return next(row.iterancestors("{*}tbl"))


def _nearest_row(cell: Any) -> Any:
    return next(cell.iterancestors("{*}tr"))


def _is_rule(note: Any) -> bool:
    """Tell whether a note is merely the rule above the notes."""
    return any(value in _CREATOR_NOTES for key, value in note.attrib.items() if key.endswith("}type"))


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
