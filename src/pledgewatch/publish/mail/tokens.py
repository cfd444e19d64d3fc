"""Make the words by which a reader proves that an address is hers: nothing is kept of her before she does.

A token is a keyed hash of what it is for and the address, with a secret that only this desk has. One for joining holds
the day, too, and is good for two weeks; one for leaving is good for ever.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import re

__all__ = ["JOIN_DAYS", "find_tokens", "is_join_token", "is_leave_token", "join_token", "leave_token"]

JOIN_DAYS = 14
_BYTES = 15
"""120 bits, 24 letters: nobody guesses it, and it fits a subject line."""
_TOKEN = re.compile(r"\b[A-Z2-7]{24}\b")


def _token(secret: bytes, purpose: str, address: str, day: str = "") -> str:
    text = "\n".join((purpose, address.casefold(), day)).encode()
    return base64.b32encode(hmac.new(secret, text, hashlib.sha256).digest()[:_BYTES]).decode()


def join_token(secret: bytes, address: str, today: dt.date) -> str:
    """Return the token with which this address joins, from today on."""
    return _token(secret, "join", address, today.isoformat())


def is_join_token(secret: bytes, address: str, token: str, today: dt.date) -> bool:
    """Tell whether a token was given to this address in the last two weeks."""
    days = (today - dt.timedelta(days=back) for back in range(JOIN_DAYS + 1))
    return any(hmac.compare_digest(_token(secret, "join", address, day.isoformat()), token) for day in days)


def leave_token(secret: bytes, address: str) -> str:
    """Return the token with which this address leaves."""
    return _token(secret, "leave", address)


def is_leave_token(secret: bytes, address: str, token: str) -> bool:
    """Tell whether a token takes this address off the list."""
    return hmac.compare_digest(leave_token(secret, address), token)


def find_tokens(text: str) -> list[str]:
    """Return what looks like a token in a subject or a reply, in order, each once."""
    return list(dict.fromkeys(_TOKEN.findall(text)))[:20]
