"""Write and read HTTP messages as bytes: Binary HTTP (RFC 9292), known-length messages.

What is read is hostile: every length is checked before it is believed, and after the message there may be nothing but
zeros, which are padding.
"""

from __future__ import annotations

import msgspec

from pledgewatch.errors import WireError

__all__ = [
    "Request",
    "Response",
    "parts_of_response",
    "read_request",
    "read_response",
    "write_request",
    "write_response",
]

Fields = tuple[tuple[str, str], ...]
_MOST_FIELDS = 64
_REQUEST, _RESPONSE = 0, 1


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked: a method, where, and header fields with names in small letters."""

    method: str = "GET"
    scheme: str = "https"
    authority: str
    path: str
    fields: Fields = ()
    content: bytes = b""

    def field(self, name: str) -> str:
        """Return a header field, or nothing."""
        return dict(self.fields).get(name, "")


class Response(msgspec.Struct, frozen=True, kw_only=True):
    """What is answered."""

    status: int
    fields: Fields = ()
    content: bytes = b""

    def field(self, name: str) -> str:
        """Return a header field, or nothing."""
        return dict(self.fields).get(name, "")


def write_request(request: Request) -> bytes:
    """Return a request as bytes."""
    control = b"".join(
        _lengthed(part.encode()) for part in (request.method, request.scheme, request.authority, request.path)
    )
    return b"".join((b"\x00", control, *_rest(request.fields, request.content)))


def write_response(response: Response) -> bytes:
    """Return a response as bytes."""
    return b"".join(parts_of_response(response))


def parts_of_response(response: Response) -> tuple[bytes, ...]:
    """Return a response as bytes that follow one another: joining them costs as much as sealing them."""
    return (b"\x01", _number(response.status), *_rest(response.fields, response.content))


def read_request(data: bytes) -> Request:
    """Read a request, and pass over its padding.

    Raises:
        WireError: it is no known-length request.
    """
    reader = _Reader(data)
    if reader.number() != _REQUEST:
        raise WireError("this is no known-length request")
    method, scheme, authority, path = (reader.text() for _ in range(4))
    fields, content = _read_rest(reader)
    return Request(method=method, scheme=scheme, authority=authority, path=path, fields=fields, content=content)


def read_response(data: bytes) -> Response:
    """Read a final response, and pass over its padding.

    Raises:
        WireError: it is no known-length response.
    """
    reader = _Reader(data)
    if reader.number() != _RESPONSE:
        raise WireError("this is no known-length response")
    status = reader.number()
    while 100 <= status < 200:
        reader.fields()
        status = reader.number()
    if not 200 <= status < 600:
        raise WireError(f"{status} is no status")
    fields, content = _read_rest(reader)
    return Response(status=status, fields=fields, content=content)


def _number(value: int) -> bytes:
    """Return an integer as QUIC writes it (RFC 9000, 16)."""
    for bits, size in ((6, 1), (14, 2), (30, 4), (62, 8)):
        if value < 1 << bits:
            return (value | (size.bit_length() - 1) << (8 * size - 2)).to_bytes(size)
    raise ValueError(value)


def _lengthed(data: bytes) -> bytes:
    return _number(len(data)) + data


def _rest(fields: Fields, content: bytes) -> tuple[bytes, ...]:
    lines = b"".join(_lengthed(name.encode()) + _lengthed(value.encode()) for name, value in fields)
    return _lengthed(lines), _number(len(content)), content, _number(0)


def _read_rest(reader: _Reader) -> tuple[Fields, bytes]:
    """Read header fields, content and trailer fields; a message may end before what is empty (RFC 9292, 3.8)."""
    fields = reader.fields() if reader.left else ()
    content = reader.lengthed() if reader.left else b""
    if reader.left:
        reader.fields()
    reader.padding()
    return fields, content


class _Reader:
    """Read from the front of bytes, and refuse what is not there."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def left(self) -> int:
        return len(self._data) - self._at

    def take(self, count: int) -> bytes:
        if count > self.left:
            raise WireError("a message ends too early")
        self._at += count
        return self._data[self._at - count : self._at]

    def number(self) -> int:
        first = self.take(1)
        size = 1 << (first[0] >> 6)
        whole = first + self.take(size - 1)
        return int.from_bytes(whole) & ((1 << (8 * size - 2)) - 1)

    def lengthed(self) -> bytes:
        return self.take(self.number())

    def text(self) -> str:
        try:
            return self.lengthed().decode()
        except UnicodeDecodeError:
            raise WireError("a message's text is no UTF-8") from None

    def fields(self) -> Fields:
        lines = _Reader(self.lengthed())
        found: list[tuple[str, str]] = []
        while lines.left:
            name, value = lines.text(), lines.text()
            if not name or len(found) == _MOST_FIELDS:
                raise WireError("a message has no name for a field, or too many fields")
            found.append((name, value))
        return tuple(found)

    def padding(self) -> None:
        if self._data.count(0, self._at) != self.left:
            raise WireError("something follows a message")
