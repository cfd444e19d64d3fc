"""Build a site: all pages of an edition, written beside the old site and switched over at once.

A build that is killed leaves the old site whole: pages are written into a hidden folder beside it, and only when all
are there do the two change places. Where the system can exchange two folders in one step (Linux) it does;
elsewhere there is a moment between two renames, which the next build repairs. Files whose bytes did not change
are linked from the old site, not written again.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from pledgewatch.errors import DeskError
from pledgewatch.model.identity import sha256_of
from pledgewatch.publish.atlas import Atlas
from pledgewatch.publish.edition import Edition, SiteReport
from pledgewatch.publish.pages.documents import document_list, document_pages, plan
from pledgewatch.publish.pages.families import family_list, family_pages
from pledgewatch.publish.pages.findings import finding_pages
from pledgewatch.publish.pages.made import made
from pledgewatch.publish.pages.organisations import dossier, organisation_list
from pledgewatch.publish.pages.overview import overview
from pledgewatch.publish.pages.quotation import quote_pages
from pledgewatch.publish.press import Page, Press
from pledgewatch.publish.quote import choose_quote
from pledgewatch.publish.sealing import Seal, draft_seal
from pledgewatch.publish.signing.manifest import LIST_NAME, MANIFEST_NAME, Envelope, Listed, list_of
from pledgewatch.publish.words import words_of

__all__ = ["MANIFEST", "build_site", "pages_of_edition"]

MANIFEST = MANIFEST_NAME
"""Binds every file of the site; also how a folder is known to be a site that may be replaced."""
_EXCHANGE = 2  # RENAME_EXCHANGE, linux/fs.h
_HERE = -100  # AT_FDCWD, fcntl.h


def pages_of_edition(edition: Edition, *, language: str = "en") -> Iterator[Page]:
    """Yield every file of a site, as bytes with its path, without touching the disk.

    The order matters: documents are laid out first, dossiers say where findings stand, then the rest links to both.
    """
    atlas = Atlas(edition)
    press = Press(atlas, words_of(language))
    sheets = [plan(press, document) for document in atlas.shown_documents.values()]
    for organisation in atlas.shown_organisations.values():
        yield from dossier(press, organisation)
    yield from finding_pages(press)
    for family in atlas.shown_families.values():
        yield from family_pages(press, family)
    for sheet in sheets:
        yield from document_pages(press, sheet)
    quote = choose_quote(atlas)
    yield from overview(press, quote)
    yield from quote_pages(press, quote)
    for make in (organisation_list, family_list, document_list, made):
        yield from make(press)


def build_site(
    edition: Edition,
    out: Path,
    seal: Seal | None = None,
    prepare: Callable[[Envelope], None] = lambda envelope: None,
) -> SiteReport:
    """Write the site of an edition to `out`, and say what was made; without a seal its manifest is a draft's.

    `prepare` is told the manifest when all is written and nothing is switched over yet.

    Raises:
        DeskError: `out` is there and is not a site that was made by this function; nothing is changed.
    """
    out = out.absolute()
    old, new = out.with_name(f".{out.name}.old"), out.with_name(f".{out.name}.building")
    _recover(out, old)
    _refuse_others(out)
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    report = _write(edition, new, out, seal or draft_seal(edition))
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


def _write(edition: Edition, new: Path, before: Path, seal: Seal) -> SiteReport:
    listed: list[Listed] = []
    written = 0
    for page in pages_of_edition(edition):
        listed.append(Listed(page.path, len(page.data), sha256_of(page.data)))
        written += _put(page, new, before)
    names = list_of(listed)
    envelope = seal.manifest(edition, names)
    own = (Page(LIST_NAME, names), Page(MANIFEST_NAME, envelope.data))
    written += sum(_put(page, new, before) for page in own)
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


def _put(page: Page, new: Path, before: Path) -> int:
    """Write a file, or link the one from the site before where its bytes are the same; return 1 if it was written."""
    target, known = new / page.path, before / page.path
    target.parent.mkdir(parents=True, exist_ok=True)
    if (
        known.is_file()
        and not known.is_symlink()
        and known.stat().st_size == len(page.data)
        and known.read_bytes() == page.data
    ):
        try:
            os.link(known, target)
        except OSError:  # a file system without hard links
            pass
        else:
            return 0
    target.write_bytes(page.data)
    return 1


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
