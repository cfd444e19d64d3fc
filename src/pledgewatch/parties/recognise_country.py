"""Recognise the sender's country from its address lines, never from the addressee's or from a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pledgewatch.model.party import Recognised
from pledgewatch.model.spans import Span, subtract
from pledgewatch.parties.countries import country_code, country_name, country_names
from pledgewatch.parties.language import Cues, phrases
from pledgewatch.parties.regions import Regions

__all__ = ["recognise_country"]

_LINE = re.compile(r"[^\n]+")
# A postal code just before the country, in a text without lines: "Fairholm 0145, South Africa".
_POSTAL = re.compile(r"(?:\d{4,6}|\d{3} \d{2}|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})\s?,?\s*\Z")
# What may end an address line before the country: a comma, a code, a separator; or the line begins with it.
_BEFORE = re.compile(r"(?:\A|[,;|•·–-]|\d)\s*\Z")
_AFTER = re.compile(r"\s*(?:[.,;|•·]|\Z)")
_ADDRESS_LINE = 120


@cache
def _countries() -> re.Pattern[str]:
    names = "|".join(re.escape(name) for name, _ in country_names())
    return re.compile(rf"(?<!\w)(?:{names})(?!\w)")


def recognise_country(text: str, regions: Regions, cues: Cues) -> Recognised | None:
    """Return the one country of the sender's address lines; None where there is none, or more than one."""
    if not regions.is_letter:
        return None  # the cover of a report lists offices in many countries, some without naming their country
    own = subtract(regions.head, [regions.addressee] if regions.addressee else [])
    places = (*own, regions.tail)
    if sum(1 for part in places for _ in phrases(cues.country.offices).finditer(text, part.start, part.end)) > 1:
        return None
    found = [hit for part in places for hit in _in_part(text, part)]
    if len({country_code(hit.of(text)) for hit in found}) != 1:
        return None
    value = country_name(found[0].of(text))
    return Recognised(how="recognised", value=value, rule="country in the sender's address", span=found[0])


def _in_part(text: str, part: Span) -> Iterator[Span]:
    for line in _LINE.finditer(text, part.start, part.end):
        for found in _countries().finditer(text, line.start(), line.end()):
            before, after = text[line.start() : found.start()], text[found.end() : line.end()]
            if _ends_address(before, after, line.end() - line.start()):
                yield Span(found.start(), found.end())


def _ends_address(before: str, after: str, length: int) -> bool:
    if _POSTAL.search(before[-16:]):
        return True
    return length <= _ADDRESS_LINE and bool(_BEFORE.search(before[-16:])) and bool(_AFTER.match(after))
