"""Tell the forms apart that lie together around one leader: eras of a letter, clauses of a licence.

Units whose traits keep together, so that they differ from others in several or in a long one, hold another form.
Mostly no trait remains, and all units hold one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pledgewatch.reuse.align import align
from pledgewatch.reuse.field import Field
from pledgewatch.reuse.kinship import weight
from pledgewatch.reuse.readings import END_USERS, Passage, Passages, Read, core_of, read
from pledgewatch.reuse.settings import ReuseSettings
from pledgewatch.reuse.sketch import SHINGLE
from pledgewatch.reuse.sorts import sorts_of
from pledgewatch.reuse.stars import Star
from pledgewatch.reuse.traits import Departed, Trait, optional_of, traits_of

__all__ = ["Form", "Split", "forms_of"]

_MOST_FORMS = 64
_FEW = 8
"""Among so few units it is always asked which differ in slips alone: whether a form is established depends on it."""
_SEVERAL = 4
_DEEPEST = 8
_MOSTLY = 0.5
"""The part of a trait's place that a unit's own words must cover, for the unit not to count as having the leader's."""


class Form(NamedTuple):
    """Units that hold one form, a star that they belong to, and of each the first that differs in slips alone.

    `beyond`: they have whole passages that the star's leader has not, of which nothing can be seen along it; `options`:
    there are passages that signers chose.
    """

    units: list[int]
    star: Star
    sorts: dict[int, int]
    beyond: bool = False
    options: bool = False


class Split(NamedTuple):
    """The forms of a star.

    `says`: for each unit the passages that it has beside or instead of a leader's, of those that others have too;
    `firm`: for the units on whose traits a form was founded, where they are several, the first of them.
    """

    forms: list[Form]
    says: dict[int, set[tuple[int, int]]]
    firm: dict[int, int]


def forms_of(star: Star, field: Field, depth: int = _DEEPEST) -> Split:
    """Return the forms of a star.

    Units that have other passages than the leader are read once more along a text of their own: along the leader's
    it cannot be seen where they differ from one another.
    """
    first = _forms(star, field)
    if depth == 0 or len(first.forms) == 1:
        return first
    far = [unit for form in first.forms if form.beyond for unit in form.units]
    if len(far) < _SEVERAL:
        return first
    again = forms_of(_around(field.runs.central(far), far, field), field, depth - 1)
    for unit in far:
        first.firm.pop(unit, None)
        first.says.setdefault(unit, set()).update(again.says.get(unit, ()))
    forms = [form for form in first.forms if not form.beyond] + again.forms
    return Split(forms, first.says, {**first.firm, **again.firm})


def _around(leader: int, units: Sequence[int], field: Field) -> Star:
    text, largest = field.units[leader].encoded, field.settings.largest_alignment
    ordered = [leader, *(unit for unit in units if unit != leader)]
    return Star(ordered, {unit: align(text, field.units[unit].encoded, largest) for unit in ordered})


def _forms(star: Star, field: Field) -> Split:
    """Tell forms apart by how units depart from the leader."""
    passages = Passages(field.runs, field.settings.longest_fill)
    departed = _departed(star, passages, field)
    sorts = {unit: unit for unit in star.units}
    found = traits_of(departed, sorts, passages, field.noise)
    if len(star.units) > _FEW and not found:
        return Split([Form(star.units, star, sorts)], {}, dict.fromkeys(star.units, star.units[0]))
    texts = {unit: field.units[unit].encoded for unit in star.units}
    sorts = sorts_of(star.units, texts, _compared(departed, passages), field.noise)
    if found and len(set(sorts.values())) < len(sorts):
        found = traits_of(departed, sorts, passages, field.noise)
    if not found:
        return Split([Form(star.units, star, sorts)], {}, {})
    optional = optional_of(found, departed, passages)
    found -= optional
    profiles = _profiles(star.units, departed, found, passages)
    founded = _gathered(profiles, _Sizes(departed.leader, passages.sizes, field.light), field.settings)
    said = {trait for trait in found if isinstance(trait, int) and passages.said[trait]}
    inner = {trait for trait in said if not passages.outer[trait]}
    says = {unit: {(star.units[0], one) for one in inner.intersection(departed.said[unit])} for unit in star.units}
    forms = [
        Form(members, star, sorts, any(not said.isdisjoint(departed.said[unit]) for unit in members), bool(optional))
        for _, members in founded
    ]
    firm = {
        unit: members[0]
        for profile, members in founded
        if len(profiles[profile]) >= _SEVERAL
        for unit in profiles[profile]
    }
    return Split(forms, says, firm)


def _departed(star: Star, passages: Passages, field: Field) -> Departed:
    """Read how each unit of a star departs from the leader."""
    leader = field.units[star.units[0]].encoded
    core = core_of([star.laid[unit] for unit in star.units[1:]], len(leader), END_USERS)
    light, longest = field.light, field.settings.longest_fill
    reads = {
        unit: read(leader, field.units[unit].encoded, star.laid[unit], core, light, longest) for unit in star.units
    }
    said = {unit: [passages.number(unit, one) for one in mine.long] for unit, mine in reads.items()}
    _part(reads, said, passages)
    return Departed(leader, reads, said)


def _compared(departed: Departed, passages: Passages) -> Mapping[int, Read]:
    """Return how units depart, where what several add at an end counts like what they have between.

    Two letters of one era may differ nowhere but in its last sentence. What only one adds there is no matter.
    """
    added = {number for number, outer in enumerate(passages.outer) if outer and passages.said[number]}
    if not added:
        return departed.reads
    return {
        unit: Read(
            mine.short,
            [_inner(one) if number in added else one for one, number in zip(mine.long, numbers, strict=True)],
        )
        for (unit, mine), numbers in zip(departed.reads.items(), departed.said.values(), strict=True)
    }


def _inner(one: Passage) -> Passage:
    """Return a passage at an end with the words around it: a difference at its own edge must lie between others."""
    return one._replace(first=max(0, one.first - SHINGLE), last=one.last + SHINGLE, outer=False)


def _part(reads: Mapping[int, Read], said: Mapping[int, list[int | None]], passages: Passages) -> None:
    """Tell a lacking passage that is made of others as these."""
    parts = passages.parts()
    for unit, numbers in said.items() if parts else ():
        told = list(zip(reads[unit].long, numbers, strict=True))
        reads[unit].long.clear()
        numbers.clear()
        for passage, number in told:
            for part in [number] if number is None else parts.get(number, [number]):
                place = passage[:2] if part is None or part == number else passages.places[part]
                reads[unit].long.append(passage._replace(start=place[0], end=place[1]))
                numbers.append(part)


class _Profile(NamedTuple):
    """The traits that a unit has, and those of which it cannot be said: it has something of its own at their place."""

    traits: frozenset[Trait]
    hidden: frozenset[Trait]


def _profiles(
    units: Sequence[int], departed: Departed, traits: set[Trait], passages: Passages
) -> dict[_Profile, list[int]]:
    """Return the units by profile. What is inserted lies at the token before which it is.

    A fill hides no passage that was added beside it: who has a fill there has not the passage.
    """
    added = {t for t in traits if isinstance(t, int) and passages.said[t] and passages.optional(t)}
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
            for start, end, long in departed.own(unit, traits)
            for at in range(start, max(end, start + 1))
            if at in places
            for trait in places[at]
            if trait not in has and (long or trait not in added)
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
