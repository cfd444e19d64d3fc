"""Remember what was published, and when: one line a site, each saying only what is different from the one before.

From it come the number of the next manifest, and what was shown once and is not any more, for the page of corrections.
What is about to be published is noted apart, and joins the history when the site stands; a publication that was killed
between the two is told by the manifest that stands in the site.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

import msgspec

from pledgewatch.errors import DeskError, ForgedError
from pledgewatch.model.finding import Finding
from pledgewatch.model.identity import FindingKey
from pledgewatch.publish.signing.manifest import MANIFEST_NAME, Envelope, read_manifest
from pledgewatch.store.files import append_line, replace_file, whole_lines

__all__ = ["Gone", "History", "Publication", "Shown", "difference", "standing"]


Gone = Literal["", "decided", "changed", "unmade"]
"""Why a finding is shown no longer: a person decided otherwise; what it rests upon changed and nobody has confirmed it
again; it is not made any more from what the desk holds."""


class Shown(msgspec.Struct, frozen=True):
    """A finding as it was shown: its sentence, whose it is, and the digest of its basis."""

    sentence: str
    organisation: str
    basis: str


class Publication(msgspec.Struct, frozen=True, kw_only=True):
    """One site: when, its manifest, the findings that were new or different, and those that were gone, with why."""

    issued: str
    manifest: Envelope
    shown: dict[FindingKey, Shown]
    gone: dict[FindingKey, Gone] = {}


def difference(
    before: Mapping[FindingKey, Shown], findings: Iterable[tuple[Finding, str]], standings: Mapping[FindingKey, str]
) -> tuple[dict[FindingKey, Shown], dict[FindingKey, Gone]]:
    """Return which findings (each with the name of its organisation) are new or different, and which are gone.

    `standings` tells how every finding of the desk stands, also those that are not shown.
    """
    now = {f.key: Shown(f.sentence, name, f.basis_digest) for f, name in findings}
    shown = {key: one for key, one in sorted(now.items()) if before.get(key) != one}
    return shown, {key: _why(standings.get(key)) for key in sorted(before.keys() - now.keys())}


def _why(standing: str | None) -> Gone:
    if standing is None:
        return "unmade"
    return "changed" if standing == "changed" else "decided"


class History:
    """The publications of one desk, oldest first."""

    def __init__(self, folder: Path) -> None:
        self._journal = folder / "published.jsonl"
        self._next = folder / "publishing.json"

    def publications(self) -> list[Publication]:
        """Return every publication.

        Raises:
            DeskError: the file is damaged.
        """
        out = []
        for number, line in enumerate(whole_lines(self._journal), 1):
            try:
                out.append(msgspec.json.decode(line, type=Publication))
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                if "truncated" in str(error):
                    continue  # a kill cut this line short, and the next one closed it off
                raise DeskError(
                    f"Line {number} of {self._journal} is damaged.", next_step="bring it back from a backup."
                ) from None
        return out

    def prepare(self, publication: Publication) -> None:
        """Note what is about to be published."""
        replace_file(self._next, msgspec.json.encode(publication))

    def settle(self, site: Path) -> None:
        """Let what was prepared join the history where it stands in the site, and forget it where it does not."""
        if not self._next.exists():
            return
        try:
            prepared = msgspec.json.decode(self._next.read_bytes(), type=Publication)
            stands = read_manifest((site / MANIFEST_NAME).read_bytes())[0].digest == prepared.manifest.digest
        except (msgspec.DecodeError, UnicodeDecodeError, OSError, ForgedError):
            stands = False
        if stands and prepared.manifest.digest not in {one.manifest.digest for one in self.publications()}:
            append_line(self._journal, msgspec.json.encode(prepared))
        self._next.unlink()

    def latest(self, site: Path) -> Envelope | None:
        """Return the manifest to go on from: the last one published, or the one in the site where that is newer."""
        published = [one.manifest for one in self.publications()[-1:]]
        try:
            found = read_manifest((site / MANIFEST_NAME).read_bytes())[0]
        except (OSError, ForgedError):
            return published[0] if published else None
        return max([*published, found], key=lambda one: read_manifest(one.data)[1].sequence)


def standing(publications: Iterable[Publication]) -> dict[FindingKey, Shown]:
    """Return what the last publication showed."""
    out: dict[FindingKey, Shown] = {}
    for publication in publications:
        out.update(publication.shown)
        for key in publication.gone:
            out.pop(key, None)
    return out
