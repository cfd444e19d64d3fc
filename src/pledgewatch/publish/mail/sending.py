"""Hand mails to the configured server, one connection for all, each reader once an edition."""

from __future__ import annotations

import base64
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
_LOGGED_IN = 235


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
            _log_in(server, settings.user, password_of(settings))
        yield server


def _log_in(server: smtplib.SMTP, user: str, password: str) -> None:
    """Log in; what is not ASCII goes by PLAIN (RFC 4616), for which the standard library takes ASCII only."""
    if f"{user}{password}".isascii():
        server.login(user, password)
        return
    server.ehlo_or_helo_if_needed()
    if "PLAIN" not in server.esmtp_features.get("auth", "").split():
        raise smtplib.SMTPNotSupportedError("the server takes no password with such letters")
    code, said = server.docmd("AUTH", "PLAIN " + base64.b64encode(f"\0{user}\0{password}".encode()).decode())
    if code != _LOGGED_IN:
        raise smtplib.SMTPAuthenticationError(code, said)


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
            f"The server {settings.host}:{settings.port} did not take the mail ({_said(error)}).",
            next_step=_next_step(error),
        ) from None
    return refused


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error.decode("utf-8", "replace") if isinstance(error.smtp_error, bytes) else error.smtp_error
        return f"{error.smtp_code} {said}"[:200]
    return str(error)[:200]


def _next_step(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "look at mail.user and mail.password_file."
    if isinstance(error, ssl.SSLCertVerificationError):
        return "set mail.host to the name in the server's certificate."
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "look at mail.security and mail.port: 587 with starttls, 465 with tls."
    return "run it again: whoever has this edition does not get it twice."
