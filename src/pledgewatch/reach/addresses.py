"""Count by address without keeping addresses: keyed hashes, in memory only, with a key that is forgotten daily.

An IPv4 address counts as itself for the rate, its /24 for which volunteers it is shown; of an IPv6 address the /64 and
the /48 count: whoever has one address of such a network usually has them all.
"""

from __future__ import annotations

import hashlib
import ipaddress
import os
from collections.abc import Callable

__all__ = ["DAY", "Masks", "Rate"]

DAY = 86_400
_BYTES = 16


class Masks:
    """Hash addresses under a key that lives for a day."""

    def __init__(self, now: Callable[[], float], random: Callable[[int], bytes] = os.urandom) -> None:
        self._now, self._random = now, random
        self._key, self._day = random(32), int(now() // DAY)

    @property
    def key(self) -> bytes:
        """Return today's key."""
        day = int(self._now() // DAY)
        if day != self._day:
            self._key, self._day = self._random(32), day
        return self._key

    def of(self, address: str, *, network: bool = False) -> bytes:
        """Return the hash of an address, or of the network in which it stands."""
        return self.hash(_prefix(address, network))

    def hash(self, data: bytes) -> bytes:
        """Return today's hash of some bytes."""
        return hashlib.blake2b(data, digest_size=_BYTES, key=self.key).digest()


def _prefix(address: str, network: bool) -> bytes:
    try:
        found = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:  # a socket without an address, as in tests or behind a Unix socket: one bucket for all
        return address.encode()
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    kept = (3 if network else 4) if found.version == 4 else (6 if network else 8)
    return bytes([found.version, kept]) + found.packed[:kept]


class Rate:
    """Allow each hash so many things at once and so many an hour (a token bucket each)."""

    def __init__(self, *, burst: int, an_hour: int, now: Callable[[], float]) -> None:
        self._burst, self._per_second, self._now = burst, an_hour / 3600, now
        self._left: dict[bytes, tuple[float, float]] = {}
        self._swept = now()

    def take(self, key: bytes) -> float:
        """Take one; return 0, or after how many seconds there will be one."""
        now = self._now()
        self._sweep(now)
        left, since = self._left.get(key, (float(self._burst), now))
        left = min(self._burst, left + (now - since) * self._per_second)
        if left < 1:
            self._left[key] = (left, now)
            return (1 - left) / self._per_second
        self._left[key] = (left - 1, now)
        return 0.0

    def _sweep(self, now: float) -> None:
        """Forget those that are full again, once a minute."""
        if now - self._swept < 60:
            return
        full = self._burst / self._per_second
        self._left = {key: pair for key, pair in self._left.items() if now - pair[1] < full}
        self._swept = now
