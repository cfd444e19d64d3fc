"""Prove that one file belongs to a signed site without the list of all others: a Merkle tree, hashed as in RFC 6962.

Whoever fetches one page of a site with 30,000 files checks it against the signed root with 15 hashes, 480 bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from pledgewatch.errors import ForgedError

__all__ = ["audit_path", "leaf_of", "root_of", "root_with"]


def leaf_of(line: bytes) -> bytes:
    """Hash one line of the list of files (without its newline)."""
    return hashlib.sha256(b"\x00" + line).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _pair_up(level: Sequence[bytes]) -> list[bytes]:
    """Join neighbours; an odd last one moves up as it is. Gives the same tree as the RFC's split at a power of two."""
    pairs = [_node(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
    return [*pairs, level[-1]] if len(level) % 2 else pairs


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Return the root over all leaves; of none it is the SHA-256 of nothing."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    level = list(leaves)
    while len(level) > 1:
        level = _pair_up(level)
    return level[0]


def audit_path(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """Return the hashes that lead from the leaf at `index` to the root."""
    path: list[bytes] = []
    level = list(leaves)
    while len(level) > 1:
        other = index ^ 1
        if other < len(level):
            path.append(level[other])
        level, index = _pair_up(level), index // 2
    return tuple(path)


def root_with(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """Return the root that a leaf at `index` of `size` leads to along a path.

    Raises:
        ForgedError: the path is too long or too short for that place.
    """
    if not 0 <= index < size:
        raise ForgedError("the place in the tree is outside of it")
    rest, node = list(path), leaf
    while size > 1:
        if index ^ 1 < size:
            if not rest:
                raise ForgedError("the path in the tree is too short")
            other = rest.pop(0)
            node = _node(other, node) if index % 2 else _node(node, other)
        index, size = index // 2, (size + 1) // 2
    if rest:
        raise ForgedError("the path in the tree is too long")
    return node
