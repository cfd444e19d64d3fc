"""Count how many of 1,000 volunteers an attacker learns in a day, against handing them out at random.

    python -m bench.reach_handing

The attacker asks from 100 addresses, 120 times an hour each for three volunteers (asking more shows no more), all day,
while 60 networks of real readers ask too. Once his addresses stand in 100 networks, once in 10. Volunteers have room
all the time, and stay: the best case for him.
"""

from __future__ import annotations

import random
from collections.abc import Callable

import msgspec

from bench.results import keep
from pledgewatch.reach.addresses import Masks
from pledgewatch.reach.handing import Handing

_VOLUNTEERS, _ADDRESSES, _READERS = 1_000, 100, 60
_AN_HOUR, _COUNT = 120, 3


class _Volunteer(msgspec.Struct):
    id: bytes
    room: int = 4


Choose = Callable[[bytes], list[_Volunteer]]


def main() -> None:
    """Measure, and print."""
    rows = {}
    for networks in (_ADDRESSES, 10):
        for name, make in (("handed out sparingly", sparing), ("at random", at_random)):
            hour, day = learned(make, networks)
            rows[f"{name}, from {networks} networks"] = {"in an hour": hour, "in a day": day}
            print(
                f"{name:>22}, {_ADDRESSES} addresses in {networks:>3} networks: {hour:>5} in an hour, {day:>5} in a day"
            )
    keep("reach_handing", {"volunteers": _VOLUNTEERS, "addresses": _ADDRESSES, "learned": rows})


def learned(make: Callable[[Callable[[], float]], tuple[Masks, Choose]], networks: int) -> tuple[int, int]:
    """Return how many the attacker knows after an hour and after a day."""
    clock = [10 * 86_400.0]
    masks, choose = make(lambda: clock[0])
    known: set[bytes] = set()
    after_an_hour = 0
    own = [f"198.{at % networks}.{at % networks}.{at}" for at in range(_ADDRESSES)]
    readers = [f"203.{at}.7.7" for at in range(_READERS)]
    for step in range(24 * _AN_HOUR):
        clock[0] = 10 * 86_400.0 + step * 3600 / _AN_HOUR
        for address in own:
            known.update(one.id for one in choose(masks.of(address, network=True)))
        choose(masks.of(readers[step % _READERS], network=True))
        if step == _AN_HOUR - 1:
            after_an_hour = len(known)
    return after_an_hour, len(known)


def _volunteers() -> list[_Volunteer]:
    return [_Volunteer(number.to_bytes(8)) for number in range(_VOLUNTEERS)]


def sparing(now: Callable[[], float]) -> tuple[Masks, Choose]:
    """Hand out as the broker does."""
    masks = Masks(now, lambda size: bytes(range(size)))
    handing = Handing[_Volunteer](masks, now)
    for volunteer in _volunteers():
        handing.add(volunteer)
    return masks, lambda network: handing.choose(network, _COUNT)


def at_random(now: Callable[[], float]) -> tuple[Masks, Choose]:
    """Hand out any, as a broker without memory would."""
    drawn, volunteers = random.Random(7), _volunteers()
    return Masks(now, lambda size: bytes(range(size))), lambda network: drawn.sample(volunteers, _COUNT)


if __name__ == "__main__":
    main()
