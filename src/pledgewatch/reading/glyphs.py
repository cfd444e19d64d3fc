"""Take the characters of a PDF page out of pdfium, each with its place on the page as it is displayed.

Trap: pdfium's offsets count UTF-16 units and drift after an emoji, and its font sizes ignore the matrix that text is
drawn with. So characters are asked for one by one, and their size is the height of their box.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from pledgewatch.reading.layout import Glyphs

__all__ = ["characters_of", "with_accents"]

_HYPHENS = "￾\x02\xad"
"""What pdfium writes for a hyphen at a line's end; whether it belongs to the word is decided when lines are joined."""
_EM = 0.85
"""Of the height of a character's loose box (ascent to descent), which is 1.1 to 1.3 em in usual fonts."""
_COMBINING = {
    "˘": "\u0306",
    "´": "\u0301",
    "¨": "\u0308",
    "ˆ": "\u0302",
    "˜": "\u0303",
    "¸": "\u0327",
    "ˇ": "\u030c",
    "˙": "\u0307",
    "˚": "\u030a",
    "˝": "\u030b",
    "˛": "\u0328",
    "¯": "\u0304",
    "ˋ": "\u0300",
    "ˊ": "\u0301",
}
_REACH = 6
"""An accent that was drawn by itself lies over a letter this many characters away at most."""

_Character = tuple[Glyphs, bool]


def characters_of(page: Any, textpage: Any) -> list[_Character]:
    """Return the characters that are no white space, in drawing order, and whether each is turned against the page."""
    from pypdfium2 import raw

    turn = _turn(page)
    rotation = math.radians(page.get_rotation())
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    out: list[_Character] = []
    spaced = broken = False
    for index in range(textpage.count_chars()):
        text = _text_of(raw.FPDFText_GetUnicode(textpage, index))
        if not text:
            spaced, broken = spaced or text is None, True
            continue
        raw.FPDFText_GetLooseCharBox(textpage, index, box)
        raw.FPDFText_GetCharOrigin(textpage, index, x, y)
        corners = (*turn(box.left, box.top), *turn(box.right, box.bottom))
        angle = (raw.FPDFText_GetCharAngle(textpage, index) + rotation) % (2 * math.pi)
        turned = 0.2 < angle < 2 * math.pi - 0.2
        # A line end of upright text may lie inside a word (a footnote mark); lines are told apart by place there.
        apart = spaced or (broken and turned)
        out.append((_character(text, corners, turn(x.value, y.value)[1], apart), turned))
        spaced = broken = False
    return out


def _character(text: str, corners: tuple[float, float, float, float], baseline: float, spaced: bool) -> Glyphs:
    left, top, right, bottom = corners
    return Glyphs(
        text=text,
        left=min(left, right),
        top=min(top, bottom),
        right=max(left, right),
        bottom=max(top, bottom),
        baseline=baseline,
        size=max(_EM * abs(bottom - top), 1.0),
        spaced=spaced,
    )


def _text_of(code: int) -> str | None:
    """Return the character: ligatures as letters, a line-end hyphen as `-`; None for a space, "" for a line end."""
    character = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "�"
    if character in _HYPHENS:
        return "-"
    if character in "\r\n":
        return ""
    if character.isspace() or character == "\u200b":
        return None
    return unicodedata.normalize("NFKC", character) if "ﬀ" <= character <= "ﬆ" else character


def _turn(page: Any) -> Callable[[float, float], tuple[float, float]]:
    """Return the function from the PDF's own coordinates to points from the top left of the page as displayed."""
    left, bottom, right, top = page.get_cropbox()
    turns: dict[int, Callable[[float, float], tuple[float, float]]] = {
        0: lambda x, y: (x - left, top - y),
        90: lambda x, y: (y - bottom, x - left),
        180: lambda x, y: (right - x, y - bottom),
        270: lambda x, y: (top - y, right - x),
    }
    return turns[page.get_rotation() % 360]


def with_accents(characters: Iterable[_Character]) -> list[_Character]:
    """Put accents that were drawn by themselves onto the letter that they lie over (TeX draws them so)."""
    out = list(characters)
    for at, (accent, _) in enumerate(out):
        mark = _COMBINING.get(accent.text)
        base = _beneath(out, at) if mark else None
        if mark is None or base is None:
            continue
        letter, turned = out[base]
        whole = unicodedata.normalize("NFC", ("i" if letter.text == "ı" else letter.text) + mark)
        if len(whole) == 1:
            out[base] = (msgspec.structs.replace(letter, text=whole), turned)
            out[at] = (msgspec.structs.replace(accent, text=""), turned)
    return _without_empty(out)


def _beneath(characters: list[_Character], at: int) -> int | None:
    """Return the index of the letter under an accent; None where there is none near."""
    accent = characters[at][0]
    middle = (accent.left + accent.right) / 2
    near = [
        (abs((letter.left + letter.right) / 2 - middle), index)
        for index in range(max(0, at - _REACH), min(len(characters), at + _REACH + 1))
        if (letter := characters[index][0]).text.isalpha()
        and index != at
        and letter.left - 0.5 <= middle <= letter.right + 0.5
        and letter.top < accent.bottom
        and letter.bottom > accent.top
    ]
    return min(near)[1] if near else None


def _without_empty(characters: list[_Character]) -> list[_Character]:
    """Drop what was merged; a space before it is now before what follows."""
    out: list[_Character] = []
    spaced = False
    for character, turned in characters:
        if not character.text:
            spaced = spaced or character.spaced
            continue
        out.append((msgspec.structs.replace(character, spaced=character.spaced or spaced), turned))
        spaced = False
    return out
