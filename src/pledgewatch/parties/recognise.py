"""Recognise who sends a letter, from which country and when, where nobody said so.

Every value carries its span and the name of the rule that found it. Where rules of one rank disagree, or nothing is
sure, nothing is said: a wrong sender is worse than none.
"""

from __future__ import annotations

import msgspec

from pledgewatch.model.document import Document
from pledgewatch.model.party import Recognised
from pledgewatch.parties.language import Cues, cues_for
from pledgewatch.parties.recognise_country import recognise_country
from pledgewatch.parties.recognise_date import recognise_date
from pledgewatch.parties.recognise_name import recognise_name
from pledgewatch.parties.regions import Regions, regions_of

__all__ = ["Recognition", "recognise"]


class Recognition(msgspec.Struct, frozen=True, kw_only=True):
    """Hold what a letter itself tells; None where it does not tell, or not surely."""

    organisation: Recognised | None = None
    country: Recognised | None = None
    date: Recognised | None = None


def recognise(document: Document) -> Recognition:
    """Read organisation, country and date from a document's own text.

    Values are as printed for the organisation, the English name for the country, partial ISO for the date. A language
    without a file of cues gives nothing.
    """
    cues = cues_for(document.language.code)
    if cues is None or not document.text:
        return Recognition()
    return _recognise(document, cues, regions_of(document, cues))


def _recognise(document: Document, cues: Cues, regions: Regions) -> Recognition:
    return Recognition(
        organisation=recognise_name(document.text, regions, cues),
        country=recognise_country(document.text, regions, cues),
        date=recognise_date(document.text, regions, cues),
    )
