"""Read what readers wrote over IMAP: always over TLS, with the certificate checked, and marked as seen at the end.

A message is marked only once what it asks for is kept: a run that is killed reads it again, and it counts once.
"""

from __future__ import annotations

import base64
import imaplib
import re
import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

from pledgewatch.errors import DeskError
from pledgewatch.publish.mail.inbox import MOST_BYTES, MOST_MESSAGES
from pledgewatch.publish.mail.settings import MailSettings

__all__ = ["folder_name", "imap_inbox"]

_SECONDS = 60
_AT_ONCE = 200
"""Messages that are marked by one command; their numbers make a line of some 2 kB."""
_UNPRINTABLE = re.compile(r"[^\x20-\x7e]+")


@contextmanager
def imap_inbox(settings: MailSettings, password: str) -> Iterator[Iterable[bytes]]:
    """Give the unseen messages of the folder; they are marked as seen when the block ends without an error.

    Raises:
        DeskError: the server cannot be reached or trusted, refuses the login, or has no such folder.
    """
    server = _entered(settings, password)
    try:
        with _told(settings, "try again"):
            found = server.uid("SEARCH", "UNSEEN")[1]
        numbers = [number.decode("ascii", "replace") for number in (found[0] or b"").split()[:MOST_MESSAGES]]
        yield _messages(server, numbers, settings)
        with _told(settings, "run it again: each message counts once"):
            for at in range(0, len(numbers), _AT_ONCE):
                server.uid("STORE", ",".join(numbers[at : at + _AT_ONCE]), "+FLAGS", "(\\Seen)")
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            server.logout()


def _entered(settings: MailSettings, password: str) -> imaplib.IMAP4_SSL:
    """Return a connection that is logged in, with the folder open."""
    with _told(settings, "look at mail.imap_host and mail.imap_port"):
        context = ssl.create_default_context()
        server = imaplib.IMAP4_SSL(settings.imap_host, settings.imap_port, ssl_context=context, timeout=_SECONDS)
    try:
        with _told(settings, "look at mail.user and mail.password_file"):
            _log_in(server, settings.user, password)
        with _told(settings, "look at mail.imap_folder"):
            answer, said = server.select(folder_name(settings.imap_folder))
            if answer != "OK":
                raise imaplib.IMAP4.error((said[0] or b"no such folder").decode("utf-8", "replace"))
    except BaseException:
        with suppress(OSError, imaplib.IMAP4.error):
            server.logout()
        raise
    return server


def _log_in(server: imaplib.IMAP4_SSL, user: str, password: str) -> None:
    """Log in; by PLAIN where the server has it, which alone takes names and passwords of any script."""
    if "AUTH=PLAIN" in server.capabilities:
        server.authenticate("PLAIN", lambda _: f"\0{user}\0{password}".encode())
        return
    try:
        server.login(_quoted(user), password)
    except UnicodeEncodeError:
        raise imaplib.IMAP4.error("the server takes no password with such letters") from None


def _messages(server: imaplib.IMAP4_SSL, numbers: Iterable[str], settings: MailSettings) -> Iterator[bytes]:
    for number in numbers:
        with _told(settings, "try again"):
            parts = server.uid("FETCH", number, f"(BODY.PEEK[]<0.{MOST_BYTES + 1}>)")[1]
        yield from (part[1] for part in parts if isinstance(part, tuple) and isinstance(part[1], bytes))


@contextmanager
def _told(settings: MailSettings, next_step: str) -> Iterator[None]:
    try:
        yield
    except (OSError, imaplib.IMAP4.error) as error:
        said = str(error)[:200]
        raise DeskError(f"The mailbox on {settings.imap_host} cannot be read ({said}).", next_step=next_step) from None


def folder_name(name: str) -> str:
    """Write a folder's name as IMAP wants it: quoted, other letters than ASCII in modified UTF-7 (RFC 3501, 5.1.3)."""

    def encoded(found: re.Match[str]) -> str:
        digits = base64.b64encode(found[0].encode("utf-16-be", "replace")).decode()
        return f"&{digits.rstrip('=').replace('/', ',')}-"

    return _quoted(_UNPRINTABLE.sub(encoded, name.replace("&", "&-")))


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
