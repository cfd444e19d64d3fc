"""Read base64url from the wire, where a mistake is the sender's and no forgery."""

from __future__ import annotations

from pledgewatch.errors import ForgedError, WireError
from pledgewatch.publish.signing.encoding import from_text

__all__ = ["bytes_of"]


def bytes_of(text: str, *, length: int | None = None) -> bytes:
    """Read base64url without padding, of `length` bytes where it is given.

    Raises:
        WireError: it is something else.
    """
    try:
        return from_text(text, length=length)
    except ForgedError as error:
        raise WireError(error.what) from None
