"""Frame what passes between door, volunteer and gateway: kind, number of the exchange, payload."""

from __future__ import annotations

import enum
import struct

import msgspec

from pledgewatch.errors import WireError
from pledgewatch.reach.ohttp import MOST_REQUEST, MOST_RESPONSE

__all__ = ["HEADER_BYTES", "MOST_MESSAGE", "Code", "Frame", "Kind", "error_frame", "read_frame"]

HEADER_BYTES = 5
MOST_MESSAGE = HEADER_BYTES + MOST_RESPONSE
_HEADER = struct.Struct(">BI")


class Kind(enum.IntEnum):
    """What a frame carries."""

    REQUEST = 1
    RESPONSE = 2
    ERROR = 3
    CANCEL = 4


class Code(enum.IntEnum):
    """Why an exchange was not answered; docs/reach-protocol.md says what then."""

    MALFORMED = 1
    TOO_LARGE = 2
    UNKNOWN_KEY = 3
    REPLAYED = 4
    LIMIT = 5
    UNREACHABLE = 6
    BUSY = 7
    LEAVING = 8


_MOST = {Kind.REQUEST: MOST_REQUEST, Kind.RESPONSE: MOST_RESPONSE, Kind.ERROR: 32_768, Kind.CANCEL: 0}


class Frame(msgspec.Struct, frozen=True):
    """One message of a data channel or of a volunteer's line to the gateway."""

    kind: Kind
    exchange: int
    payload: bytes = b""

    @property
    def data(self) -> bytes:
        """Return its bytes."""
        return _HEADER.pack(self.kind, self.exchange) + self.payload

    @property
    def code(self) -> Code:
        """Return why an exchange failed; an unknown reason counts as a malformed one."""
        known = self.payload[:1] and self.payload[0] in Code.__members__.values()
        return Code(self.payload[0]) if known else Code.MALFORMED


def read_frame(data: bytes) -> Frame:
    """Read a frame.

    Raises:
        WireError: it is none, or over its limit.
    """
    if len(data) < HEADER_BYTES:
        raise WireError("a frame is too short")
    kind, exchange = _HEADER.unpack_from(data)
    if kind not in _MOST:
        raise WireError(f"{kind} is no kind of frame")
    if len(data) - HEADER_BYTES > _MOST[Kind(kind)]:
        raise WireError("a frame is over its limit")
    return Frame(Kind(kind), exchange, data[HEADER_BYTES:])


def error_frame(exchange: int, code: Code, more: bytes = b"") -> bytes:
    """Return the bytes of an error."""
    return Frame(Kind.ERROR, exchange, bytes([code]) + more).data
