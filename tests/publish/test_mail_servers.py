"""Mail over TLS with a login, against real servers on this machine: nothing goes to whoever is not trusted."""

from __future__ import annotations

import datetime as dt
import ipaddress
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Literal

import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from tests.publish.imap_server import Mailbox, serving

from pledgewatch.cli.mail import mail as mail_commands
from pledgewatch.desk.layout import Layout
from pledgewatch.desk.mailing import book_of
from pledgewatch.errors import DeskError
from pledgewatch.publish.mail.imap import folder_name, imap_inbox
from pledgewatch.publish.mail.sending import send_all
from pledgewatch.publish.mail.settings import MailSettings

SENDER = "edition@pledges.example"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for this machine, and its key, in one file."""
    key, today = ec.generate_private_key(ec.SECP256R1()), dt.datetime.now(dt.UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.test")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - dt.timedelta(days=1))
        .not_valid_after(today + dt.timedelta(days=1))
        .add_extension(here, critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "mail.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
    return path


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """Let this machine trust the certificate; return the servers' side."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    return _served(certificate)


def _served(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def _password(folder: Path, password: str) -> str:
    path = folder / "password"
    path.write_text(password + "\n", encoding="utf-8")
    path.chmod(0o600)
    return str(path)


class _Taken:
    """What the server took, and who logged in."""

    def __init__(self, user: str, password: str) -> None:
        self.pair = (user.encode(), password.encode())
        self.tried: list[tuple[bytes, bytes]] = []
        self.to: list[str] = []

    def __call__(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> Any:
        from aiosmtpd.smtp import AuthResult

        self.tried.append((data.login, data.password))
        return AuthResult(success=self.tried[-1] == self.pair, handled=False)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - the server's name
        self.to += envelope.rcpt_tos
        return "250 OK"


@contextmanager
def _smtp(taken: _Taken, **options: Any) -> Iterator[int]:
    controllers = pytest.importorskip("aiosmtpd.controller", reason="needs the extra 'dev'")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    controller = controllers.Controller(taken, hostname="127.0.0.1", port=port, authenticator=taken, **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def _send(port: int, security: Literal["tls", "starttls"], user: str, password_file: str) -> list[str]:
    settings = MailSettings(
        host="127.0.0.1", port=port, security=security, user=user, password_file=password_file, address=SENDER, pause=0
    )
    mail, sent = EmailMessage(), list[str]()
    mail["From"], mail["To"], mail["Subject"] = SENDER, "ana@reader.example", "Edition"
    mail.set_content("What was found.")
    send_all([mail], settings, lambda one: sent.append(str(one["To"])))
    return sent


@pytest.mark.parametrize(("user", "password"), [("edition", 's3 cr"et\\'), ("编辑", "пароль")])
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_the_edition_goes_over_tls_with_a_login(
    security: Literal["tls", "starttls"], user: str, password: str, trusted: ssl.SSLContext, tmp_path: Path
) -> None:
    taken = _Taken(user, password)
    starting = {"tls_context": trusted, "require_starttls": True, "auth_required": True}
    options = starting if security == "starttls" else {"ssl_context": trusted, "auth_require_tls": False}
    with _smtp(taken, **options) as port:
        assert _send(port, security, user, _password(tmp_path, password)) == ["ana@reader.example"]
    assert taken.to == ["ana@reader.example"]
    assert taken.tried[-1] == taken.pair


def test_a_wrong_password_is_said_with_what_to_look_at(trusted: ssl.SSLContext, tmp_path: Path) -> None:
    taken = _Taken("edition", "right")
    with _smtp(taken, tls_context=trusted, auth_required=True) as port, pytest.raises(DeskError, match="535") as raised:
        _send(port, "starttls", "edition", _password(tmp_path, "wrong"))
    assert "mail.password_file" in raised.value.next_step
    assert taken.to == []


def test_nothing_goes_to_a_server_that_nobody_vouches_for(certificate: Path, tmp_path: Path) -> None:
    taken = _Taken("edition", "secret")
    refused = pytest.raises(DeskError, match="CERTIFICATE_VERIFY_FAILED")
    with _smtp(taken, tls_context=_served(certificate)) as port, refused as raised:
        _send(port, "starttls", "edition", _password(tmp_path, "secret"))
    assert "certificate" in raised.value.next_step
    assert (taken.tried, taken.to) == ([], [])


def test_no_password_goes_where_tls_is_not_offered(tmp_path: Path) -> None:
    """Whoever sits between may take the offer away; then nothing is said at all."""
    taken = _Taken("edition", "secret")
    with _smtp(taken, auth_require_tls=False) as port, pytest.raises(DeskError) as raised:
        _send(port, "starttls", "edition", _password(tmp_path, "secret"))
    assert "mail.security" in raised.value.next_step
    assert (taken.tried, taken.to) == ([], [])


def _letter(sender: str, subject: str) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, SENDER, subject
    mail.set_content("")
    return mail.as_bytes()


def _look(settings: MailSettings, password: str) -> None:
    with imap_inbox(settings, password):
        pass


def _inbox(box: Mailbox, **more: Any) -> MailSettings:
    return MailSettings(imap_host="127.0.0.1", imap_port=box.port, user=box.user, **more)


@pytest.mark.parametrize("plain", [True, False])
@pytest.mark.parametrize("password", ["secret", 's3 cr"et\\'])
def test_unseen_messages_are_read_and_marked_at_the_end(plain: bool, password: str, trusted: ssl.SSLContext) -> None:
    letters = [_letter("ana@reader.example", "join"), b"x" * 300_000, _letter("bo@reader.example", "join")]
    box = Mailbox(*letters, password=password)
    box.plain, box.seen = plain, {7}
    with serving(box, trusted), imap_inbox(_inbox(box), password) as messages:
        read = list(messages)
        assert box.seen == {7}, "nothing is marked before it was kept"
    assert [len(one) for one in read] == [262_145, len(letters[2])]
    assert box.seen == {7, 14, 21}
    assert box.asked[-1] == "LOGOUT"


def test_a_run_that_fails_marks_nothing(trusted: ssl.SSLContext) -> None:
    box = Mailbox(_letter("ana@reader.example", "join"))
    with serving(box, trusted), pytest.raises(ValueError, match="ours"), imap_inbox(_inbox(box), "secret") as messages:
        raise ValueError(f"ours, after {len(list(messages))}")
    assert box.seen == set()


def test_a_password_of_another_script_goes_where_the_server_takes_it(trusted: ssl.SSLContext) -> None:
    box = Mailbox(user="编辑", password="пароль")
    with serving(box, trusted), imap_inbox(_inbox(box), "пароль") as messages:
        assert list(messages) == []
    box.plain = False
    with serving(box, trusted), pytest.raises(DeskError, match="such letters"):
        _look(_inbox(box), "пароль")


@pytest.mark.parametrize(
    ("password", "folder", "expected"),
    [("wrong", "INBOX", "mail.password_file"), ("secret", "Gone", "mail.imap_folder")],
)
def test_a_refusal_says_what_to_look_at(password: str, folder: str, expected: str, trusted: ssl.SSLContext) -> None:
    box = Mailbox()
    with serving(box, trusted), pytest.raises(DeskError) as raised:
        _look(_inbox(box, imap_folder=folder), password)
    assert expected in raised.value.next_step
    assert "SEARCH" not in box.asked


def test_no_password_goes_to_a_mailbox_that_nobody_vouches_for(certificate: Path) -> None:
    box = Mailbox()
    with serving(box, _served(certificate)), pytest.raises(DeskError, match="CERTIFICATE_VERIFY_FAILED"):
        _look(_inbox(box), "secret")
    assert box.asked == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("INBOX", '"INBOX"'),
        ("Reader mail", '"Reader mail"'),
        ('a"b\\c', '"a\\"b\\\\c"'),
        ("R&D", '"R&-D"'),
        ("~peter/mail/台北/日本語", '"~peter/mail/&U,BTFw-/&ZeVnLIqe-"'),
    ],
)
def test_folders_are_named_as_the_standard_writes_them(name: str, expected: str) -> None:
    assert folder_name(name) == expected


def test_a_reader_joins_through_both_servers(trusted: ssl.SSLContext, tmp_path: Path) -> None:
    """The whole way by the command: her wish is read, the question goes out, her reply is read, she has joined."""
    taken, layout = _Taken("edition", "secret"), Layout(tmp_path / "desk")
    box = Mailbox(_letter("ana@reader.example", "join"), folder="Leser &- mehr")
    layout.archive.mkdir(parents=True)
    sent: list[str] = []

    async def kept(server: Any, session: Any, envelope: Any) -> str:
        sent.append(envelope.content.decode())
        return "250 OK"

    taken.handle_DATA = kept  # type: ignore[method-assign]
    options: dict[str, Any] = {"tls_context": trusted, "require_starttls": True, "auth_required": True}
    with _smtp(taken, **options) as port, serving(box, trusted):
        layout.settings.write_text(
            f'[mail]\nhost = "127.0.0.1"\nport = {port}\nuser = "edition"\naddress = "{SENDER}"\npause = 0\n'
            f'password_file = "{_password(tmp_path, "secret")}"\n'
            f'imap_host = "127.0.0.1"\nimap_port = {box.port}\nimap_folder = "Leser & mehr"\n',
            encoding="utf-8",
        )
        command = ["read", "--imap", "--send", "--desk", str(layout.folder)]
        asked = CliRunner().invoke(mail_commands, command)
        assert asked.output == "ana@reader.example: asked to confirm\n", asked.exception
        subject = next(line for line in sent[0].splitlines() if line.startswith("Subject:"))
        box.messages[28] = _letter("ana@reader.example", f"Re: {subject.removeprefix('Subject: ')}")
        assert CliRunner().invoke(mail_commands, command).output == "ana@reader.example: joined\n"
    assert list(book_of(layout).readers) == ["ana@reader.example"]
    assert box.seen == {7, 28}
