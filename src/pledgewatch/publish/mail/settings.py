"""Hold what is needed to send mail; the password lies in a file of its own, never in the settings."""

from __future__ import annotations

import ipaddress
import re
from typing import Annotated, Literal

import msgspec

from pledgewatch.errors import SettingsError

__all__ = ["ADDRESS", "MailSettings", "is_address"]

ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}\.?){1,12}\Z")
"""What we send to: the plain form of RFC 5322 that mail programs write; quotes, comments and controls are refused."""
_LONGEST = 254


def is_address(text: str) -> bool:
    """Tell whether mail may be sent there."""
    return len(text) <= _LONGEST and bool(ADDRESS.match(text)) and ".." not in text


class MailSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Say by which server mail goes out, from whom, and where replies are read.

    `address` is both the sender and where readers write to join and leave. `security` is `tls` (from the first byte),
    `starttls`, or `none`, which is taken for this machine only. `password_file` holds the password in its first line.
    """

    host: str = ""
    port: Annotated[int, msgspec.Meta(ge=1, le=65_535)] = 587
    security: Literal["tls", "starttls", "none"] = "starttls"
    user: str = ""
    password_file: str = ""
    address: str = ""
    imap_host: str = ""
    imap_port: Annotated[int, msgspec.Meta(ge=1, le=65_535)] = 993
    imap_folder: str = "INBOX"
    pause: Annotated[float, msgspec.Meta(ge=0, le=60)] = 0.2

    def __post_init__(self) -> None:
        """Refuse an address that cannot be, and a password over an open line."""
        if self.address and not is_address(self.address):
            raise SettingsError(f"mail.address {self.address[:80]!r} is no mail address.", next_step="correct it.")
        if self.security == "none" and self.host and not _is_here(self.host):
            raise SettingsError(
                f"mail.security is none, and {self.host[:80]} is another machine.", next_step="set starttls or tls."
            )


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
