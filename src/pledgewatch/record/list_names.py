"""Take the names that a published list gives one organisation as pairs, for organisations that other lists name.

Only names in other letters than the entry's own are taken: within one script the list's own aliases say no more than
the list does, once it is imported as a list. Nothing is said to be listed because of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from pledgewatch.record.holdings import ParsedList
from pledgewatch.record.name_pairs import NamePair

__all__ = ["list_pairs"]

_LATIN_END = "\u0250"
"""Letters below are Latin."""


def list_pairs(parsed: ParsedList) -> Iterator[NamePair]:
    """Yield each name in another script with the entry's own name, by the list's word."""
    as_of = parsed.snapshot.as_of
    citation = f"{parsed.snapshot.title} ({parsed.snapshot.publisher}){f', as of {as_of}' if as_of else ''}"
    for listing in parsed.listings:
        for name in listing.names:
            if listing.subject == "named" and _is_native(name) != _is_native(listing.entity):
                yield NamePair(
                    name=listing.entity,
                    other_name=name,
                    country=listing.country,
                    identifier=next((f"{scheme}:{value}" for scheme, value in listing.identifiers.items()), ""),
                    citation=citation,
                    row=listing.row,
                    row_number=listing.row_number,
                )


def _is_native(text: str) -> bool:
    """Tell whether most letters of a name are of another script than Latin."""
    letters = [letter for letter in text if letter.isalpha()]
    return 2 * sum(letter >= _LATIN_END for letter in letters) > len(letters)
