"""Say what makes a name look like a listed one: one kind of likeness, how strong, in words."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Literal, NamedTuple

from pledgewatch.record.bridging import plain_identifier
from pledgewatch.record.index import Index, IndexedName, Spellings
from pledgewatch.record.names import Name, distinctive, information, read_name, tells_nothing, weight
from pledgewatch.record.overlapping import Overlap, overlap
from pledgewatch.record.same_script import same_in_script, same_kind
from pledgewatch.record.slips import likely_slip
from pledgewatch.record.spelling import one_word
from pledgewatch.record.translating import (
    Script,
    Translated,
    joined,
    script_of,
    translate,
)

__all__ = ["Evidence", "Kind", "find_evidence", "tells"]

Kind = Literal["identifier", "exact", "form", "order", "sound", "near", "translated", "brand", "kin"]

_STRENGTH: dict[Kind, float] = {
    "identifier": 0.99,
    "exact": 0.94,
    "form": 0.87,
    "order": 0.84,
    "sound": 0.76,
    "near": 0.74,
    "translated": 0.66,
    "brand": 0.58,
    "kin": 0.46,
}
_SPREAD = 0.05
"""What a name tells moves the strength by so much at most: it ranks within a kind of likeness, hardly across."""
_COMMON = 500
"""Names that share a word up to which it leads to them: more share "plant" or "institute", which only weigh."""
_ALIKE = 0.65
"""Share of two names' weight from which on they read alike, chosen on 1,982 Cyrillic names of listed organisations, of
which 79 % are found; at half of the weight 83 % are, and twice as many strangers with them."""
_ALIKE_BUT = 0.72
"""The same where one has a word that singles out and the other has not."""
_TELLS_SHARED = 0.8
_LONE_KEY, _LONE_WHOLE = 5, 4
"""Sound classes of a word that may stand alone: shorter ones, the more so without vowels, fit many names."""
_WHOLLY = 0.999
_ALL, _KINDS = 0.9, 3
"""Share and words of a name that only says what it is ("Ministry of Defence of Northland") and is yet no other's."""
_SLIPS = ("divided otherwise than", "one slip from", "2 slips from", "3 slips from")
_LEAST_SOUND = 6
_LEAST_HAN = 4
_MOST_HAN = 60
"""Characters of a name in Han that are searched for listed names: all its parts are looked up, a square number."""


class Evidence(NamedTuple):
    """One likeness: its kind, its strength from 0 to 1 (for ranking, no probability), why, and with which name."""

    kind: Kind
    strength: float
    why: str
    listed: IndexedName


def tells(name: Name) -> float:
    """Say how much a name tells, 0 to 1: by its letters, each weighed by what its word tells.

    Continuous, so that two names hardly ever rank alike.
    """
    letters = sum(weight(word) * len(word) for word in name.words) + (2.5 * len(name.native) if name.han else 0.0)
    return 1.0 - math.exp(-letters / 12.0)


def find_evidence(query: Name, index: Index, identifiers: tuple[tuple[str, str], ...] = ()) -> Iterator[Evidence]:
    """Give every likeness of a name to a listed one, the same name more than once where it is alike in several ways."""
    yield from _identical(query, identifiers, index)
    script = script_of(query.text) if query.native and not query.han else ""
    found = chain(_same_key(query, index), _native(query, index), _near(query, index), _brand(query, index))
    for evidence in chain(found, _spelt(query, index, script)):
        yield _held_against_its_own(query, evidence, index, script)


def _held_against_its_own(query: Name, evidence: Evidence, index: Index, script: Script) -> Evidence:
    """Where the listed one's own name in this script is known, that must agree, unless it is what was found."""
    if not script or evidence.kind == "kin" or (evidence.listed.name.native and evidence.kind != "brand"):
        return evidence
    own = index.natives(script).get(evidence.listed.entity, ())
    agree = same_kind if evidence.kind in {"exact", "form", "order"} else same_in_script
    if not own or any(agree(query.text, name, script) for name in own):
        return evidence
    why = f"{evidence.why}, but its name in these letters is {own[0]!r}"
    strength = evidence.strength - _STRENGTH[evidence.kind] + _STRENGTH["kin"]
    return Evidence("kin", round(max(0.0, strength), 4), why, evidence.listed)


def _evidence(kind: Kind, query: Name, listed: IndexedName, why: str, lost: float = 0.0) -> Evidence:
    words = len(set(query.plain) ^ set(listed.name.plain)) / 1000
    strength = _STRENGTH[kind] + _SPREAD * tells(query) - lost - words
    return Evidence(kind, round(max(0.0, min(1.0, strength)), 4), why, listed)


def _identical(query: Name, identifiers: tuple[tuple[str, str], ...], index: Index) -> Iterator[Evidence]:
    """Compare identifiers of the same scheme; one given without a scheme (`id`) is compared with any."""
    for scheme, value in identifiers:
        for listed_scheme, number in index.by_identifier.get(plain_identifier(value), ()):
            if scheme in {listed_scheme, "id"}:
                listed = IndexedName(read_name(index.entities[number].name), number, "name")
                yield _evidence("identifier", query, listed, f"has the same {listed_scheme}: {value}")


def _listed_as(listed: IndexedName) -> str:
    return listed.via or f"the listed {listed.kind} {listed.name.text!r}"


def _same_key(query: Name, index: Index) -> Iterator[Evidence]:
    for listed in index.by_key.get(query.key, ()):
        if query.han and listed.name.han:
            continue  # characters that sound alike are other words; the same ones are found by `_native`
        if query.han or listed.name.han:
            yield _sound(query, listed)
        elif listed.name.words != query.words and not distinctive(query):
            yield _evidence("kin", query, listed, f"has the letters of {_listed_as(listed)}, divided otherwise")
        elif set(listed.name.forms) == set(query.forms):
            same = "is" if listed.name.plain == query.plain else "is, but for spelling,"
            yield _evidence("exact", query, listed, f"{same} {_listed_as(listed)}")
        else:
            yield _evidence("form", query, listed, f"is {_listed_as(listed)} but for the legal form")
    for listed in index.by_words.get(tuple(sorted(query.words)), ()):
        if listed.name.key != query.key:
            yield _evidence("order", query, listed, f"has the words of {_listed_as(listed)} in another order")


def _sound(query: Name, listed: IndexedName) -> Evidence:
    """Compare across scripts by the Latin letters that characters are written with; few letters fit many names."""
    kind: Kind = "sound" if len(query.key) >= _LEAST_SOUND else "kin"
    return _evidence(kind, query, listed, f"sounds like {_listed_as(listed)}, written in Latin letters")


def _native(query: Name, index: Index) -> Iterator[Evidence]:
    if not query.native:
        return
    for listed in index.by_native.get(query.native, ()):
        yield _evidence("exact", query, listed, f"is {_listed_as(listed)}")
    if not query.han:
        return
    size = min(len(query.native), _MOST_HAN)
    for start in range(size):
        for end in range(start + _LEAST_HAN, size + 1):
            if end - start < len(query.native):
                for listed in index.by_native.get(query.native[start:end], ()):
                    rest = query.native[:start], query.native[end:]
                    kind: Kind = "brand" if all(map(tells_nothing, rest)) else "kin"
                    yield _evidence(kind, query, listed, f"holds {_listed_as(listed)}", 0.02 * (size - end + start))


def _near(query: Name, index: Index) -> Iterator[Evidence]:
    """Compare by letters, once without legal forms and once with them, as a slip may stand in the form itself."""
    seen: set[tuple[str, int]] = set()
    for key, edits in (*index.near(query.key), (query.letters, 0), *index.near(query.letters)):
        for listed in index.by_letters(key):
            key_of = (listed.name.plain, listed.entity)
            if key_of not in seen and listed.name.key != query.key and likely_slip(query, listed.name):
                seen.add(key_of)
                yield _evidence("near", query, listed, f"is {_SLIPS[edits]} {_listed_as(listed)}", _loss(key, edits))


def _loss(key: str, edits: int) -> float:
    return 0.5 * edits / (len(key) + 2)


def _brand(query: Name, index: Index) -> Iterator[Evidence]:
    """Compare what is left without generic words and places: "Dahua" against "Zhejiang Dahua Technology"."""
    if not query.brand or len(query.brand) < 4:
        return
    for listed in index.by_brand.get(query.brand, ()):
        name = listed.name
        if name.key == query.key:
            continue
        lost = 0.02 * abs(information(name.words) - information(query.words))
        if name.brand == name.key or query.brand == query.key:
            which = "is the brand in" if query.brand == query.key else "adds only generic words or places to"
            yield _evidence("brand", query, listed, f"{which} {_listed_as(listed)}", lost)
        else:
            yield _evidence(
                "kin", query, listed, f"shares the brand of {_listed_as(listed)}, with other generic words", lost
            )


def _spelt(query: Name, index: Index, script: Script) -> Iterator[Evidence]:
    """Compare a name in Cyrillic or Arabic letters with the English names, word by word, by meaning and sound.

    The rarest word leads to a name however many have it, so that one of common words only is found, too.
    """
    for reading in translate(query.text, script):
        spellings = index.spellings(script)
        whole = [word.word for word in reading]
        for number in spellings.wholes.get(joined(whole, script), ()):
            if _divided(whole, spellings.names[number].name.words, script):
                yield _reading(query, spellings, number, 0.0)
        keys = {word.key: word for word in reading}
        for number in _sharing(keys, spellings):
            found = overlap(keys, {word.key: word for word in spellings.words[number]}, script)
            if _reads_alike(found):
                yield _reading(query, spellings, number, (1.0 - found.share) / 5)


def _sharing(keys: Mapping[str, Translated], spellings: Spellings) -> list[int]:
    """Return the numbers of the names that may share enough of what a name tells, by its rarer words."""
    carriers = sorted(((spellings.carriers.get(key, []), key) for key in keys), key=lambda pair: len(pair[0]))
    shared: defaultdict[int, float] = defaultdict(float)
    rest = sum(word.tells for word in keys.values())
    least = rest * _ALIKE / (2.0 - _ALIKE) - 1e-9
    for at, (numbers, key) in enumerate(carriers):
        if at and len(numbers) > _COMMON:
            continue
        rest -= keys[key].tells
        for number in numbers:
            shared[number] += keys[key].tells
    return sorted(number for number, tells in shared.items() if tells + rest >= least)


def _divided(ours: Sequence[str], theirs: Sequence[str], script: Script) -> bool:
    """Tell whether two names that sound alike as a whole are one, divided otherwise ("Turbo Shaft", "Turboshaft")."""
    if len(joined(ours, script)) < _LONE_KEY or len(ours) == len(theirs):
        return False
    return script == "arabic" or one_word("".join(ours), "".join(theirs))


def _reading(query: Name, spellings: Spellings, number: int, lost: float) -> Evidence:
    listed = spellings.names[number]
    why = f"reads like {_listed_as(listed)}, partly translated and partly by sound"
    return _evidence("translated", query, listed, why, lost)


def _reads_alike(found: Overlap) -> bool:
    """Tell whether two names share enough, and enough of what singles out; all of a long one, where nothing does."""
    if found.against or found.share < (_ALIKE_BUT if found.more else _ALIKE):
        return False
    lone = found.words == 1 and found.longest < (_LONE_KEY if found.share < _WHOLLY else _LONE_WHOLE)
    if found.tells >= _TELLS_SHARED and found.single and not lone:
        return True
    return found.words >= (_KINDS if found.share < _WHOLLY else _KINDS - 1) and found.share >= _ALL
