"""Hand mails to the configured server, one connection for all, each reader once an edition."""

from __future__ import annotations

import smtplib
import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

from pledgewatch.errors import DeskError, SettingsError
from pledgewatch.publish.mail.settings import MailSettings

__all__ = ["password_of", "send_all"]

_SECONDS = 60


def password_of(settings: MailSettings) -> str:
    """Return the password from its file; empty where none is set.

    Raises:
        SettingsError: the file cannot be read, or others may read it.
    """
    if not settings.password_file:
        return ""
    path = Path(settings.password_file)
    try:
        if path.stat().st_mode & 0o077:
            raise SettingsError(f"Others may read {path}.", next_step=f"chmod 600 {path}")
        return path.read_text(encoding="utf-8").splitlines()[0]
    except (OSError, UnicodeDecodeError, IndexError) as error:
        raise SettingsError(f"mail.password_file {path} cannot be read ({error}).", next_step="correct it.") from None


@contextmanager
def _server(settings: MailSettings) -> Iterator[smtplib.SMTP]:
    if not settings.host:
        raise SettingsError("No server is set to send mail by.", next_step="set mail.host and mail.address.")
    context = ssl.create_default_context()
    if settings.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(settings.host, settings.port, timeout=_SECONDS, context=context)
    else:
        server = smtplib.SMTP(settings.host, settings.port, timeout=_SECONDS)
    with server:
        if settings.security == "starttls":
            server.starttls(context=context)
        if settings.user:
            server.login(settings.user, password_of(settings))
        yield server


def send_all(
    mails: Iterable[EmailMessage], settings: MailSettings, sent: Callable[[EmailMessage], None]
) -> list[tuple[str, str]]:
    """Send mails; `sent` is told of each that the server took. Returns the refused ones: to whom, and why.

    Raises:
        DeskError: the server cannot be reached, or ended the talk; what was sent was told before.
    """
    refused: list[tuple[str, str]] = []
    try:
        with _server(settings) as server:
            for mail in mails:
                try:
                    server.send_message(mail)
                except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, smtplib.SMTPNotSupportedError) as error:
                    refused.append((str(mail["To"]), str(error)[:200]))
                    continue
                sent(mail)
                time.sleep(settings.pause)
    except (OSError, smtplib.SMTPException) as error:
        raise DeskError(
            f"The server {settings.host}:{settings.port} did not take the mail ({error}).",
            next_step="run it again: whoever has this edition does not get it twice.",
        ) from None
    return refused
