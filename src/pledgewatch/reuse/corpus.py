"""Count which runs of five tokens the units of a neighbourhood share.

Documents with one and the same body are one *unit*: copies of one letter must not make its fills look like form.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from pledgewatch.reuse.sketch import SHINGLE, mixed
from pledgewatch.reuse.vocabulary import numbers

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Runs", "Unit", "runs_of"]

_FACTORS = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xFF51AFD7ED558CCD)

_OPTIONAL = 0.1
_NEARLY = 1.2
_LEAST_TYPICAL = 0.01
"""Texts are as typical as one another within a fifth."""


class Unit(NamedTuple):
    """One distinct body: its tokens, how many documents have it, the form that it is."""

    encoded: str
    documents: int
    form: str | None = None


class Runs(NamedTuple):
    """The runs of five tokens of some units, equal runs under one number.

    Unit `i` has the runs `number[first[i]:first[i + 1]]`, in the order of its text. `owner` and `run` name each unit
    once for each run that it has, run after run: those of run `j` begin at `start[j]`. `users` counts them for a run,
    `sizes` for a unit.
    """

    number: NDArray[np.int64]
    first: NDArray[np.int64]
    owner: NDArray[np.int64]
    run: NDArray[np.int64]
    start: NDArray[np.int64]
    users: NDArray[np.int64]
    sizes: NDArray[np.int64]

    def order(self) -> list[int]:
        """Return the units in the order in which they should lead: first who says most of what most say.

        What others share of a text is taken on its average, or on that of a text of middle length where it is shorter:
        so neither a fragment leads that everybody has, nor a long text that few have whole. Of those that are nearly
        as typical, the one leads that says most that others say too: what a text lacks cannot be seen along it.
        """
        import numpy as np

        users = self.users[self.run]
        others = np.bincount(self.owner, users - 1.0, len(self.sizes))
        typical = others / np.maximum(1.0, np.maximum(self.sizes, np.median(self.sizes)))
        behind = np.floor(np.log(typical.max(initial=1.0) / np.maximum(typical, _LEAST_TYPICAL)) / np.log(_NEARLY))
        said = np.round(np.bincount(self.owner, np.log2(users) - 1.0, len(self.sizes)), 3)
        found: list[int] = np.lexsort((np.arange(len(said)), -said, behind)).tolist()
        return found

    def supported(self, among: NDArray[np.bool_]) -> list[int]:
        """Return how many of its runs each of some units has in common with another of them, 0 for all others."""
        import numpy as np

        kept = among[self.owner]
        owner, run = self.owner[kept], self.run[kept]
        users = np.bincount(run, minlength=len(self.users))
        found: list[int] = np.bincount(owner, users[run] > 1, len(self.sizes)).tolist()
        return found

    def common(self, unit: int) -> NDArray[np.float64]:
        """Return what part of its runs each unit has in common with one, of the smaller of the two."""
        import numpy as np

        mine = self.number[self.first[unit] : self.first[unit + 1]]
        # What nobody else has is left out: of a unit that has hardly anything in common little is left.
        mine = np.sort(mine[self.users[mine] > 1])
        out = np.zeros(len(self.sizes))
        if len(mine):
            mine = mine[np.append(True, mine[1:] != mine[:-1])]
            lengths = self.users[mine]
            ends = np.cumsum(lengths)
            places = np.arange(ends[-1]) + np.repeat(self.start[mine] - ends + lengths, lengths)
            hits = np.bincount(self.owner[places], minlength=len(self.sizes))
            out = hits / np.maximum(1, np.minimum(self.sizes, self.sizes[unit]))
        out[unit] = 1.0 if self.sizes[unit] else 0.0
        return out

    def central(self, units: Sequence[int], preferred: int = -1, *, options: bool = False) -> int:
        """Return which of some units says most of what most of them say, and least else; on a tie the preferred.

        Where there are `options`, what one in ten says is wanted too: members are laid along the text that has them.
        """
        import numpy as np

        if len(units) == 1 or (len(units) == 2 and not options):
            # Of two, what both say counts for both, and what one says for nobody: a tie.
            return preferred if preferred in units else min(units)
        chosen = np.zeros(len(self.sizes), dtype=bool)
        chosen[list(units)] = True
        kept = chosen[self.owner]
        owner, run = self.owner[kept], self.run[kept]
        share = np.bincount(run, minlength=len(self.users))[run] / len(units)
        worth = np.where(share >= _OPTIONAL, 1.0, -1.0) if options else 2.0 * share - 1.0
        score = np.round(np.bincount(owner, worth, len(self.sizes)), 3)
        return min(units, key=lambda unit: (-score[unit], unit != preferred, unit))


def runs_of(units: Sequence[Unit]) -> Runs:
    """Give equal runs one number; hash and place are sorted as one number, because one sort is cheapest."""
    import numpy as np

    tokens = numbers("".join(unit.encoded for unit in units)).astype(np.uint64)
    lengths = np.array([len(unit.encoded) for unit in units], dtype=np.int64)
    size = max(0, len(tokens) + 1 - SHINGLE)
    hashes = np.zeros(size, dtype=np.uint64)
    for at, factor in enumerate(_FACTORS):
        hashes += tokens[at : at + size] * np.uint64(factor)
    owner = np.repeat(np.arange(len(units)), lengths)
    whole = owner[:size] == owner[SHINGLE - 1 :][:size]
    hashes, owner = mixed(hashes[whole]), owner[:size][whole]
    first = np.append(0, np.cumsum(np.maximum(0, lengths + 1 - SHINGLE)))
    return _numbered(hashes, owner, first)


def _numbered(hashes: NDArray[np.uint64], owner: NDArray[np.int64], first: NDArray[np.int64]) -> Runs:
    import numpy as np

    bits = np.uint64(max(1, len(hashes).bit_length()))
    packed = np.sort((hashes >> bits << bits) | np.arange(len(hashes), dtype=np.uint64))
    place = (packed & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int64)
    packed >>= bits
    new = np.ones(len(packed), dtype=bool)
    new[1:] = packed[1:] != packed[:-1]
    run = np.cumsum(new) - 1
    number = np.empty(len(packed), dtype=np.int64)
    number[place] = run
    owner = owner[place]
    other = new.copy()
    other[1:] |= owner[1:] != owner[:-1]
    owner, run = owner[other], run[other]
    users = np.bincount(run)
    return Runs(
        number, first, owner, run, np.cumsum(users) - users, users, np.bincount(owner, minlength=len(first) - 1)
    )
