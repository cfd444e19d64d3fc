"""Capture addresses into a desk's archive: one after the other, each whole or not at all, the unchanged skipped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from pledgewatch.errors import CaptureError, UsageError
from pledgewatch.model.document import Obtained
from pledgewatch.model.identity import digest, sha256_of
from pledgewatch.sources.archive import Archive
from pledgewatch.sources.capture.browsing import look
from pledgewatch.sources.capture.fetching import Exchange, Limits, follow
from pledgewatch.sources.capture.warc import warc_of
from pledgewatch.store.files import append_line, whole_lines

__all__ = ["Captured", "addresses_of", "capture_all"]

_LONGEST = 2_000


class Captured(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one address: `kept` with the hashes of WARC, picture and print; `unchanged`, or `failed` and why."""

    url: str
    outcome: Literal["kept", "unchanged", "failed", "done before"]
    when: str = ""
    warc: str = ""
    picture: str = ""
    print: str = ""
    title: str = ""
    missing: tuple[str, ...] = ()
    why: str = ""


def addresses_of(given: str) -> list[str]:
    """Return the addresses to capture: the one given, or those of a file, one a line; # begins a remark.

    Raises:
        UsageError: it is neither an address nor a file of them.
    """
    if given.startswith(("http://", "https://")):
        return [given]
    path = Path(given)
    if not path.is_file():
        raise UsageError(f"{given[:200]!r} is neither a web address nor a file.", next_step="write https://…")
    lines = (line.strip() for line in path.read_text(encoding="utf-8", errors="replace").splitlines())
    found = list(dict.fromkeys(line for line in lines if line and not line.startswith("#")))
    if not found:
        raise UsageError(f"{given} names no address.", next_step="write one a line.")
    return found


def capture_all(
    urls: Sequence[str],
    archive: Archive,
    work: Path,
    *,
    limits: Limits,
    allow_private: bool = False,
    again: bool = False,
) -> Iterator[Captured]:
    """Capture addresses, yielding what came of each; a run that was interrupted goes on where it was.

    What a run has done is noted in `work`, and forgotten when it is through.
    """
    notes = work / f"capture-{digest(urls)[:20]}.txt"
    done = {line.decode("utf-8", "replace") for line in whole_lines(notes)}
    for url in urls:
        if url in done:
            yield Captured(url=url, outcome="done before")
            continue
        try:
            captured = _capture(url, archive, limits, allow_private, again)
            append_line(notes, url.encode("utf-8", "replace"))
        except CaptureError as error:
            captured = Captured(url=url[:_LONGEST], outcome="failed", why=str(error))
        yield captured
    notes.unlink(missing_ok=True)


def _capture(url: str, archive: Archive, limits: Limits, allow_private: bool, again: bool) -> Captured:
    if len(url) > _LONGEST:
        raise CaptureError("The address is too long.", next_step="capture it by hand.")
    before = next((one for one in archive.current("capture") if one.origin == url), None)
    steps = follow(url, headers=_conditions(before) if not again else {}, limits=limits, allow_private=allow_private)
    main = steps[-1]
    if before is not None and not again and (main.status == 304 or before.note.get("page") == sha256_of(main.body)):
        return Captured(url=url, outcome="unchanged", when=before.when, warc=before.sha256)
    if main.status >= 400:
        raise CaptureError(f"{url[:200]} answers {main.status} {main.reason}.", next_step="check the address.")
    return _keep(url, steps, archive, limits, allow_private)


def _conditions(before: Obtained | None) -> dict[str, str]:
    pairs = (("If-None-Match", "etag"), ("If-Modified-Since", "last_modified"))
    return {name: value for name, key in pairs if before is not None and (value := before.note.get(key, ""))}


def _keep(url: str, steps: list[Exchange], archive: Archive, limits: Limits, allow_private: bool) -> Captured:
    """Keep picture and print first, the WARC last: where it is, the others are."""
    main = steps[-1]
    seen = look(main, limits=limits, allow_private=allow_private)
    picture = archive.keep_bytes(seen.picture, origin=f"{url}#picture", how="capture").sha256
    printed = archive.keep_bytes(seen.print, origin=f"{url}#print", how="capture").sha256
    note = {
        "page": sha256_of(main.body),
        "address": main.url,
        "title": seen.title[:300],
        "picture": picture,
        "print": printed,
        "requests": str(len(steps) + len(seen.exchanges)),
        "etag": main.header("etag"),
        "last_modified": main.header("last-modified"),
    }
    data = warc_of([*steps, *seen.exchanges], of=url)
    kept = archive.keep_bytes(data, origin=url, how="capture", note={k: v for k, v in note.items() if v})
    when = next(one.when for one in archive.current("capture") if one.origin == url)
    return Captured(
        url=url,
        outcome="kept",
        when=when,
        warc=kept.sha256,
        picture=picture,
        print=printed,
        title=seen.title[:300],
        missing=seen.failed[:20],
    )
