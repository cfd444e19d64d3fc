"""Build a site: all pages of an edition, written beside the old site and switched over at once.

A build that is killed leaves the old site whole: pages are written into a hidden folder beside it, and only when all
are there do the two change places. Where the system can exchange two folders in one step (Linux) it does;
elsewhere there is a moment between two renames, which the next build repairs. Files whose bytes did not change
are linked from the old site, not written again.
"""

from __future__ import annotations

import ctypes
import glob
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import msgspec

from pledgewatch.engine.forked import forked
from pledgewatch.errors import DeskError
from pledgewatch.model.identity import sha256_of
from pledgewatch.publish.edition import Edition, SiteReport
from pledgewatch.publish.press import Page
from pledgewatch.publish.sealing import Seal, draft_seal
from pledgewatch.publish.shelf import Shelf
from pledgewatch.publish.signing.manifest import LIST_NAME, MANIFEST_NAME, Envelope, Listed, list_of
from pledgewatch.publish.works import Job, Learned, Work, works_of

__all__ = ["MANIFEST", "build_site", "pages_of_edition"]

MANIFEST = MANIFEST_NAME
"""Binds every file of the site; also how a folder is known to be a site that may be replaced."""
_FORKED_FROM = 4
"""Jobs of 40 documents each from which several processes are faster than one."""
_EXCHANGE = 2  # RENAME_EXCHANGE, linux/fs.h
_HERE = -100  # AT_FDCWD, fcntl.h


def pages_of_edition(edition: Edition) -> Iterator[Page]:
    """Yield every file of a site, as bytes with its path, without touching the disk."""
    for work in works_of(edition):
        for lay_out in work.plans():
            work.learn(lay_out())
        for phase in (work.dossiers, work.findings, work.rest):
            for job in phase():
                yield from job()


def build_site(
    edition: Edition,
    out: Path,
    seal: Seal | None = None,
    prepare: Callable[[Envelope], None] = lambda envelope: None,
    workers: int = 0,
) -> SiteReport:
    """Write the site of an edition to `out`, and say what was made; without a seal its manifest is a draft's.

    `prepare` is told the manifest when all is written and nothing is switched over yet. A large site is made by as many
    `workers` as are given, 0: one a core.

    Raises:
        DeskError: `out` is there and is not a site that was made by this function; nothing is changed.
    """
    out = out.absolute()
    old, new = out.with_name(f".{out.name}.old"), out.with_name(f".{out.name}.building-{os.getpid()}")
    _recover(out, old)
    _refuse_others(out)
    for left in out.parent.glob(f".{glob.escape(out.name)}.building*"):  # by a build that was killed
        shutil.rmtree(left, ignore_errors=True)
    new.mkdir(parents=True)
    report = _write(edition, new, out, seal or draft_seal(edition), workers)
    prepare(report.manifest)
    _switch(new, out, old)
    return report


def _refuse_others(out: Path) -> None:
    if out.is_dir() and any(out.iterdir()) and not (out / MANIFEST).is_file():
        raise DeskError(f"{out} holds files that are not a site of ours", next_step="name an empty or a new folder")
    if out.exists() and not out.is_dir():
        raise DeskError(f"{out} is a file", next_step="name a folder")


def _recover(out: Path, old: Path) -> None:
    if old.is_dir() and not out.exists():
        old.rename(out)
    shutil.rmtree(old, ignore_errors=True)


class _Made(msgspec.Struct, frozen=True):
    """What one job made: its files, how many of them were new, and where findings stand."""

    listed: tuple[Listed, ...]
    written: int
    learned: Learned


def _write(edition: Edition, new: Path, before: Path, seal: Seal, workers: int) -> SiteReport:
    made = list(_make(works_of(edition), new, before, workers))
    listed = [one for job in made for one in job.listed]
    names = list_of(listed)
    envelope = seal.manifest(edition, names)
    own = (Page(LIST_NAME, names), Page(MANIFEST_NAME, envelope.data))
    written = sum(job.written for job in made) + sum(map(Shelf(new, before).put, own))
    pages = [one for one in listed if one.path.endswith(".html")]
    largest = max(pages, key=lambda one: (one.size, one.path))
    return SiteReport(
        path=before,
        pages=len(pages),
        files=len(listed) + len(own),
        bytes=sum(one.size for one in listed) + sum(len(page.data) for page in own),
        largest=largest.path,
        largest_bytes=largest.size,
        written=written,
        manifest=envelope,
    )


def _make(works: Sequence[Work], new: Path, before: Path, workers: int) -> Iterator[_Made]:
    """Make all pages, phase by phase, on several cores where there are many; what a phase learns goes to the next."""
    plans = [(work, job) for work in works for job in work.plans()]
    count = workers if len(plans) > _FORKED_FROM else 1
    for (work, _), learned in zip(plans, forked(lambda one: one[1](), plans, count), strict=True):
        work.learn(learned)

    shelf = Shelf(new, before)

    def run(one: tuple[Work, Job]) -> _Made:
        return _run(one[0], one[1](), shelf)

    for phase in (Work.dossiers, Work.findings, Work.rest):
        jobs = [(work, job) for work in works for job in phase(work)]
        for (work, _), made in zip(jobs, forked(run, jobs, count), strict=True):
            work.learn(made.learned)
            yield made


def _run(work: Work, pages: Iterator[Page], shelf: Shelf) -> _Made:
    known = len(work.atlas.homes)
    listed, written = [], 0
    for page in pages:
        listed.append(Listed(page.path, len(page.data), sha256_of(page.data)))
        written += shelf.put(page)
    # A home is noted once and stays; comparing all of them after each job took a tenth of the time of a large site.
    homes = dict(islice(work.atlas.homes.items(), known, None))
    return _Made(tuple(listed), written, Learned(homes=homes))


def _switch(new: Path, out: Path, old: Path) -> None:
    if not out.exists():
        new.rename(out)
        return
    if _exchange(new, out):
        shutil.rmtree(new)
        return
    out.rename(old)
    new.rename(out)
    shutil.rmtree(old)


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False where the system cannot."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):  # musl before 1.2.5 has no such function
        return False
    return bool(renameat2(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0)
