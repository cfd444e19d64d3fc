"""Read what the JSON lists of the United States share: an object that says which list it is, and of which day."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from pledgewatch.errors import ListError
from pledgewatch.model.dates import parse_date

__all__ = ["UsEntity", "UsFile", "is_us_file", "read_us_file"]

_AGAIN = "fetch the file again; the last good one is kept."
_HEAD = 400


class UsEntity(msgspec.Struct, frozen=True):
    """One entry as published; every field but the name may be missing or null."""

    name: str
    aliases: list[str] = []
    country: str | None = None
    address: str | None = None
    status: str | None = None
    effective_date: str | None = None
    federal_register: str | None = None
    notes: str | None = None


class UsFile(msgspec.Struct, frozen=True):
    """A list as a whole; its entries are read one by one, so that an error names its row."""

    list_id: str
    extracted: str
    entities: list[msgspec.Raw]
    count: int | None = None


def is_us_file(head: bytes, ids: Collection[str]) -> bool:
    """Tell by the object's list_id, which stands at its start."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:_HEAD]
    return start.startswith(b"{") and b'"list_id"' in start and any(f'"{one}"'.encode() in start for one in ids)


def read_us_file(data: bytes, origin: str, ids: Collection[str]) -> UsFile:
    """Read the object, its entries unread.

    Raises:
        ListError: it is not whole, of another list, of an unknown day, or has another number of entries than it says.
    """
    try:
        file = msgspec.json.decode(data, type=UsFile)
        date = parse_date(file.extracted)
    except (msgspec.MsgspecError, ValueError) as error:
        raise ListError(f"{origin} is not the whole JSON of its list: {error}.", next_step=_AGAIN) from error
    if date is None or file.list_id not in ids:
        raise ListError(f"{origin} does not say which list it is, or when it was extracted.", next_step=_AGAIN)
    if file.count is not None and file.count != len(file.entities):
        raise ListError(f"{origin} says {file.count} entries and has {len(file.entities)}.", next_step=_AGAIN)
    return file
