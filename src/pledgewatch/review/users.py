"""Keep who may work at a desk: names, roles and hashed passwords, in one file that only its owner may read.

Passwords are hashed with scrypt (2^15 blocks of 1 kB, 32 MB and some 80 ms a try on one core), each with its own salt.
A user without a password can only come in through a proxy that names her.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
import stat
import threading
from pathlib import Path
from typing import Literal

import msgspec

from pledgewatch.errors import DeskError, UsageError
from pledgewatch.store.files import replace_file

__all__ = ["ROLES", "Role", "User", "Users", "may"]

Role = Literal["reader", "editor", "publisher"]
ROLES: tuple[Role, ...] = ("reader", "editor", "publisher")
"""Each may do what those before it may: look; decide, note, upload, write; publish, merge and split."""

_NAME = re.compile(r"[^\W_][\w .@'’-]{0,79}\Z")


def may(role: Role, wanted: Role) -> bool:
    """Tell whether a role includes another."""
    return ROLES.index(role) >= ROLES.index(wanted)


_SHORTEST_PASSWORD = 12
_LONGEST_PASSWORD = 1024
_BLOCKS, _BLOCK_SIZE, _MEMORY = 1 << 15, 8, 64 << 20


class User(msgspec.Struct, frozen=True, kw_only=True):
    """A person with her role; `salt` and `key` are empty where she has no password. `blocks`: what a try costs."""

    name: str
    role: Role
    salt: str = ""
    key: str = ""
    blocks: int = _BLOCKS


_TRYING = threading.Semaphore(2)
"""Tries at once: each takes 32 MB and a core, and whoever knocks is not known yet."""
_NOBODY = User(name="", role="reader", salt=base64.b64encode(b"0" * 16).decode(), key="")


class Users:
    """The users of one desk."""

    def __init__(self, file: Path, *, blocks: int = _BLOCKS) -> None:
        self.file = file
        self._blocks = blocks
        self._read: dict[str, User] = {}
        self._stamp = (-1, -1)

    def all(self) -> dict[str, User]:
        """Return the users by name, as the file has them now.

        Raises:
            DeskError: the file is damaged, or others than its owner may read it.
        """
        try:
            status = self.file.stat()
        except FileNotFoundError:
            self._read, self._stamp = {}, (-1, -1)
            return {}
        stamp = (status.st_mtime_ns, status.st_size)
        if stamp != self._stamp:
            self._read, self._stamp = self._load(status.st_mode), stamp
        return self._read

    def _load(self, mode: int) -> dict[str, User]:
        if stat.S_IMODE(mode) & 0o077:
            raise DeskError(f"Others may read {self.file}.", next_step=f"chmod 600 {self.file}")
        try:
            users = msgspec.json.decode(self.file.read_bytes(), type=list[User])
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise DeskError(f"{self.file} is damaged.", next_step="bring it back, or add the users anew.") from error
        return {user.name: user for user in users}

    def add(self, name: str, role: Role, password: str = "") -> User:
        """Add a user, or give one who is there another role or password.

        Raises:
            UsageError: the name or the password is not acceptable.
        """
        user = _made(name, role, password, self._blocks)
        self._write(self.all() | {user.name: user})
        return user

    def remove(self, name: str) -> None:
        """Take a user out; what she decided stays.

        Raises:
            UsageError: there is none of this name.
        """
        users = dict(self.all())
        if users.pop(name, None) is None:
            raise UsageError(f"There is no user {name!r}.", next_step="pledgewatch review user list --desk DIR")
        self._write(users)

    def _write(self, users: dict[str, User]) -> None:
        ordered = [users[name] for name in sorted(users)]
        replace_file(self.file, msgspec.json.format(msgspec.json.encode(ordered)) + b"\n", mode=0o600)

    def known(self, name: str, password: str) -> User | None:
        """Return the user whose name and password these are; takes as long where there is none of the name."""
        user = self.all().get(name, _NOBODY)
        with _TRYING:
            tried = _hashed(password[:_LONGEST_PASSWORD], base64.b64decode(user.salt or _NOBODY.salt), user.blocks)
        return user if hmac.compare_digest(tried, user.key) and user.key else None


def _made(name: str, role: Role, password: str, blocks: int) -> User:
    name = " ".join(name.split())
    if not _NAME.match(name):
        raise UsageError(f"{name!r} is no user name.", next_step="use letters, digits, spaces and . @ ' - up to 80.")
    if not password:
        return User(name=name, role=role)
    if not _SHORTEST_PASSWORD <= len(password) <= _LONGEST_PASSWORD:
        raise UsageError(f"A password has at least {_SHORTEST_PASSWORD} characters.", next_step="choose a longer one.")
    salt = os.urandom(16)
    return User(
        name=name, role=role, salt=base64.b64encode(salt).decode(), key=_hashed(password, salt, blocks), blocks=blocks
    )


def _hashed(password: str, salt: bytes, blocks: int) -> str:
    data = password.encode("utf-8", "surrogatepass")
    return base64.b64encode(hashlib.scrypt(data, salt=salt, n=blocks, r=_BLOCK_SIZE, p=1, maxmem=_MEMORY)).decode()
