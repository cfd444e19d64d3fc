"""Keep who receives the edition, on this machine only, in a file that only its owner may read.

Whoever leaves is erased, not marked. Of messages that were read only hashes are kept, so that an old mailbox read again
brings nobody back.
"""

from __future__ import annotations

import secrets
from pathlib import Path

import msgspec

from pledgewatch.errors import DeskError
from pledgewatch.store.files import replace_file

__all__ = ["Book", "Subscriber", "open_book", "save_book"]


class Subscriber(msgspec.Struct, frozen=True, kw_only=True):
    """A reader: her language, since when, and the number of the last edition that was sent to her."""

    language: str
    since: str
    sent: int = 0


class Book(msgspec.Struct, kw_only=True):
    """All readers by address, the secret of the tokens, and the hashes of messages read with their day."""

    secret: str
    readers: dict[str, Subscriber] = {}
    read: dict[str, str] = {}

    @property
    def key(self) -> bytes:
        """Return the secret as bytes."""
        return bytes.fromhex(self.secret)


def open_book(path: Path) -> Book:
    """Read the book; a new one, with a new secret, where there is none.

    Raises:
        DeskError: the file is damaged, or others may read it.
    """
    try:
        if path.stat().st_mode & 0o077:
            raise DeskError(f"Others may read {path}.", next_step=f"chmod 600 {path}")
        return msgspec.json.decode(path.read_bytes(), type=Book)
    except FileNotFoundError:
        return Book(secret=secrets.token_hex(32))
    except (OSError, msgspec.DecodeError) as error:
        raise DeskError(f"{path} cannot be read ({error}).", next_step="bring it back from a backup.") from None


def save_book(path: Path, book: Book) -> None:
    """Write the book."""
    replace_file(path, msgspec.json.format(msgspec.json.encode(book, order="sorted")), mode=0o600)
