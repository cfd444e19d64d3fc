"""Read a page a second time, with Debian's tesseract, and say which words the two readings do not share.

Tesseract may lack a language's accents, so words are compared without accents, case and punctuation marks; it puts
spaces between Chinese characters, so lines that are not in the Latin script are not compared.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Any

import msgspec

__all__ = ["Seen", "differing", "second_reading"]

_SECONDS = 120
_ALIKE = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ł": "l"})
_QUOTES = re.compile(r"[\"'`´‘’“”„‚«»|]")
_DASHES = re.compile("[‐-―−-]+")
_EDGES = " .,;:!?()[]{}*_•·…<>=~^\\/"


class Seen(msgspec.Struct, frozen=True):
    """A word as the second reader sees it: text and the middle of its box in pixels."""

    text: str
    left: float
    middle: float


def second_reading(image: Any) -> list[Seen] | None:
    """Return the words that tesseract sees; None where it is not installed or fails."""
    program = _program()
    if program is None:
        return None
    buffer = io.BytesIO()
    image.save(buffer, "PPM")
    environment = {"PATH": os.environ.get("PATH", ""), "OMP_THREAD_LIMIT": "1"}
    try:
        done = subprocess.run(  # noqa: S603  # fixed arguments; the picture goes in by a pipe
            [program, "-", "-", "--dpi", "300", "tsv"],
            input=buffer.getvalue(),
            capture_output=True,
            timeout=_SECONDS,
            env=environment,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return [seen for line in done.stdout.decode("utf-8", "replace").splitlines()[1:] if (seen := _seen(line))]


@cache
def _program() -> str | None:
    return shutil.which("tesseract")


def _seen(line: str) -> Seen | None:
    """Read one line of tesseract's table: level, five numbers, left, top, width, height, confidence, text."""
    cells = line.split("\t")
    if len(cells) != 12 or cells[0] != "5" or not cells[11].strip():
        return None
    left, top, width, height = (float(cell) for cell in cells[6:10])
    del width
    return Seen(cells[11].strip(), left, top + height / 2)


def differing(
    words: Sequence[str], box: tuple[float, float, float, float], seen: Sequence[Seen] | None
) -> frozenset[int]:
    """Return the indices of a line's words that the second reading has not, in their order; none without one."""
    if seen is None or not _is_latin("".join(words)):
        return frozenset()
    from rapidfuzz.distance import Indel

    left, top, right, bottom = box
    inside = [one for one in seen if left - 5 <= one.left <= right and top <= one.middle <= bottom]
    ours = [(_key(word), index) for index, word in enumerate(words)]
    mine = [(key, index) for key, index in ours if key]
    theirs = [key for one in sorted(inside, key=lambda one: one.left) if (key := _key(one.text))]
    doubtful: set[int] = set()
    for step in Indel.opcodes([key for key, _ in mine], theirs):
        if step.tag == "equal":
            continue
        here = "".join(key for key, _ in mine[step.src_start : step.src_end])
        doubtful |= {index for _, index in mine[step.src_start : step.src_end]}
        if not here and mine and len("".join(theirs[step.dest_start : step.dest_end])) > 1:
            doubtful.add(mine[min(step.src_start, len(mine) - 1)][1])
    return frozenset(doubtful)


def _key(word: str) -> str:
    """Fold what two readers may write differently without meaning another word: accents, case, quotes, edge marks.

    Marks inside stay, for "3,000" is not "3.000"; so do dashes, which part clauses.
    """
    plain = unicodedata.normalize("NFKD", word.casefold().translate(_ALIKE))
    bare = "".join(character for character in plain if not unicodedata.combining(character))
    return _DASHES.sub("-", _QUOTES.sub("", bare)).strip(_EDGES)


def _is_latin(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    return sum(character < "ɐ" or "Ḁ" <= character <= "ỿ" for character in letters) >= 0.9 * len(letters)
