"""Tell a true copy of a publication from a forged, an incomplete or an old one."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

import msgspec

from pledgewatch.errors import ExpiredError, ForgedError
from pledgewatch.publish.signing.manifest import Checked, Manifest, check_manifest, read_list, read_manifest
from pledgewatch.publish.signing.memory import Seen, is_older
from pledgewatch.publish.signing.opened import Found, open_copy

__all__ = ["EXIT_CODES", "Verdict", "verify"]

Judgement = Literal["true", "forged", "old", "unknown"]
EXIT_CODES: dict[Judgement, int] = {"true": 0, "forged": 5, "old": 6, "unknown": 7}


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What a copy is, and why.

    `true`: whole, unchanged, signed under a root key that is trusted, and not known to be old. `unknown`: whole and
    unchanged, but signed by nobody, or under a root key that nobody named. `changed`, `missing` and `extra` name files.
    """

    judgement: Judgement
    why: str = ""
    manifest: Manifest | None = None
    fingerprint: str = ""
    files: int = 0
    changed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    checked: Checked | None = None


def verify(
    path: Path,
    *,
    now: dt.datetime,
    root: str = "",
    seen: Mapping[str, Seen] | None = None,
    step: Callable[[int, int], None] = lambda done, of: None,
) -> Verdict:
    """Check a copy against its own manifest, and the manifest against a root key.

    `root` is the fingerprint of the root key that is trusted, as `fingerprint_of` writes it; a root that was `seen`
    before is trusted, too. `step` is told how many files of how many are done.

    Raises:
        UsageError: there is nothing at `path`.
    """
    try:
        found = open_copy(path)
        envelope, manifest = read_manifest(found.manifest)
    except ForgedError as error:
        return Verdict(judgement="forged", why=str(error.what))
    compared = _compare(found, manifest, step)
    if compared.judgement == "forged":
        return compared
    if envelope.certificate is None:
        return _with(compared, judgement="unknown", why="the manifest is not signed: anybody may have written it")
    try:
        checked = check_manifest(envelope, now=now, root=root)
    except ForgedError as error:
        return _with(compared, judgement="forged", why=error.what)
    except ExpiredError as error:
        return _with(compared, judgement="old", why=error.what)
    return _judged(compared, checked, root, seen or {})


def _with(verdict: Verdict, **changes: object) -> Verdict:
    return msgspec.structs.replace(verdict, **changes)


def _compare(found: Found, manifest: Manifest, step: Callable[[int, int], None]) -> Verdict:
    """Compare the files with the list, and the list with the manifest."""
    try:
        listed = read_list(found.listed)
    except ForgedError as error:
        return Verdict(judgement="forged", why=error.what, manifest=manifest)
    if hashlib.sha256(found.listed).hexdigest() != manifest.list:
        return Verdict(judgement="forged", why="the list of files is not the one that was signed", manifest=manifest)
    names = {one.path for one in listed}
    missing = tuple(one.path for one in listed if one.path not in found.paths)
    extra = tuple(sorted(found.paths - names))
    changed = []
    for done, one in enumerate(listed, 1):
        if one.path in found.paths and found.hash_of(one.path, one.size) != one.sha256:
            changed.append(one.path)
        step(done, len(listed))
    whole = not (missing or extra or changed)
    return Verdict(
        judgement="unknown" if whole else "forged",
        why="" if whole else "its files are not those that were published",
        manifest=manifest,
        files=len(listed),
        changed=tuple(changed),
        missing=missing,
        extra=extra,
    )


def _judged(compared: Verdict, checked: Checked, root: str, seen: Mapping[str, Seen]) -> Verdict:
    verdict = _with(compared, fingerprint=checked.fingerprint, checked=checked)
    before = seen.get(checked.fingerprint)
    if before is not None and is_older(checked, before):
        why = f"a newer one was seen here: number {before.sequence}, issued {before.issued}"
        return _with(verdict, judgement="old", why=why)
    if root or before is not None:
        return _with(verdict, judgement="true", why="")
    why = "it is whole, but nobody named the root key: compare the fingerprint with the publisher's own"
    return _with(verdict, judgement="unknown", why=why)
