"""Check what came over the bridge: the head against the root key, each file against the head."""

from __future__ import annotations

import datetime as dt
import hashlib

import msgspec

from pledgewatch.errors import ExpiredError, ForgedError
from pledgewatch.publish.signing.encoding import from_text
from pledgewatch.publish.signing.manifest import Checked, Listed, check_manifest, read_manifest
from pledgewatch.publish.signing.tree import leaf_of, root_with

__all__ = ["Proof", "check_head", "check_proof", "read_proof"]

_HASH = 32


class Proof(msgspec.Struct, frozen=True):
    """Where a file stands in the signed tree, its hash and size, and the path to the root."""

    index: int
    sha256: str
    size: int
    path: tuple[bytes, ...]

    def check_content(self, content: bytes) -> None:
        """Check a whole file.

        Raises:
            ForgedError: it is not the one that was signed.
        """
        if len(content) != self.size or hashlib.sha256(content).hexdigest() != self.sha256:
            raise ForgedError("a file is not the one that was signed")


def read_proof(text: str) -> Proof:
    """Read a proof.

    Raises:
        ForgedError: it is none.
    """
    try:
        index, digest, size, path = text.split(" ")
        data = from_text(path)
        if len(data) % _HASH or len(digest) != 64:
            raise ValueError
        return Proof(int(index), digest, int(size), tuple(data[at : at + _HASH] for at in range(0, len(data), _HASH)))
    except ValueError:
        raise ForgedError("a proof is malformed") from None


def check_proof(proof: Proof, name: str, head: Checked) -> None:
    """Check that a proof leads from a file of this name to the signed root.

    Raises:
        ForgedError: it does not.
    """
    leaf = leaf_of(Listed(name, proof.size, proof.sha256).line)
    if root_with(leaf, proof.index, head.manifest.files, proof.path).hex() != head.manifest.tree:
        raise ForgedError(f"{name} is not in what was signed")


def check_head(text: str, *, root: str, now: dt.datetime, sequence: int) -> Checked:
    """Check a head against the fingerprint of the root key, the time, and the highest sequence that was seen.

    Raises:
        ForgedError: nobody who may has signed it.
        ExpiredError: it is no longer valid, or older than what was seen.
    """
    envelope, _ = read_manifest(text.encode())
    checked = check_manifest(envelope, now=now, root=root)
    if checked.manifest.sequence < sequence:
        raise ExpiredError(f"an older site was sent: number {checked.manifest.sequence}, after {sequence} was seen")
    return checked
