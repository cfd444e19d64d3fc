"""Open a copy wherever it was found: a folder, a ZIP or EPUB, or a single HTML file; its files by path, as bytes.

All of it is hostile: nothing is unpacked to disk, no link is followed, and no file is read beyond the size that the
list gives for it.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import msgspec

from pledgewatch.errors import ForgedError, UsageError
from pledgewatch.publish.signing.encoding import canonical, from_text, to_text
from pledgewatch.publish.signing.manifest import LIST_NAME, MANIFEST_NAME, Envelope

__all__ = ["EPUB_PLACE", "SINGLE_NAME", "Found", "open_copy", "tail_of"]

SINGLE_NAME = "index.html"
"""How a single HTML file, without its proof, is called in its list."""
EPUB_PLACE = "META-INF/pledgewatch/"
"""Where an EPUB keeps its manifest and list; in all other copies they lie at the root."""
_TAIL, _END = b"\n<!--pledgewatch-proof:", b"-->\n"
_MOST_FILES = 2_000_000
_MOST_LIST_BYTES = 512_000_000
_BLOCK = 1 << 20


class _Tail(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    manifest: Envelope
    list: str


class Found(msgspec.Struct, frozen=True):
    """A copy that was opened: the bytes of its manifest and list, the paths of its files, and how to hash one.

    `hash_of(path, size)` returns the SHA-256 of a file, or None where it is not of that size or cannot be read.
    """

    manifest: bytes
    listed: bytes
    paths: frozenset[str]
    hash_of: Callable[[str, int], str | None]


def tail_of(envelope: Envelope, listed: bytes) -> bytes:
    """Return what is appended to a single HTML file: its manifest and list in a comment, which shows nothing."""
    return _TAIL + to_text(canonical(_Tail(envelope, listed.decode())).encode()).encode() + _END


def open_copy(path: Path) -> Found:
    """Open a copy.

    Raises:
        UsageError: there is nothing at `path`.
        ForgedError: it holds no manifest, or is damaged.
    """
    if path.is_dir():
        return _folder(path)
    if not path.is_file():
        raise UsageError(f"There is nothing at {path}.", next_step="name a folder, a ZIP, an EPUB or an HTML file.")
    try:
        return _zip(path) if _is_zip(path) else _single(path)
    except (zipfile.BadZipFile, OSError, NotImplementedError) as error:
        raise ForgedError(f"{path} is damaged ({error})") from None


def _is_zip(path: Path) -> bool:
    """Tell a ZIP by its beginning, too: an HTML file that ends in a ZIP is shown by a browser as HTML."""
    with path.open("rb") as file:
        return file.read(2) == b"PK" and zipfile.is_zipfile(path)


def _no_manifest(path: Path) -> ForgedError:
    return ForgedError(f"{path} holds no manifest: nothing says who published it")


def _folder(folder: Path) -> Found:
    if not (folder / MANIFEST_NAME).is_file() or not (folder / LIST_NAME).is_file():
        raise _no_manifest(folder)
    paths = frozenset(_below(folder))
    if (folder / LIST_NAME).stat().st_size > _MOST_LIST_BYTES or (folder / MANIFEST_NAME).stat().st_size > _BLOCK:
        raise ForgedError("its manifest is too large to be one")

    def hash_of(name: str, size: int) -> str | None:
        file = folder / name
        if file.is_symlink() or not file.is_file() or file.stat().st_size != size:
            return None
        with file.open("rb") as opened:
            return _hash(opened, size)

    data, listed = (folder / MANIFEST_NAME).read_bytes(), (folder / LIST_NAME).read_bytes()
    return Found(data, listed, paths - {MANIFEST_NAME, LIST_NAME}, hash_of)


def _below(folder: Path) -> Iterator[str]:
    """Yield every file and link below a folder, and every folder that is a link; links are not followed."""
    for at, (root, folders, names) in enumerate(os.walk(folder)):
        links = [name for name in folders if Path(root, name).is_symlink()]
        yield from (Path(root, name).relative_to(folder).as_posix() for name in (*names, *links))
        if at > _MOST_FILES:
            raise ForgedError("it has too many folders to be a site")


def _zip(path: Path) -> Found:
    archive = zipfile.ZipFile(path)
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    by_name = {entry.filename: entry for entry in entries}
    if len(by_name) != len(entries) or len(entries) > _MOST_FILES:
        raise ForgedError("it holds two files of one name")
    place = next(
        (p for p in ("", EPUB_PLACE) if f"{p}{MANIFEST_NAME}" in by_name and f"{p}{LIST_NAME}" in by_name), None
    )
    if place is None:
        raise _no_manifest(path)

    def hash_of(name: str, size: int) -> str | None:
        entry = by_name.get(name)
        if entry is None or entry.file_size != size:
            return None
        try:
            with archive.open(entry) as opened:
                return _hash(opened, size)
        except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, OSError, EOFError):
            return None

    own = {f"{place}{MANIFEST_NAME}", f"{place}{LIST_NAME}"}
    data = _member(archive, by_name[f"{place}{MANIFEST_NAME}"], _BLOCK)
    listed = _member(archive, by_name[f"{place}{LIST_NAME}"], _MOST_LIST_BYTES)
    return Found(data, listed, frozenset(by_name) - own, hash_of)


def _member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    try:
        with archive.open(entry) as opened:
            data = opened.read(most + 1)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError) as error:
        raise ForgedError(f"its manifest is damaged ({error})") from None
    if len(data) > most:
        raise ForgedError("its manifest is too large to be one")
    return data


def _single(path: Path) -> Found:
    data = path.read_bytes()
    at = data.rfind(_TAIL)
    if at < 0:
        raise _no_manifest(path)
    if not data.endswith(_END):
        raise ForgedError("something was added behind its proof, or its end is missing")
    tail = data[at + len(_TAIL) : -len(_END)]
    try:
        proof = msgspec.json.decode(from_text(tail.decode("ascii", "replace")), type=_Tail)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ForgedError(f"its proof cannot be read ({error})") from None
    whole = data[:at]

    def hash_of(name: str, size: int) -> str | None:
        return hashlib.sha256(whole).hexdigest() if (name, size) == (SINGLE_NAME, len(whole)) else None

    return Found(proof.manifest.data, proof.list.encode(), frozenset({SINGLE_NAME}), hash_of)


def _hash(file: IO[bytes], size: int) -> str | None:
    hasher, seen = hashlib.sha256(), 0
    while block := file.read(_BLOCK):
        seen += len(block)
        if seen > size:
            return None
        hasher.update(block)
    return hasher.hexdigest() if seen == size else None
