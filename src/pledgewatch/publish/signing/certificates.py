"""Certify a key for one purpose: the root key says which key may sign what, from when and until when.

What is signed is the certificate's `body`, a JSON text, byte for byte: whoever checks it never writes JSON anew.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Literal

import msgspec

from pledgewatch.errors import ExpiredError, ForgedError, UsageError
from pledgewatch.publish.signing.encoding import canonical, from_text, moment, moment_of, to_text
from pledgewatch.publish.signing.keys import PUBLIC_BYTES, Key, check_signature, fingerprint_of

__all__ = [
    "MANIFEST_PURPOSE",
    "Certificate",
    "Signed",
    "certify",
    "check_certificate",
    "check_validity",
    "read_certificate",
    "read_root",
]

_LABEL: Literal["pledgewatch/certificate/1"] = "pledgewatch/certificate/1"
MANIFEST_PURPOSE = "manifest"
_PURPOSE = re.compile(r"[a-z][a-z0-9-]{1,39}\Z")
_MOST_BYTES = 8192
"""A certificate has some 400 bytes; what is larger is not read."""


class Signed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A JSON text and the signature over it."""

    body: str
    signature: str


class Certificate(msgspec.Struct, frozen=True, kw_only=True):
    """What a root key says about another key.

    `purpose` is a name such as `manifest` or `reach-gateway`: a key is never taken for another purpose than its own.
    `algorithm` says what kind of key `key` is (`ed25519`, or for a bridge `x25519` or another name); the root signs
    its bytes, whatever they are for. Of two certificates for one purpose the one with the later `valid_from` counts.
    """

    format: Literal["pledgewatch/certificate/1"] = _LABEL
    purpose: str
    algorithm: str
    key: str
    root: str
    valid_from: str
    valid_until: str

    @property
    def raw(self) -> bytes:
        """Return the bytes of the certified key."""
        return from_text(self.key)

    @property
    def raw_root(self) -> bytes:
        """Return the bytes of the root key."""
        return from_text(self.root, length=PUBLIC_BYTES)


def certify(
    root: Key,
    key: bytes,
    *,
    purpose: str,
    valid_from: dt.datetime,
    valid_until: dt.datetime,
    algorithm: str = "ed25519",
) -> Signed:
    """Sign a certificate for a key.

    Raises:
        UsageError: the purpose is no plain name, or the certificate would never be valid.
    """
    if not (_PURPOSE.match(purpose) and _PURPOSE.match(algorithm)):
        raise UsageError(f"{purpose!r} is no purpose.", next_step="use small letters, digits and dashes.")
    if valid_until <= valid_from:
        raise UsageError("The certificate would end before it begins.", next_step="give a later end.")
    body = canonical(
        Certificate(
            purpose=purpose,
            algorithm=algorithm,
            key=to_text(key),
            root=to_text(root.public),
            valid_from=moment(valid_from),
            valid_until=moment(valid_until),
        )
    )
    return Signed(body, root.sign(_LABEL, body.encode()))


def read_certificate(data: bytes) -> Signed:
    """Read a certificate's file; nothing is checked yet.

    Raises:
        ForgedError: it is no certificate.
    """
    try:
        if len(data) > _MOST_BYTES:
            raise ForgedError("it is too large for a certificate")
        return msgspec.json.decode(data, type=Signed)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ForgedError(f"it is no certificate ({error})") from None


def check_certificate(
    signed: Signed, *, purpose: str, now: dt.datetime | None, root: str = "", algorithm: str = "ed25519"
) -> Certificate:
    """Check a certificate and return it; without `now`, not whether it is valid today.

    `root` is the fingerprint of the root key that is trusted; without it the certificate is only checked against the
    root that it names, and whoever calls must look at that.

    Raises:
        ForgedError: the signature is wrong, the root is another, or the key is certified for something else.
        ExpiredError: it is not valid at `now`.
    """
    try:
        certificate = msgspec.json.decode(signed.body, type=Certificate)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ForgedError(f"the certificate cannot be read ({error})") from None
    if root and fingerprint_of(certificate.raw_root) != root:
        raise ForgedError(f"it is signed under the root key {fingerprint_of(certificate.raw_root)}, not {root}")
    check_signature(certificate.raw_root, _LABEL, signed.body.encode(), signed.signature)
    if (certificate.purpose, certificate.algorithm) != (purpose, algorithm):
        raise ForgedError(f"the key is certified for {certificate.purpose!r}, not for {purpose!r}")
    if algorithm == "ed25519":
        from_text(certificate.key, length=PUBLIC_BYTES)
    if now is not None:
        check_validity(certificate, now)
    return certificate


def check_validity(certificate: Certificate, now: dt.datetime) -> None:
    """Check that a certificate is valid at a time.

    Raises:
        ExpiredError: it is not, or not yet.
    """
    if now < moment_of(certificate.valid_from):
        raise ExpiredError(f"the key is valid only from {certificate.valid_from}; is this computer's clock right?")
    if now >= moment_of(certificate.valid_until):
        raise ExpiredError(f"the key was valid until {certificate.valid_until}")


def read_root(signed: Signed) -> str:
    """Return the fingerprint of the root key that a certificate names; nothing is checked.

    Raises:
        ForgedError: it is no certificate.
    """
    try:
        return fingerprint_of(msgspec.json.decode(signed.body, type=Certificate).raw_root)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ForgedError(f"the certificate cannot be read ({error})") from None
