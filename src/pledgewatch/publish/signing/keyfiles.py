"""Keep keys in files that only their owner may read, sealed with a passphrase where one is given.

A private key lies in NAME.key, what may be shown to everybody in NAME.pub. Sealing is scrypt (RFC 7914) and
ChaCha20-Poly1305 (RFC 8439).
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Literal, TypeVar

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from pledgewatch.errors import ForgedError, KeyFileError
from pledgewatch.publish.signing.encoding import canonical, from_text, to_text
from pledgewatch.publish.signing.keys import PUBLIC_BYTES, Key

__all__ = ["KeyFile", "PublicKey", "load_key", "load_public", "public_path", "read_key_file", "save_key"]

Kind = Literal["root", "signing"]
R = TypeVar("R", bound=msgspec.Struct)

_COST = 1 << 17
"""128 MiB and a third of a second a try on two cores: what OWASP asks of scrypt at least."""
_SALT, _NONCE = 16, 12


class PublicKey(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What NAME.pub holds: `key` is base64url; `kind` says what it is for."""

    format: Literal["pledgewatch/public-key/1"] = "pledgewatch/public-key/1"
    kind: Kind
    key: str

    @property
    def raw(self) -> bytes:
        """Return the 32 bytes of the key."""
        return from_text(self.key, length=PUBLIC_BYTES)


class KeyFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What NAME.key holds: the secret as it is, or sealed (salt, nonce and sealed bytes, all base64url)."""

    format: Literal["pledgewatch/key/1"] = "pledgewatch/key/1"
    kind: Kind
    public: str
    secret: str = ""
    sealed: str = ""


def public_path(key_file: Path) -> Path:
    """Return where the public half of a key file lies: root.key, root.pub."""
    return key_file.with_suffix(".pub")


def save_key(path: Path, key: Key, kind: Kind, passphrase: str = "") -> None:
    """Write a new key file that only its owner may read, and its public half beside it.

    Raises:
        KeyFileError: one of the two is there already (a key is never overwritten), or cannot be written.
    """
    private = KeyFile(
        kind=kind,
        public=to_text(key.public),
        secret="" if passphrase else to_text(key.secret),
        sealed=_seal(key, passphrase) if passphrase else "",
    )
    public = PublicKey(kind=kind, key=to_text(key.public))
    for place in (path, public_path(path)):
        if place.exists():
            raise KeyFileError(f"{place} is there already.", next_step="name another file; a key is never overwritten.")
    _write_new(path, canonical(private), 0o600)
    _write_new(public_path(path), canonical(public), 0o644)


def _write_new(path: Path, text: str, mode: int) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except OSError as error:
        raise KeyFileError(f"{path} cannot be written: {error.strerror}.", next_step="check the folder.") from error
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        os.fchmod(descriptor, mode)  # whatever the umask took away or the file system added
        file.write(text + "\n")
        file.flush()
        os.fsync(descriptor)


def read_key_file(path: Path) -> KeyFile:
    """Read a private key's file without opening its seal.

    Raises:
        KeyFileError: it cannot be read, others than its owner may read it, or it is no key file.
    """
    try:
        mode = path.stat().st_mode
        data = path.read_bytes()
    except OSError as error:
        raise KeyFileError(
            f"The key {path} cannot be read: {error.strerror}.", next_step="pledgewatch keys new makes one."
        ) from error
    if stat.S_IMODE(mode) & 0o077:
        raise KeyFileError(
            f"Others may read the key {path} (mode {stat.S_IMODE(mode):04o}).",
            next_step=f"chmod 600 {path}; if others had access to this machine, make a new key.",
        )
    return _decoded(path, data, KeyFile)


def load_key(path: Path, kind: Kind, ask: Callable[[], str]) -> Key:
    """Open a key file; `ask` gives the passphrase, and is called only where the key is sealed.

    Raises:
        KeyFileError: it cannot be read, is of another kind, or the passphrase does not open it.
    """
    file = read_key_file(path)
    if file.kind != kind:
        raise KeyFileError(f"{path} holds a {file.kind} key, not a {kind} key.", next_step="name the other key.")
    try:
        key = Key(_open(path, file.sealed, ask()) if file.sealed else from_text(file.secret, length=PUBLIC_BYTES))
        matching = to_text(key.public) == file.public
    except ForgedError:
        matching = False
    if not matching:
        raise KeyFileError(f"The key {path} is damaged.", next_step="bring it back from a backup.")
    return key


def load_public(path: Path) -> PublicKey:
    """Read a NAME.pub file.

    Raises:
        KeyFileError: it cannot be read, or is no public key.
    """
    try:
        found = _decoded(path, path.read_bytes(), PublicKey)
        _ = found.raw
    except OSError as error:
        raise KeyFileError(f"{path} cannot be read: {error.strerror}.", next_step="check the path.") from error
    except ForgedError as error:
        raise KeyFileError(f"{path}: {error.what}.", next_step="bring it back from a backup.") from None
    return found


def _decoded(path: Path, data: bytes, kind: type[R]) -> R:
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise KeyFileError(f"{path} is no such key: {error}.", next_step="name a file that `keys` wrote.") from None


def _derived(passphrase: str, salt: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(Scrypt(salt=salt, length=32, n=_COST, r=8, p=1).derive(passphrase.encode()))


def _seal(key: Key, passphrase: str) -> str:
    salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
    return to_text(salt + nonce + _derived(passphrase, salt).encrypt(nonce, key.secret, key.public))


def _open(path: Path, sealed: str, passphrase: str) -> bytes:
    data = from_text(sealed)
    salt, nonce, rest = data[:_SALT], data[_SALT : _SALT + _NONCE], data[_SALT + _NONCE :]
    public = from_text(read_key_file(path).public, length=PUBLIC_BYTES)
    try:
        return _derived(passphrase, salt).decrypt(nonce, rest, public)
    except (InvalidTag, ValueError):
        raise KeyFileError(f"The passphrase does not open {path}.", next_step="try again.") from None
