"""Write forms and counts as bytes: MessagePack with the types given, so that what is read back is what was written."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import msgspec

from pledgewatch.reuse.copies import Plan
from pledgewatch.reuse.fills import Fills
from pledgewatch.reuse.settle import Found, Tally

__all__ = ["pack_form", "pack_tally", "unpack_form", "unpack_tally"]


class _Counted(NamedTuple):
    """What a `Tally` holds, but for the members: these are asked of the copies."""

    taken: list[int]
    fills: list[tuple[list[tuple[str, int]], list[int]]]


_FOUND = msgspec.msgpack.Decoder(Found)
_COUNTED = msgspec.msgpack.Decoder(_Counted)


def pack_form(form: Found) -> bytes:
    """Return a form as bytes, without what its layout only remembers."""
    plan = form.plan._replace(layout=form.plan.layout._replace(texts={}))
    return msgspec.msgpack.encode(form._replace(plan=plan))


def unpack_form(data: bytes) -> Found:
    """Return a form as it was found."""
    return _FOUND.decode(data)


def pack_tally(tally: Tally) -> bytes:
    """Return what was counted as bytes."""
    fills = [(list(one.counts.items()), sorted(one.least)) for one in tally.fills]
    return msgspec.msgpack.encode(_Counted(tally.taken, fills))


def unpack_tally(plan: Plan, data: bytes | None) -> Tally:
    """Return what was counted, nothing where there are no bytes; the members are not in it."""
    tally = Tally(plan)
    if data is None:
        return tally
    counted = _COUNTED.decode(data)
    tally.taken = counted.taken
    tally.fills = [Fills.of(Counter(dict(counts)), set(least)) for counts, least in counted.fills]
    return tally
