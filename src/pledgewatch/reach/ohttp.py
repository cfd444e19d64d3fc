"""Seal a request so that whoever carries it learns its size and nothing else: Oblivious HTTP (RFC 9458), in steps.

A response is bound to its request by a secret that both draw from the request's key agreement: it opens nothing else,
and nothing else opens in its place.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from pledgewatch.errors import UnknownKeyIdError, WireError
from pledgewatch.reach import hpke

__all__ = [
    "MOST_REQUEST",
    "MOST_RESPONSE",
    "Answering",
    "Asking",
    "KeyConfig",
    "decapsulate",
    "encapsulate",
    "ephemeral_of",
]

MOST_REQUEST, MOST_RESPONSE = 16_384, 262_139
"""A message on a data channel has at most 262,144 bytes in Chromium; five are the frame's."""
_REQUEST_STEPS = (512, 1_024, 2_048, 4_096, 8_192, MOST_REQUEST)
_RESPONSE_STEPS = (*(1_024 << k for k in range(8)), MOST_RESPONSE)
_SUITE = hpke.KEM + hpke.KDF + hpke.AEAD
_HEADER = 1 + len(_SUITE)
_REQUEST_LABEL, _RESPONSE_LABEL = b"message/bhttp request", b"message/bhttp response"
_SALT = 16


class KeyConfig(msgspec.Struct, frozen=True):
    """A public key to which requests are sealed, and its number."""

    id: int
    public: bytes

    @property
    def data(self) -> bytes:
        """Return it as RFC 9458 writes it (3.1)."""
        return bytes([self.id]) + hpke.KEM + self.public + b"\x00\x04" + hpke.KDF + hpke.AEAD

    @property
    def header(self) -> bytes:
        """Return what a request to this key begins with."""
        return bytes([self.id]) + _SUITE


def encapsulate(
    config: KeyConfig,
    message: bytes,
    *,
    steps: tuple[int, ...] = _REQUEST_STEPS,
    ephemeral: X25519PrivateKey | None = None,
) -> tuple[bytes, Asking]:
    """Seal a Binary HTTP request, padded to the next step; return it with what opens its response.

    Without `steps` it is not padded; `ephemeral` is for published examples only.

    Raises:
        WireError: it is larger than the largest step.
    """
    enc, context = hpke.send(config.public, _info(config.header), ephemeral)
    over = _HEADER + hpke.ENC_BYTES + hpke.TAG_BYTES
    return config.header + enc + context.seal(_padded(over, steps, message)), Asking(enc, context)


def decapsulate(keys: Mapping[int, X25519PrivateKey], sealed: bytes) -> tuple[bytes, Answering]:
    """Open a request with whichever key it names; return the Binary HTTP request with what seals its response.

    Raises:
        UnknownKeyIdError: no key has that number, or not with this suite.
        WireError: it is no encapsulated request, or does not open.
    """
    if len(sealed) < _HEADER + hpke.ENC_BYTES + hpke.TAG_BYTES:
        raise WireError("this is no encapsulated request")
    header, enc, rest = sealed[:_HEADER], ephemeral_of(sealed), sealed[_HEADER + hpke.ENC_BYTES :]
    key = keys.get(header[0])
    if key is None or header[1:] != _SUITE:
        raise UnknownKeyIdError("a request is sealed to a key that is not known here")
    context = hpke.receive(key, enc, _info(header))
    return context.open(rest), Answering(enc, context)


def ephemeral_of(sealed: bytes) -> bytes:
    """Return the 32 bytes of a request that are never twice the same."""
    return sealed[_HEADER : _HEADER + hpke.ENC_BYTES]


class Asking(msgspec.Struct, frozen=True):
    """What the side that asked keeps to open the response."""

    enc: bytes
    context: hpke.Context

    def open(self, sealed: bytes) -> bytes:
        """Open the response to this request.

        Raises:
            WireError: it is another's, or was changed.
        """
        nonce, rest = sealed[:_SALT], sealed[_SALT:]
        cipher, iv = _response_keys(self.enc, self.context, nonce)
        try:
            return cipher.decrypt(iv, rest, b"")
        except (InvalidTag, ValueError):
            raise WireError("a sealed response does not open") from None


class Answering(msgspec.Struct, frozen=True):
    """What the side that was asked keeps to seal the response."""

    enc: bytes
    context: hpke.Context

    def seal(
        self,
        *message: bytes,
        steps: tuple[int, ...] = _RESPONSE_STEPS,
        random: Callable[[int], bytes] = os.urandom,
    ) -> bytes:
        """Seal a Binary HTTP response (its parts), padded to the next step; without `steps` it is not padded.

        Raises:
            WireError: it is larger than the largest step.
        """
        nonce = random(_SALT)
        cipher, iv = _response_keys(self.enc, self.context, nonce)
        return nonce + cipher.encrypt(iv, _padded(_SALT + hpke.TAG_BYTES, steps, *message), b"")


def _response_keys(enc: bytes, context: hpke.Context, nonce: bytes) -> tuple[AESGCM, bytes]:
    secret = context.export(_RESPONSE_LABEL, _SALT)

    def drawn(info: bytes, length: int) -> bytes:
        return HKDF(algorithm=SHA256(), length=length, salt=enc + nonce, info=info).derive(secret)

    return AESGCM(drawn(b"key", hpke.KEY_BYTES)), drawn(b"nonce", hpke.NONCE_BYTES)


def _info(header: bytes) -> bytes:
    return _REQUEST_LABEL + b"\x00" + header


def _padded(over: int, steps: tuple[int, ...], *message: bytes) -> bytes:
    long = sum(map(len, message))
    size = next((step for step in steps if step >= long + over), None) if steps else long + over
    if size is None:
        raise WireError(f"a message of {long} bytes is too large")
    return b"".join((*message, bytes(size - over - long)))
