"""Turn text into tokens that compare equal where a reader would call them equal.

A document becomes a string with one character for each token: what rapidfuzz aligns fastest, and what NumPy reads
as integers without a copy of our own. Offsets are not kept but computed again where they are needed, because most
documents of a large corpus are only ever counted.

What is made equal: case, width, quotes, bullets, hyphens and all other punctuation (they are no tokens), a word
broken at a line's end, British and American spelling, Arabic vowel marks. Scripts without spaces (Chinese, Japanese,
Thai, Lao, Burmese, Khmer) are taken character by character.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["BLANK", "LETTER", "TOKEN", "UNSPACED", "normalise", "offsets"]

BLANK = "____"
"""The token of a run of underscores: a blank that somebody should have filled in."""

UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
# Marks that belong to the word before them although \w leaves them out: combining accents, Hebrew and Arabic points,
# and the vowel signs of the Indic scripts (whole blocks but for the danda U+0964-0965).
_MARKS = (
    "\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u0900-\u0963\u0966-\u0dff"
)
LETTER = rf"(?:[^\W_{UNSPACED}]|[{_MARKS}])"
# A word, and the rest of it where a line broke it ("commit-\nment"). What is a token never depends on what follows it,
# so that any run of tokens read by itself is the same tokens. Possessive: no input makes the pattern try twice.
TOKEN = re.compile(
    rf"[{UNSPACED}]"
    rf"|{LETTER}++(?:(?:\u00ad\s{{0,8}}+|(?<=[a-z])-[ \t]{{0,8}}+\r?\n[ \t]{{0,8}}+(?=[a-z])){LETTER}++)?+"
    r"|_{3,}+"
)
_BREAK = re.compile(r"[-\u00ad]\s*")
_UNWRITTEN = re.compile(r"[\u0640\u064b-\u065f\u0670\u0591-\u05bd\u05bf-\u05c7]")
# British to American, by ending. Applied to both sides of every comparison, so that "promise" may become "promize".
_SPELLING = (
    (re.compile(r"(?<=\w{3})is(?=(?:e|ed|es|er|ers|ing|ation|ations|ational)\Z)"), "iz"),
    (re.compile(r"(?<=\w{3})ys(?=(?:e|ed|es|ing)\Z)"), "yz"),
    (re.compile(r"(?<=\w{3})our(?=(?:s|ed|ing|able|ably|al|ful|er|ers|ite|ites|hood)?\Z)"), "or"),
    (re.compile(r"(?<=\w{2}[tb])re(?=s?\Z)"), "er"),
    (re.compile(r"(?<=[aeiou]ll)(?=(?:ed|ing|er|ers)\Z)"), ""),
    (re.compile(r"(?<=\w{2})ence(?=s?\Z)"), "ense"),
    (re.compile(r"(?<=\w{2})ogue(?=s?\Z)"), "og"),
    (re.compile(r"(?<=\w{3})amme(?=s?\Z)"), "am"),
)
_DOUBLED = re.compile(r"(?<=[aeiou])ll(?=(?:ed|ing|er|ers|or|ors|ment)\Z)")
# How the words end that these patterns may change: of nine in ten words no pattern needs to be asked.
_ENDINGS = tuple(
    """ise ised ises iser isers ising isation isations isational yse ysed yses ysing our ours oured ouring ourable
    ourably oural ourful ourer ourers ourite ourites ourhood tre tres bre bres lled lling ller llers llor llors llment
    ence ences ogue ogues amme ammes""".split()
)


@lru_cache(maxsize=1 << 16)
def normalise(word: str) -> str:
    """Return the form of a word under which it is compared."""
    if word.startswith("___"):
        return BLANK
    if word.isascii() and word.isalnum():
        word = word.lower()
    else:
        word = unicodedata.normalize("NFKC", _BREAK.sub("", word)).casefold()
        word = _UNWRITTEN.sub("", word) or word
    if len(word) < 5 or not word.endswith(_ENDINGS) or not word.isascii():
        return word
    word = _DOUBLED.sub("l", word)
    for ending, american in _SPELLING:
        word = ending.sub(american, word)
    return word


def offsets(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Return the span of each token of `text[start:end]`, in code points of `text`."""
    return [found.span() for found in TOKEN.finditer(text, start, len(text) if end is None else end)]
