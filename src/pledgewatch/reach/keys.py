"""Hold the keys of broker and gateway: made ahead for some weeks, each certified by the publication's root key.

The root key stays offline, so keys are made in one sitting: key pairs for one week each, every one with the root's
certificate for its purpose. A server drops a private key when its week is over; what was recorded before cannot be
opened with what is found on it later. docs/formats.md has the certificate.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from pledgewatch.errors import CopyError, KeyFileError, WireError
from pledgewatch.publish.signing.certificates import Certificate, Signed, certify, check_certificate
from pledgewatch.publish.signing.encoding import from_text, moment_of, to_text
from pledgewatch.publish.signing.keys import Key
from pledgewatch.reach.ohttp import KeyConfig
from pledgewatch.store.files import replace_file

__all__ = [
    "BROKER",
    "GATEWAY",
    "TICKET",
    "HeldKey",
    "KeyRing",
    "Keys",
    "best_config",
    "key_id",
    "load_ring",
    "make_keys",
    "read_keys",
    "save_ring",
    "split_keys",
]

Purpose = Literal["reach-gateway", "reach-broker", "reach-ticket"]
GATEWAY: Purpose = "reach-gateway"
BROKER: Purpose = "reach-broker"
TICKET: Purpose = "reach-ticket"
_ALGORITHMS: dict[Purpose, str] = {GATEWAY: "x25519", BROKER: "x25519", TICKET: "ed25519"}
_OVERLAP = dt.timedelta(days=1)
_WEEK = dt.timedelta(days=7)
_MOST_KEYS_BYTES = 32_000


class Keys(msgspec.Struct, frozen=True):
    """What everybody may see: the certificates that count now, as they are sent and stand in a door."""

    v: Literal[1]
    certificates: tuple[Signed, ...]

    @property
    def data(self) -> bytes:
        """Return it as JSON."""
        return msgspec.json.encode(self)


class HeldKey(msgspec.Struct, frozen=True):
    """A private key with what certifies it."""

    purpose: Purpose
    secret: str
    certificate: Signed

    @property
    def said(self) -> Certificate:
        """Return what the certificate says; it is our own and is not checked again."""
        return msgspec.json.decode(self.certificate.body, type=Certificate)


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    format: Literal["pledgewatch/reach-keys/1"]
    keys: tuple[HeldKey, ...]
    others: tuple[Signed, ...]


def key_id(public: bytes) -> int:
    """Return the number of an X25519 key: its first byte."""
    return public[0]


def make_keys(root: Key, *, begin: dt.datetime, weeks: int) -> tuple[HeldKey, ...]:
    """Make the keys for some weeks; each holds a day longer than its week, so that clocks may differ."""
    made: list[HeldKey] = []
    for purpose in (GATEWAY, BROKER, TICKET):
        before = -1
        for week in range(weeks):
            secret, public = _pair(purpose, before)
            before = key_id(public)
            start = begin + week * _WEEK
            signed = certify(
                root,
                public,
                purpose=purpose,
                algorithm=_ALGORITHMS[purpose],
                valid_from=start - _OVERLAP,
                valid_until=start + _WEEK + _OVERLAP,
            )
            made.append(HeldKey(purpose, to_text(secret), signed))
    return tuple(made)


def _pair(purpose: Purpose, before: int) -> tuple[bytes, bytes]:
    """Return a key pair whose number differs from that of the key before, with which it overlaps."""
    while True:
        key = (X25519PrivateKey if _ALGORITHMS[purpose] == "x25519" else Ed25519PrivateKey).generate()
        public = key.public_key().public_bytes_raw()
        if key_id(public) != before:
            return key.private_bytes_raw(), public


def split_keys(made: Iterable[HeldKey]) -> dict[str, tuple[tuple[HeldKey, ...], tuple[Signed, ...]]]:
    """Return, by file name, what each of two operators gets: its own keys, and the certificates of the other's."""
    keys = tuple(made)
    at_gateway = tuple(key for key in keys if key.purpose == GATEWAY)
    at_broker = tuple(key for key in keys if key.purpose != GATEWAY)
    return {
        "broker.keys": (at_broker, tuple(key.certificate for key in at_gateway)),
        "gateway.keys": (at_gateway, tuple(key.certificate for key in at_broker)),
    }


class KeyRing:
    """The keys that one server holds, and the certificates of the others'."""

    def __init__(self, keys: Iterable[HeldKey], others: Iterable[Signed] = ()) -> None:
        self._keys = tuple((key, key.said) for key in keys)
        self._others = tuple((one, msgspec.json.decode(one.body, type=Certificate)) for one in others)

    def secrets(self, purpose: Purpose, now: dt.datetime) -> dict[int, X25519PrivateKey]:
        """Return the keys that open what is sealed now, by number."""
        held = [key for key, said in self._keys if said.purpose == purpose and _valid(said, now)]
        loaded = [X25519PrivateKey.from_private_bytes(from_text(key.secret)) for key in held]
        return {key_id(key.public_key().public_bytes_raw()): key for key in loaded}

    def ticket_key(self, now: dt.datetime) -> Ed25519PrivateKey:
        """Return the key that signs tickets now.

        Raises:
            KeyFileError: there is none for today.
        """
        held = [(said.valid_from, key) for key, said in self._keys if said.purpose == TICKET and _valid(said, now)]
        if not held:
            raise KeyFileError("No ticket key is valid today.", next_step="pledgewatch reach keys makes new ones.")
        return Ed25519PrivateKey.from_private_bytes(from_text(max(held, key=lambda pair: pair[0])[1].secret))

    def ticket_publics(self, now: dt.datetime) -> tuple[bytes, ...]:
        """Return the public keys by which tickets are taken now."""
        return tuple(said.raw for _, said in self._all() if said.purpose == TICKET and _valid(said, now))

    def public(self, now: dt.datetime) -> Keys:
        """Return the certificates of X25519 keys that count now, for doors."""
        shown = [(said.purpose, said.valid_from, signed) for signed, said in self._all() if _valid(said, now)]
        doors = [(purpose, start, signed) for purpose, start, signed in shown if purpose != TICKET]
        return Keys(1, tuple(signed for _, _, signed in sorted(doors, key=lambda one: one[:2])))

    def last_day(self) -> dt.datetime | None:
        """Return when the last key ends."""
        ends = [moment_of(said.valid_until) for _, said in self._keys]
        return max(ends) if ends else None

    def root(self) -> bytes:
        """Return the root key that certified them.

        Raises:
            KeyFileError: there is no key, or there are two roots.
        """
        roots = {said.raw_root for _, said in self._all()}
        if len(roots) != 1:
            raise KeyFileError("The keys name no root, or several.", next_step="pledgewatch reach keys makes new ones.")
        return roots.pop()

    def _all(self) -> list[tuple[Signed, Certificate]]:
        return [*((key.certificate, said) for key, said in self._keys), *self._others]


def _valid(said: Certificate, now: dt.datetime) -> bool:
    return moment_of(said.valid_from) <= now < moment_of(said.valid_until)


def save_ring(path: Path, keys: Iterable[HeldKey], others: Iterable[Signed] = ()) -> None:
    """Write a server's keys, readable by their owner only; what lay there is replaced in one step."""
    text = msgspec.json.format(msgspec.json.encode(_File("pledgewatch/reach-keys/1", tuple(keys), tuple(others))))
    replace_file(path, text + b"\n", mode=0o600)


def load_ring(path: Path, *, now: dt.datetime) -> KeyRing:
    """Read a server's keys, and take from the file those whose time is over.

    Raises:
        KeyFileError: they cannot be read, or others than their owner may read them.
    """
    try:
        if path.stat().st_mode & 0o077:
            raise KeyFileError(f"Others may read the keys {path}.", next_step=f"chmod 600 {path}")
        file = msgspec.json.decode(path.read_bytes(), type=_File)
        live = tuple(key for key in file.keys if moment_of(key.said.valid_until) > now)
        if len(live) < len(file.keys):
            save_ring(path, live, file.others)
        return KeyRing(live, file.others)
    except OSError as error:
        raise KeyFileError(
            f"The keys {path} cannot be read: {error.strerror}.", next_step="pledgewatch reach keys makes them."
        ) from error
    except (msgspec.DecodeError, UnicodeDecodeError, CopyError) as error:
        raise KeyFileError(f"{path} holds no keys: {error}", next_step="pledgewatch reach keys makes them.") from None


def read_keys(data: bytes) -> Keys:
    """Read certificates that came by any road; nothing is checked yet.

    Raises:
        WireError: these are none.
    """
    try:
        if len(data) > _MOST_KEYS_BYTES:
            raise WireError("a set of keys is too large")
        return msgspec.json.decode(data, type=Keys)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise WireError(f"a set of keys cannot be read ({error})") from None


def best_config(keys: Keys, purpose: Purpose, *, root: str, now: dt.datetime) -> KeyConfig | None:
    """Return the newest key for a purpose that the trusted root (its fingerprint) certifies now, or None."""
    found: list[tuple[str, bytes]] = []
    for signed in keys.certificates:
        try:
            said = check_certificate(signed, purpose=purpose, algorithm=_ALGORITHMS[purpose], now=now, root=root)
            found.append((said.valid_from, from_text(said.key, length=32)))
        except CopyError:  # for another purpose, of another time, or of nobody: it does not count
            continue
    return KeyConfig(key_id(max(found)[1]), max(found)[1]) if found else None
