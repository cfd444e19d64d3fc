"""Find the numbers by which registers know an organisation in what lists write of it."""

from __future__ import annotations

import re

__all__ = ["find_identifiers"]

_LONGEST = 20_000
_VALUE = r"[:,]?\s*([A-Z0-9][A-Z0-9./-]{3,29})"
_SCHEMES = tuple(
    (scheme, re.compile(rf"\b(?:{words}){_VALUE}", re.IGNORECASE))
    for scheme, words in (
        ("uscc", r"unified social credit code(?: \(USCC\))?|USCC"),
        ("lei", r"legal entity (?:number|identifier)|LEI"),
        ("registration", r"(?:business |company )?registration (?:number|ID|no\.?)|commercial registry number"),
        ("tax", r"tax ID(?: No\.?| number)?"),
        ("government-gazette", r"government gazette number"),
        ("swift", r"SWIFT/BIC"),
        ("isin", r"ISIN"),
    )
)


def find_identifiers(text: str) -> dict[str, str]:
    """Return the first number of each scheme that a text names ("Tax ID No. 7702070139 (Russia)")."""
    found: dict[str, str] = {}
    for scheme, pattern in _SCHEMES:
        match = pattern.search(text[:_LONGEST])
        if match and any(letter.isdigit() or scheme == "swift" for letter in match[1]):
            found[scheme] = match[1].rstrip("./-").upper()
    return found
