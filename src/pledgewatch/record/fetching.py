"""Fetch a list from its publisher: conditionally, with retries, within limits of time and size, from known hosts only.

The one place of the project that opens a connection to elsewhere. What comes is not trusted: it is read and held
against the last list before it counts. `httpx2` is imported when something is fetched.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin, urlsplit

from pledgewatch import __version__
from pledgewatch.errors import ListError

if TYPE_CHECKING:
    import httpx2

__all__ = ["Fetched", "Limits", "Remembered", "fetch"]

_KEPT = "the last good one is kept; try again later."
_AGENT = f"Mozilla/5.0 (compatible; pledgewatch/{__version__})"
"""Some publishers drop a request whose agent does not begin like a browser's; what it is stands in it."""
_RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 5


class Remembered(NamedTuple):
    """What the publisher said of the list that is held: its tag and date, empty where it gave none."""

    etag: str = ""
    last_modified: str = ""


class Fetched(NamedTuple):
    """The bytes, None where they have not changed, and what to remember of them."""

    data: bytes | None
    remembered: Remembered
    content_type: str = ""


class Limits(NamedTuple):
    """Seconds in all for one address, seconds without a byte, bytes unpacked, attempts, seconds before the second."""

    seconds: float = 300.0
    silence: float = 30.0
    size: int = 200_000_000
    attempts: int = 4
    backoff: float = 2.0


_NOTHING, _LIMITS = Remembered(), Limits()


class _AgainError(Exception):
    """The attempt failed in a way that another may mend; `after` seconds at least."""

    def __init__(self, why: str, after: float = 0.0) -> None:
        super().__init__(why)
        self.after = after


def fetch(
    url: str,
    *,
    hosts: tuple[str, ...] = (),
    remembered: Remembered = _NOTHING,
    limits: Limits = _LIMITS,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> Fetched:
    """Return the list at an address, or that it has not changed.

    Raises:
        ListError: it could not be had: not reached, refused, led elsewhere, too slow, too large, cut off.
    """
    import httpx2

    deadline = clock() + limits.seconds
    known = frozenset({(urlsplit(url).hostname or "").lower(), *hosts})
    why = ""
    with httpx2.Client(follow_redirects=False, headers={"User-Agent": _AGENT, "Accept": "*/*"}) as client:
        for attempt in range(limits.attempts):
            try:
                return _attempt(client, url, known, remembered, limits, deadline, clock)
            except _AgainError as again:
                why = str(again)
                wait = max(limits.backoff * 2**attempt, again.after)
            except (httpx2.TransportError, httpx2.DecodingError) as error:
                why = str(error) or type(error).__name__
                wait = limits.backoff * 2**attempt
            if attempt + 1 == limits.attempts or clock() + wait >= deadline:
                break
            sleep(wait)
    raise ListError(f"{url} could not be fetched ({why}).", next_step=_KEPT)


def _attempt(
    client: httpx2.Client,
    url: str,
    known: frozenset[str],
    remembered: Remembered,
    limits: Limits,
    deadline: float,
    clock: Callable[[], float],
) -> Fetched:
    place = url
    for _ in range(_MOST_REDIRECTS + 1):
        _check_place(place, url, known)
        with _asked(client, place, remembered, min(limits.silence, max(0.1, deadline - clock()))) as answer:
            if answer.status_code in _REDIRECTS and answer.headers.get("location"):
                place = _next_place(place, answer.headers["location"], url)
                continue
            if answer.status_code == 304:
                return Fetched(None, remembered)
            _check_status(answer, url)
            data = _body(answer, url, limits, deadline, clock)
            said = Remembered(answer.headers.get("etag", ""), answer.headers.get("last-modified", ""))
            return Fetched(data, said, answer.headers.get("content-type", ""))
    raise ListError(f"{url} leads from one address to the next without end.", next_step=_KEPT)


def _next_place(place: str, location: str, url: str) -> str:
    try:
        return urljoin(place, location)
    except ValueError as error:
        raise ListError(f"{url} leads to {location!r}, which is no address.", next_step=_KEPT) from error


@contextmanager
def _asked(client: httpx2.Client, place: str, remembered: Remembered, silence: float) -> Iterator[httpx2.Response]:
    conditions = {"If-None-Match": remembered.etag, "If-Modified-Since": remembered.last_modified}
    headers = {name: value for name, value in conditions.items() if value}
    with client.stream("GET", place, headers=headers, timeout=silence) as answer:
        yield answer


def _check_place(place: str, url: str, known: frozenset[str]) -> None:
    """Refuse anything but https on a known host; http only on this machine itself, and only where it was asked for."""
    try:
        parts = urlsplit(place)
        host = (parts.hostname or "").lower()
    except ValueError as error:
        raise ListError(f"{place!r} is no address ({error}).", next_step="give an https address.") from error
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_loopback(host) and url.startswith("http:")):
        raise ListError(f"{url}: {place!r} is not https.", next_step="give an https address.")
    if parts.username or parts.password:
        raise ListError(f"{url}: an address with a password in it is not fetched.", next_step="give one without.")
    if host not in known and not any(one.startswith(".") and host.endswith(one) for one in known):
        raise ListError(
            f"{url} leads to {host!r}, which is not known as its publisher's. {_KEPT.capitalize()}",
            next_step="look at that address; if it is right, give it with --from.",
        )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _check_status(answer: httpx2.Response, url: str) -> None:
    status = answer.status_code
    if status in _RETRIED:
        raise _AgainError(f"the server answers {status}", _retry_after(answer.headers.get("retry-after", "")))
    if status != 200:
        raise ListError(f"{url} answers {status} {answer.reason_phrase}.", next_step=f"look at that address; {_KEPT}")


def _retry_after(text: str) -> float:
    """Return the seconds that a server asks to wait, given as such or as a date."""
    if text.strip().isdecimal():
        return float(text.strip()[:6])
    try:
        return max(0.0, (parsedate_to_datetime(text) - dt.datetime.now(dt.UTC)).total_seconds())
    except (ValueError, TypeError):
        return 0.0


def _body(answer: httpx2.Response, url: str, limits: Limits, deadline: float, clock: Callable[[], float]) -> bytes:
    """Read the body within the limits; a length that is announced and not kept is an error of the transport."""
    announced = answer.headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:15]) > limits.size:
        raise ListError(f"{url} announces {int(announced[:15]):,} bytes, too many for a list.", next_step=_KEPT)
    data = bytearray()
    for block in answer.iter_bytes():  # as they come: in blocks of a size, a byte now and then is waited for
        data += block
        if len(data) > limits.size:
            raise ListError(f"{url} gives more than {limits.size:,} bytes.", next_step=_KEPT)
        if clock() > deadline:
            raise ListError(f"{url} took longer than {limits.seconds:g} seconds.", next_step=_KEPT)
    return bytes(data)
