"""Write bytes and records as text in one way only: base64url without padding, canonical JSON, UTC to the second."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import re

import msgspec

from pledgewatch.errors import ForgedError

__all__ = ["canonical", "from_text", "moment", "moment_of", "to_text"]

_TEXT = re.compile(r"[A-Za-z0-9_-]*\Z")
_MOMENT = "%Y-%m-%dT%H:%M:%SZ"


def canonical(record: msgspec.Struct) -> str:
    """Return a record as JSON with sorted keys and no white space; the same record gives the same bytes."""
    return msgspec.json.encode(record, order="sorted").decode()


def to_text(data: bytes) -> str:
    """Return bytes as base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_text(text: str, *, length: int | None = None) -> bytes:
    """Read base64url without padding, of `length` bytes where it is given.

    Raises:
        ForgedError: it is something else.
    """
    try:
        if not _TEXT.match(text):
            raise ValueError
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (ValueError, binascii.Error):
        raise ForgedError(f"{text[:60]!r} is no base64url") from None
    if to_text(data) != text or length not in (None, len(data)):
        raise ForgedError(f"{text[:60]!r} is not the base64url of {length} bytes")
    return data


def moment(when: dt.datetime) -> str:
    """Return a time in UTC to the second, as in 2026-01-31T12:00:00Z."""
    return when.astimezone(dt.UTC).strftime(_MOMENT)


def moment_of(text: str) -> dt.datetime:
    """Read what `moment` wrote.

    Raises:
        ForgedError: it is something else.
    """
    try:
        when = dt.datetime.strptime(text, _MOMENT).replace(tzinfo=dt.UTC)
    except ValueError:
        raise ForgedError(f"{text[:40]!r} is no time in UTC") from None
    if moment(when) != text:
        raise ForgedError(f"{text[:40]!r} is no time in UTC")
    return when
