"""Tell whoever asks from which address the question came: STUN binding requests (RFC 8489), and nothing more."""

from __future__ import annotations

import asyncio
import ipaddress
import struct
from typing import cast

__all__ = ["StunProtocol", "answer_of"]

_COOKIE = 0x2112A442
_HEADER = struct.Struct(">HHI12s")
_BINDING, _SUCCESS, _XOR_MAPPED = 0x0001, 0x0101, 0x0020
_MOST_BYTES = 548
_V4, _V6 = 1, 2


def answer_of(data: bytes, host: str, port: int) -> bytes | None:
    """Return the answer to a binding request, or None for anything else.

    The answer (32 or 44 bytes) is at most 24 bytes longer than the question, so that it is of no use to whoever
    writes another's address on it.
    """
    if not _HEADER.size <= len(data) <= _MOST_BYTES:
        return None
    kind, length, cookie, transaction = _HEADER.unpack_from(data)
    if kind != _BINDING or cookie != _COOKIE or length + _HEADER.size != len(data) or length % 4:
        return None
    address = ipaddress.ip_address(host.split("%", 1)[0])
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    mask = (_COOKIE.to_bytes(4) + transaction)[: len(address.packed)]
    xored = bytes(a ^ b for a, b in zip(address.packed, mask, strict=True))
    family = _V4 if address.version == 4 else _V6
    value = struct.pack(">BBH", 0, family, port ^ (_COOKIE >> 16)) + xored
    attribute = struct.pack(">HH", _XOR_MAPPED, len(value)) + value
    return _HEADER.pack(_SUCCESS, len(attribute), _COOKIE, transaction) + attribute


class StunProtocol(asyncio.DatagramProtocol):
    """Answer binding requests on a UDP socket; keeps nothing."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Note through what to answer."""
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Answer, or be silent."""
        answer = answer_of(data, addr[0], addr[1])
        if answer is not None:
            self._transport.sendto(answer, addr)
