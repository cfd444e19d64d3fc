"""Tell the forms apart that lie together around one leader: eras of a letter, clauses of a licence.

Units whose traits keep together, so that they differ from others in several or in a long one, hold another form.
Mostly no trait remains, and all units hold one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
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
_SEVERAL = 4
_MOSTLY = 0.5
"""The part of a trait's place that a unit's own words must cover, for the unit not to count as having the leader's."""


class Split(NamedTuple):
    """Units by form.

    `sorts`: for each unit the first from which it differs in slips alone, where that was asked; `says`: the passages
    that it has beside or instead of the leader's, of those that others have too; `firm`: for the units on whose traits
    a form was founded, where they are several, the first of them.
    """

    forms: list[list[int]]
    sorts: dict[int, int]
    says: dict[int, frozenset[int]]
    firm: dict[int, int]


def forms_of(star: Star, field: Field) -> Split:
    """Return the units of a star in lists by form."""
    passages = Passages(field.runs, field.settings.longest_fill)
    departed = _departed(star, passages, field)
    alone = {unit: unit for unit in star.units}
    if len(star.units) > _FEW and not traits_of(departed, alone, passages, field.noise):
        return Split([star.units], alone, {}, dict.fromkeys(star.units, star.units[0]))
    texts = {unit: field.units[unit].encoded for unit in star.units}
    sorts = sorts_of(star.units, texts, departed.reads, field.noise)
    traits = traits_of(departed, sorts, passages, field.noise)
    if not traits:
        return Split([star.units], sorts, {}, {})
    profiles = _profiles(star.units, departed, traits, passages)
    founded = _gathered(profiles, _Sizes(departed.leader, passages.sizes, field.light), field.settings)
    said = {trait for trait in traits if isinstance(trait, int) and passages.said[trait] and not passages.outer[trait]}
    says = {unit: frozenset(said.intersection(departed.said[unit])) for unit in star.units}
    firm = {
        unit: members[0]
        for profile, members in founded
        if len(profiles[profile]) >= _SEVERAL
        for unit in profiles[profile]
    }
    return Split([members for _, members in founded], sorts, says, firm)


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


def _profiles(
    units: Sequence[int], departed: Departed, traits: set[Trait], passages: Passages
) -> dict[_Profile, list[int]]:
    """Return the units by profile. What is inserted lies at the token before which it is."""
    places: dict[int, list[Trait]] = {}
    sizes: dict[Trait, int] = {}
    for trait in traits:
        start, end = passages.places[trait] if isinstance(trait, int) else trait[:2]
        sizes[trait] = max(end - start, 1)
        for at in range(start, max(end, start + 1)):
            places.setdefault(at, []).append(trait)
    out: dict[_Profile, list[int]] = {}
    for unit in units:
        has = traits.intersection(departed.has(unit))
        covered = Counter(
            trait
            for start, end in departed.own(unit, traits)
            for at in range(start, max(end, start + 1))
            if at in places
            for trait in places[at]
            if trait not in has
        )
        hidden = (trait for trait, count in covered.items() if count >= _MOSTLY * sizes[trait])
        out.setdefault(_Profile(frozenset(has), frozenset(hidden)), []).append(unit)
    return out


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


def _gathered(
    profiles: Mapping[_Profile, list[int]], sizes: _Sizes, settings: ReuseSettings
) -> list[tuple[_Profile, list[int]]]:
    """Give each profile to the nearest that is larger and no other form; what is near to none founds one."""
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
    return centres
