"""Make one copy of a site: choose its pages, put them together, and give it a signed manifest of its own."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import msgspec

from pledgewatch.errors import UnknownKeyError, UsageError
from pledgewatch.publish.bundle.epub import MIMETYPE, epub_files
from pledgewatch.publish.bundle.links import turn_links
from pledgewatch.publish.bundle.made_site import Site, open_site
from pledgewatch.publish.bundle.single import single_file
from pledgewatch.publish.signing.encoding import moment_of
from pledgewatch.publish.signing.manifest import LIST_NAME, MANIFEST_NAME, Envelope, Listed, Signer, list_of, seal
from pledgewatch.publish.signing.opened import EPUB_PLACE, SINGLE_NAME, tail_of
from pledgewatch.store.files import replace_file

__all__ = ["Form", "Made", "bundle"]

Form = Literal["html", "epub", "zip"]
_MOST_BYTES = 100_000_000
"""What a browser or a reading device still opens in one piece."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first moment that a ZIP can hold: the same pages give the same bytes."""


class Made(msgspec.Struct, frozen=True):
    """A copy that was made: where, how large, of how many pages, and its manifest."""

    path: Path
    bytes: int
    pages: int
    manifest: Envelope


def bundle(
    folder: Path,
    out: Path,
    form: Form,
    *,
    dossier: str = "",
    language: str = "",
    outside: str = "",
    signer: Signer | None = None,
) -> Made:
    """Make a copy of the site in `folder`.

    Without `dossier` it holds the whole site; HTML and EPUB hold one `language`, by default the first. Links that leave
    the copy lead to `outside`, the site's address, where it has one.

    Raises:
        UnknownKeyError: the site has no such dossier or language.
        UsageError: it would be larger than what a reader can open.
    """
    site = open_site(folder)
    if form == "zip" and not dossier:
        return _whole(site, out)
    place = _folder(site, language)
    paths = site.dossier(dossier, place) if dossier else site.pages(place)
    _refuse_large(site, paths)
    name = paths[0] if dossier else "site"
    if form == "html":
        whole = single_file(site, paths, outside)
        listed = _listed({SINGLE_NAME: whole})
        envelope = _sealed(site, listed, signer, name)
        return _kept(out, whole + tail_of(envelope, listed), len(paths), envelope)
    files = epub_files(site, paths, outside) if form == "epub" else _pages(site, paths, outside)
    listed = _listed(files)
    envelope = _sealed(site, listed, signer, name)
    own = EPUB_PLACE if form == "epub" else ""
    files |= {f"{own}{MANIFEST_NAME}": envelope.data, f"{own}{LIST_NAME}": listed}
    return _kept(out, _packed(files), len(paths), envelope)


def _folder(site: Site, language: str) -> str:
    folders = site.folders()
    if language and language not in folders:
        raise UnknownKeyError(
            f"This site does not speak {language[:40]!r}.", next_step=f"choose among {', '.join(sorted(folders))}."
        )
    return folders[language] if language else ""


def _refuse_large(site: Site, paths: list[str]) -> None:
    size = sum((site.folder / path).stat().st_size for path in paths)
    if size > _MOST_BYTES:
        raise UsageError(
            f"{len(paths):,} pages of {size / 1e6:,.0f} MB are too much for one file.",
            next_step="name a --dossier, or make a ZIP of the whole.",
        )


def _listed(files: Mapping[str, bytes]) -> bytes:
    return list_of(Listed(path, len(data), hashlib.sha256(data).hexdigest()) for path, data in files.items())


def _sealed(site: Site, listed: bytes, signer: Signer | None, copy: str) -> Envelope:
    """Seal a copy with the number and the days of the site that it was made from."""
    of = site.manifest
    return seal(
        listed,
        signer,
        issued=moment_of(of.issued),
        expires=moment_of(of.expires),
        sequence=of.sequence,
        previous=of.previous,
        title=of.title,
        as_of=of.as_of,
        version=of.version,
        draft=of.draft,
        copy=copy,
    )


def _pages(site: Site, paths: list[str], outside: str) -> dict[str, bytes]:
    """Return pages as they are, but for links that would lead nowhere."""
    within = {path: path for path in paths}
    files = {}
    for path in paths:
        up = "../" * path.count("/")
        text = site.read(path).decode("utf-8")

        def place(target: str, anchor: str, up: str = up) -> str:
            return f"{up}{target}{'#' + anchor if anchor else ''}"

        files[path] = turn_links(text, path, within, outside, place).encode("utf-8")
    return files


def _packed(files: Mapping[str, bytes]) -> bytes:
    """Pack files, the EPUB's `mimetype` first and as it is, the others ordered and compressed."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        for name in sorted(files, key=lambda one: (one != MIMETYPE, one)):
            packed.writestr(_entry(name), files[name], compresslevel=9)
    return target.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = zipfile.ZIP_STORED if name == MIMETYPE else zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    entry.create_system = 3
    return entry


def _whole(site: Site, out: Path) -> Made:
    """Pack the whole site as it is; its own manifest is the copy's proof."""
    names = sorted(site.paths | {MANIFEST_NAME, LIST_NAME})
    out.parent.mkdir(parents=True, exist_ok=True)
    beside = out.with_name(f".{out.name}.new")
    with zipfile.ZipFile(beside, "w") as packed:
        for name in names:
            packed.writestr(_entry(name), site.read(name), compresslevel=9)
    beside.replace(out)
    envelope = msgspec.json.decode(site.read(MANIFEST_NAME), type=Envelope)
    return Made(out, out.stat().st_size, sum(name.endswith(".html") for name in names), envelope)


def _kept(out: Path, data: bytes, pages: int, envelope: Envelope) -> Made:
    replace_file(out, data)
    return Made(out, len(data), pages, envelope)
