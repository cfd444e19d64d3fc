"""Measure how well one text explains another: what is shared, what is missing, what was put in between."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pledgewatch.reuse.align import Block, align, most_shared
from pledgewatch.reuse.settings import ReuseSettings

__all__ = [
    "LEAST_OF_FORM",
    "MISSING",
    "SLOT",
    "WIDE",
    "Kinship",
    "belongs",
    "counted",
    "kinship",
    "least_costs",
    "plainly",
    "surely_belongs",
    "surely_least",
    "weight",
]

MISSING = 0.1
"""What a token of the form that a text left out costs, when the form is chosen that explains it best."""


SLOT, WIDE = 1, 2
"""A token of a reference at which its members differ by fills, or at length: each has its own passage there."""


class Kinship(NamedTuple):
    """Say what a text shares with a reference; all counts in tokens.

    `missing`: of the reference; `foreign`: of the text between its first and last shared token; `dropped`: of the
    missing, what lies at an end where the text has nothing instead; `widest`: the longest side of any gap;
    `places`: the number of gaps; `kinds`: the same, equal replacements counted once. Where it is known at which places
    members differ, `reworded` are the kinds elsewhere of more than a token (one for another may be a misreading),
    `clauses` those longer than a fill; `varied` is what of the missing lies at such places, `filled` what stands there
    instead, at length.
    """

    blocks: tuple[Block, ...]
    shared: int
    missing: int
    foreign: int
    dropped: int
    widest: int
    places: int
    kinds: int
    reworded: int = 0
    clauses: int = 0
    varied: int = 0
    filled: int = 0

    def unexplained(self, text: int) -> float:
        """Return what is left of so many tokens, and a place each; what was left out decides between equals."""
        return text - self.shared + self.places + MISSING * self.missing


_NEARLY_ALL = 0.9
_TOGETHER = 1.25
_PHRASE = 5
_KINDS = 2
_LEAST_A_KIND = 15
_TOKENS_A_KIND = 25
"""Two texts alone may differ in twice as many kinds of places as make siblings, but where they are short in no more
than one in 15 tokens, and where they are long in one in 25: letters of two eras differ in 7 in 190 tokens, letters of
one era that OCR read badly in 5. A member of an established form may be reworded in as many; a licence that echoes
another is in 15 of 227."""
LEAST_OF_FORM = 0.4
"""No copy has less of a form, whatever it may leave out at the ends."""
_TOKENS_A_CLAUSE = 120
"""Who changed as many whole clauses as make siblings, or one in so many tokens of a long text, holds another form."""
_ROUNDING = 1e-6
_NONE = Kinship((), 0, 0, 0, 0, 0, 0, 0)


def weight(tokens: str, light: set[str]) -> int:
    """Count tokens, those left out that number a list or are left of a bullet."""
    if not tokens or light.isdisjoint(tokens):
        return len(tokens)
    return sum(token not in light for token in tokens)


def kinship(reference: str, text: str, light: set[str], settings: ReuseSettings) -> Kinship:
    """Align a text to a reference and count."""
    return counted(reference, text, align(reference, text, settings.largest_alignment), light, settings)


def counted(
    reference: str, text: str, blocks: tuple[Block, ...], light: set[str], settings: ReuseSettings, varied: bytes = b""
) -> Kinship:
    """Count what an alignment says; `varied` tells of each token of the reference whether members differ there."""
    if not blocks:
        return _NONE._replace(missing=len(reference))
    foreign = widest = places = loose = filled = clauses = 0
    kinds, reworded = set[tuple[str, str]](), set[tuple[str, str]]()
    a, b, shared = blocks[0]
    a, b = a + shared, b + shared
    for start, other, size in blocks[1:]:
        ours, theirs = reference[a:start], text[b:other]
        kinds.add((ours, theirs))
        left, right = start - a, other - b
        if not (light.isdisjoint(ours) and light.isdisjoint(theirs)):
            left, right = weight(ours, light), weight(theirs, light)
        foreign += right
        widest = max(widest, left, right)
        places += bool(left or right)
        if varied:
            long = max(left, right)
            wide, free, clause = _told(varied[a : start + 1], long > settings.longest_fill)
            loose += free
            filled += other - b if wide else 0
            clauses += clause
            if clause or (long > 1 and not wide and not free):
                reworded.add((ours, theirs))
        shared += size
        a, b = start + size, other + size
    ends = (blocks[0].a, blocks[0].b), (len(reference) - a, len(text) - b)
    return Kinship(
        blocks=blocks,
        shared=shared,
        missing=len(reference) - shared,
        foreign=foreign,
        dropped=sum(ours for ours, theirs in ends if not theirs),
        widest=widest,
        places=places,
        kinds=len(kinds),
        reworded=len(reworded),
        clauses=clauses,
        varied=loose,
        filled=filled,
    )


def _told(here: bytes, long: bool) -> tuple[bool, int, bool]:
    """Tell of a gap, by what members do at its tokens and the one after it: is it wide, its free tokens, a clause.

    Free are those at which members differ; a clause is what is longer than a fill where they do not differ at length.
    """
    if WIDE in here:
        return True, here[:-1].count(WIDE), False
    return False, here[:-1].count(SLOT), long


def least_costs(
    text: str, references: Sequence[tuple[str, int]], most: float, settings: ReuseSettings, share: float = 0.0
) -> list[tuple[float, int]]:
    """Return for each reference, given with its number, what it leaves unexplained at least, the least first.

    Left out are references of which less than `share` can be in the text, and those that leave more than `most`.
    """
    out = []
    size = len(text)
    for reference, number in references:
        length = len(reference)
        least = max(share * length, (size + MISSING * length - most) / (1 + MISSING) - _ROUNDING)
        common = most_shared(reference, text, least, settings.largest_alignment)
        cost = size - common + MISSING * (length - common)
        if common >= share * length and cost <= most:
            out.append((cost, number))
    return sorted(out)


def surely_least(
    text: str,
    references: Sequence[str],
    first: int,
    laid: Sequence[Block],
    settings: ReuseSettings,
    share: float = 0.0,
) -> bool:
    """Tell from where a text lies along the first of several references that no other leaves as little unexplained."""
    if not laid:
        return False
    size, length = len(text), len(references[first])
    shared = sum([block[2] for block in laid])
    if shared < share * length:
        return False
    # Each gap is a place at most, whatever of it counts.
    most = size - shared + len(laid) - 1 + MISSING * (length - shared)
    others = [(reference, at) for at, reference in enumerate(references) if at != first]
    return not least_costs(text, others, most, settings, share)


def belongs(kin: Kinship, reference: int, text: int, established: bool, settings: ReuseSettings) -> bool:
    """Tell whether a text of so many tokens is a copy of the reference.

    Against an established form (three texts agree on it) what a member put in or reworded is its own, unless it
    reworded the form throughout, changed several clauses, or put in more than it took. Two texts alone do not tell a
    form from a member's own words, so that their differences must be as short as fills.
    """
    if kin.shared < max(_PHRASE, min(settings.least_shared_tokens, 0.8 * min(reference, text))):
        return False
    reference, text = reference - kin.varied, text - kin.filled
    if kin.shared < settings.least_form_coverage * (reference - kin.dropped) or kin.shared < LEAST_OF_FORM * reference:
        return False
    kinds = _most_kinds(min(reference, text), settings)
    if established:
        if kin.foreign - kin.filled > kin.shared:
            return False
        copied = _is_copy(kin.shared / max(1, reference - kin.dropped), kin.shared / max(1, text))
        clauses = max(settings.sibling_places, min(reference, text) // _TOKENS_A_CLAUSE)
        return copied and kin.reworded <= kinds and kin.clauses < clauses
    if kin.kinds > kinds:
        return False
    return kin.widest <= settings.longest_fill and kin.shared >= settings.least_form_coverage * min(reference, text)


def surely_belongs(blocks: Sequence[Block], reference: int, text: int, settings: ReuseSettings) -> bool:
    """Tell from the blocks alone that a text is a copy of an established reference of which no more is known.

    It is what `belongs` says, but for what is put in: that some of it may not count is left to others.
    """
    if not blocks:
        return False
    head, tail = blocks[0], blocks[-1]
    shared = sum([block[2] for block in blocks])
    end, last = tail.a + tail.size, tail.b + tail.size
    kin = _NONE._replace(
        shared=shared,
        foreign=last - head.b - shared,
        dropped=(0 if head.b else head.a) + (0 if last < text else reference - end),
    )
    return belongs(kin, reference, text, True, settings)


def plainly(blocks: Sequence[Block], reference: int, text: int, settings: ReuseSettings) -> bool:
    """Tell from the blocks alone that a text is a copy of an established reference; most are, and need no counting."""
    shared = sum(block[2] for block in blocks)
    return (
        shared >= settings.least_shared_tokens
        and blocks[-1].b + blocks[-1].size - blocks[0].b <= 2 * shared
        and shared >= max(_NEARLY_ALL, settings.least_form_coverage) * reference
        and len(blocks) <= _most_kinds(int(_NEARLY_ALL * min(reference, text)), settings)
    )


def _most_kinds(size: int, settings: ReuseSettings) -> int:
    """Return in how many kinds of places two texts, the shorter of so many tokens, may differ."""
    return max(min(_KINDS * settings.sibling_places, size // _LEAST_A_KIND), size // _TOKENS_A_KIND)


def _is_copy(of_form: float, of_text: float) -> bool:
    """Tell a copy from a text that only echoes a form: nearly all of the form, or the less of it the purer.

    Reworded letters of an era have 0.77 + 0.47 and more, letters that borrow sentences 0.70 + 0.31 and less.
    """
    return of_form >= _NEARLY_ALL or of_form + of_text >= _TOGETHER
