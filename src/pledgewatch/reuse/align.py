"""Align two token strings: the passages that both have, in order, without matches that are mere chance."""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache
from itertools import pairwise
from math import ceil
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

__all__ = ["Block", "Gap", "align", "gaps", "most_shared", "slid"]

_SHINGLE = 5
# A run of at least so many tokens stands by itself; a shorter one must lie close to its neighbours. In 443 licences
# and 40 letters, runs under 6 tokens further from the next run than twice their length were chance ("of the").
_SOLID = 6
_SHORT = 3
_FAR = 1 << 30
# Two sentences of one length share a word here and there, in order: two such words, apart by twice their length, are
# chance, or another sentence would look like the same one with a few short fills.
_LINK = 3
_CHAIN = 2
_REMEMBERED = 6_000


class Block(NamedTuple):
    """Say that `left[a:a + size]` equals `right[b:b + size]`."""

    a: int
    b: int
    size: int


class Gap(NamedTuple):
    """Say that between two blocks `left[a:a_end]` stands where the other has `right[b:b_end]`."""

    a: int
    a_end: int
    b: int
    b_end: int


def align(left: str, right: str, largest: int = 1 << 26) -> tuple[Block, ...]:
    """Return the common blocks of two token strings in order.

    Time grows with the product of the lengths over 64; above `largest` the strings are first cut at passages that are
    unique in both, and what is still too large between two cuts is left unaligned.
    """
    if len(left) + len(right) <= _REMEMBERED:
        return _aligned(left, right)
    if len(left) * len(right) <= largest:
        return _clean(_common(left, right))
    return _clean(_join(_anchored(left, right, largest)))


def most_shared(left: str, right: str, least: float = 0, largest: int = 1 << 26) -> int:
    """Return how many tokens an alignment can share at most; 0 where these are fewer than `least`.

    No alignment shares more than the longest common subsequence, which is cheaper to count than to tell, and cheaper
    still the more it must have; where the product of the lengths is too large for that, it is the shorter text.
    """
    if len(left) * len(right) > largest:
        return min(len(left), len(right))
    return LCSseq.similarity(left, right, score_cutoff=ceil(least))


# The steps of one neighbourhood ask for the same pairs again; two letters and their blocks take about 5 kB.
@lru_cache(maxsize=1 << 12)
def _aligned(left: str, right: str) -> tuple[Block, ...]:
    return _clean(_common(left, right))


def slid(blocks: tuple[Block, ...], left: str, right: str) -> tuple[Block, ...]:
    """Join a short block to the one after it where the same words stand before that too: of equals, what is together.

    "[Orbel] each week" and "[all that each of us sells] each week" share "each" before "week", and no other. Where that
    other was dropped as mere chance, "each" before "week" takes its place. It tells where slots end; what two texts
    share is hardly more than before.
    """
    out = list(blocks)
    short = [at for at, block in enumerate(blocks[:-1]) if block[2] < _SHORT]
    for at in reversed(short[short[:1] == [0] :]):
        a, b, size = out[at]
        after, after_b, more = out[at + 1]
        if (a + size == after and right[after_b - size : after_b] == left[a:after]) or (
            b + size == after_b and left[after - size : after] == right[b:after_b]
        ):
            out[at : at + 2] = [Block(after - size, after_b - size, size + more)]
    for at in range(1, len(out)):
        out[at] = _reaching_back(out[at - 1], out[at], left, right)
    return tuple(out)


def _reaching_back(before: Block, block: Block, left: str, right: str) -> Block:
    """Return a block with the tokens before it that both texts have, as far as the block before leaves them."""
    a, b, size = block
    free = min(a - before[0] - before[2], b - before[1] - before[2])
    step = 0
    while step < free and left[a - step - 1] == right[b - step - 1]:
        step += 1
    return Block(a - step, b - step, size + step) if step else block


def gaps(blocks: tuple[Block, ...]) -> list[Gap]:
    """Return what lies between the blocks."""
    return [Gap(p.a + p.size, q.a, p.b + p.size, q.b) for p, q in pairwise(blocks)]


def _common(left: str, right: str, a: int = 0, b: int = 0) -> list[Block]:
    found = LCSseq.editops(left, right).as_matching_blocks()
    del found[-1]
    # As `Block` would, without a call of its own for each.
    new = tuple.__new__
    if a or b:
        return [new(Block, (a + match.a, b + match.b, match.size)) for match in found]
    return [new(Block, (match.a, match.b, match.size)) for match in found]


def _anchored(left: str, right: str, largest: int) -> list[Block]:
    """Align what lies between anchors; the same beginning and the same end need no aligning."""
    head = _same(left, right)
    tail = _same(left[head:][::-1], right[head:][::-1])
    out = [Block(0, 0, head)] if head else []
    a = b = head
    ends = len(left) - tail, len(right) - tail
    for x, y in [*_anchors(left[head : ends[0]], right[head : ends[1]]), (ends[0] - head, ends[1] - head)]:
        if (head + x - a) * (head + y - b) <= largest:
            out += _common(left[a : head + x], right[b : head + y], a, b)
        a, b = head + x, head + y
    return [*out, Block(ends[0], ends[1], tail)] if tail else out


def _same(left: str, right: str) -> int:
    """Return the length of the common beginning, by halving."""
    low, high = 0, min(len(left), len(right))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if left[low:middle] == right[low:middle] else (low, middle - 1)
    return low


def _anchors(left: str, right: str) -> list[tuple[int, int]]:
    """Return starts of shingles unique in both strings, the longest run of them that rises in both."""
    ours, theirs = _unique(left), _unique(right)
    pairs = [(x, theirs[shingle]) for shingle, x in ours.items() if shingle in theirs]
    tails: list[int] = []
    best: list[int] = []
    before: list[int] = []
    for index, (_, y) in enumerate(pairs):
        at = bisect_left(tails, y)
        before.append(best[at - 1] if at else -1)
        tails[at : at + 1] = [y]
        best[at : at + 1] = [index]
    out: list[tuple[int, int]] = []
    index = best[-1] if best else -1
    while index >= 0:
        out.append(pairs[index])
        index = before[index]
    return out[::-1]


def _unique(text: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for at in range(len(text) - _SHINGLE + 1):
        shingle = text[at : at + _SHINGLE]
        found[shingle] = -1 if shingle in found else at
    return {shingle: at for shingle, at in found.items() if at >= 0}


def _join(blocks: list[Block]) -> list[Block]:
    out: list[Block] = []
    for block in blocks:
        if out and out[-1].a + out[-1].size == block.a and out[-1].b + out[-1].size == block.b:
            out[-1] = out[-1]._replace(size=out[-1].size + block.size)
        else:
            out.append(block)
    return out


def _clean(blocks: list[Block]) -> tuple[Block, ...]:
    """Drop blocks that are chance: first weak ones at the ends, then short ones lost between long gaps."""
    if all(block[2] >= _SOLID for block in blocks):
        return tuple(blocks)
    kept: list[Block] = []
    distances: list[int] = []
    for at, block in enumerate(blocks):
        start, other, size = block
        ahead = _FAR
        # Written out, for this is walked for every pair of texts that is aligned.
        while kept:
            a, b, before = kept[-1]
            across, down = start - a - before, other - b - before
            ahead = across if across > down else down
            if before >= _SOLID or not _lost(before, distances[-1], ahead):
                break
            kept.pop()
            distances.pop()
            ahead = _FAR
        if kept or size >= _SOLID or _close(block, blocks[at + 1] if at + 1 < len(blocks) else None):
            kept.append(block)
            distances.append(ahead)
    while len(kept) > 1 and kept[-1][2] < _SOLID and distances[-1] > kept[-1][2] * 2 + 1:
        kept.pop()
        distances.pop()
    return _without_chains(kept, distances)


def _without_chains(blocks: list[Block], distances: list[int]) -> tuple[Block, ...]:
    """Drop short blocks that follow one another far apart; `distances` are those to the block before."""
    out: list[Block] = []
    chain = 0
    for at, block in enumerate(blocks):
        size = block[2]
        if size < _LINK and 0 < at < len(blocks) - 1 and distances[at] >= 2 * size <= distances[at + 1]:
            chain += 1
        elif chain:
            if chain >= _CHAIN:
                del out[-chain:]
            chain = 0
        out.append(block)
    return tuple(out)


def _distance(one: Block, other: Block) -> int:
    a, b, size = one
    across, down = other[0] - a - size, other[1] - b - size
    return across if across > down else down


def _close(block: Block, following: Block | None) -> bool:
    return following is not None and _distance(block, following) <= block.size * 2 + 1


def _lost(size: int, ahead: int, after: int) -> bool:
    """Tell whether a block is too short for the gaps before and after it."""
    near, far = (ahead, after) if ahead < after else (after, ahead)
    return near > size * 2 + 1 or (size < 3 and far > 8 and near >= size)
