"""Tell the forms apart that lie together around one leader: eras of a letter, clauses of a licence.

Units whose traits keep together, so that they differ from others in several or in a long one, hold another form.
Mostly no trait remains, and all units hold one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from pledgewatch.reuse.field import Field
from pledgewatch.reuse.kinship import weight
from pledgewatch.reuse.readings import END_USERS, Passages, core_of, read
from pledgewatch.reuse.settings import ReuseSettings
from pledgewatch.reuse.sorts import sorts_of
from pledgewatch.reuse.stars import Star
from pledgewatch.reuse.traits import Departed, Trait, traits_of

__all__ = ["Split", "forms_of"]

_MOST_FORMS = 64
_FEW = 8
"""Among so few units it is always asked which differ in slips alone: whether a form is established depends on it."""
_MOSTLY = 0.5
"""The part of a trait's place that a unit's own words must cover, for the unit not to count as having the leader's."""


class Split(NamedTuple):
    """Units by form.

    For each unit the first from which it differs in slips alone, where that was asked; and the passages that it has
    beside or instead of the leader's, of those that others have too, where it has any.
    """

    forms: list[list[int]]
    sorts: dict[int, int]
    says: dict[int, frozenset[int]]


def forms_of(star: Star, field: Field) -> Split:
    """Return the units of a star in lists by form."""
    passages = Passages(field.runs, field.settings.longest_fill)
    departed = _departed(star, passages, field)
    alone = {unit: unit for unit in star.units}
    if len(star.units) > _FEW and not traits_of(departed, alone, passages, field.noise):
        return Split([star.units], alone, {})
    texts = {unit: field.units[unit].encoded for unit in star.units}
    sorts = sorts_of(star.units, texts, departed.reads, field.noise)
    traits = traits_of(departed, sorts, passages, field.noise)
    if not traits:
        return Split([star.units], sorts, {})
    places = _places(traits, passages)
    profiles: dict[_Profile, list[int]] = {}
    for unit in star.units:
        profiles.setdefault(_profile(unit, departed, traits, places), []).append(unit)
    forms = _gathered(profiles, _Sizes(departed.leader, passages.sizes, field.light), field.settings)
    said = {trait for trait in traits if isinstance(trait, int) and passages.said[trait] and not passages.outer[trait]}
    return Split(forms, sorts, {unit: frozenset(said.intersection(departed.said[unit])) for unit in star.units})


def _departed(star: Star, passages: Passages, field: Field) -> Departed:
    """Read how each unit of a star departs from the leader."""
    leader = field.units[star.units[0]].encoded
    core = core_of([star.laid[unit] for unit in star.units[1:]], len(leader), END_USERS)
    light, longest = field.light, field.settings.longest_fill
    reads = {
        unit: read(leader, field.units[unit].encoded, star.laid[unit], core, light, longest) for unit in star.units
    }
    said = {unit: [passages.number(unit, one) for one in mine.long] for unit, mine in reads.items()}
    return Departed(leader, reads, said)


class _Profile(NamedTuple):
    """The traits that a unit has, and those of which it cannot be said: it has something of its own at their place."""

    traits: frozenset[Trait]
    hidden: frozenset[Trait]


def _places(traits: Iterable[Trait], passages: Passages) -> dict[int, list[Trait]]:
    """Return for each token of the leader the traits that lie there; an insertion lies before a token."""
    out: dict[int, list[Trait]] = {}
    for trait in traits:
        start, end = passages.places[trait] if isinstance(trait, int) else trait[:2]
        for at in range(start, max(end, start + 1)):
            out.setdefault(at, []).append(trait)
    return out


def _profile(unit: int, departed: Departed, traits: set[Trait], places: Mapping[int, list[Trait]]) -> _Profile:
    has = traits.intersection(departed.has(unit))
    covered: Counter[Trait] = Counter()
    mine = departed.reads[unit]
    told: list[tuple[int, int, Trait | None]] = [(r[0], r[1], r) for r in mine.short]
    told += [(p.start, p.end, number) for p, number in zip(mine.long, departed.said[unit], strict=True)]
    for start, end, trait in told:
        if trait not in traits:
            for at in range(start, max(end, start + 1)):
                covered.update(places.get(at, ()))
    sizes = Counter(trait for here in places.values() for trait in here) if covered else covered
    hidden = (trait for trait, count in covered.items() if trait not in has and count >= _MOSTLY * sizes[trait])
    return _Profile(frozenset(has), frozenset(hidden))


class _Sizes(NamedTuple):
    leader: str
    passages: Sequence[int]
    light: set[str]

    def apart(self, traits: frozenset[Trait], settings: ReuseSettings) -> int | None:
        """Return by how many tokens two profiles differ, or None where that makes two forms.

        Equal replacements count once: a name that stands in three places is one difference.
        """
        sizes = [self.passages[trait] for trait in traits if isinstance(trait, int)]
        kinds = {(self.leader[t[0] : t[1]], t[2]) for t in traits if not isinstance(t, int)}
        sizes += [max(weight(ours, self.light), weight(theirs, self.light)) for ours, theirs in kinds]
        if len(sizes) >= settings.sibling_places or sum(sizes) > settings.sibling_tokens:
            return None
        return sum(sizes)


def _gathered(profiles: Mapping[_Profile, list[int]], sizes: _Sizes, settings: ReuseSettings) -> list[list[int]]:
    """Give each profile to the nearest that is larger and no other form; what is near to none is one of its own."""
    ordered = sorted(
        profiles.items(), key=lambda item: (len(item[0].hidden) > 0, -len(item[1]), len(item[0].traits), item[1])
    )
    centres: list[tuple[_Profile, list[int]]] = []
    for profile, members in ordered:
        near = []
        for at, (centre, _) in enumerate(centres):
            between = (profile.traits ^ centre.traits) - profile.hidden - centre.hidden
            distance = sizes.apart(between, settings)
            if distance is not None:
                near.append((distance, at))
        if near:
            centres[min(near)[1]][1].extend(members)
        elif len(centres) < _MOST_FORMS:
            centres.append((profile, list(members)))
    return [members for _, members in centres]
