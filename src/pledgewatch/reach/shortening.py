"""Shorten JavaScript as far as it says the same without what is left out."""

from __future__ import annotations

import re

__all__ = ["shortened"]

_TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)
    |(?P<text>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)
    |(?P<regex>(?<=[=(,:!&|?>\[])\s*/(?![/*])(?:\\.|\[(?:\\.|[^\]\n])*\]|[^/\n\\])+/[a-z]*)
    |(?P<space>\s+)
    |(?P<word>[\w$]+)
    |(?P<sign>.)""",
    re.DOTALL | re.VERBOSE,
)
_OPENING, _CLOSING = frozenset("{(["), frozenset("})]")


def shortened(source: str) -> str:
    """Leave out comments, white space that parts nothing, and each `const` that follows one.

    A line break stays where a statement might end without a semicolon; not behind a brace, since in `web/` what ends
    in one and is no block has a semicolon.
    """
    kept: list[str] = []
    for found in _TOKEN.finditer(source):
        kind, text = found.lastgroup, found[0]
        if kind == "comment":
            text = "\n" if "\n" in text else " "
        if kind in ("comment", "space"):
            if not kept or kept[-1] not in (" ", "\n"):
                kept.append("\n" if "\n" in text else " ")
            elif "\n" in text:
                kept[-1] = "\n"
            continue
        kept.append(text.strip() if kind == "regex" else text)
    return "".join(_without_brackets(_without_blanks(_merged(kept)))).strip()


def _merged(parts: list[str]) -> list[str]:
    """Make one of constants that follow one another in a block: `const a=1;const b=2` is `const a=1,b=2`."""
    merged: list[str] = []
    constants = [False]  # for each open bracket: whether the statement in it is one of constants
    last, begins = "", True
    for part in parts:
        if part.isspace():
            begins = begins or (last == "}" and part == "\n")
            merged.append(part)
            continue
        follows = part == "const" and last == ";" and constants[-1]
        if follows:
            while merged.pop() != ";":
                pass
        elif part in _OPENING:
            constants.append(False)
        elif part in _CLOSING:
            constants.pop()
        elif begins:
            constants[-1] = part == "const"
        begins = part in _OPENING or part == ";"
        last = "," if follows else part
        merged.append(last)
    return merged


def _without_blanks(parts: list[str]) -> list[str]:
    """Drop each blank between two signs, and each line break after which a statement cannot have ended."""
    shorter: list[str] = []
    for at, part in enumerate(parts):
        before = shorter[-1][-1] if shorter else ""
        after = parts[at + 1][0] if at + 1 < len(parts) else ""
        if part == "\n" and (before in "{};,([=&|?:+<>" or after in "})],.?:;&|"):
            continue
        if part == " " and not (_joins(before) and _joins(after)) and not (before in "+-" and before == after):
            continue
        shorter.append(part)
    return shorter


def _without_brackets(parts: list[str]) -> list[str]:
    """Drop the brackets around the one parameter of an arrow function."""
    shorter: list[str] = []
    for part in parts:
        shorter.append(part)
        if part == ">" and shorter[-5:-3] and (shorter[-5], shorter[-3], shorter[-2]) == ("(", ")", "="):
            name, before = shorter[-4], shorter[-6] if len(shorter) > 5 else ""
            if _joins(name[0]):
                shorter[-5:] = [*([" "] if before and _joins(before[-1]) else []), name, "=", ">"]
    return shorter


def _joins(sign: str) -> bool:
    return sign.isalnum() or sign in "_$"
