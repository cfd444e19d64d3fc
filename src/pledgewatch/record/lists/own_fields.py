"""Read single fields of one's own record: dates, lists of values, citations, web addresses, identifiers."""

from __future__ import annotations

import re
from typing import NamedTuple

from pledgewatch.model.dates import PartialDate, parse_date
from pledgewatch.model.record import Citation
from pledgewatch.record.citations import citation_url
from pledgewatch.record.lists.own_table import Row, refuse

__all__ = [
    "End",
    "citations",
    "date_field",
    "end_fields",
    "identifiers",
    "instrument_citation",
    "principles",
    "split",
    "urls",
]

_URL = re.compile(r"https?://[^\s\"<>]{3,2000}")
_FEDERAL = re.compile(r"\b(\d{2,3}) F\.?R\.? (\d{1,6})\b")
_BRACKETED_CITATION = re.compile(r"\s*\((\d{2,3}) F\.?R\.? (\d{1,6})\)")
_MOST_PRINCIPLES = 10


class End(NamedTuple):
    """A certain end, or the words of an uncertain one."""

    date: str
    note: str


def split(text: str) -> tuple[str, ...]:
    """Return the values of a field that holds several, separated by semicolons, each once."""
    return tuple(dict.fromkeys(part for part in (" ".join(p.split()) for p in text.split(";")) if part))


def urls(row: Row, origin: str) -> tuple[str, ...]:
    """Return the web addresses of the source, the first first; stored copies in brackets after it.

    Raises:
        ListError: there is text, but no http or https address in it.
    """
    text = row.get("source_url")
    found = [url.rstrip(";,") for url in _URL.findall(text)]
    found = [url.rstrip(").") if url.count("(") < url.count(")") else url for url in found]
    if text and not found:
        raise refuse(origin, row.number, f"source_url {text[:60]!r} is no web address", "give one with https://")
    return tuple(dict.fromkeys(found))


def date_field(row: Row, column: str, origin: str) -> PartialDate | None:
    """Read a date column.

    Raises:
        ListError: not YYYY, YYYY-MM or YYYY-MM-DD, or no such day.
    """
    try:
        return parse_date(row.get(column))
    except ValueError as error:
        raise refuse(
            origin, row.number, f"{column}: {error}", "write the date as far as the source gives it"
        ) from error


def end_fields(row: Row) -> End:
    """Return the end: a plain date is certain, anything more ("2024 (verify)") is a note and ends nothing."""
    text, note = row.get("end_date"), row.get("end_note")
    try:
        parsed = parse_date(text)
    except ValueError:
        return End("", "; ".join(part for part in (text, note) if part))
    return End(str(parsed) if parsed else "", note)


def principles(row: Row, origin: str) -> tuple[int, ...]:
    """Read principle numbers, 1 to 10, separated by semicolons.

    Raises:
        ListError: not a number from 1 to 10.
    """
    out = set()
    for part in split(row.get("principle_numbers").replace(",", ";")):
        if not part.isascii() or not part.isdigit() or not 1 <= int(part) <= _MOST_PRINCIPLES:
            raise refuse(origin, row.number, f"{part!r} is no principle", "write numbers from 1 to 10, as 1;2")
        out.add(int(part))
    return tuple(sorted(out))


def identifiers(row: Row, origin: str) -> dict[str, str]:
    """Read identifiers, written `scheme: value; scheme: value`.

    Raises:
        ListError: a value without its scheme.
    """
    out: dict[str, str] = {}
    for part in split(row.get("identifiers")):
        scheme, colon, value = part.partition(":")
        if not colon or not scheme.strip() or not value.strip():
            raise refuse(origin, row.number, f"identifier {part!r} has no scheme", "write it as lei: 5493...")
        out[scheme.strip().casefold()] = value.strip()
    return out


def instrument_citation(instrument: str) -> tuple[str, str]:
    """Return the instrument without a Federal Register citation in brackets, and that citation."""
    found = _BRACKETED_CITATION.search(instrument)
    if found is None:
        return instrument, ""
    return _BRACKETED_CITATION.sub("", instrument, count=1).strip(), f"{found[1]} FR {found[2]}"


def citations(row: Row) -> tuple[Citation, ...]:
    """Return the first citation (its own column, else the one in the instrument's brackets), then the amending ones.

    A citation's date is what stands behind it in the field ("84 FR 54002, 2019-10-09"); none is made up.
    """
    first = row.get("first_citation") or instrument_citation(row.get("instrument"))[1]
    return tuple(_citation(text) for text in (*split(first)[:1], *split(row.get("amending_citations"))))


def _citation(text: str) -> Citation:
    words, _, behind = text.rpartition(",")
    try:
        date = str(parse_date(behind) or "") if words else ""
    except ValueError:
        date = ""
    words = words.strip() if date else text
    federal = _FEDERAL.search(words)
    return Citation(words, date, citation_url(f"{federal[1]} FR {federal[2]}") if federal else "")
