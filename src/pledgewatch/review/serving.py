"""Serve the desk: who may come in, at which address, on which port; loopback unless there are users."""

from __future__ import annotations

import getpass
import ipaddress
import socket
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import uvicorn
from starlette.types import ASGIApp

from pledgewatch.errors import UsageError
from pledgewatch.review.app.access import Entry, key_of_desk
from pledgewatch.review.app.build import build_app
from pledgewatch.review.app.holdings import Holdings
from pledgewatch.review.users import Users

__all__ = ["Serving", "prepare"]

_WAITING = 256
"""Connections that may wait: browsers open six each."""


class Serving(msgspec.Struct, frozen=True, kw_only=True):
    """A desk ready to be served: its address for people, whether one person works alone, and the open socket."""

    address: str
    alone: bool
    app: ASGIApp
    listening: socket.socket

    def run(self) -> None:
        """Serve until interrupted."""
        # The header of a proxy is read by our own code, and only from its own address: uvicorn must not rewrite it.
        config = uvicorn.Config(
            self.app, log_level="warning", proxy_headers=False, server_header=False, ws="none", timeout_keep_alive=20
        )
        uvicorn.Server(config).run(sockets=[self.listening])


def prepare(
    folder: Path, *, host: str, port: int, by: str, origin: str, header: str, proxies: Sequence[str]
) -> Serving:
    """Open the port and put the application together.

    Raises:
        UsageError: the port cannot be had, or others could come in where nobody is known.
    """
    holdings = Holdings(folder)
    users = Users(holdings.layout.users)
    known = bool(users.all())
    public = _checked_origin(origin)
    _refuse_open_doors(host, public, header, proxies, known=known)
    entry = Entry(
        key="" if known else key_of_desk(holdings.layout.key),
        by=by.strip() or _login_name(),
        users=users if known else None,
        header=header,
        proxies=frozenset(str(ipaddress.ip_address(one)) for one in proxies),
    )
    listening = _listen(host, port)
    here = listening.getsockname()[1]
    place = origin.rstrip("/") or f"http://{_shown(host)}:{here}"
    hosts = {name for name in (public, "" if host in ("0.0.0.0", "::") else host) if name}  # noqa: S104 - compared only
    app = build_app(
        holdings, entry, hosts=hosts, cookie=f"pledgewatch-{here}", secure=origin.casefold().startswith("https://")
    )
    return Serving(
        address=f"{place}/" if known else f"{place}/sign-in?key={entry.key}",
        alone=not known,
        app=app,
        listening=listening,
    )


def _checked_origin(origin: str) -> str:
    if not origin:
        return ""
    parts = urlsplit(origin)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
        raise UsageError(f"{origin!r} is no address of a server.", next_step="write --origin https://desk.example.org")
    return parts.hostname


def _refuse_open_doors(host: str, public: str, header: str, proxies: Sequence[str], *, known: bool) -> None:
    if (not _is_loopback(host) or public) and not known:
        raise UsageError(
            f"Others could reach {public or host}, and the desk knows no users.",
            next_step="pledgewatch review user add NAME --role publisher --desk DIR",
        )
    if bool(header) != bool(proxies):
        raise UsageError("--header and --proxy belong together.", next_step="name both, or neither.")
    if header and not known:
        raise UsageError("A proxy names people whom the desk must know.", next_step="add them: pledgewatch review user")
    for one in proxies:
        try:
            ipaddress.ip_address(one)
        except ValueError:
            raise UsageError(f"{one!r} is no IP address.", next_step="write --proxy 127.0.0.1") from None


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_WAITING)
    except OSError as error:
        raise UsageError(f"Port {port} cannot be had: {error.strerror}.", next_step="give another --port.") from error


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # no such user in the system's list
        return "editor"
