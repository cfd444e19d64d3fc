"""Let a volunteer into the gateway once, for one reader: tickets that expire and are signed by the broker."""

from __future__ import annotations

import os
import struct
from collections.abc import Callable, Iterable

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from pledgewatch.errors import RefusedError

__all__ = ["ID_BYTES", "TICKET_BYTES", "Ticket", "TicketBook", "issue"]

ID_BYTES, TICKET_BYTES = 16, 92
_LABEL = b"pledgewatch ticket\n"
_SIGNED = struct.Struct(">16sIII")
LIFE = 120
"""Seconds; a connection that is not made in half a minute is not made at all."""


class Ticket(msgspec.Struct, frozen=True):
    """One reader's session: its number, until when it may begin, how much it may carry, and how fast.

    `rate` is in KiB a second; 0 means as fast as it goes.
    """

    id: bytes
    expires: int
    megabytes: int
    rate: int


def issue(
    key: Ed25519PrivateKey,
    *,
    now: float,
    megabytes: int,
    rate: int = 0,
    random: Callable[[int], bytes] = os.urandom,
) -> bytes:
    """Return a new ticket, signed."""
    body = _SIGNED.pack(random(ID_BYTES), int(now) + LIFE, megabytes, rate)
    return body + key.sign(_LABEL + body)


class TicketBook:
    """Take each ticket once. Remembers numbers until they expire, and nothing else."""

    def __init__(self, keys: Callable[[], Iterable[bytes]]) -> None:
        """Take tickets signed by any of the public keys that `keys` returns at the time."""
        self._keys = keys
        self._taken: dict[bytes, int] = {}

    def take(self, data: bytes, now: float) -> Ticket:
        """Take a ticket.

        Raises:
            RefusedError: it was taken before, has expired, lives too long, or nobody who may has signed it.
        """
        if len(data) != TICKET_BYTES:
            raise RefusedError("this is no ticket")
        body, signature = data[: _SIGNED.size], data[_SIGNED.size :]
        ticket = Ticket(*_SIGNED.unpack(body))
        if not now < ticket.expires <= now + LIFE + 60:
            raise RefusedError("the ticket has expired")
        if not any(_signed(key, body, signature) for key in self._keys()):
            raise RefusedError("the ticket is not signed by this publication's broker")
        if ticket.id in self._taken:
            raise RefusedError("the ticket was used before")
        self._forget(now)
        self._taken[ticket.id] = ticket.expires
        return ticket

    def _forget(self, now: float) -> None:
        """Drop the oldest that have expired; they stand in the order in which they came, so this looks at few."""
        while self._taken:
            oldest = next(iter(self._taken))
            if self._taken[oldest] > now - LIFE:
                return
            del self._taken[oldest]


def _signed(key: bytes, body: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, _LABEL + body)
    except (InvalidSignature, ValueError):
        return False
    return True
