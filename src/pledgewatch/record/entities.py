"""Put the listings of one organisation together, across lists, with the reasons.

Two listings are one organisation when they share a telling name or alias, or a registration number and a word that
tells, and no country speaks against it. One register enters an organisation once: entries of one register under
different names stay apart, as its publisher keeps them.
Joining serves reading; nothing is said of a company because of it that its own listings do not say.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations

import msgspec

from pledgewatch.model.identity import ListingId, short_digest
from pledgewatch.model.record import Listing
from pledgewatch.record.countries import is_code, places_in, relation
from pledgewatch.record.names import Name, distinctive, information, read_name, weight, without_brackets
from pledgewatch.record.spelling import stem

__all__ = ["ListedEntity", "listed_entities", "names_of"]

_SHORTEST_KEY = 4
"""Letters: of shorter keys shared within the lists of July 2026 most are abbreviations of different bodies."""

_MOST_SHARERS = 50
"""Entries that share a name up to which it is telling: among 19,428 organisations of fifteen lists the most is 14."""
_NAMES_SAID = 3
_NUMBER, _DIGITS = 8, 6
"""Signs and digits of a number that a register gives to one organisation: shorter ones belong to several."""
_NOTE = re.compile(r"\s*[(（;,].*", re.DOTALL)
_TELLING, _BARE = 4, 12


class ListedEntity(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation as the record has it. The id is made from its fullest name, so that further lists keep it.

    `countries` are codes; `elsewhere` are countries as lists write them that are not recognised.
    """

    id: str
    name: str
    countries: tuple[str, ...]
    listings: tuple[ListingId, ...]
    names: tuple[str, ...]
    main_names: frozenset[str]
    others_only: bool
    identifiers: tuple[tuple[str, str], ...] = ()
    why: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()


class _Group:
    """Listings found to be one organisation; grows while groups are joined."""

    def __init__(self, listing: Listing) -> None:
        self.listings = [listing]
        self.places = set(places_in(listing.country))
        self.registers = {(listing.list, listing.authority, listing.instrument.partition("(")[0].strip())}
        self.shared: list[str] = []
        self.numbers: list[str] = []

    @property
    def countries(self) -> set[str]:
        return set(filter(is_code, self.places))

    def takes(self, other: _Group) -> bool:
        apart = relation(self.places, other.places) in ("against", "unsettled")
        return not apart and not (self.registers & other.registers)

    def join(self, other: _Group, shared: str = "", number: str = "") -> None:
        self.listings += other.listings
        self.places |= other.places
        self.registers |= other.registers
        self.shared += [*other.shared, *filter(None, [shared])]
        self.numbers += [*other.numbers, *filter(None, [number])]


def names_of(listing: Listing) -> tuple[str, ...]:
    """Return the entity's name and its other names, each once."""
    return tuple(dict.fromkeys((listing.entity, *listing.names)))


def listed_entities(listings: Iterable[Listing]) -> tuple[ListedEntity, ...]:
    """Return the organisations of the record, by id."""
    groups = _by_own_name(listings)
    of: dict[str, _Group] = {listing.id: group for group in groups for listing in group.listings}
    for key, found in _shared_names(groups):
        _join_all(key, [of[listing] for listing in found], of)
    for number, found in _shared_numbers(groups):
        _join_numbered(number, [of[listing] for listing in found], of)
    unique = {id(group): group for group in of.values()}
    return _with_ids(list(unique.values()))


def _by_own_name(listings: Iterable[Listing]) -> list[_Group]:
    """Join entries of one list under the very same name, in one country or by one notice (several countries)."""
    groups: dict[tuple[str, ...], _Group] = {}
    by_place: dict[tuple[str, ...], _Group] = {}
    for listing in sorted(listings, key=lambda one: (one.list, one.row_number, one.id)):
        plain = read_name(listing.entity).plain or listing.entity
        place = (listing.list, plain, listing.country)
        notice = (listing.list, plain, "notice", listing.citations[0].text if listing.citations else listing.id)
        group = by_place.get(place) or groups.get(notice)
        if group is None:
            group = _Group(listing)
        else:
            group.join(_Group(listing))
        by_place[place] = groups[notice] = group
    return list({id(group): group for group in by_place.values()}.values())


def _shared_names(groups: list[_Group]) -> list[tuple[str, list[ListingId]]]:
    """Return the telling names that several groups have, as one of them writes it, the most telling first."""
    carriers: dict[str, list[ListingId]] = defaultdict(list)
    telling: dict[str, tuple[float, str]] = {}
    for group in groups:
        keys: dict[str, tuple[float, str]] = {}
        for text in sorted({text for listing in group.listings for text in names_of(listing)}):
            keys |= _keys(read_name(text)) | _bare_key(text)
        for key, tells in keys.items():
            carriers[key].append(group.listings[0].id)
            telling.setdefault(key, tells)
    shared = [key for key, found in carriers.items() if 1 < len(found) <= _MOST_SHARERS]
    return [(telling[key][1], carriers[key]) for key in sorted(shared, key=lambda key: (-telling[key][0], key))]


def _keys(name: Name) -> dict[str, tuple[float, str]]:
    """Return the keys under which names are the same, with what each tells; the full name with its form comes first."""
    keys = {}
    if distinctive(name) and len(name.key) >= _SHORTEST_KEY:
        tells = information(name.words)
        keys[name.key] = (tells, name.text)
        if name.forms:
            keys[f"={name.plain}"] = (tells + 1.0, name.text)
    if name.native and len(name.native) >= (3 if name.han else _SHORTEST_KEY):
        keys[name.native] = (1.0, name.text)
    return keys


def _bare_key(text: str) -> dict[str, tuple[float, str]]:
    """Return the key of a name in another script without the short form that lists put behind it in brackets."""
    bare, inside = ("", ()) if text.isascii() else without_brackets(text)
    native = read_name(bare).native if inside and bare else ""
    return {native: (1.0, text)} if len(native) >= _BARE else {}


def _join_all(name: str, found: list[_Group], of: dict[str, _Group]) -> None:
    """Join the groups that share a name: first those whose countries agree, then those of unknown country.

    Where two that may not be joined share it, one of unknown country cannot be told to belong to either.
    """
    roots = list({id(group): group for group in found}.values())
    for wanted in ("agrees", "unknown"):
        if wanted == "unknown" and not all(a.takes(b) for a, b in combinations(roots, 2)):
            return
        at = 0
        while at < len(roots):
            for other in roots[at + 1 :]:
                if relation(roots[at].places, other.places) == wanted and roots[at].takes(other):
                    roots[at].join(other, name)
                    of |= {listing.id: roots[at] for listing in other.listings}
                    roots.remove(other)
                    break
            else:
                at += 1


def _shared_numbers(groups: list[_Group]) -> list[tuple[str, list[ListingId]]]:
    """Return the numbers that several groups have, whatever each list calls them: one has "tax", another "INN"."""
    carriers: dict[str, list[ListingId]] = defaultdict(list)
    for group in groups:
        values = {value for listing in group.listings for value in listing.identifiers.values()}
        for number in sorted({number for value in values if (number := _number(value))}):
            carriers[number].append(group.listings[0].id)
    return [(number, found) for number, found in sorted(carriers.items()) if 1 < len(found) <= _MOST_SHARERS]


def _number(value: str) -> str:
    """Return a number without what is noted behind it ("7702070139 (INN)"); empty where it is too short to be one's."""
    plain = "".join(letter for letter in _NOTE.sub("", value).casefold() if letter.isalnum())
    return plain if len(plain) >= _NUMBER and sum(map(str.isdigit, plain)) >= _DIGITS else ""


def _join_numbered(number: str, found: list[_Group], of: dict[str, _Group]) -> None:
    """Join the groups that share a number and a name or telling word: a number alone may be a parent's, or wrong."""
    for first, second in combinations(dict.fromkeys(group.listings[0].id for group in found), 2):
        one, other = of[first], of[second]
        if one is not other and one.takes(other) and _telling(one) & _telling(other):
            one.join(other, number=number)
            of |= {listing.id: one for listing in other.listings}


def _telling(group: _Group) -> frozenset[str]:
    """Return all names, and their words that single out as they sound in any way of writing them."""
    names = [read_name(text) for listing in group.listings for text in names_of(listing)]
    words = {stem(word) for name in names for word in name.words if len(word) >= _TELLING and weight(word) >= 1}
    return frozenset(words | {name.key for name in names if name.key})


def _fullest(group: _Group) -> Listing:
    """Return the listing whose own name tells most: it hardly changes when another list names the organisation."""
    named = [one for one in group.listings if one.subject == "named"] or group.listings
    return max(named, key=lambda one: (information(read_name(one.entity).words), len(one.entity), one.entity))


def _with_ids(groups: list[_Group]) -> tuple[ListedEntity, ...]:
    """Name each by its fullest name; of several of one name the one listed first keeps the plain id."""
    by_key: dict[str, list[_Group]] = defaultdict(list)
    for group in groups:
        name = read_name(_fullest(group).entity)
        by_key[name.plain or name.native or _fullest(group).entity].append(group)
    out = []
    for key, same in by_key.items():
        same.sort(key=lambda group: min((one.start_date or "9999", one.id) for one in group.listings))
        for at, group in enumerate(same):
            mark = (",".join(sorted(group.countries)), str(at)) if at else ()
            out.append(_entity("e" + short_digest(key, *mark), group))
    return tuple(sorted(out, key=lambda entity: entity.id))


def _entity(entity_id: str, group: _Group) -> ListedEntity:
    rows = sorted(group.listings, key=lambda one: (one.list, one.row_number, one.id))
    return ListedEntity(
        id=entity_id,
        name=_fullest(group).entity,
        countries=tuple(sorted(group.countries)),
        listings=tuple(one.id for one in rows),
        names=tuple(dict.fromkeys(name for one in rows for name in names_of(one))),
        main_names=frozenset(one.entity for one in rows),
        others_only=all(one.subject != "named" for one in rows),
        identifiers=tuple(sorted({pair for one in rows for pair in one.identifiers.items()})),
        why=_why(tuple(dict.fromkeys(group.shared)), tuple(dict.fromkeys(group.numbers))),
        elsewhere=tuple(sorted(group.places - group.countries)),
    )


def _why(shared: tuple[str, ...], numbers: tuple[str, ...]) -> tuple[str, ...]:
    """Say in one sentence why entries are read as one organisation; nothing where there is one entry."""
    said = [_said("name", tuple(map(repr, shared))), _said("number", numbers)]
    share = " and ".join(filter(None, said))
    return (f"its entries are read as one organisation: they share {share}",) if share else ()


def _said(what: str, shared: tuple[str, ...]) -> str:
    more = f" and {len(shared) - _NAMES_SAID} more" if len(shared) > _NAMES_SAID else ""
    return f"the {what}{'s' * (len(shared) > 1)} {' and '.join(shared[:_NAMES_SAID])}{more}" if shared else ""
