"""Know who is at the desk: sessions, and the three ways in (one person's key, passwords, a proxy's header).

Alone, the way in is an address with a key that the terminal shows: other people with an account on the same machine
reach its loopback address too. A session's id is made when somebody comes in and never taken from outside, so that none
can be planted; it lives in memory, and ends with the server.
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from pledgewatch.review.users import Role, Users
from pledgewatch.store.files import replace_file

__all__ = ["Access", "Attempts", "Entry", "Session", "key_of_desk"]

_IDLE_SECONDS = 12 * 3600.0
_SESSIONS_AT_MOST = 1_000
_TRIES, _PAUSE_SECONDS = 5, 60.0


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """How people come in: `key` alone; else `users`, with passwords or, behind `proxies`, by the name in `header`."""

    key: str = ""
    by: str = ""
    users: Users | None = None
    header: str = ""
    proxies: frozenset[str] = frozenset()

    @property
    def alone(self) -> bool:
        """Tell whether one person works here, without users."""
        return self.users is None


class Session:
    """A person who came in: her name and role, and the token that her forms carry."""

    def __init__(self, name: str, role: Role, now: float) -> None:
        self.id = secrets.token_urlsafe(32)
        self.token = secrets.token_urlsafe(32)
        self.name = name
        self.role: Role = role
        self.last = now


class Attempts:
    """Make guessing passwords slow: after five wrong ones for a name, a minute passes before the next try."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._wrong: dict[str, tuple[int, float]] = {}

    def pause(self, name: str) -> float:
        """Return how many seconds are left to wait."""
        count, since = self._wrong.get(name, (0, 0.0))
        return max(0.0, since + _PAUSE_SECONDS - self._clock()) if count >= _TRIES else 0.0

    def note(self, name: str, *, right: bool) -> None:
        """Count a try; a right one forgets the wrong ones."""
        if right:
            self._wrong.pop(name, None)
            return
        if len(self._wrong) >= _SESSIONS_AT_MOST:
            self._wrong.pop(next(iter(self._wrong)))
        self._wrong[name] = (self._wrong.get(name, (0, 0.0))[0] + 1, self._clock())


class Access:
    """The sessions of one server."""

    def __init__(self, entry: Entry, clock: Callable[[], float] = time.monotonic) -> None:
        self.entry = entry
        self.attempts = Attempts(clock)
        self._clock = clock
        self._sessions: dict[str, Session] = {}

    def session(self, cookie: str) -> Session | None:
        """Return the session of a cookie while it lasts, with the role that its person has now."""
        session = self._sessions.get(cookie)
        if session is None:
            return None
        now = self._clock()
        if now - session.last > _IDLE_SECONDS or not self._still_known(session):
            self._sessions.pop(cookie, None)
            return None
        session.last = now
        return session

    def _still_known(self, session: Session) -> bool:
        if self.entry.users is None:
            return True
        user = self.entry.users.all().get(session.name)
        if user is not None:
            session.role = user.role
        return user is not None

    def come_in(self, name: str, role: Role) -> Session:
        """Begin a session, always with an id that nobody knew before."""
        session = Session(name, role, self._clock())
        while len(self._sessions) >= _SESSIONS_AT_MOST:
            oldest = min(self._sessions.values(), key=lambda one: one.last)
            self._sessions.pop(oldest.id)
        self._sessions[session.id] = session
        return session

    def leave(self, session: Session) -> None:
        """End a session."""
        self._sessions.pop(session.id, None)

    def by_key(self, key: str) -> Session | None:
        """Let in whoever has the key of the desk."""
        if not self.entry.alone or not hmac.compare_digest(key.encode(), self.entry.key.encode()):
            return None
        return self.come_in(self.entry.by, "publisher")

    def by_password(self, name: str, password: str) -> Session | None:
        """Let in whoever has the password; the caller asked `attempts` first."""
        users = self.entry.users
        user = users.known(name, password) if users is not None else None
        self.attempts.note(name, right=user is not None)
        return None if user is None else self.come_in(user.name, user.role)

    def by_proxy(self, name: str, peer: str, cookie: str) -> Session | None:
        """Let in whom a trusted proxy names; from any other address the name counts for nothing."""
        users = self.entry.users
        if users is None or peer not in self.entry.proxies:
            return None
        user = users.all().get(name)
        if user is None:
            return None
        known = self.session(cookie)
        return known if known is not None and known.name == name else self.come_in(user.name, user.role)


def key_of_desk(file: Path) -> str:
    """Return the key of a desk that one person works at, made at the first time, so that her bookmark stays good."""
    if file.exists():
        kept = file.read_text(encoding="ascii", errors="replace").strip()
        if len(kept) >= 32:
            return kept
    key = secrets.token_urlsafe(32)
    replace_file(file, key.encode() + b"\n", mode=0o600)
    return key
