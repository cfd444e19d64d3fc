"""Give the interval of a share that was counted."""

from __future__ import annotations

import math

__all__ = ["interval"]


def interval(right: int, of: int) -> str:
    """Return Wilson's 95 % interval of a share."""
    if not of:
        return "none"
    z, p = 1.96, right / of
    middle, half = p + z * z / (2 * of), z * math.sqrt(p * (1 - p) / of + z * z / (4 * of * of))
    return f"{(middle - half) / (1 + z * z / of):.2f}-{(middle + half) / (1 + z * z / of):.2f}"
