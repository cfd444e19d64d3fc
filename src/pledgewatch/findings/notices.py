"""Put notices of one listing together: two lists, or two rows of one, that tell of the same act of the same authority.

Counting them twice would make one restriction look like two. They are one where whom they name, what is done, by which
authority and instrument, from when and until when all agree; where anything differs they stay apart, as their lists
have them. The lists themselves are left as they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pledgewatch.model.record import Listing
from pledgewatch.record.countries import country_codes, places_in, relation

__all__ = ["one_listing"]

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_PARTS = re.compile(r"[,;/()]")
_WORD = re.compile(r"[^\W_]+(?:[.-][^\W_]+)*")
_SMALL = frozenset({"of", "the", "and", "for", "on", "in", "a", "an", "s"})
# "BIS" is one bureau of a country; two letters stand for too many, and for countries.
_LEAST_LETTERS, _MOST_LETTERS = 3, 6
# "2019" may be any of a year's notices; a month and a day of it are taken for one.
_MONTH = len("2019-10")


def one_listing(listings: Sequence[Listing]) -> tuple[tuple[Listing, ...], ...]:
    """Group the listings of one listed entity; in each group the one that says most of the ground comes first.

    A date that is known to the month only joins a day of that month where there is just one such day.
    """
    groups: list[list[Listing]] = []
    for listing in sorted(listings, key=lambda one: (-len(one.start_date), one.id)):
        fit = [group for group in groups if all(_agree(listing, other) for other in group)]
        if len(fit) == 1:
            fit[0].append(listing)
        else:
            groups.append([listing])
    return tuple(tuple(sorted(group, key=_fullest_first)) for group in groups)


def _fullest_first(listing: Listing) -> tuple[bool, int, int, str]:
    return "human rights" not in listing.grounds, -len(listing.grounds), -len(listing.instrument), listing.id


def _agree(one: Listing, other: Listing) -> bool:
    return (
        _plain_facts(one) == _plain_facts(other)
        and _same_start(one.start_date, other.start_date)
        and relation(places_in(one.jurisdiction), places_in(other.jurisdiction)) not in ("against", "unsettled")
        and _same_instrument(one.instrument, other.instrument)
        and _same_authority(one.authority, other.authority)
    )


def _plain_facts(listing: Listing) -> tuple[str, ...]:
    return listing.act, listing.subject, listing.checked, listing.end_date, listing.end_note


def _same_start(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return one == other != "" or (len(short) >= _MONTH and long.startswith(short))


def _words(text: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in _WORD.findall(text)) - _SMALL


def _same_instrument(one: str, other: str) -> bool:
    """Compare what stands outside brackets: "Entity List (84 FR 54002)" is a notice of the "Entity List"."""
    first, second = _words(_BRACKETS.sub(" ", one)), _words(_BRACKETS.sub(" ", other))
    if first == second:
        return bool(first)
    return min(len(first), len(second)) > 1 and (first <= second or second <= first)


def _same_authority(one: str, other: str) -> bool:
    """Tell whether two names of authorities share an abbreviation, or a part that has the same words."""
    return bool(_marks(one) & _marks(other)) or _words(one) == _words(other)


def _marks(name: str) -> set[frozenset[str]]:
    """Return what an authority is known by: "Bureau of Industry and Security" by its words, and by BIS."""
    marks: set[frozenset[str]] = set()
    for part in _PARTS.split(name):
        words = [word for word in _WORD.findall(part) if word.casefold() not in _SMALL and not country_codes(word)]
        if len(words) > 1:
            marks.add(frozenset(map(str.casefold, words)))
        initials = "".join(word[0] for word in words if word[0].isupper())
        for short in (initials, *(word for word in words if word.isupper())):
            if _LEAST_LETTERS <= len(short) <= _MOST_LETTERS and short.isalpha():
                marks.add(frozenset({short}))
    return marks
