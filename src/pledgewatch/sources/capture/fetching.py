"""Fetch one address, over a connection to an address of the network that was looked at first.

A name is resolved once, every address that it has is checked, and the connection goes to the one that was checked: a
name that answers differently a second later leads nowhere else. Nothing is decoded: what is kept is what came.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

import msgspec

from pledgewatch import __version__
from pledgewatch.errors import CaptureError

__all__ = ["Exchange", "Limits", "fetch", "follow"]

AGENT = f"Mozilla/5.0 (compatible; pledgewatch/{__version__})"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 10
_OWN = frozenset({"host", "connection", "accept-encoding", "content-length", "transfer-encoding", "proxy-connection"})
"""Headers that belong to one connection: ours, not the browser's."""


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Bound a capture: seconds a request and a page, bytes an answer and a page, and how many requests."""

    request_seconds: float = 30.0
    page_seconds: float = 90.0
    answer_bytes: int = 50_000_000
    page_bytes: int = 200_000_000
    requests: int = 2_000


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """A request and its answer as they went over the line; `when` is seconds since 1970, `address` the network's."""

    url: str
    method: str
    sent: tuple[tuple[str, str], ...]
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    address: str
    when: float

    def header(self, name: str) -> str:
        """Return the first header of a name; empty where there is none."""
        return next((value for key, value in self.headers if key.lower() == name), "")


class _Place(NamedTuple):
    host: str
    port: int
    address: str
    secure: bool
    target: str


def _place(url: str, allow_private: bool) -> _Place:
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except (ValueError, UnicodeError):
        raise CaptureError(f"{url[:200]!r} is no web address.", next_step="correct it.") from None
    if parts.scheme not in ("http", "https") or not host or parts.username is not None:
        raise CaptureError(f"{url[:200]!r} is no web address.", next_step="write it as in https://example.org/page.")
    secure = parts.scheme == "https"
    port = port or (443 if secure else 80)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise CaptureError(f"{host} has no address ({error}).", next_step="check the name and the network.") from None
    addresses = [str(one[4][0]) for one in found]
    if not allow_private and not all(map(_is_public, addresses)):
        raise CaptureError(
            f"{host} lies in a private network.", next_step="--allow-private, if this is your own server."
        )
    target = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
    return _Place(host, port, addresses[0], secure, target if target.startswith("/") else f"/{target}")


def _is_public(address: str) -> bool:
    found = ipaddress.ip_address(address.split("%", 1)[0])
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    found = mapped or found
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


class _Pinned(http.client.HTTPConnection):
    """A connection to an address of the network that was checked, under the name that it was checked for."""

    def __init__(self, place: _Place, timeout: float) -> None:
        super().__init__(place.host, place.port, timeout=timeout)
        self._place = place

    def connect(self) -> None:
        """Connect to the address, not to the name."""
        line = socket.create_connection((self._place.address, self._place.port), self.timeout)
        secure = self._place.secure
        self.sock = ssl.create_default_context().wrap_socket(line, server_hostname=self._place.host) if secure else line


def fetch(
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    limits: Limits,
    allow_private: bool = False,
) -> Exchange:
    """Return what an address answers; no redirect is followed.

    Raises:
        CaptureError: it is no web address, lies in a private network, does not answer in time, or answers too much.
    """
    place = _place(url, allow_private)
    sent = {"User-Agent": AGENT, "Accept": "*/*", "Accept-Language": "en"} | {
        name: value for name, value in (headers or {}).items() if name.lower() not in _OWN and not name.startswith(":")
    }
    sent["Accept-Encoding"] = "identity"
    began, connection = time.time(), _Pinned(place, limits.request_seconds)
    try:
        connection.request(method, place.target, body=body, headers=sent)
        answer = connection.getresponse()
        data = _read(answer, limits, time.monotonic() + limits.request_seconds)
    except (OSError, http.client.HTTPException, ValueError, UnicodeError) as error:
        raise CaptureError(
            f"{place.host} did not answer ({type(error).__name__}: {error}).", next_step="try again."
        ) from None
    finally:
        connection.close()
    if data is None:
        raise CaptureError(f"{url[:200]} answers too much or too slowly.", next_step="capture it by hand.")
    return Exchange(
        url=url,
        method=method,
        sent=tuple({"Host": place.host, **sent}.items()),
        status=answer.status,
        reason=answer.reason or "",
        headers=tuple(answer.getheaders()),
        body=data,
        address=place.address,
        when=began,
    )


def _read(answer: http.client.HTTPResponse, limits: Limits, until: float) -> bytes | None:
    parts, size = [], 0
    while block := answer.read1(65_536):
        parts.append(block)
        size += len(block)
        if size > limits.answer_bytes or time.monotonic() > until:
            return None
    return b"".join(parts)


def follow(
    url: str, *, headers: Mapping[str, str] | None = None, limits: Limits, allow_private: bool = False
) -> list[Exchange]:
    """Return the exchanges from an address to where its redirects end; each step is checked anew.

    Raises:
        CaptureError: a step cannot be fetched, or there are too many.
    """
    steps = [fetch(url, headers=headers, limits=limits, allow_private=allow_private)]
    while steps[-1].status in _REDIRECTS and (to := steps[-1].header("location")):
        if len(steps) > _MOST_REDIRECTS:
            raise CaptureError(f"{url[:200]} leads from one address to the next.", next_step="name the last one.")
        target = urljoin(steps[-1].url, to).partition("#")[0]
        steps.append(fetch(target, headers=headers, limits=limits, allow_private=allow_private))
    return steps
