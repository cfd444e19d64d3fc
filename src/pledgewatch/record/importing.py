"""Import a list: unpack it within limits, recognise its format by content, parse it, hold it against the last one."""

from __future__ import annotations

import re
import zlib
from pathlib import PurePath

from pledgewatch.errors import ListError
from pledgewatch.model.dates import PartialDate, parse_date
from pledgewatch.model.identity import ListId, sha256_of
from pledgewatch.model.record import ListSnapshot
from pledgewatch.record.holdings import ParsedList
from pledgewatch.record.lists import READERS, ListReader, Source
from pledgewatch.record.lists.base import BY_ROWS

__all__ = ["MARGIN", "check_against_last", "check_age", "read_list", "recognise", "unpack"]

LIMIT = 200_000_000
"""Bytes of an unpacked list: the largest public list known to us, the EU's as XML, has about 30 million."""
HEAD = 4_096
MARGIN = 0.10
"""Share of its rows that a list may lose between two imports: published lists shrink by a few entries a month."""
_SPARED = 2
_GZIP = b"\x1f\x8b"


def unpack(data: bytes, origin: str = "") -> bytes:
    """Return the bytes of a list, unpacked where they are gzip.

    Raises:
        ListError: empty, damaged, or larger than 200 MB unpacked.
    """
    if data[:2] == _GZIP:
        data = _gunzip(data, origin)
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise ListError(f"{origin or 'The list'} is empty.", next_step="fetch it again; the last good one is kept.")
    if len(data) > LIMIT:
        raise ListError(f"{origin} has more than {LIMIT:,} bytes.", next_step="check that it is the list you meant.")
    return data


def _gunzip(data: bytes, origin: str) -> bytes:
    again = "fetch the file again; the last good one is kept."
    unpacker = zlib.decompressobj(wbits=31)
    try:
        plain = unpacker.decompress(data, LIMIT)
    except zlib.error as error:
        raise ListError(f"{origin} is damaged gzip ({error}).", next_step=again) from error
    if unpacker.unconsumed_tail:
        raise ListError(f"{origin} unpacks to more than {LIMIT:,} bytes.", next_step="check what it is.")
    if not unpacker.eof:
        raise ListError(f"{origin} is truncated gzip.", next_step=again)
    return plain


def recognise(data: bytes, origin: str = "") -> ListReader:
    """Return the reader whose format the bytes are in.

    Raises:
        ListError: no reader takes it; the message names those there are.
    """
    for reader in READERS:
        if reader.sniff(data[:HEAD]):
            return reader
    known = "; ".join(reader.describes for reader in READERS)
    raise ListError(f"{origin or 'The file'} is in no format known here.", next_step=f"give one of: {known}.")


def _slug(origin: str) -> ListId:
    name = PurePath(origin).name.casefold().removesuffix(".gz")
    stem = name.rsplit(".", 1)[0] if "." in name else name
    return ListId(re.sub(r"[^a-z0-9]+", "-", stem).strip("-") or "own")


def read_list(data: bytes, origin: str = "", *, list_id: str | None = None, as_of: str | None = None) -> ParsedList:
    """Parse the bytes of one list, gzip or plain, in whichever known format they are.

    `list_id` names a list of one's own (otherwise its file's name does); a publisher's list keeps its own id.
    `as_of` overrides the date as of which it stands. The snapshot's hash is that of the bytes as given.

    Raises:
        ListError: what is wrong, in which row, and what to do; nothing is half imported.
    """
    try:
        date = parse_date(as_of or "")
    except ValueError as error:
        raise ListError(f"{origin}: as of {error}.", next_step="give the date as 2026-11-23.") from error
    plain = unpack(data, origin)
    reader = recognise(plain, origin)
    own_id = ListId(list_id) if list_id else _slug(origin)
    source = Source(sha256=sha256_of(data), origin=origin, list_id=own_id, as_of=str(date or ""))
    parsed = reader.parse(plain, source)
    if not parsed.snapshot.rows:
        raise ListError(f"{origin or 'The list'} has no rows.", next_step="fetch it again; the last good one is kept.")
    return parsed


def check_against_last(new: ParsedList, last: ListSnapshot | None, margin: float = MARGIN) -> None:
    """Refuse a list that is much shorter than last time: rather truncated than emptied overnight.

    More than a tenth of the rows (and more than two rows) gone is refused; give a larger `margin` to accept it.

    Raises:
        ListError: it lost more, or it is older than the last one; the last good one is kept.
    """
    if last is None:
        return
    rows, name = new.snapshot.rows, new.snapshot.title or new.snapshot.id
    if last.rows - rows > max(_SPARED, margin * last.rows):
        raise ListError(
            f"{name} has {rows} rows, last time {last.rows}: more than {margin:.0%} are gone. The last one is kept.",
            next_step="look whether the file is whole; if it is, import it with a larger margin.",
        )
    undated = new.snapshot.as_of_basis == BY_ROWS  # a row taken out may take the newest date with it
    if not undated and new.snapshot.as_of and last.as_of and new.snapshot.as_of < last.as_of[: len(new.snapshot.as_of)]:
        raise ListError(
            f"{name} is as of {new.snapshot.as_of}, older than the one held, of {last.as_of}. The last one is kept.",
            next_step="fetch the newest list.",
        )


def check_age(new: ParsedList, today: PartialDate, most_days: int) -> None:
    """Refuse a list that is older than a stated age on a given day; one that is as of an unknown day passes.

    Raises:
        ListError: it is older, or from after that day.
    """
    as_of = parse_date(new.snapshot.as_of)
    if as_of is None:
        return
    age = (today.last - as_of.last).days
    name = new.snapshot.title or new.snapshot.id
    if age > most_days or as_of.first > today.last:
        raise ListError(
            f"{name} is as of {as_of}, which is not within {most_days} days before {today}. The last one is kept.",
            next_step="fetch the newest list, or state a larger age.",
        )
