"""Tell how two partitions of the same things agree, in memory that grows with their number alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["agreement", "line"]


def agreement(gold: Sequence[str] | NDArray[np.int64], found: Sequence[str] | NDArray[np.int64]) -> dict[str, float]:
    """Return pairwise precision, recall and F1, B-cubed F1 and the adjusted Rand index."""
    ours, our_sizes = _numbered(found)
    true, true_sizes = _numbered(gold)
    both, both_sizes = np.unique(true * len(our_sizes) + ours, return_counts=True)
    size = len(true)
    pairs = [int((n * (n - 1) // 2).sum()) for n in (both_sizes, our_sizes, true_sizes)]
    precision = float((both_sizes**2 / our_sizes[both % len(our_sizes)]).sum()) / size
    recall = float((both_sizes**2 / true_sizes[both // len(our_sizes)]).sum()) / size
    chance = pairs[1] * pairs[2] / (size * (size - 1) / 2)
    mean = (pairs[1] + pairs[2]) / 2
    return {
        "pairwise precision": pairs[0] / max(1, pairs[1]),
        "pairwise recall": pairs[0] / max(1, pairs[2]),
        "pairwise F1": 2 * pairs[0] / max(1, pairs[1] + pairs[2]),
        "B-cubed F1": 2 * precision * recall / (precision + recall),
        "ARI": (pairs[0] - chance) / (mean - chance) if mean > chance else 1.0,
    }


def line(scores: dict[str, float]) -> str:
    """Return scores as printed."""
    return ", ".join(f"{name} {value:.3f}" for name, value in scores.items())


def _numbered(labels: Sequence[str] | NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return each label as a number from 0, and how many have each."""
    _, numbers, sizes = np.unique(np.asarray(labels), return_inverse=True, return_counts=True)
    return numbers.astype(np.int64), sizes.astype(np.int64)
