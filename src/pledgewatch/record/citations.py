"""Read citations of the US Federal Register as lists print them, with the slips that they hold.

`84 FR 54004, 10/9/19.` is volume 84, page 54004, of 9 October 2019. Seen in published lists and read here: the date on
the next line, no comma, no date, two citations on one line, words in between ("preview citation details"), letters for
digits (O, l). Volume and year check each other: volume 1 is 1936.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pledgewatch.model.dates import PartialDate, parse_date
from pledgewatch.model.record import Citation

__all__ = ["ReadCitations", "citation_url", "dates_by_citation", "fill_dates", "read_citations"]

_DIGIT = "[0-9OolI]"
_CITATION = re.compile(
    rf"(?P<volume>{_DIGIT}{{2,3}})\s?F\.?\s?R\.?\s?(?P<page>{_DIGIT}{{1,6}})\b"
    rf"(?:[\s,.;]{{0,4}}(?:preview citation details[\s,.;]{{0,4}})?"
    rf"\(?(?P<date>{_DIGIT}{{1,2}}/{_DIGIT}{{1,2}}/{_DIGIT}{{2,4}}|[A-Z][a-z]{{2,8}}\.? \d{{1,2}}, \d{{4}})\)?)?"
)
_LETTERS = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1"})
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {m: i for i, m in enumerate(_MONTH_NAMES, 1)}
_FIRST_VOLUME = 1936 - 1
_LONGEST = 20_000


class ReadCitations(NamedTuple):
    """The citations in the list's order, and in words what could not be read."""

    citations: tuple[Citation, ...]
    remarks: tuple[str, ...]


def citation_url(text: str) -> str:
    """Return the address at which the Federal Register resolves a citation such as `84 FR 54004`."""
    return f"https://www.federalregister.gov/citation/{text.replace(' ', '-')}"


def _date(text: str, volume: int) -> str:
    """Return the ISO date; the volume's year where none is printed.

    Raises:
        ValueError: no such day, or the year is not the volume's.
    """
    year_of_volume = volume + _FIRST_VOLUME
    if not text:
        return f"{year_of_volume:04d}" if volume > 0 else ""
    if "/" in text:
        month, day, year = (int(part) for part in text.translate(_LETTERS).split("/"))
        year += 0 if year > 99 else 1900 if year >= 36 else 2000
    else:
        name, day_text, year_text = text.replace(",", "").split()
        month, day, year = _MONTHS.get(name[:3].lower(), 0), int(day_text), int(year_text)
    # A notice of early January can stand in the last issue of a volume, never further away.
    if abs(year - year_of_volume) > 1:
        raise ValueError(f"volume {volume} is of {year_of_volume}, not {year}")
    date = PartialDate(year, month, day)
    parse_date(str(date))
    return str(date)


def _read_one(found: re.Match[str], remarks: list[str]) -> Citation:
    volume, page = (int(found[part].translate(_LETTERS)) for part in ("volume", "page"))
    text = f"{volume} FR {page}"
    try:
        date = _date(found["date"] or "", volume)
    except ValueError as error:
        remarks.append(f"the date of {found.group()!r} is not taken: {error}")
        date = ""
    return Citation(text, date, citation_url(text))


def read_citations(text: str) -> ReadCitations:
    """Read all citations of a field; what is not one is kept as a citation of its own words, and remarked upon.

    A date that is missing is known to the year, by the volume; one that contradicts the volume is left out.
    """
    text = " ".join(text[:_LONGEST].split())
    remarks: list[str] = []
    citations: list[Citation] = []
    at = 0
    for found in _CITATION.finditer(text):
        _keep_rest(text[at : found.start()], citations, remarks)
        citations.append(_read_one(found, remarks))
        at = found.end()
    _keep_rest(text[at:], citations, remarks)
    return ReadCitations(tuple(citations), tuple(remarks))


def _keep_rest(text: str, citations: list[Citation], remarks: list[str]) -> None:
    rest = text.strip(" ,.;()")
    if any(c.isalnum() for c in rest):
        citations.append(Citation(rest))
        remarks.append(f"{rest!r} is not read as a citation and is kept as it stands")


def dates_by_citation(citations: Iterable[Citation]) -> dict[str, str]:
    """Return the day of each notice that at least one entry of a list dates, where all that do agree."""
    days: dict[str, set[str]] = {}
    for citation in citations:
        if len(citation.date) == len("2019-10-09"):
            days.setdefault(citation.text, set()).add(citation.date)
    return {text: next(iter(found)) for text, found in days.items() if len(found) == 1}


def fill_dates(citations: tuple[Citation, ...], days: Mapping[str, str]) -> tuple[Citation, ...]:
    """Give a notice that an entry cites without its day the day that other entries of the same list print."""
    return tuple(
        Citation(c.text, days.get(c.text, c.date), c.url) if len(c.date) < len("2019-10-09") else c for c in citations
    )
