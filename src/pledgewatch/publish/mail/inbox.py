"""Read what readers wrote, from a mailbox's file, and say what each message asks for.

All of it is hostile: only sizes, a few headers and the text are looked at, nothing is opened; what a machine sent is
left alone, so that two machines never answer each other.
"""

from __future__ import annotations

import email
import mailbox
import re
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr
from pathlib import Path
from typing import Literal

import msgspec

from pledgewatch.errors import UsageError
from pledgewatch.model.identity import sha256_of
from pledgewatch.publish.mail.settings import is_address
from pledgewatch.publish.mail.tokens import find_tokens

__all__ = ["MOST_BYTES", "MOST_MESSAGES", "Asked", "asked_for", "mailbox_messages"]

MOST_BYTES = 262_144
MOST_MESSAGES = 10_000
_MOST_TEXT = 20_000
_WORDS = re.compile(r"\b(join|leave|subscribe|unsubscribe)\b", re.IGNORECASE)
_MACHINES = re.compile(r"(?:mailer-daemon|postmaster|no-?reply|bounces?)\b", re.IGNORECASE)


class Asked(msgspec.Struct, frozen=True):
    """What a message asks for: who sent it, whether she wants to join or leave, and the tokens in it."""

    address: str
    wish: Literal["join", "leave", ""]
    tokens: tuple[str, ...]
    digest: str


def asked_for(data: bytes) -> Asked | None:
    """Return what one message asks for; None for what no person sent to ask."""
    if len(data) > MOST_BYTES:
        return None
    try:
        message = email.message_from_bytes(data, policy=default)
        assert isinstance(message, EmailMessage)
        address = parseaddr(str(message.get("From", "")))[1]
        subject, text = str(message.get("Subject", "")), _text_of(message)
        machine = str(message.get("Auto-Submitted", "no")).strip().lower() != "no" or "List-Id" in message
    except (ValueError, LookupError, AttributeError, IndexError, KeyError, TypeError, RecursionError):
        return None  # headers that the standard library cannot take apart are nobody's wish
    if machine or not is_address(address) or _MACHINES.match(address):
        return None
    word = _WORDS.search(subject) or _WORDS.match(text.strip())
    wish: Literal["join", "leave", ""] = ""
    if word:
        wish = "join" if word[1].lower() in ("join", "subscribe") else "leave"
    return Asked(address.lower(), wish, tuple(find_tokens(f"{subject}\n{text}")), sha256_of(data))


def _text_of(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    if part is None:
        return ""
    data = part.get_payload(decode=True)
    return data[:_MOST_TEXT].decode("utf-8", "replace") if isinstance(data, bytes) else ""


def mailbox_messages(path: Path) -> Iterator[bytes]:
    """Yield the messages of an mbox file or a Maildir folder.

    Raises:
        UsageError: there is none.
    """
    if path.is_dir():
        box: mailbox.Mailbox[mailbox.Message] = mailbox.Maildir(path, create=False)
    elif path.is_file():
        box = mailbox.mbox(path, create=False)
    else:
        raise UsageError(f"There is no mailbox at {path}.", next_step="name an mbox file or a Maildir folder.")
    for number, key in enumerate(sorted(box.keys(), key=str)):
        if number >= MOST_MESSAGES:
            return
        yield box.get_bytes(key)
