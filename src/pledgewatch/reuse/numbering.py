"""Tell the number of a list's item from a word: "3." before a clause is no fill, whoever numbers the clause or not."""

from __future__ import annotations

import re

from pledgewatch.reuse.backbone import Backbone
from pledgewatch.reuse.bodies import Body

__all__ = ["LONGEST_NUMBER", "list_numbers", "starts_with_number"]

_NUMBER = re.compile(r"(?:\d{1,2}|[a-z]|[ivx]{2,4})\Z")
_CAPITAL = re.compile(r"[A-Z]\Z")
_BREAKS = frozenset(".;:,(*-•")
_CLOSING = frozenset(".)")
LONGEST_NUMBER = 4
_LOOKED_AT = 12


def list_numbers(backbone: Backbone) -> frozenset[int]:
    """Return the tokens of a backbone that number an item of a list."""
    words, signs = backbone.words, backbone.after
    closed = [at for at, after in enumerate(signs) if after != " " and after[:1] in _CLOSING]
    return frozenset(
        [
            at
            for at in closed
            if len(words[at]) <= LONGEST_NUMBER and _is_number(signs[at - 1] if at else "\n", words[at], signs[at])
        ]
    )


def starts_with_number(body: Body, token: int) -> bool:
    """Tell whether a token of a body numbers an item of a list."""
    start, end = body.starts[token], body.ends[token]
    if end - start > LONGEST_NUMBER:
        return False
    before = body.text[max(body.ends[token - 1], start - _LOOKED_AT) : start] if token else "\n"
    return _is_number(before, body.text[start:end], body.text[end : end + 2])


def _is_number(before: str, word: str, after: str) -> bool:
    """Tell it by the sign after it and the break before it; "J." at a line's start is an initial, "way(s)" a word."""
    closed = after[:1] == ")" or (after[:1] == "." and not after[1:2].isalnum())
    if not closed or not (_NUMBER.match(word) or (after[:1] == ")" and _CAPITAL.match(word))):
        return False
    return "\n" in before or (before.strip()[-1:] in _BREAKS and any(sign.isspace() for sign in before))
