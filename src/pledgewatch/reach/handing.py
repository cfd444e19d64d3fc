"""Hand volunteers out sparingly, so that whoever asks often does not learn them all.

Random choice shows a patient attacker every volunteer. Here all strangers together are shown only a *front* of them,
the first in an order that changes daily; it is as large as today's readers need and no larger. Of the front, each
network sees the same few all day. `bench/reach_handing.py` measures what an attacker learns.
"""

from __future__ import annotations

import bisect
import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Generic, Protocol, TypeVar

from pledgewatch.reach.addresses import DAY, Masks

__all__ = ["Handing", "Held"]

FRONT = 48
"""The smallest front: enough that a reader in any network finds three with room while half are on bad lines."""
SHOWN = 6
"""How many volunteers one network is shown in a day, while they stay: two introductions of three."""
_NEED = 0.5
"""Volunteers of the front for each network with readers: three connections a reader, room for six a volunteer."""
_WINDOW = 600


class Held(Protocol):
    """A volunteer, as far as handing her out needs it."""

    id: bytes

    @property
    def room(self) -> int:
        """Return for how many more readers there is room."""


V = TypeVar("V", bound=Held)


class Handing(Generic[V]):
    """One group of volunteers: those of the public, or those of one invite."""

    def __init__(self, masks: Masks, now: Callable[[], float], *, front: int = FRONT) -> None:
        self._masks, self._now, self._least = masks, now, front
        self._order: list[tuple[bytes, V]] = []
        self._day = int(now() // DAY)
        self._readers: dict[bytes, float] = {}
        self._asked: dict[bytes, int] = {}

    def __len__(self) -> int:
        return len(self._order)

    def add(self, volunteer: V) -> None:
        """Take a volunteer in."""
        bisect.insort(self._order, (self._masks.hash(volunteer.id), volunteer), key=_rank)

    def remove(self, volunteer: V) -> None:
        """Let a volunteer go."""
        self._renew()
        at = bisect.bisect_left(self._order, self._masks.hash(volunteer.id), key=_rank)
        if at < len(self._order) and self._order[at][1] is volunteer:
            del self._order[at]

    def choose(self, network: bytes, count: int) -> list[V]:
        """Return up to `count` volunteers with room for a reader from a network (its hash)."""
        self._renew()
        self._note(network)
        size = self._front()
        front = [volunteer for _, volunteer in self._order[:size]]
        shown = sorted(front, key=lambda one: _score(network, one.id))[:SHOWN]
        turn = self._asked[network] = self._asked.get(network, -1) + 1
        begin = turn * count % max(1, len(shown))
        found = _with_room(shown[begin:] + shown[:begin], count)
        return found or self._beyond(front, size, network, count)

    def _beyond(self, front: Sequence[V], size: int, network: bytes, count: int) -> list[V]:
        """Choose among the rest of the front, where all that the network is shown are full; then among the next.

        To fill a front takes as many connections as it has room for, all held open: no cheap way to see more.
        """
        found = _with_room(sorted(front, key=lambda one: _score(network, one.id))[SHOWN:], count)
        return found or _with_room((one for _, one in self._order[size : 2 * size]), count)

    def _front(self) -> int:
        return max(self._least, int(_NEED * len(self._readers)))

    def _note(self, network: bytes) -> None:
        now = self._now()
        self._readers.pop(network, None)
        self._readers[network] = now
        while next(iter(self._readers.values())) < now - _WINDOW:
            del self._readers[next(iter(self._readers))]

    def _renew(self) -> None:
        day = int(self._now() // DAY)
        if day != self._day:
            self._day = day
            self._asked.clear()
            self._order = sorted(((self._masks.hash(one.id), one) for _, one in self._order), key=_rank)


def _rank(pair: tuple[bytes, V]) -> bytes:
    return pair[0]


def _score(network: bytes, volunteer: bytes) -> bytes:
    return hashlib.blake2b(volunteer, digest_size=8, key=network).digest()


def _with_room(volunteers: Iterable[V], count: int) -> list[V]:
    found = []
    for one in volunteers:
        if one.room > 0:
            found.append(one)
        if len(found) == count:
            break
    return found
