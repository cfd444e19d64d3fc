"""Give a site its manifest: the next number after the one before, or the one before where nothing has changed."""

from __future__ import annotations

import datetime as dt

import msgspec

from pledgewatch.publish.edition import Edition
from pledgewatch.publish.signing.encoding import moment_of
from pledgewatch.publish.signing.manifest import EMPTY, Envelope, Manifest, Signer, read_manifest, seal

__all__ = ["Seal", "draft_seal"]

_DRAFT_ENDS = dt.datetime(9999, 12, 31, 23, 59, 59, tzinfo=dt.UTC)
_KEPT_UNTIL = 0.5
"""An unchanged site keeps its manifest until half of its time is over; then it is given a new one."""


class Seal(msgspec.Struct, frozen=True, kw_only=True):
    """What a manifest is made with: who signs (nobody: unsigned), the time, and the manifest before."""

    signer: Signer | None
    issued: dt.datetime
    expires: dt.datetime
    before: Envelope | None = None
    counted: bool = True

    def manifest(self, edition: Edition, listed: bytes, copy: str = "") -> Envelope:
        """Return the manifest over a list of files."""
        before, old = self.before, self._old
        made = seal(
            listed,
            self.signer,
            issued=self.issued,
            expires=self.expires,
            sequence=(old.sequence + 1 if old else 1) if self.counted else 0,
            previous=before.digest if before else EMPTY,
            title=edition.title,
            as_of=edition.as_of,
            version=edition.version,
            draft=edition.draft,
            copy=copy,
        )
        return before if before is not None and self._still_good(before, made) else made

    @property
    def _old(self) -> Manifest | None:
        return read_manifest(self.before.data)[1] if self.before else None

    def _still_good(self, before: Envelope, made: Envelope) -> bool:
        """Tell whether the manifest before says the same of the same files, and has enough of its time left."""
        old, new = read_manifest(before.data)[1], read_manifest(made.data)[1]
        aside = {"sequence": 0, "previous": "", "issued": "", "expires": ""}
        if msgspec.structs.replace(old, **aside) != msgspec.structs.replace(new, **aside):
            return False
        if before.certificate != made.certificate:
            return False
        lasts = moment_of(old.expires) - moment_of(old.issued)
        return moment_of(old.expires) - self.issued > lasts * _KEPT_UNTIL


def draft_seal(edition: Edition) -> Seal:
    """Return the seal of a draft: unsigned, uncounted, dated by the edition, so that the same gives the same bytes."""
    try:
        issued = dt.datetime.fromisoformat(edition.as_of[:10]).replace(tzinfo=dt.UTC)
    except ValueError:
        issued = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    return Seal(signer=None, issued=issued, expires=_DRAFT_ENDS, counted=False)
