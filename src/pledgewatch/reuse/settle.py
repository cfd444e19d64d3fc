"""Settle one neighbourhood: find its forms from the units read closely, and lay every document beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pledgewatch.model.identity import DocumentId, short_digest
from pledgewatch.model.reuse import Copy, Family
from pledgewatch.reuse.align import Block, align, slid
from pledgewatch.reuse.backbone import Backbone, backbone_of_body, backbone_of_form
from pledgewatch.reuse.bodies import Body
from pledgewatch.reuse.centres import Centre
from pledgewatch.reuse.copies import Laid, Plan, copy_of, lay, lay_all
from pledgewatch.reuse.corpus import Unit
from pledgewatch.reuse.fills import Fills
from pledgewatch.reuse.groups import Group, group, nearest
from pledgewatch.reuse.lent import lend
from pledgewatch.reuse.placeholders import placeholders
from pledgewatch.reuse.settings import ReuseSettings
from pledgewatch.reuse.template import Layout, Member, layout, template_items
from pledgewatch.reuse.tokens import BLANK
from pledgewatch.reuse.vocabulary import Vocabulary

__all__ = ["Found", "Settled", "Tally", "encoded", "family_of", "lay_beside", "settle"]


class Found(NamedTuple):
    """A form as found: its family's id, its text, how members are laid along it, whether three agreed on it."""

    name: str
    backbone: Backbone
    plan: Plan
    established: bool
    form: str | None


class Tally:
    """Count what a form's members filled in and took, and who they are; memory does not grow with the fills."""

    def __init__(self, plan: Plan) -> None:
        self.names: list[DocumentId] = []
        self.fills = [Fills() for _ in plan.layout.slots]
        self.taken = [0] * len(plan.layout.optional)

    def add(self, copy: Copy, laid: Laid) -> None:
        """Count one member."""
        self.names.append(copy.document)
        for fill in copy.fills:
            self.fills[fill.slot].add(" ".join(fill.text.split()))
        for at, taken in enumerate(laid.taken):
            self.taken[at] += taken

    def merge(self, other: Tally) -> None:
        """Take in what was counted of other members."""
        self.names += other.names
        for ours, theirs in zip(self.fills, other.fills, strict=True):
            ours.merge(theirs)
        self.taken = [one + more for one, more in zip(self.taken, other.taken, strict=True)]


class Settled(NamedTuple):
    """What came of a neighbourhood: its forms, what was counted of each, copies by form, units that fit none."""

    forms: list[Found]
    tallies: list[Tally]
    copies: list[tuple[int, Copy]]
    left: list[int]


def settle(
    units: Sequence[Sequence[Body]], forms: Mapping[str, str], vocabulary: Vocabulary, settings: ReuseSettings
) -> Settled:
    """Find the forms of some units, each given by its bodies, and lay those bodies along them.

    `forms` are the texts of registered forms that lie in the neighbourhood, by id.
    """
    given = [Unit(same[0].encoded, len(same)) for same in units]
    given += [Unit(encoded(backbone_of_form(text), vocabulary), 0, name) for name, text in forms.items()]
    out = Settled([], [], [], [])
    drafts = [_draft(one, units, forms, settings) for one in group(given, vocabulary, settings)]
    drafts = [draft for draft in drafts if draft.centre.form or draft.size() > 1]
    references, sizes = [draft.centre.reference for draft in drafts], [draft.size() for draft in drafts]
    layouts = lend([draft.layout for draft in drafts], references, sizes, settings)
    for draft, lent in zip(drafts, layouts, strict=True):
        _settle_group(draft._replace(layout=lent), units, vocabulary, settings, out)
    taken = {unit for draft in drafts for unit in draft.units}
    out.left.extend(unit for unit in range(len(units)) if unit not in taken)
    return out


class _Draft(NamedTuple):
    """A group's text and backbone, its members (copies of one body together) laid along it, and what of it is slot.

    `units` are the members' numbers. What shares nothing with the text, once this was cut to what half of a group
    have, is no member.
    """

    centre: Centre
    units: tuple[int, ...]
    backbone: Backbone
    members: list[tuple[Sequence[Body], tuple[Block, ...]]]
    layout: Layout

    def size(self) -> int:
        """Count the documents."""
        return sum(len(same) for same, _ in self.members)


def _draft(one: Group, units: Sequence[Sequence[Body]], forms: Mapping[str, str], settings: ReuseSettings) -> _Draft:
    centre = one.centre
    if centre.form:
        backbone = backbone_of_form(forms[centre.form])
    else:
        backbone = backbone_of_body(units[centre.unit][0], centre.start, centre.end)
    laid_units = [(unit, _laid(centre, unit, units[unit][0], settings)) for unit in one.members if unit < len(units)]
    members = [(unit, units[unit], blocks) for unit, blocks in laid_units if blocks]
    first = [Member(same[0], blocks) for _, same, blocks in members]
    return _Draft(
        centre,
        tuple(unit for unit, _, _ in members),
        backbone,
        [(same, blocks) for _, same, blocks in members],
        layout(backbone, first, settings),
    )


def _laid(centre: Centre, unit: int, body: Body, settings: ReuseSettings) -> tuple[Block, ...]:
    """Lay a unit along the text that stands for its form; the unit that this is a part of lies where it is."""
    if unit == centre.unit and not centre.form:
        return (Block(0, centre.start, centre.end - centre.start),)
    blocks = align(centre.reference, body.encoded, settings.largest_alignment)
    return slid(blocks, centre.reference, body.encoded)


def _settle_group(
    draft: _Draft,
    units: Sequence[Sequence[Body]],
    vocabulary: Vocabulary,
    settings: ReuseSettings,
    out: Settled,
) -> None:
    plan, laid = lay_all(draft.layout, [Member(same[0], blocks) for same, blocks in draft.members], settings)
    tally = Tally(plan)
    number = len(out.forms)
    name = _name(draft.centre, units, vocabulary)
    for (same, blocks), where in zip(draft.members, laid, strict=True):
        for body in same:
            out.copies.append((number, _counted(name, plan, Member(body, blocks), where, tally, settings)))
    out.forms.append(Found(name, draft.backbone, plan, draft.centre.established, draft.centre.form))
    out.tallies.append(tally)


def _counted(name: str, plan: Plan, member: Member, laid: Laid, tally: Tally, settings: ReuseSettings) -> Copy:
    unfilled = placeholders(member.body.text, member.body.span)
    copy = copy_of(name, plan, member, laid, unfilled, settings, primary=True)
    tally.add(copy, laid)
    return copy


def lay_beside(
    bodies: Sequence[Body], forms: Sequence[Found], vocabulary: Vocabulary, settings: ReuseSettings
) -> Settled:
    """Lay further documents of a neighbourhood beside its forms; `left` are those that fit none."""
    references = [encoded(form.backbone, vocabulary) for form in forms]
    out = Settled(list(forms), [Tally(form.plan) for form in forms], [], [])
    rated = [(reference, form.established) for reference, form in zip(references, forms, strict=True)]
    likely = 0
    for at, body in enumerate(bodies):
        best = nearest(body.encoded, rated, vocabulary.light, settings, likely)
        if best is None:
            out.left.append(at)
            continue
        number, blocks = best
        likely = number
        member = Member(body, slid(blocks, references[number], body.encoded))
        laid = lay(forms[number].plan, member, settings)
        out.copies.append(
            (number, _counted(forms[number].name, forms[number].plan, member, laid, out.tallies[number], settings))
        )
    return out


def encoded(backbone: Backbone, vocabulary: Vocabulary) -> str:
    """Return a backbone as characters; what a form marks as a slot is a blank."""
    if not backbone.slots:
        return "".join(map(vocabulary.__getitem__, backbone.words))
    return "".join([vocabulary[BLANK if at in backbone.slots else word] for at, word in enumerate(backbone.words)])


def _name(centre: Centre, units: Sequence[Sequence[Body]], vocabulary: Vocabulary) -> str:
    """Return the id of a family, made from the text that stands for its form: a further member does not change it."""
    if centre.form:
        return "f" + short_digest("form", centre.form)
    words = vocabulary.decode(units[centre.unit][0].encoded)
    return "f" + short_digest("text", words, str(centre.start), str(centre.end))


def family_of(found: Found, tally: Tally) -> Family:
    """Return the family of a form and its members."""
    names = tuple(sorted(tally.names))
    counts = [fills.counts for fills in tally.fills]
    distinct = [fills.distinct() for fills in tally.fills]
    items = template_items(found.plan.layout, counts, distinct, tally.taken, len(names))
    return Family(family=found.name, size=len(names), template=items, members=names, form=found.form)
