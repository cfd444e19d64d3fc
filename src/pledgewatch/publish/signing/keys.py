"""Hold a key that signs, and the name by which people know it.

Keys are Ed25519 (RFC 8032): 32 bytes, no parameter to choose wrongly, the same signature for the same bytes. Every
signature is made over a label that says what is signed, a newline, and the bytes; so a signature of one thing is never
one of another.
"""

from __future__ import annotations

import hashlib
import re
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from pledgewatch.errors import ForgedError, UsageError
from pledgewatch.publish.signing.encoding import from_text, to_text

__all__ = ["PUBLIC_BYTES", "Key", "check_signature", "fingerprint_of", "plain_fingerprint"]

PUBLIC_BYTES = 32
_SIGNATURE_BYTES = 64
_FINGERPRINT_DIGITS = 32
"""128 bits: to find another key with the same fingerprint takes 2^128 tries; more would not be read aloud."""


class Key:
    """A private Ed25519 key."""

    def __init__(self, secret: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(secret)

    @classmethod
    def new(cls) -> Self:
        """Make a key from the system's randomness."""
        return cls(Ed25519PrivateKey.generate().private_bytes_raw())

    @property
    def secret(self) -> bytes:
        """Return the 32 bytes that nobody else may have."""
        return self._key.private_bytes_raw()

    @property
    def public(self) -> bytes:
        """Return the 32 bytes that everybody may have."""
        return self._key.public_key().public_bytes_raw()

    def sign(self, label: str, data: bytes) -> str:
        """Return the signature of labelled bytes as base64url."""
        return to_text(self._key.sign(f"{label}\n".encode() + data))


def check_signature(public: bytes, label: str, data: bytes, signature: str) -> None:
    """Check a signature.

    Raises:
        ForgedError: it was not made with this key over these bytes.
    """
    raw = from_text(signature, length=_SIGNATURE_BYTES)
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(raw, f"{label}\n".encode() + data)
    except (InvalidSignature, ValueError):
        raise ForgedError(f"a signature ({label}) is wrong") from None


def fingerprint_of(public: bytes) -> str:
    """Return a public key's fingerprint: 32 digits of its SHA-256, in groups of four, to be compared by people."""
    digits = hashlib.sha256(public).hexdigest()[:_FINGERPRINT_DIGITS]
    return " ".join(digits[at : at + 4] for at in range(0, _FINGERPRINT_DIGITS, 4))


def plain_fingerprint(text: str) -> str:
    """Return a fingerprint that a person wrote (any case, with spaces, dashes or colons) as `fingerprint_of` does.

    Raises:
        UsageError: it is no fingerprint.
    """
    digits = re.sub(r"[\s:-]", "", text).lower()
    if not re.fullmatch(rf"[0-9a-f]{{{_FINGERPRINT_DIGITS}}}", digits):
        raise UsageError(
            f"{text[:80]!r} is no fingerprint.",
            next_step=f"give the {_FINGERPRINT_DIGITS} digits that `keys show` prints.",
        )
    return " ".join(digits[at : at + 4] for at in range(0, _FINGERPRINT_DIGITS, 4))
