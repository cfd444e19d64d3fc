"""Write answers as the lines that `pledgewatch screen --json` prints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pledgewatch.model.dates import parse_date
from pledgewatch.model.identity import ListingId
from pledgewatch.model.record import Listing, Match, Screening
from pledgewatch.record.history import History, notice_on
from pledgewatch.record.holdings import Record
from pledgewatch.record.standing import standing

__all__ = ["to_line"]


def to_line(
    screening: Screening, record: Record | Mapping[ListingId, Listing], history: History | None = None
) -> dict[str, Any]:
    """Return the line of one answer; `standing` of a listing is there where the question had a date.

    For many answers give `record.by_id()` instead of the record, and its history, which would be made for each.
    """
    listings = record.by_id() if isinstance(record, Record) else record
    history = history or History(record.sightings if isinstance(record, Record) else ())
    return {
        "type": "screening",
        "query": screening.query,
        "country": screening.country,
        "on": screening.on,
        "searched": [{"list": one.list, "snapshot": one.snapshot, "as_of": one.as_of} for one in screening.searched],
        "through": [{"crosswalk": one.snapshot} for one in screening.through],
        "matches": [_match(match, screening.on, listings, history) for match in screening.matches],
    }


def _match(match: Match, on: str, listings: Mapping[ListingId, Listing], history: History) -> dict[str, Any]:
    return {
        "entity": match.entity,
        "entity_name": match.entity_name,
        "entity_country": match.entity_country,
        "verdict": match.verdict,
        "score": match.score,
        "why": list(match.why),
        "settle": match.settle,
        "matched_name": match.matched_name,
        "listings": [_listing(listings[one], on, history) for one in match.listings if one in listings],
    }


def _listing(listing: Listing, on: str, history: History) -> dict[str, Any]:
    date = parse_date(on)
    notice = notice_on(listing, date) if date else None
    return {
        "listing": listing.id,
        "list": listing.list,
        "entity": listing.entity,
        "act": listing.act,
        "subject": listing.subject,
        "authority": listing.authority,
        "jurisdiction": listing.jurisdiction,
        "instrument": listing.instrument,
        "grounds": list(listing.grounds),
        "start_date": listing.start_date,
        "end_date": listing.end_date,
        "end_note": listing.end_note,
        "standing": standing(listing, date) if date else "",
        "standing_in_words": history.in_words(listing, date) if date else "",
        "notice": notice.text if notice else "",
        "snapshot": listing.snapshot,
        "citation": listing.citations[0].text if listing.citations else "",
        "amended": [citation.text for citation in listing.citations[1:]],
        "source_url": listing.source_urls[0] if listing.source_urls else "",
        "source_urls": list(listing.source_urls),
        "checked": listing.checked,
        "checked_note": listing.checked_note,
        "read_note": listing.read_note,
    }
