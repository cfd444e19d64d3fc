"""Read the text layer of a PDF in reading order, with the box of each word.

pdfium is not thread-safe: one process reads one PDF at a time. Its offsets count UTF-16 units, so it is asked for one
character after the other and the offsets are our own. A page without a usable text layer goes to OCR.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from pledgewatch.errors import DamagedError, EmptyDocumentError, LimitError, ProtectedError
from pledgewatch.reading.compose import PageText, compose
from pledgewatch.reading.content import Content
from pledgewatch.reading.glyphs import characters_of, with_accents
from pledgewatch.reading.layout import Glyphs, Line, reading_order
from pledgewatch.reading.settings import ReadingSettings

__all__ = ["read_pdf"]

_STAMP = 100
"""Characters that a stamp, a page number or a scanner's mark has at most; a page of text has more."""
_COVERED = 0.5
"""Share of a page under pictures above which so little text beside them is taken for a stamp on a scan."""
_DRAWN = 2_000
"""Drawn things looked at on a page without text; maps hold a hundred thousand."""

_MISTAKEN = re.compile(r"(?<=[a-zß-ÿ])[À-ÞŠŽŒŸ]|(?<=[À-ÞŠŽŒŸ])[a-zß-ÿ](?=[À-ÞŠŽŒŸ])|(?<=\w)[|™âÄ](?=[À-Þ™|])")
_UNREADABLE = 0.15
"""Share of characters without a Unicode value above which a page's text layer is worth less than its picture."""


def read_pdf(path: Path, settings: ReadingSettings) -> Content:
    """Return the text of a PDF page by page.

    Raises:
        ProtectedError: it is encrypted with a password.
        DamagedError: pdfium cannot open it or one of its pages.
        LimitError: it has more pages than the limits allow.
        ExtraMissingError: it has no text layer, and the extra `ocr` is not installed.
    """
    document = _open(path)
    try:
        if len(document) > settings.max_pages:
            raise LimitError(
                f"The PDF has {len(document):,} pages; {settings.max_pages:,} is the limit.",
                next_step="Split it, or raise reading.max_pages.",
            )
        pages = [_page(document, index) for index in range(len(document))]
        if not pages:
            raise EmptyDocumentError("The PDF has no pages.", next_step="Get the file again.")
        return compose(_with_ocr(document, pages, settings), title=_title(document))
    finally:
        document.close()


def _open(path: Path) -> Any:
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        code = getattr(error, "err_code", None)
        if code == 4 or "password" in str(error).casefold():  # FPDF_ERR_PASSWORD
            raise ProtectedError(
                "The PDF is encrypted and wants a password.",
                next_step="Open it with its password and save a copy without one.",
            ) from error
        raise DamagedError(
            f"The PDF cannot be opened: it is truncated or damaged ({error}).", next_step="Get the file again."
        ) from error


def _title(document: Any) -> str | None:
    title = unicodedata.normalize("NFC", str(document.get_metadata_value("Title") or "")).strip()
    return title.replace("\x00", "") or None


def _page(document: Any, index: int) -> PageText:
    import pypdfium2

    try:
        page = document[index]
        textpage = page.get_textpage()
    except pypdfium2.PdfiumError as error:
        raise DamagedError(
            f"Page {index + 1} of the PDF is damaged ({error}).", next_step="Get the file again."
        ) from error
    try:
        width, height = page.get_size()
        upright, turned, unreadable, count = _words(page, textpage)
        lines = reading_order(upright)
        if turned:  # stamps along the margin and labels of axes stand apart, as they were drawn
            lines.append(Line(tuple(turned), "\n\n"))
        bad = count > 0 and unreadable > _UNREADABLE * count
        doubts = () if bad else tuple(doubtful_words(lines))
        return PageText(number=index + 1, width=width, height=height, lines=tuple(lines), unreadable=bad, doubts=doubts)
    finally:
        textpage.close()
        page.close()


def _words(page: Any, textpage: Any) -> tuple[list[Glyphs], list[Glyphs], int, int]:
    """Return upright words, turned words (axis labels, stamps), and how many characters are unreadable of how many."""
    upright: list[Glyphs] = []
    turned: list[Glyphs] = []
    unreadable = count = 0
    for characters, angle in _groups(page, textpage):
        text = "".join(character.text for character in characters)
        count += len(text)
        unreadable += sum(unicodedata.category(character) == "Cc" or _is_unreadable(character) for character in text)
        shown = "".join(character for character in text if unicodedata.category(character) != "Cc")
        if shown:  # layout programs leave control characters at a paragraph's beginning; they show nothing
            (turned if angle else upright).append(_glyphs(characters, shown))
    return upright, turned, unreadable, count


def doubtful_words(lines: Iterable[Line]) -> Iterator[tuple[int, int, str]]:
    """Yield (line, word, why) of words whose characters are glyph numbers in part, or letters of a wrong table.

    A decorative font without a Unicode table comes out as "VöÅtÜt": capitals with accents among small letters.
    """
    for at, line in enumerate(lines):
        for index, word in enumerate(line.words):
            if any(map(_is_unreadable, word.text)) or len(_MISTAKEN.findall(word.text)) > 1:
                yield at, index, "the text layer may have wrong characters here"


def _is_unreadable(character: str) -> bool:
    """Tell whether this is no character but a glyph's number in its font: private use, unassigned, U+FFFD."""
    return character == "�" or unicodedata.category(character) in ("Co", "Cn", "Cs")


def _glyphs(characters: list[Glyphs], text: str) -> Glyphs:
    """Make a word of its characters; its baseline and size are those of its tallest, not of a footnote mark."""
    tallest = max(characters, key=lambda each: each.size)
    return Glyphs(
        text=text,
        left=min(each.left for each in characters),
        top=min(each.top for each in characters),
        right=max(each.right for each in characters),
        bottom=max(each.bottom for each in characters),
        baseline=tallest.baseline,
        size=tallest.size,
        spaced=characters[0].spaced,
    )


def _groups(page: Any, textpage: Any) -> Iterator[tuple[list[Glyphs], bool]]:
    """Yield the characters of each word in drawing order, and whether it is turned against the page."""
    word: list[Glyphs] = []
    was_turned = False
    for character, turned in with_accents(characters_of(page, textpage)):
        if word and (character.spaced or turned != was_turned or (not turned and _apart(word[-1], character))):
            yield word, was_turned
            word = []
        word.append(character)
        was_turned = turned
    if word:
        yield word, was_turned


def _apart(before: Glyphs, after: Glyphs) -> bool:
    """Tell whether two characters drawn one after the other belong to different words although no space was drawn."""
    size = max(before.size, after.size, 1.0)
    return (
        abs(after.baseline - before.baseline) > 0.6 * size
        or after.left - before.right > 0.6 * size
        or before.left - after.left > 1.5 * size
    )


def _with_ocr(document: Any, pages: list[PageText], settings: ReadingSettings) -> list[PageText]:
    """Replace pages that hold a picture instead of text by what OCR reads; pages that are merely empty stay so."""
    pictures = [page for page in pages if _is_picture(document, page)]
    if not pictures:
        return pages
    from pledgewatch.reading.ocr import read_rendered

    texts = [page for page in pages if page.lines and page not in pictures]
    read = read_rendered(document, pictures, settings, alone=not texts)
    return [read.get(page.number, page) for page in pages]


def _is_picture(document: Any, page: PageText) -> bool:
    """Tell whether a page shows text that its text layer has not: a scan, with a stamp or page number at most."""
    if page.unreadable:
        return True
    characters = sum(len(word.text) for line in page.lines for word in line.words)
    if characters >= _STAMP:
        return False
    opened = document[page.number - 1]
    try:
        shown = sum(_area(thing) for thing in _drawn(opened, images_only=characters > 0))
    finally:
        opened.close()
    return shown > (_COVERED * page.width * page.height if characters else 0)


def _drawn(page: Any, *, images_only: bool) -> Iterator[Any]:
    from pypdfium2 import raw

    kinds = [raw.FPDF_PAGEOBJ_IMAGE] if images_only else None
    return islice(page.get_objects(filter=kinds, max_depth=3), _DRAWN)


def _area(thing: Any) -> float:
    left, bottom, right, top = (float(edge) for edge in thing.get_bounds())
    return max(0.0, right - left) * max(0.0, top - bottom)
