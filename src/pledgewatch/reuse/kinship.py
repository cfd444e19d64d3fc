"""Measure how well one text explains another: what is shared, what is missing, what was put in between."""

from __future__ import annotations

from typing import NamedTuple

from pledgewatch.reuse.align import Block, align, gaps
from pledgewatch.reuse.settings import ReuseSettings

__all__ = ["MISSING", "Kinship", "belongs", "kinship", "weight"]

MISSING = 0.1
"""What a token of the form that a text left out costs, when the form is chosen that explains it best."""


class Kinship(NamedTuple):
    """Say what a text shares with a reference; all counts in tokens.

    `missing`: of the reference; `foreign`: of the text between its first and last shared token; `dropped`: of the
    missing, what lies at an end where the text has nothing instead; `widest`: the longest side of any gap;
    `places`: the number of gaps; `kinds`: the same, equal replacements counted once.
    """

    blocks: tuple[Block, ...]
    shared: int
    missing: int
    foreign: int
    dropped: int
    widest: int
    places: int
    kinds: int

    @property
    def cost(self) -> float:
        """Return what is left unexplained: own tokens and a place each; what was left out decides between equals."""
        return self.foreign + self.places + MISSING * self.missing


_NEARLY_ALL = 0.9
_TOGETHER = 1.2
_PHRASE = 5
_KINDS = 2
_TOKENS_A_KIND = 25
"""Two texts alone may differ in twice as many kinds of places as make siblings, or in one in 25 tokens where they are
long: letters of two eras differ in 7 in 190 tokens, letters of one era that OCR read badly in 5."""
_NONE = Kinship((), 0, 0, 0, 0, 0, 0, 0)


def weight(tokens: str, light: set[str]) -> int:
    """Count tokens, those left out that number a list or are left of a bullet."""
    if light.isdisjoint(tokens):
        return len(tokens)
    return sum(token not in light for token in tokens)


def kinship(reference: str, text: str, light: set[str], settings: ReuseSettings) -> Kinship:
    """Align a text to a reference and count."""
    blocks = align(reference, text, settings.largest_alignment)
    if not blocks:
        return _NONE._replace(missing=len(reference))
    between = gaps(blocks)
    sides = [(weight(reference[g.a : g.a_end], light), weight(text[g.b : g.b_end], light)) for g in between]
    first, last = blocks[0], blocks[-1]
    head = first.a, first.b
    tail = len(reference) - last.a - last.size, len(text) - last.b - last.size
    shared = sum(block.size for block in blocks)
    return Kinship(
        blocks=blocks,
        shared=shared,
        missing=len(reference) - shared,
        foreign=sum(theirs for _, theirs in sides),
        dropped=sum(ours for ours, theirs in (head, tail) if not theirs),
        widest=max((max(side) for side in sides), default=0),
        places=sum(max(side) > 0 for side in sides),
        kinds=len({(reference[g.a : g.a_end], text[g.b : g.b_end]) for g in between}),
    )


def belongs(kin: Kinship, reference: int, text: int, established: bool, settings: ReuseSettings) -> bool:
    """Tell whether a text of so many tokens is a copy of the reference.

    Against an established form (three texts agree on it) what a member put in or reworded is its own. Two texts
    alone do not tell a form from a member's own words, so that their differences must be as short as fills.
    """
    if kin.shared < max(_PHRASE, min(settings.least_shared_tokens, 0.8 * min(reference, text))):
        return False
    if kin.shared < settings.least_form_coverage * (reference - kin.dropped) or kin.shared < 0.4 * reference:
        return False
    if established:
        return _is_copy(kin.shared / max(1, reference - kin.dropped), kin.shared / max(1, text))
    if kin.kinds > max(_KINDS * settings.sibling_places, min(reference, text) // _TOKENS_A_KIND):
        return False
    return kin.widest <= settings.longest_fill and kin.shared >= settings.least_form_coverage * min(reference, text)


def _is_copy(of_form: float, of_text: float) -> bool:
    """Tell a copy from a text that only echoes a form: nearly all of the form, or the less of it the purer.

    Reworded letters of an era have 0.77 + 0.47 and more, letters that borrow sentences 0.70 + 0.31 and less.
    """
    return of_form >= _NEARLY_ALL or of_form + of_text >= _TOGETHER
