"""Decode text whose encoding nobody declared, or refuse: a wrong guess would put words into somebody's mouth.

The order is from certain to likely: byte order mark, UTF-16 by its NULs, valid UTF-8, then the East Asian encodings by
the share of their language's commonest characters, then Windows-1252. Bytes that fit none are refused, naming the
first bad one: in a document that is quoted as evidence, a guess is worse than a failure row.
"""

from __future__ import annotations

import re

from pledgewatch.errors import DamagedError
from pledgewatch.sources.media import looks_like_utf16

__all__ = ["decode"]

_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
# The commonest characters of each language's running text with its punctuation: 15 to 40 % of any paragraph in the
# right encoding, under 3 % in a wrong one.
_HAN = "的一是不了在人有我他中大上和地到以年生自者行成方多"
_COMMON = {
    "gb18030": frozenset(_HAN + "这来个们为说国时要就会对发业员经，。、；：“”（）《》"),
    "big5": frozenset(_HAN + "這來個們為說國時要就會對發業員經，。、；：「」（）《》"),
    "shift_jis": frozenset("のにはをたがでてとしれさいるなかりすまあこもっうくスンーリトルア、。・「」（）"),
    "euc_jp": frozenset("のにはをたがでてとしれさいるなかりすまあこもっうくスンーリトルア、。・「」（）"),
    "euc_kr": frozenset("이다는의가을를에하고은로서지한기사인있도대정회나수"),
}
_COMMON_SHARE = 0.12
_SAMPLE = 200_000

# What stands in Windows-1252 text outside ASCII: letters inside words, and the marks of typeset prose.
_MARKS = frozenset("‘’“”–—…•€£¥¢§©®™°±²³µ·¹º»«¼½¾¿¡ª×÷„‚‹›†‡‰ˆ˜´¨¸¬¶\xa0\xad")
_HIGH_RUN = re.compile("[\x80-￿]+")


def decode(data: bytes) -> str:
    """Return the text of bytes in UTF-8, UTF-16, UTF-32, GB18030, Big5, Shift_JIS, EUC-JP, EUC-KR or Windows-1252.

    Line ends become line feeds. Lone surrogates and NULs are left to `content.clean`.

    Raises:
        DamagedError: no encoding fits; says at which byte UTF-8 breaks.
    """
    return _decoded(data).replace("\r\n", "\n").replace("\r", "\n")


def _decoded(data: bytes) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding)
    if b"\x00" in data[:_SAMPLE]:
        for encoding in ("utf-16-le", "utf-16-be"):
            if looks_like_utf16(data[: _SAMPLE // 2 * 2], encoding):
                return _strictly(data, encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _legacy(data, error)


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise DamagedError(
            f"The text claims to be {encoding.upper()}, but byte {error.start:,} does not fit.",
            next_step="Open it in the program that wrote it and save it as UTF-8.",
        ) from error


def _legacy(data: bytes, error: UnicodeDecodeError) -> str:
    best = max((_east_asian(data, encoding) for encoding in _COMMON), key=lambda pair: pair[0])
    if best[0] >= _COMMON_SHARE:
        return best[1]
    western = data.decode("cp1252", "replace")
    if _plausible(western[:_SAMPLE]):
        return western
    raise DamagedError(
        f"The text is not valid UTF-8 (byte {error.start:,}) and fits no other encoding known here.",
        next_step="Open it in the program that wrote it and save it as UTF-8.",
    ) from error


def _east_asian(data: bytes, encoding: str) -> tuple[float, str]:
    """Return how common the characters are that this encoding finds, and the text; nothing where it does not fit."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return 0.0, ""
    high = [character for character in text[:_SAMPLE] if character > "\x7f"]
    common = sum(character in _COMMON[encoding] for character in high)
    return common / max(1, len(high)), text


def _plausible(text: str) -> bool:
    """Tell whether each run of characters outside ASCII can stand where it does in a Western European text."""
    runs = list(_HIGH_RUN.finditer(text))
    good = sum(_fits(text, run) for run in runs)
    return good >= 0.97 * len(runs)


def _fits(text: str, run: re.Match[str]) -> bool:
    marks = "".join(character for character in run.group() if character not in _MARKS)
    if not marks:
        return True
    if len(marks) > 2 or not marks.isalpha():  # no Western language writes three accented letters in a row
        return False
    before = text[run.start() - 1 : run.start()]
    after = text[run.end() : run.end() + 1]
    if marks.isupper() and before.islower():  # "dÃ©j": UTF-8 read as something else
        return False
    return before.isalpha() or after.isalpha() or marks in "àáéèíóúÀÁÉÈÍÓÚ"
