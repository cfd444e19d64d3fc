"""Part labelled passages into folds, so that each is read by what was learned without its company."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from pledgewatch.promises.fitted.labelled import Labelled

__all__ = ["FOLDS", "folds_of"]

FOLDS = 5


def folds_of(rows: Sequence[Labelled], count: int = FOLDS) -> npt.NDArray[np.int64]:
    """Return the fold of each row: a group is never parted, nor are rows of one text without a group.

    The largest groups come first, each into the emptiest fold. Where there is one group only, texts take its place.
    """
    groups = [row.group or f"text {row.text}" for row in rows]
    if len(set(groups)) < 2:
        groups = [row.text for row in rows]
    load = [0] * count
    fold: dict[str, int] = {}
    for group, size in sorted(Counter(groups).items(), key=lambda item: (-item[1], item[0])):
        fold[group] = min(range(count), key=lambda one: (load[one], one))
        load[fold[group]] += size
    return np.array([fold[group] for group in groups], np.int64)
