"""Find which listed names a name may be: by key, by brand, by native script, and by the letter runs that they share.

The gram tables answer exactly, not by chance: two strings within k edits of each other share at least n - k(q+1) of the
n runs of q letters of the longer one (an exchange of neighbours touches q+1 runs). What the tables let through is
measured by the caller. Built once from the listed organisations; pure and only read afterwards.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from pledgewatch.record.bridging import Bridge, plain_identifier
from pledgewatch.record.entities import ListedEntity
from pledgewatch.record.names import Name, otherwise_named, read_name, without_brackets
from pledgewatch.record.translating import Script, Translated, joined, listed_words, script_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Index", "IndexedName", "Spellings", "allowed_edits", "build_index"]

_SHORT = 10
"""Letters of a query up to which runs of two are compared: two slips leave too few runs of three."""
_REACH = 3
_LONGEST_KEY = 200
_DIVIDED = 3
"""Words of a name up to which it may be found divided otherwise in another script."""


class IndexedName:
    """A listed name and whose it is; `kind` says how the list has it. Not a record: 50,000 are built at a start.

    `via` says by whose word it is a name of the listed one, empty where the list itself has it.
    """

    __slots__ = ("entity", "kind", "name", "via")

    def __init__(self, name: Name, entity: int, kind: str, via: str = "") -> None:
        self.name = name
        self.entity = entity
        self.kind = kind
        self.via = via


class Spellings(NamedTuple):
    """Listed names, the words of each, which names have a key, and which sound so as a whole, by number."""

    names: list[IndexedName]
    words: list[tuple[Translated, ...]]
    carriers: dict[str, list[int]]
    wholes: dict[str, list[int]]


def allowed_edits(length: int) -> int:
    """Say how many slips a key of so many letters may have: none below 4, then 1, from 7 on 2, from 20 on 3."""
    return 0 if length < 4 else 1 if length < 7 else 2 if length < 20 else _REACH


def _runs(key: str, size: int) -> set[str]:
    padded = f"^{key}$"
    return {padded[at : at + size] for at in range(len(padded) - size + 1)}


class _Grams:
    """Runs of `size` letters to the numbers of the keys that have them."""

    def __init__(self, keys: list[str], numbers: Iterable[int], size: int) -> None:
        import numpy as np

        postings: dict[str, list[int]] = defaultdict(list)
        for number in numbers:
            for run in _runs(keys[number], size):
                postings[run].append(number)
        self.size = size
        self.total = len(keys)
        self.postings: dict[str, NDArray[np.int32]] = {run: np.array(on, np.int32) for run, on in postings.items()}

    def sharing(self, key: str, edits: int) -> NDArray[np.intp]:
        """Return the numbers of the keys that share enough runs to be within so many edits."""
        import numpy as np

        runs = _runs(key, self.size)
        lists = [self.postings[run] for run in runs if run in self.postings]
        if not lists:
            return np.empty(0, np.intp)
        counts = np.bincount(np.concatenate(lists), minlength=self.total)
        return np.flatnonzero(counts >= max(2, len(runs) - edits * (self.size + 1)))


class Index:
    """All listed names, ready to be searched."""

    def __init__(self, entities: tuple[ListedEntity, ...], bridges: Iterable[Bridge] = ()) -> None:
        import numpy as np

        self.entities = entities
        self.by_key: dict[str, list[IndexedName]] = defaultdict(list)
        self.by_plain: dict[str, list[IndexedName]] = defaultdict(list)
        self.by_words: dict[tuple[str, ...], list[IndexedName]] = defaultdict(list)
        self.by_brand: dict[str, list[IndexedName]] = defaultdict(list)
        self.by_native: dict[str, list[IndexedName]] = defaultdict(list)
        self._spelt: dict[Script, Spellings] = {}
        self._native: dict[Script, dict[int, list[str]]] = {}
        self.by_identifier: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for number, entity in enumerate(entities):
            for scheme, value in entity.identifiers:
                self.by_identifier[plain_identifier(value)].append((scheme, number))
            for name, kind in _names(entity):
                self._add(IndexedName(name, number, kind))
        for bridge in bridges:
            via = f"{bridge.name!r}, which is {bridge.listed!r} according to {bridge.citation}"
            self._add(IndexedName(read_name(bridge.name), bridge.entity, "name", via))
        self.keys = [key for key in dict.fromkeys((*self.by_key, *self.by_plain)) if len(key) <= _LONGEST_KEY]
        self._lengths: NDArray[np.int32] = np.array([len(key) for key in self.keys], np.int32)
        short = (n for n, key in enumerate(self.keys) if len(key) <= _SHORT + _REACH)
        long = (n for n, key in enumerate(self.keys) if len(key) >= _SHORT - _REACH)
        self._short, self._long = _Grams(self.keys, short, 2), _Grams(self.keys, long, 3)

    def _add(self, indexed: IndexedName) -> None:
        name = indexed.name
        if name.key:
            self.by_key[name.key].append(indexed)
            self.by_words[tuple(sorted(name.words))].append(indexed)
        if name.letters != name.key:
            self.by_plain[name.letters].append(indexed)
        if name.brand:
            self.by_brand[name.brand].append(indexed)
        if name.native:
            self.by_native[name.native].append(indexed)

    def spellings(self, script: Script) -> Spellings:
        """Return the listed names in Latin letters by the keys of their words for a script, made when first asked."""
        if script not in self._spelt:
            names = [one for names in self.by_key.values() for one in names if not one.name.native]
            words = [listed_words(one.name.words, script) for one in names]
            carriers: dict[str, list[int]] = defaultdict(list)
            wholes: dict[str, list[int]] = defaultdict(list)
            for number, found in enumerate(words):
                for word in found:
                    carriers[word.key].append(number)
                if len(found) <= _DIVIDED:
                    wholes[joined(names[number].name.words, script)].append(number)
            self._spelt[script] = Spellings(names, words, carriers, wholes)
        return self._spelt[script]

    def natives(self, script: Script) -> dict[int, list[str]]:
        """Return the names in Cyrillic by organisation; none in Arabic letters, which vary for one name."""
        if script not in self._native:
            self._native[script] = self._in(script)
        return self._native[script]

    def _in(self, script: Script) -> dict[int, list[str]]:
        natives: dict[int, list[str]] = defaultdict(list)
        for one in (one for found in self.by_native.values() for one in found if script == "cyrillic"):
            if script_of(one.name.text) == script:
                natives[one.entity].append(one.name.text)
        return natives

    def by_letters(self, key: str) -> list[IndexedName]:
        """Return the names whose letters a key is, without their legal form or with it."""
        return [*self.by_key.get(key, ()), *self.by_plain.get(key, ())]

    def near(self, key: str) -> list[tuple[str, int]]:
        """Return the listed keys within the allowed slips of a key, with their number, the nearest first."""
        import numpy as np
        from rapidfuzz import process
        from rapidfuzz.distance import DamerauLevenshtein

        edits = allowed_edits(len(key))
        if not edits or len(key) > _LONGEST_KEY or not self.keys:
            return []
        numbers = (self._short if len(key) <= _SHORT else self._long).sharing(key, edits)
        numbers = numbers[np.abs(self._lengths[numbers] - len(key)) <= edits]
        choices = [self.keys[number] for number in numbers.tolist()]
        found = process.extract(key, choices, scorer=DamerauLevenshtein.distance, score_cutoff=edits, limit=None)
        return sorted(((str(hit[0]), int(hit[1])) for hit in found if hit[1]), key=lambda hit: (hit[1], hit[0]))


def _names(entity: ListedEntity) -> Iterator[tuple[Name, str]]:
    """Give an organisation's names as listed, those with brackets also without, and what stands in the brackets.

    A name that holds two ("A a.k.a. B") is given as each of them, too.
    """
    for text in entity.names:
        yield read_name(text), "name" if text in entity.main_names else "alias"
        for part in otherwise_named(text):
            yield read_name(part), "part of a name"
        bare, inside = without_brackets(text)
        if inside and bare:
            yield read_name(bare), "name without its brackets"
            for part in inside:
                if len(part) >= 4:
                    yield read_name(part), "name in brackets"


def build_index(entities: tuple[ListedEntity, ...], bridges: Iterable[Bridge] = ()) -> Index:
    """Build the index of the listed organisations: some 2 seconds for 19,000."""
    return Index(entities, bridges)
