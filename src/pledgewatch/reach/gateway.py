"""Answer sealed requests: from the signed site, or from an allowed origin. Keeps no log of either.

Nobody who carries a request can read it, and the gateway sees only who carried it. A request that is sent a second
time is refused as long as it is remembered; answering it again would tell nobody anything, it would only cost.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from pledgewatch.clock import utc_now
from pledgewatch.errors import RefusedError, UnreachableError, WireError
from pledgewatch.reach import bhttp, ohttp
from pledgewatch.reach.keys import GATEWAY, KeyRing, Keys
from pledgewatch.reach.origins import Origins
from pledgewatch.reach.signed_site import SignedSite

__all__ = ["MOST_CONTENT", "SITE", "Gateway", "ReplayedError"]

MOST_CONTENT = 260_096
"""254 KiB: with a proof and the seal an answer still fits one data channel message."""
SITE = "site"
_REMEMBERED = 200_000
_RANGE = re.compile(r"bytes=(\d{1,12})-(\d{1,12})?\Z")


class ReplayedError(WireError):
    """The same sealed request came a second time."""


class Gateway:
    """The end of the bridge."""

    def __init__(
        self, ring: KeyRing, site: SignedSite | None, origins: Origins, *, now: Callable[[], dt.datetime] = utc_now
    ) -> None:
        self._ring, self._site, self._origins, self._now = ring, site, origins, now
        self._secrets = ring.secrets(GATEWAY, now())
        self._secrets_until = 0.0
        self._seen: set[bytes] = set()
        self._seen_before: set[bytes] = set()

    @property
    def keys(self) -> Keys:
        """Return the certificates of the keys that count now."""
        return self._ring.public(self._now())

    async def answer(self, sealed: bytes) -> bytes:
        """Return the sealed answer to a sealed request.

        Raises:
            UnknownKeyIdError: it is sealed to a key that is not known here.
            ReplayedError: it was answered before.
            WireError: it is malformed.
        """
        opened, answering = ohttp.decapsulate(self._current_secrets(), sealed)
        self._refuse_replay(ohttp.ephemeral_of(sealed))
        request = bhttp.read_request(opened)
        response = await self.respond(request)
        return answering.seal(*bhttp.parts_of_response(response))

    async def respond(self, request: bhttp.Request) -> bhttp.Response:
        """Answer a request that was opened."""
        if request.method != "GET":
            return bhttp.Response(status=405)
        wanted = _range(request.field("range"))
        if wanted is None:
            return bhttp.Response(status=416)
        if request.authority == SITE:
            return self._from_site(request, *wanted)
        return await self._from_origin(request, *wanted)

    def _from_site(self, request: bhttp.Request, begin: int, most: int) -> bhttp.Response:
        if self._site is None:
            return bhttp.Response(status=404)
        head = self._head(request.field("pw-sequence"))
        found = self._site.slice(request.path, begin, min(most, MOST_CONTENT - len(head)))
        shown = (("pw-head", head),) if head else ()
        if found is None:
            return bhttp.Response(status=404, fields=shown)
        if begin and begin >= found.size:
            return bhttp.Response(status=416, fields=shown)
        fields = (("content-type", found.kind), *_content_range(begin, len(found.content), found.size))
        whole = len(found.content) == found.size
        return bhttp.Response(
            status=200 if whole else 206,
            fields=(*fields, ("pw-proof", found.proof), *shown),
            content=found.content,
        )

    def _head(self, known: str) -> str:
        """Return the head, where the door does not have it yet."""
        assert self._site is not None
        newest = self._site.manifest.sequence
        return "" if known.isdigit() and len(known) < 16 and int(known) == newest else self._site.head

    async def _from_origin(self, request: bhttp.Request, begin: int, most: int) -> bhttp.Response:
        if request.scheme != "https":
            return bhttp.Response(status=400)
        try:
            fetched = await self._origins.fetch(request.authority, request.path)
        except RefusedError:
            return bhttp.Response(status=403)
        except UnreachableError:
            return bhttp.Response(status=502)
        part = fetched.content[begin : begin + most]
        if begin and not part:
            return bhttp.Response(status=416)
        cut = fetched.status == 200 and len(part) < len(fetched.content)
        fields = (*fetched.fields, *_content_range(begin, len(part), len(fetched.content)))
        return bhttp.Response(status=206 if cut else fetched.status, fields=fields, content=part)

    def _current_secrets(self) -> dict[int, X25519PrivateKey]:
        now = self._now()
        if now.timestamp() > self._secrets_until:
            self._secrets, self._secrets_until = self._ring.secrets(GATEWAY, now), now.timestamp() + 60
        return self._secrets

    def _refuse_replay(self, enc: bytes) -> None:
        if enc in self._seen or enc in self._seen_before:
            raise ReplayedError("this request was answered before")
        if len(self._seen) >= _REMEMBERED:
            self._seen, self._seen_before = set(), self._seen
        self._seen.add(enc)


def _range(text: str) -> tuple[int, int] | None:
    """Return where to begin and how many bytes at most; None for what is no range."""
    if not text:
        return 0, MOST_CONTENT
    found = _RANGE.match(text)
    if not found:
        return None
    begin = int(found[1])
    most = int(found[2]) - begin + 1 if found[2] else MOST_CONTENT
    return (begin, min(most, MOST_CONTENT)) if most > 0 else None


def _content_range(begin: int, size: int, total: int) -> tuple[tuple[str, str], ...]:
    return (("content-range", f"bytes {begin}-{begin + size - 1}/{total}"),) if size else ()
