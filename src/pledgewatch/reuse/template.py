"""Build the template of a family from how its members lie along its backbone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from heapq import nsmallest
from itertools import pairwise
from typing import NamedTuple

from pledgewatch.model.reuse import Optional, Slot, SlotKind, TemplateItem, Text
from pledgewatch.reuse.backbone import Backbone, written
from pledgewatch.reuse.differences import Site
from pledgewatch.reuse.kinds import is_name, kind_of
from pledgewatch.reuse.settings import ReuseSettings
from pledgewatch.reuse.sites import optional_passages, slot_sites
from pledgewatch.reuse.units import evenly
from pledgewatch.reuse.variations import Member, Variations

__all__ = ["EXAMPLES", "Layout", "Member", "layout", "template_items"]

_LEGAL_FORMS = frozenset(
    """limited ltd pty proprietary inc incorporated corporation corp company co plc llc llp lp gmbh ag kg se sa sas sarl
    srl spa bv nv ab as asa oy oyj kk group holdings holding npc soc cc""".split()
)
_ARTICLES = frozenset({"the", "la", "le", "les", "der", "die", "das"})
_FEW_SIGNERS = 6
"""Of no more members' names all may begin with an article, "the Orbel Works"; of more, some would not."""
_MOST_READ = 128
"""Members whose departures decide what is slot and what is optional: a place where one in twenty differs is seen. Of 48
it hung on who was read whether a phrase that one in twelve reword was a slot."""
EXAMPLES = 8
"""How many fills a slot shows; `distinct` tells how many there are."""


class Layout(NamedTuple):
    """Where the template's slots and optional passages lie, in backbone tokens; all within `[start, end)`.

    `most` says of each slot how many tokens a fill may have before it is a passage; `numbered` are the slots before
    which members may have the number of a list's item.
    """

    backbone: Backbone
    start: int
    end: int
    slots: tuple[Site, ...]
    optional: tuple[Site, ...]
    most: tuple[int, ...]
    numbered: frozenset[int]
    texts: dict[tuple[int, int], str]

    def fixed(self) -> int:
        """Count the tokens that are no slot."""
        return self.end - self.start - sum(site.end - site.start for site in self.slots)

    def expected(self, start: int, end: int) -> str:
        """Return backbone tokens as their source writes them; remembered, because members slip at the same places."""
        if (start, end) not in self.texts:
            self.texts[start, end] = written(self.backbone, start, end, trim=True)
        return self.texts[start, end]


def layout(backbone: Backbone, members: Sequence[Member], settings: ReuseSettings) -> Layout:
    """Decide what of the backbone is slot and what is optional."""
    varied = Variations(backbone, some(members), settings.longest_fill)
    start = min((m.blocks[0].a for m in members if m.blocks), default=0)
    end = max((m.blocks[-1].a + m.blocks[-1].size for m in members if m.blocks), default=0)
    optional = [site for site in optional_passages(varied) if start <= site.start and site.end <= end]
    fixed = frozenset(at for at in backbone.slots if start <= at < end)
    sites, between = slot_sites(backbone, fixed, varied, settings)
    slots = _whole_names(sites, backbone, articles=varied.count <= _FEW_SIGNERS)
    slots = [piece for site in slots for piece in _cut(site, optional) if start <= piece.start and piece.end <= end]
    numbered = frozenset(number for number, site in enumerate(slots) if site.start in varied.numbered)
    most = tuple(settings.longest_fill + _phrase(site, between) for site in slots)
    return Layout(backbone, start, end, tuple(slots), tuple(optional), most, numbered, {})


def _phrase(site: Site, between: set[int]) -> int:
    """Return how much longer than a name a slot's fill may be: where it is a phrase around a name, by the phrase."""
    return 0 if between.isdisjoint(range(*site)) else site.end - site.start


def some(members: Sequence[Member]) -> Sequence[Member]:
    """Return the members that are read: all of few, evenly spread ones of many."""
    return [members[at] for at in evenly(len(members), _MOST_READ)]


def _whole_names(sites: Sequence[Site], backbone: Backbone, *, articles: bool) -> list[Site]:
    """Let a slot that holds a name reach over the legal form after it and the article before: both are part of names.

    The article stays where another slot stands before it, or where many signers have it: then it is the form's.
    """
    out: list[Site] = []
    for site in sites:
        start, end = site
        named = start < end and is_name(" ".join(backbone.words[start:end]))
        while named and end < len(backbone.words) and _continues(backbone, end):
            end += 1
        if articles and named and start > (out[-1].end + 1 if out else 0) and _is_article(backbone, start):
            start -= 1
        if out and out[-1].end >= start and out[-1].end > out[-1].start and start < end:
            out[-1] = Site(out[-1].start, max(end, out[-1].end))
        elif not out or out[-1].end <= start:
            out.append(Site(start, end))
    return out


def _is_article(backbone: Backbone, name: int) -> bool:
    """Tell whether an article stands before a name; before a year or a number it is the form's."""
    before = backbone.words[name - 1].casefold() in _ARTICLES and not backbone.after[name - 1].strip()
    return before and backbone.words[name].isalpha()


def _continues(backbone: Backbone, at: int) -> bool:
    word = backbone.words[at]
    return word[0].isupper() and word.casefold() in _LEGAL_FORMS and set(backbone.after[at - 1]) <= set(" .,(&")


def _cut(site: Site, optional: Sequence[Site]) -> list[Site]:
    """Cut a site at the ends of optional passages: a slot lies in one or outside it."""
    edges = sorted({edge for passage in optional for edge in passage if site.start < edge < site.end})
    bounds = [site.start, *edges, site.end]
    return [Site(a, b) for a, b in pairwise(bounds)]


def template_items(
    plan: Layout, fills: Sequence[Counter[str]], distinct: Sequence[int], taken: Sequence[int], members: int
) -> tuple[TemplateItem, ...]:
    """Return the template.

    `fills` counts each slot's values, `distinct` says how many there are in all, `taken` how many members have each
    optional passage.
    """
    out: list[TemplateItem] = []
    at = plan.start
    number = 0
    signers = max(distinct, default=0)
    shown = [
        _slot(number, fills[number], distinct[number], kind_of(fills[number], members, signers, _beside(plan, site)))
        for number, site in enumerate(plan.slots)
    ]
    for passage, count in zip(plan.optional, taken, strict=True):
        items, number = _run(plan, at, passage.start, number, shown)
        out += items
        inner, number = _run(plan, passage.start, passage.end, number, shown)
        out.append(Optional(tuple(inner), count))
        at = passage.end
    items, number = _run(plan, at, plan.end, number, shown)
    return (*out, *items)


def _run(plan: Layout, start: int, end: int, number: int, shown: Sequence[Slot]) -> tuple[list[Text | Slot], int]:
    out: list[Text | Slot] = []
    at = start
    for site in plan.slots[number:]:
        if site.end > end:
            break
        out += _text(plan, at, site.start)
        out.append(shown[number])
        at = site.end
        number += 1
    return _unbracketed(out + _text(plan, at, end)), number


def _unbracketed(items: list[Text | Slot]) -> list[Text | Slot]:
    """Take away brackets around a slot: they came with a placeholder that the backbone's source left unfilled."""
    out = list(items)
    for at in range(1, len(out) - 1):
        before, after = out[at - 1], out[at + 1]
        if isinstance(out[at], Slot) and isinstance(before, Text) and isinstance(after, Text):
            for opening, closing in ("[]", "<>"):
                if before.text.endswith(opening) and after.text.startswith(closing):
                    out[at - 1], out[at + 1] = Text(before.text[:-1]), Text(after.text[1:])
    return out


def _text(plan: Layout, start: int, end: int) -> list[Text | Slot]:
    """Return a run of text with the separator that stands before it, or nothing."""
    if start >= end:
        return []
    after_slot = any(site.end == start for site in plan.slots)
    before = plan.backbone.after[start - 1] if after_slot and start > plan.start else ""
    return [Text(before + written(plan.backbone, start, end))]


def _beside(plan: Layout, site: Site) -> tuple[str, str]:
    """Return the words before and after a slot."""
    words = plan.backbone.words
    return words[site.start - 1] if site.start > plan.start else "", words[site.end] if site.end < plan.end else ""


def _slot(number: int, counts: Counter[str], distinct: int, kind: SlotKind) -> Slot:
    ordered = nsmallest(EXAMPLES + 1, counts.items(), key=lambda item: (-item[1], item[0]))
    shown = tuple([value for value, _ in ordered if value])[:EXAMPLES]
    return Slot(number, kind, shown, distinct)
