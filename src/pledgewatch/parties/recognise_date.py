"""Recognise the letter's own date: in its head or beside its signature, never in what it talks about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pledgewatch.model.party import Recognised
from pledgewatch.model.spans import Span
from pledgewatch.parties.language import Cues, phrases
from pledgewatch.parties.regions import Regions
from pledgewatch.parties.written_dates import WrittenDate, written_dates

__all__ = ["recognise_date"]

# How far before a date a phrase may stand that says whose date it is ("your letter of the ").
_LEAD = 24


def recognise_date(text: str, regions: Regions, cues: Cues) -> Recognised | None:
    """Return the one date of the head, else the one beside the signature; None where several could be meant.

    A date after "Date:" or on a line of its own wins over others in the same region, and only such a date counts in a
    text without a salutation.
    """
    for rule, region in (("head", regions.head), ("signature", regions.tail)):
        own = [date for date in written_dates(text, region, cues) if not _of_other(text, date, cues)]
        found = _choose(text, own, regions.is_letter, cues)
        if found is not None:
            return Recognised(how="recognised", value=str(found.date), rule=f"date in the {rule}", span=found.span)
    return None


def _of_other(text: str, date: WrittenDate, cues: Cues) -> bool:
    """Tell whether words just before the date say that it is another's: "your letter of", "since"."""
    lead = text[max(0, date.span.start - _LEAD) : date.span.start]
    line = lead[lead.rfind("\n") + 1 :]
    small = {*cues.connectors, *cues.articles, *cues.date.labels}
    rests = (line[found.end() :].strip(" \t:,.").casefold() for found in phrases(cues.date.others).finditer(line))
    return any(small.issuperset(rest.split()) for rest in rests)


def _choose(text: str, dates: Sequence[WrittenDate], is_letter: bool, cues: Cues) -> WrittenDate | None:
    for group in (_labelled(text, dates, cues), _alone(text, dates), dates if is_letter else []):
        if group and len({date.date for date in group}) == 1:
            return group[0]
        if group:
            return None
    return None


def _labelled(text: str, dates: Sequence[WrittenDate], cues: Cues) -> list[WrittenDate]:
    def has_label(date: WrittenDate) -> bool:
        lead = text[max(0, date.span.start - _LEAD) : date.span.start]
        return any(not lead[found.end() :].strip(" \t\n:.") for found in phrases(cues.date.labels).finditer(lead))

    return [date for date in dates if has_label(date)]


_PLACE = re.compile(r"(?:[^\W\d_][\w' -]{1,30},)?\s*")


def _alone(text: str, dates: Sequence[WrittenDate]) -> list[WrittenDate]:
    """Keep the dates that fill a line, with at most a place before them ("Quillmoor, 3 May 2019")."""

    def fills_line(date: WrittenDate) -> bool:
        start = text.rfind("\n", 0, date.span.start) + 1
        end = text.find("\n", date.span.end)
        after = text[date.span.end : end if end >= 0 else len(text)]
        before = Span(start, date.span.start).of(text)
        return not after.strip(" \t.") and len(before) < 40 and _PLACE.fullmatch(before) is not None

    return [date for date in dates if "\n" in text and fills_line(date)]
