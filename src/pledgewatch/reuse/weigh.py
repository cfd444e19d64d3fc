"""Weigh the units of a star against the texts that may stand for its forms."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from math import inf

from pledgewatch.reuse.align import align
from pledgewatch.reuse.centres import Laid, centre_of
from pledgewatch.reuse.field import Field
from pledgewatch.reuse.kinship import Kinship, belongs, counted, least_costs, plainly, surely_least
from pledgewatch.reuse.settings import ReuseSettings
from pledgewatch.reuse.split import Form, Split
from pledgewatch.reuse.stars import Star

__all__ = ["given_out", "held", "least"]

_HALF = 0.5
_MOST_OF = 0.8
"""What two texts on which nobody else agrees must share: half of the shorter, and a passage or most of the longer."""
_TRIED = 3


def held(form: Form, field: Field) -> Laid | None:
    """Return the text that stands for a form, chosen once more without those that it does not explain.

    Where it explains no second document, the next of the others is asked, a few times; None where none does.
    """
    left = list(form.units)
    for _ in range(_TRIED):
        one = centre_of(left, form, field)
        if one.centre.form:
            return one
        fitting = [unit for unit in left if _fits(one, unit, field)]
        if field.documents(fitting) > 1:
            return one if len(fitting) == len(left) else centre_of(fitting, form, field)
        left.remove(one.centre.unit)
        if not left:
            return None
    return None


def given_out(found: Sequence[Laid], star: Star, split: Split, field: Field) -> list[tuple[Laid, list[int]]]:
    """Give each unit to the form that leaves least of it unexplained; return the forms that have a member.

    A form that only one document prefers is none, unless it is registered, and its unit is asked again.
    """
    while True:
        members: dict[int, list[int]] = {}
        for unit in star.units:
            best = _best(unit, found, split, field)
            if best is not None:
                members.setdefault(best, []).append(unit)
        kept = [one for at, one in enumerate(found) if one.centre.form or field.documents(members.get(at, ())) > 1]
        if len(kept) == len(found):
            return [(found[at], mine) for at, mine in sorted(members.items()) if field.documents(mine)]
        found = kept


def _best(unit: int, found: Sequence[Laid], split: Split, field: Field) -> int | None:
    """Return which form leaves least of a unit unexplained; None if it is a copy of none.

    Where a unit has just the traits on which a form was founded, no other is asked, unless one is registered.
    """
    firm = split.firm.get(unit)
    if firm is not None and not any(one.centre.form for one in found):
        for at, one in enumerate(found):
            if firm in one.blocks and unit in one.blocks and _fits(one, unit, field) and _alone_fit(one, unit, field):
                return at
    near = [at for at, one in enumerate(found) if _may(one, unit, split.says)]
    best = _nearest([found[at] for at in near], unit, field)
    if best is None:
        return None
    one = found[near[best]]
    return near[best] if _fits(one, unit, field) and _alone_fit(one, unit, field) else None


def _nearest(near: Sequence[Laid], unit: int, field: Field) -> int | None:
    """Return which of some centres leaves least of a unit unexplained; the likeliest is that of its own form."""
    if len(near) == 1:
        return 0
    text, texts = field.units[unit].encoded, [one.centre.reference for one in near]
    first = next((at for at, one in enumerate(near) if unit in one.blocks), 0)
    if near and surely_least(text, texts, first, near[first].blocks.get(unit, ()), field.settings):
        return first
    best = least(text, texts, lambda at: _kin(near[at], unit, field), field.settings, first=first)
    return None if best is None else best[0]


def _may(one: Laid, unit: int, says: Mapping[int, Collection[tuple[int, int]]]) -> bool:
    """Tell whether a unit may hold a form: none does that shares a passage with others, but not with the form's."""
    mine = says.get(unit)
    if not mine or one.centre.form:
        return True
    theirs = {number for other in one.blocks for number in says.get(other, ())}
    return theirs.issuperset(mine)


def _kin(one: Laid, unit: int, field: Field) -> Kinship:
    """Return how a unit lies along a centre; it is measured once."""
    found = one.kin.get(unit)
    if found is None:
        text, reference = field.units[unit].encoded, one.centre.reference
        blocks = one.blocks.get(unit)
        if blocks is None:
            blocks = align(reference, text, field.settings.largest_alignment)
        found = one.kin[unit] = counted(reference, text, blocks, field.light, field.settings, one.varied)
    return found


def _fits(one: Laid, unit: int, field: Field) -> bool:
    """Tell whether a unit is a copy of what a centre stands for; it is asked when a centre is chosen, and again."""
    found = one.fits.get(unit)
    if found is None:
        sizes = len(one.centre.reference), len(field.units[unit].encoded)
        plain = one.centre.established and plainly(one.blocks.get(unit, ()), *sizes, field.settings)
        found = plain or belongs(_kin(one, unit, field), *sizes, one.centre.established, field.settings)
        one.fits[unit] = found
    return found


def _alone_fit(one: Laid, unit: int, field: Field) -> bool:
    """Tell whether two texts, where only two agree, share enough: less may be what any two letters quote."""
    if one.centre.established or unit == one.centre.unit:
        return True
    shorter, longer = sorted((len(field.units[one.centre.unit].encoded), len(field.units[unit].encoded)))
    passage = min(field.settings.least_shared_tokens, _MOST_OF * longer)
    return _kin(one, unit, field).shared >= max(passage, _HALF * shorter)


def least(
    text: str,
    references: Sequence[str],
    measured: Callable[[int], Kinship],
    settings: ReuseSettings,
    share: float = 0.0,
    first: int = 0,
) -> tuple[int, Kinship] | None:
    """Return the reference that leaves least unexplained; none is aligned that cannot be better than the best.

    Nor is one of which the text cannot have so large a `share`. The likeliest should be named as the `first`: the less
    it leaves, the less is asked of all others.
    """
    best: tuple[float, int, Kinship] | None = None
    numbered = [(reference, at) for at, reference in enumerate(references)]
    for some in (numbered[first : first + 1], numbered[:first] + numbered[first + 1 :]):
        for bound, at in _bounds(text, some, best[0] if best else inf, settings, share):
            if best is not None and bound > best[0]:
                break
            kin = measured(at)
            cost = kin.unexplained(len(text))
            if kin.shared and (best is None or (cost, at) < best[:2]):
                best = cost, at, kin
    return (best[1], best[2]) if best is not None else None


def _bounds(
    text: str, references: Sequence[tuple[str, int]], most: float, settings: ReuseSettings, share: float
) -> list[tuple[float, int]]:
    """Return what references leave at least; nothing needs to be known of a single one that is measured anyhow."""
    if len(references) == 1 and most == inf and not share:
        return [(0.0, references[0][1])]
    return least_costs(text, references, most, settings, share)
