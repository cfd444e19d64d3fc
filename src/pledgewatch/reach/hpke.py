"""Seal to a public key and open again: HPKE (RFC 9180), base mode, one suite.

The suite is DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM: what every browser's WebCrypto can do. The HPKE of
`cryptography` (50.0) seals whole messages but exports no secret, which an answer needs; so the schedule is written
out here, and tested against the RFC's vectors, that HPKE and pyhpke.
"""

from __future__ import annotations

import hmac

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pledgewatch.errors import WireError

__all__ = ["ENC_BYTES", "KEY_BYTES", "NONCE_BYTES", "TAG_BYTES", "Context", "receive", "send"]

KEM, KDF, AEAD = b"\x00\x20", b"\x00\x01", b"\x00\x01"
ENC_BYTES, KEY_BYTES, NONCE_BYTES, TAG_BYTES = 32, 16, 12, 16
_VERSION = b"HPKE-v1"
_KEM_SUITE = b"KEM" + KEM
_SUITE = b"HPKE" + KEM + KDF + AEAD


class Context(msgspec.Struct, frozen=True):
    """What both sides share once the key is agreed: a key, a nonce and the secret that others are drawn from."""

    key: bytes
    nonce: bytes
    exporter: bytes

    def seal(self, plain: bytes, *, sequence: int = 0, aad: bytes = b"") -> bytes:
        """Encrypt the message with this number; never two with one number."""
        return AESGCM(self.key).encrypt(self._nonce(sequence), plain, aad)

    def open(self, sealed: bytes, *, sequence: int = 0, aad: bytes = b"") -> bytes:
        """Decrypt the message with this number.

        Raises:
            WireError: it was not sealed with this context.
        """
        try:
            return AESGCM(self.key).decrypt(self._nonce(sequence), sealed, aad)
        except (InvalidTag, ValueError):
            raise WireError("a sealed message does not open") from None

    def export(self, label: bytes, length: int) -> bytes:
        """Return a secret of up to 32 bytes that only both sides can know."""
        return _expand(self.exporter, _SUITE, b"sec", label, length)

    def _nonce(self, sequence: int) -> bytes:
        return (int.from_bytes(self.nonce) ^ sequence).to_bytes(NONCE_BYTES)


def send(public: bytes, info: bytes, ephemeral: X25519PrivateKey | None = None) -> tuple[bytes, Context]:
    """Agree on a context with the holder of a public key; return what she must be sent, and the context.

    `ephemeral` is given only where a test repeats a published example.

    Raises:
        WireError: the public key is none.
    """
    secret = ephemeral or X25519PrivateKey.generate()
    enc = secret.public_key().public_bytes_raw()
    return enc, _schedule(_shared(secret, public, enc + public), info)


def receive(secret: X25519PrivateKey, enc: bytes, info: bytes) -> Context:
    """Agree on the context that `send` made for this key.

    Raises:
        WireError: `enc` is no public key.
    """
    return _schedule(_shared(secret, enc, enc + secret.public_key().public_bytes_raw()), info)


def _shared(secret: X25519PrivateKey, public: bytes, context: bytes) -> bytes:
    try:
        exchanged = secret.exchange(X25519PublicKey.from_public_bytes(public))
    except ValueError:  # also a point of small order, whose secret would be zero
        raise WireError("this is no X25519 public key") from None
    prk = _extract(b"", _KEM_SUITE, b"eae_prk", exchanged)
    return _expand(prk, _KEM_SUITE, b"shared_secret", context, 32)


def _schedule(shared: bytes, info: bytes) -> Context:
    context = b"\x00" + _extract(b"", _SUITE, b"psk_id_hash", b"") + _extract(b"", _SUITE, b"info_hash", info)
    secret = _extract(shared, _SUITE, b"secret", b"")
    return Context(
        key=_expand(secret, _SUITE, b"key", context, KEY_BYTES),
        nonce=_expand(secret, _SUITE, b"base_nonce", context, NONCE_BYTES),
        exporter=_expand(secret, _SUITE, b"exp", context, 32),
    )


def _extract(salt: bytes, suite: bytes, label: bytes, data: bytes) -> bytes:
    return hmac.digest(salt, _VERSION + suite + label + data, "sha256")


def _expand(secret: bytes, suite: bytes, label: bytes, info: bytes, length: int) -> bytes:
    """Expand to at most 32 bytes, which is one block and all that this suite needs."""
    labelled = length.to_bytes(2) + _VERSION + suite + label + info
    return hmac.digest(secret, labelled + b"\x01", "sha256")[:length]
