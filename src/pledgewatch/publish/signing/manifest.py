"""Write a site's manifest: a short signed text that binds every file, its number, its day and the one before it.

Two files. `manifest.txt` has one line a file: its SHA-256, its size in bytes, its path, parted by one blank, ordered by
path. `manifest.json` is what is signed: it binds the list by its SHA-256 and by the root of a Merkle tree over its
lines, so that one page can be checked without the list. Whoever checks a signature hashes and reads `body` as it is.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable
from typing import Literal

import msgspec

from pledgewatch.errors import ExpiredError, ForgedError
from pledgewatch.publish.signing.certificates import (
    MANIFEST_PURPOSE,
    Certificate,
    Signed,
    check_certificate,
    check_validity,
)
from pledgewatch.publish.signing.encoding import canonical, moment, moment_of
from pledgewatch.publish.signing.keys import Key, check_signature, fingerprint_of
from pledgewatch.publish.signing.tree import leaf_of, root_of

__all__ = [
    "EMPTY",
    "LIST_NAME",
    "MANIFEST_NAME",
    "Checked",
    "Envelope",
    "Listed",
    "Manifest",
    "Signer",
    "check_manifest",
    "list_of",
    "read_list",
    "read_manifest",
    "seal",
]

MANIFEST_NAME, LIST_NAME = "manifest.json", "manifest.txt"
_LABEL: Literal["pledgewatch/manifest/1"] = "pledgewatch/manifest/1"
_PATH = re.compile(r"(?:[A-Za-z0-9_][A-Za-z0-9_.-]*/)*[A-Za-z0-9_][A-Za-z0-9_.-]*\Z")
_LINE = re.compile(r"([0-9a-f]{64}) (0|[1-9][0-9]{0,14}) ([^ ]{1,240})\Z")
_MOST_BYTES = 65_536
"""A manifest has some 1,300 bytes; what is larger is not read."""
EMPTY = ""


class Listed(msgspec.Struct, frozen=True, order=True):
    """One file: its path from the root with slashes, its size in bytes, its SHA-256."""

    path: str
    size: int
    sha256: str

    @property
    def line(self) -> bytes:
        """Return its line in the list, without the newline."""
        return f"{self.sha256} {self.size} {self.path}".encode()


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What is signed.

    `sequence` counts a publication's sites; `previous` is the SHA-256 of the body before this one, empty for the first.
    `copy` is empty for a site, and names what a copy handed on holds (`site`, or the path of one dossier). `list` is
    the SHA-256 of manifest.txt, `tree` the root over its lines, both in hexadecimal; `size` the bytes of all files.
    """

    format: Literal["pledgewatch/manifest/1"] = _LABEL
    title: str
    as_of: str
    version: str
    draft: bool
    copy: str
    sequence: int
    issued: str
    expires: str
    previous: str
    files: int
    size: int
    list: str
    tree: str


class Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What manifest.json holds: the signed text, its signature, and the certificate of the key; unsigned without."""

    body: str
    signature: str = ""
    certificate: Signed | None = None

    @property
    def digest(self) -> str:
        """Return the SHA-256 by which the next manifest names this one."""
        return hashlib.sha256(self.body.encode()).hexdigest()

    @property
    def data(self) -> bytes:
        """Return the bytes of the file."""
        return canonical(self).encode() + b"\n"


class Signer(msgspec.Struct, frozen=True):
    """A key that may sign manifests, and what certifies it."""

    key: Key
    certificate: Signed


class Checked(msgspec.Struct, frozen=True):
    """A manifest whose signature was checked; `root` is the public root key that stands behind it."""

    manifest: Manifest
    certificate: Certificate
    root: bytes

    @property
    def fingerprint(self) -> str:
        """Return the root key's fingerprint."""
        return fingerprint_of(self.root)


def list_of(files: Iterable[Listed]) -> bytes:
    """Return manifest.txt for files in any order.

    Raises:
        ForgedError: a path is none that a site may have, or occurs twice.
    """
    ordered = sorted(files)
    for one, after in zip(ordered, [*ordered[1:], None], strict=True):
        if not _PATH.match(one.path) or (after is not None and after.path == one.path):
            raise ForgedError(f"{one.path[:80]!r} is no path that a site may have once")
    return b"".join(one.line + b"\n" for one in ordered)


def read_list(data: bytes) -> tuple[Listed, ...]:
    """Read manifest.txt.

    Raises:
        ForgedError: it is not what `list_of` writes.
    """
    files = []
    for number, line in enumerate(data.decode("ascii", "replace").split("\n")[:-1], 1):
        found = _LINE.match(line)
        if not found:
            raise ForgedError(f"line {number} of the list of files is malformed")
        files.append(Listed(found[3], int(found[2]), found[1]))
    if list_of(files) != data:
        raise ForgedError("the list of files is not in order")
    return tuple(files)


def seal(
    listed: bytes,
    signer: Signer | None,
    *,
    issued: dt.datetime,
    expires: dt.datetime,
    sequence: int = 1,
    previous: str = EMPTY,
    title: str = "",
    as_of: str = "",
    version: str = "",
    draft: bool = False,
    copy: str = "",
) -> Envelope:
    """Return the manifest over a list of files, signed where there is a signer."""
    files = read_list(listed)
    manifest = Manifest(
        title=title,
        as_of=as_of,
        version=version,
        draft=draft,
        copy=copy,
        sequence=sequence,
        issued=moment(issued),
        expires=moment(expires),
        previous=previous,
        files=len(files),
        size=sum(one.size for one in files),
        list=hashlib.sha256(listed).hexdigest(),
        tree=root_of([leaf_of(one.line) for one in files]).hex(),
    )
    body = canonical(manifest)
    if signer is None:
        return Envelope(body)
    return Envelope(body, signer.key.sign(_LABEL, body.encode()), signer.certificate)


def read_manifest(data: bytes) -> tuple[Envelope, Manifest]:
    """Read manifest.json; nothing is checked yet.

    Raises:
        ForgedError: it is no manifest.
    """
    try:
        if len(data) > _MOST_BYTES:
            raise ForgedError("the manifest is too large to be one")
        envelope = msgspec.json.decode(data, type=Envelope)
        return envelope, msgspec.json.decode(envelope.body, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ForgedError(f"the manifest cannot be read ({error})") from None


def check_manifest(envelope: Envelope, *, now: dt.datetime, root: str = "") -> Checked:
    """Check who signed a manifest, and that it has not expired.

    `root` is the fingerprint of the root key that is trusted; without it, whoever calls must look at the root that is
    returned.

    Raises:
        ForgedError: it is not signed, or not by a key that the root certifies for manifests.
        ExpiredError: it, or the certificate of its key, is no longer valid at `now`.
    """
    if envelope.certificate is None:
        raise ForgedError("the manifest is not signed")
    certificate = check_certificate(envelope.certificate, purpose=MANIFEST_PURPOSE, now=None, root=root)
    check_signature(certificate.raw, _LABEL, envelope.body.encode(), envelope.signature)
    _, manifest = read_manifest(envelope.data)
    check_validity(certificate, now)
    if now >= moment_of(manifest.expires):
        raise ExpiredError(f"the manifest was valid until {manifest.expires}; there may be a newer one")
    return Checked(manifest, certificate, certificate.raw_root)
