"""Answer from a published site's folder, each file with the proof that the publisher signed it.

Only files that the signed list names are opened, by the path in the list; what else lies in the folder does not exist.
When `publish` has switched the folder over, the next question is answered from the new site.
"""

from __future__ import annotations

import mimetypes
from pathlib import Path

import msgspec

from pledgewatch.errors import CopyError, ReachError
from pledgewatch.publish.signing.encoding import to_text
from pledgewatch.publish.signing.manifest import (
    LIST_NAME,
    MANIFEST_NAME,
    Listed,
    Manifest,
    read_list,
    read_manifest,
)
from pledgewatch.publish.signing.tree import audit_path, leaf_of

__all__ = ["SignedSite", "Slice", "file_of"]


class Slice(msgspec.Struct, frozen=True):
    """A part of a file, with what proves the whole."""

    content: bytes
    begin: int
    size: int
    kind: str
    proof: str


class _Edition(msgspec.Struct, frozen=True):
    stamp: tuple[int, int]
    head: str
    manifest: Manifest
    files: dict[str, tuple[int, Listed]]
    leaves: tuple[bytes, ...]


class SignedSite:
    """A published site, signed."""

    def __init__(self, folder: Path) -> None:
        """Open a site's folder.

        Raises:
            ReachError: it holds no signed site.
        """
        self.folder = folder
        self._edition = self._read()
        self._proofs: dict[str, str] = {}

    @property
    def head(self) -> str:
        """Return the signed manifest, as text."""
        return self._current().head

    @property
    def manifest(self) -> Manifest:
        """Return what the manifest says."""
        return self._current().manifest

    def slice(self, path: str, begin: int, most: int) -> Slice | None:
        """Return up to `most` bytes of a file from `begin`, or None where the site has no such file."""
        edition = self._current()
        name = file_of(path)
        found = edition.files.get(name)
        if found is None:
            return None
        listed = found[1]
        try:
            with (self.folder / name).open("rb") as file:
                file.seek(begin)
                content = file.read(min(most, max(0, listed.size - begin)))
        except OSError:  # between the switch-over and the next look at the manifest
            return None
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return Slice(content, begin, listed.size, kind, self._proof(edition, name))

    def _proof(self, edition: _Edition, name: str) -> str:
        if name not in self._proofs:
            index, listed = edition.files[name]
            path = b"".join(audit_path(edition.leaves, index))
            self._proofs[name] = f"{index} {listed.sha256} {listed.size} {to_text(path)}"
        return self._proofs[name]

    def _current(self) -> _Edition:
        try:
            if _stamp(self.folder) != self._edition.stamp:
                self._edition, self._proofs = self._read(), {}
        except (OSError, ReachError):  # the folder is being switched over: the site before it still stands
            pass
        return self._edition

    def _read(self) -> _Edition:
        try:
            stamp = _stamp(self.folder)
            data = (self.folder / MANIFEST_NAME).read_bytes()
            envelope, manifest = read_manifest(data)
            listed = read_list((self.folder / LIST_NAME).read_bytes())
        except (OSError, CopyError) as error:
            raise ReachError(
                f"{self.folder} holds no signed site: {error}", next_step="pledgewatch publish with a signing key."
            ) from None
        if envelope.certificate is None:
            raise ReachError(f"The site in {self.folder} is not signed.", next_step="publish it with a signing key.")
        files = {one.path: (at, one) for at, one in enumerate(listed)}
        return _Edition(stamp, data.decode().strip(), manifest, files, tuple(leaf_of(one.line) for one in listed))


def file_of(path: str) -> str:
    """Return the file of a site that a path of an address means."""
    name = path.split("?", 1)[0].split("#", 1)[0].lstrip("/")
    return name + "index.html" if name == "" or name.endswith("/") else name


def _stamp(folder: Path) -> tuple[int, int]:
    found = (folder / MANIFEST_NAME).stat()
    return found.st_ino, found.st_mtime_ns
