"""Bring the lists of a desk up to date from their publishers; what fails or looks wrong leaves the last good one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Literal

import msgspec

from pledgewatch.desk.layout import Layout
from pledgewatch.desk.lists import keep_list
from pledgewatch.errors import ListError
from pledgewatch.model.dates import PartialDate
from pledgewatch.record.fetching import Fetched, Limits, Remembered, fetch
from pledgewatch.record.importing import check_age, read_list
from pledgewatch.record.lists.bundle import bundle
from pledgewatch.record.publishers import Publisher, publishers
from pledgewatch.sources.archive import Archive

__all__ = ["Updated", "update_list"]

State = Literal["new", "unchanged", "failed"]


class Updated(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one list: as of when the held one stands, and why it failed; `rows` of the held one."""

    list: str
    state: State
    as_of: str = ""
    rows: int = 0
    sha256: str = ""
    why: str = ""
    remarks: tuple[str, ...] = ()


def update_list(
    layout: Layout,
    archive: Archive,
    publisher: Publisher,
    *,
    today: dt.date,
    limits: Limits,
    fetched: Callable[..., Fetched] = fetch,
) -> Updated:
    """Fetch one list, look at it, and keep it where it is whole, the right one, not stale and not much shorter."""
    try:
        return _update(layout, archive, publisher, today, limits, fetched)
    except ListError as error:
        return _state(layout, publisher, "failed", str(error))


def _update(
    layout: Layout,
    archive: Archive,
    publisher: Publisher,
    today: dt.date,
    limits: Limits,
    fetched: Callable[..., Fetched],
) -> Updated:
    origin = " + ".join(publisher.urls)
    last = next((one for one in archive.latest_last("list") if one.origin == origin), None)
    known = [Remembered(*part.split("\t")) for part in last.note.get("fetched", "").split("\n")] if last else []
    known = known if len(known) == len(publisher.urls) else [Remembered()] * len(publisher.urls)
    parts = _fetch_all(publisher, known, limits, fetched)
    if all(part.data is None for part in parts):
        return _state(layout, publisher, "unchanged")
    files = {url.rpartition("/")[2] or url: part.data or b"" for url, part in zip(publisher.urls, parts, strict=True)}
    data = bundle(files) if len(files) > 1 else parts[0].data or b""
    listed = publisher.id in publishers()
    note = {"fetched": "\n".join("\t".join(part.remembered) for part in parts)}
    note |= {} if listed else {"list": publisher.id}
    parsed = read_list(data, origin, list_id=note.get("list"))
    if parsed.snapshot.id != publisher.id:
        raise ListError(
            f"{origin} gives the list {parsed.snapshot.id!r}, not {publisher.id!r}.", next_step="check the address."
        )
    if publisher.age:
        check_age(parsed, PartialDate(today.year, today.month, today.day), publisher.age)
    before = {one.id: one.sha256 for one in layout.lists.read()}.get(parsed.snapshot.id)
    kept = keep_list(layout, archive, data, origin, note, publisher.margin)
    state: State = "unchanged" if before == kept.snapshot.sha256 else "new"
    return msgspec.structs.replace(_state(layout, publisher, state), remarks=kept.remarks)


def _fetch_all(
    publisher: Publisher, known: list[Remembered], limits: Limits, fetched: Callable[..., Fetched]
) -> list[Fetched]:
    """Fetch all files of a list; where only some of them changed, all are fetched anew, as they belong together."""
    parts = [
        fetched(url, hosts=publisher.hosts, remembered=one, limits=limits)
        for url, one in zip(publisher.urls, known, strict=True)
    ]
    if any(part.data is None for part in parts) and not all(part.data is None for part in parts):
        parts = [fetched(url, hosts=publisher.hosts, limits=limits) for url in publisher.urls]
    return parts


def _state(layout: Layout, publisher: Publisher, state: State, why: str = "") -> Updated:
    held = {one.id: one for one in layout.lists.read()}.get(publisher.id)
    return Updated(
        list=publisher.id,
        state=state,
        as_of=held.as_of if held else "",
        rows=held.rows if held else 0,
        sha256=held.sha256 if held else "",
        why=why,
    )
