"""Describe a WebRTC connection in some hundred bytes instead of an SDP of a thousand, and as text to copy by hand."""

from __future__ import annotations

import hashlib
import ipaddress
import re
import uuid
from typing import Literal

import msgspec

from pledgewatch.errors import WireError
from pledgewatch.publish.signing.encoding import to_text
from pledgewatch.reach.texts import bytes_of

__all__ = ["Candidate", "Description", "by_hand", "from_hand", "from_sdp", "read_description", "to_sdp"]

Role = Literal["call", "answer"]
_VERSION = 1
_MOST_CANDIDATES = 12
_PREFIX: dict[Role, str] = {"call": "pw1r", "answer": "pw1a"}
_ADDRESS_BYTES = (4, 16, 16, 4, 16)
_MDNS = 2
_LINE = re.compile(r"a=candidate:\S+ 1 udp \d+ (\S+) (\d+) typ (host|srflx)", re.IGNORECASE)
_ICE = re.compile(r"[A-Za-z0-9+/]{4,255}\Z")
_CHECK = 4


class Candidate(msgspec.Struct, frozen=True):
    """An address at which a side may be reached: its kind (see the protocol), the address's bytes, the port."""

    kind: int
    address: bytes
    port: int

    @property
    def host(self) -> str:
        """Return the address as SDP writes it."""
        if self.kind == _MDNS:
            return f"{uuid.UUID(bytes=self.address)}.local"
        return str(ipaddress.ip_address(self.address))

    @property
    def reflexive(self) -> bool:
        """Tell whether it is how a STUN server saw the side."""
        return self.kind > _MDNS


class Description(msgspec.Struct, frozen=True):
    """What one side of a connection must know of the other."""

    ufrag: str
    password: str
    fingerprint: bytes
    candidates: tuple[Candidate, ...]

    @property
    def data(self) -> bytes:
        """Return its bytes."""
        parts = [bytes([_VERSION, len(self.ufrag)]), self.ufrag.encode(), bytes([len(self.password)])]
        parts += [self.password.encode(), self.fingerprint, bytes([len(self.candidates)])]
        parts += [bytes([one.kind]) + one.address + one.port.to_bytes(2) for one in self.candidates]
        return b"".join(parts)


def read_description(data: bytes) -> Description:
    """Read a description.

    Raises:
        WireError: it is none.
    """
    try:
        at = 1
        if data[0] != _VERSION:
            raise WireError("a description has another version")
        texts = []
        for _ in range(2):
            size = data[at]
            texts.append(data[at + 1 : at + 1 + size].decode("ascii"))
            at += 1 + size
        fingerprint, count = data[at : at + 32], data[at + 32]
        candidates, at = _read_candidates(data, at + 33, count)
    except (IndexError, UnicodeDecodeError):
        raise WireError("a description is malformed") from None
    if at != len(data) or not all(_ICE.match(text) for text in texts):
        raise WireError("a description is malformed")
    return Description(texts[0], texts[1], fingerprint, candidates)


def _read_candidates(data: bytes, at: int, count: int) -> tuple[tuple[Candidate, ...], int]:
    if count > _MOST_CANDIDATES:
        raise WireError("a description has too many candidates")
    candidates = []
    for _ in range(count):
        kind = data[at]
        size = _ADDRESS_BYTES[kind]
        address, port = data[at + 1 : at + 1 + size], data[at + 1 + size : at + 3 + size]
        if len(port) < 2:
            raise WireError("a description is malformed")
        candidates.append(Candidate(kind, address, int.from_bytes(port)))
        at += 3 + size
    return tuple(candidates), at


def from_sdp(sdp: str) -> Description:
    """Describe what an SDP says.

    Raises:
        WireError: something that is needed is not in it.
    """

    def only(name: str) -> str:
        found = re.search(rf"^a={name}:(.*?)\r?$", sdp, re.MULTILINE)
        if not found:
            raise WireError(f"an SDP has no {name}")
        return found[1].strip()

    fingerprints = re.findall(r"^a=fingerprint:sha-256 ([0-9A-Fa-f:]{95})", sdp, re.MULTILINE | re.IGNORECASE)
    if not fingerprints:
        raise WireError("an SDP has no SHA-256 fingerprint")
    candidates = [_candidate(*found.groups()) for found in _LINE.finditer(sdp)]
    kept = tuple(dict.fromkeys(one for one in candidates if one is not None))[:_MOST_CANDIDATES]
    return Description(only("ice-ufrag"), only("ice-pwd"), bytes.fromhex(fingerprints[0].replace(":", "")), kept)


def _candidate(host: str, port: str, kind: str) -> Candidate | None:
    try:
        if host.endswith(".local"):
            return Candidate(_MDNS, uuid.UUID(host.removesuffix(".local")).bytes, int(port))
        address = ipaddress.ip_address(host)
    except ValueError:  # a name of another form, which the other side could not look up
        return None
    return Candidate((0 if kind == "host" else 3) + (address.version == 6), address.packed, int(port))


def to_sdp(description: Description, role: Role) -> str:
    """Return the SDP of a description; what it does not hold is fixed by the protocol."""
    fingerprint = description.fingerprint.hex(":").upper()
    lines = [
        "v=0",
        "o=- 1 1 IN IP4 0.0.0.0",
        "s=-",
        "t=0 0",
        "a=group:BUNDLE 0",
        "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
        "c=IN IP4 0.0.0.0",
        *[_candidate_line(at, one) for at, one in enumerate(description.candidates)],
        "a=end-of-candidates",
        f"a=ice-ufrag:{description.ufrag}",
        f"a=ice-pwd:{description.password}",
        f"a=fingerprint:sha-256 {fingerprint}",
        f"a=setup:{'actpass' if role == 'call' else 'active'}",
        "a=mid:0",
        "a=sctp-port:5000",
        "a=max-message-size:262144",
    ]
    return "\r\n".join(lines) + "\r\n"


def _candidate_line(at: int, one: Candidate) -> str:
    preference = 100 if one.reflexive else 126
    priority = (preference << 24) | ((65_535 - at) << 8) | 255
    kind = "srflx raddr 0.0.0.0 rport 0" if one.reflexive else "host"
    return f"a=candidate:{at + 1} 1 udp {priority} {one.host} {one.port} typ {kind}"


def by_hand(description: Description, role: Role) -> str:
    """Return a description as a text that two friends can copy to each other."""
    data = description.data
    return _PREFIX[role] + to_text(data + hashlib.sha256(data).digest()[:_CHECK])


def from_hand(text: str, role: Role) -> Description:
    """Read a text that was copied by hand; blanks and line breaks in it do not matter.

    Raises:
        WireError: it is another text, or a part of it is missing or changed.
    """
    plain = "".join(text.split())
    other = _PREFIX["answer" if role == "call" else "call"]
    if plain.startswith(other):
        raise WireError(f"this is the {'answer' if role == 'call' else 'call'}, and the {role} is wanted")
    if not plain.startswith(_PREFIX[role]):
        raise WireError(f"this is no {role}: it would begin with {_PREFIX[role]}")
    whole = bytes_of(plain[len(_PREFIX[role]) :])
    data, check = whole[:-_CHECK], whole[-_CHECK:]
    if hashlib.sha256(data).digest()[:_CHECK] != check:
        raise WireError("a part of the text is missing or changed; copy it again from beginning to end")
    return read_description(data)
