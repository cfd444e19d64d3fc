"""Fetch from the origins that the publisher allows, and from nowhere else.

A name is looked up first, and the address that was checked is the one that is connected to: nobody who controls a name
can point it at a machine inside the gateway's own network. Redirects are handed on, not followed.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from pledgewatch.errors import RefusedError, UnreachableError, UsageError

if TYPE_CHECKING:
    import httpx2

__all__ = ["Fetched", "Origins", "is_public", "look_up"]

_MOST_BYTES = 16 << 20
_CACHE_BYTES = 64 << 20
_CACHE_SECONDS = 300
_SECONDS = 15.0
_PASSED = ("content-type", "last-modified", "etag", "location")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
Resolve = Callable[[str, int], Awaitable[list[str]]]


class Fetched(msgspec.Struct, frozen=True):
    """What an origin answered, whole."""

    status: int
    fields: tuple[tuple[str, str], ...]
    content: bytes


def is_public(address: str) -> bool:
    """Tell whether an address belongs to the public network, also where it hides an IPv4 address."""
    found = ipaddress.ip_address(address.split("%", 1)[0])
    if isinstance(found, ipaddress.IPv6Address):
        if found in _NAT64:
            return is_public(str(ipaddress.IPv4Address(found.packed[-4:])))
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo and found.teredo[1])
        if inner:
            return is_public(str(inner)) and found.ipv4_mapped is None
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


async def look_up(host: str, port: int) -> list[str]:
    """Return the addresses of a host.

    Raises:
        UnreachableError: it has none.
    """
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise UnreachableError(f"{host} has no address") from error
    return [str(one[4][0]) for one in found]


class Origins:
    """The allowed origins: `https://host` or `https://host:port` each."""

    def __init__(
        self,
        allowed: Iterable[str],
        *,
        resolve: Resolve = look_up,
        may: Callable[[str], bool] = is_public,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        """Allow some origins; `resolve`, `may` and `transport` are the edge to the network.

        Raises:
            UsageError: one is no origin.
        """
        self._allowed = dict(_origin(text) for text in allowed)
        self._resolve, self._may, self._transport = resolve, may, transport
        self._cache: OrderedDict[str, tuple[float, Fetched]] = OrderedDict()

    @property
    def hosts(self) -> tuple[str, ...]:
        """Return the allowed hosts, with their ports where they are not the usual ones."""
        return tuple(sorted(self._allowed))

    async def fetch(self, authority: str, path: str) -> Fetched:
        """Fetch a path of an allowed origin; the last minutes' answers are kept in memory, for the next range.

        Raises:
            RefusedError: the origin is not allowed, or leads to an address that is not public.
            UnreachableError: it does not answer, or not in time, or with too much.
        """
        scheme = self._allowed.get(authority.lower())
        if scheme is None:
            raise RefusedError(f"{authority[:100]} is not among the allowed origins")
        if not path.startswith("/") or any(ord(sign) <= 32 or ord(sign) > 126 for sign in path):
            raise RefusedError("this is no path")
        url = f"{scheme}://{authority.lower()}{path}"
        kept = self._cache.get(url)
        if kept and kept[0] > time.monotonic():
            return kept[1]
        fetched = await self._fetch(url)
        self._keep(url, fetched)
        return fetched

    async def _fetch(self, url: str) -> Fetched:
        import httpx2

        parts = urlsplit(url)
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        address = await self._address(host, port)
        shown = f"[{address}]" if ":" in address else address
        pinned = parts._replace(netloc=f"{shown}:{port}").geturl()
        headers = {"host": parts.netloc, "accept-encoding": "identity", "user-agent": "pledgewatch-gateway"}
        try:
            async with (
                asyncio.timeout(_SECONDS),
                httpx2.AsyncClient(transport=self._transport, trust_env=False, timeout=_SECONDS) as client,
                client.stream("GET", pinned, headers=headers, extensions={"sni_hostname": host}) as answer,
            ):
                return Fetched(answer.status_code, _passed(answer), await _body(answer))
        except (httpx2.HTTPError, TimeoutError, OSError) as error:
            raise UnreachableError(f"{host} does not answer") from error

    async def _address(self, host: str, port: int) -> str:
        """Return the address to connect to; one that is not public refuses the whole name."""
        found = await self._resolve(host, port)
        if not found or not all(self._may(one) for one in found):
            raise RefusedError(f"{host} leads to an address that is not public")
        return found[0]

    def _keep(self, url: str, fetched: Fetched) -> None:
        self._cache[url] = (time.monotonic() + _CACHE_SECONDS, fetched)
        self._cache.move_to_end(url)
        while sum(len(one.content) for _, one in self._cache.values()) > _CACHE_BYTES:
            self._cache.popitem(last=False)


def _origin(text: str) -> tuple[str, str]:
    parts = urlsplit(text)
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.path.strip("/") or parts.query:
        raise UsageError(f"{text!r} is no origin.", next_step="give https://host, without a path.")
    return parts.netloc.lower(), parts.scheme


def _passed(answer: httpx2.Response) -> tuple[tuple[str, str], ...]:
    return tuple((name, answer.headers[name][:1000]) for name in _PASSED if name in answer.headers)


async def _body(answer: httpx2.Response) -> bytes:
    parts, size = [], 0
    async for part in answer.aiter_raw():
        size += len(part)
        if size > _MOST_BYTES:
            raise UnreachableError("the origin's answer is larger than 16 MiB")
        parts.append(part)
    return b"".join(parts)
