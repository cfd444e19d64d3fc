"""Mail: both parts, headers that nobody can break, joining and leaving by a token, and a real server that takes it."""

from __future__ import annotations

import datetime as dt
import email
import mailbox
import socket
import stat
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from urllib.parse import unquote

import msgspec
import pytest
from tests.publish import fixture

from pledgewatch.desk.layout import Layout
from pledgewatch.desk.mailing import book_of, mail_edition, read_replies, sample_edition
from pledgewatch.errors import DeskError, SettingsError, UsageError
from pledgewatch.publish.about import About
from pledgewatch.publish.mail.inbox import asked_for, mailbox_messages
from pledgewatch.publish.mail.letters import Content, Item, answer, edition_mail
from pledgewatch.publish.mail.settings import MailSettings, is_address
from pledgewatch.publish.mail.subscribers import save_book
from pledgewatch.publish.mail.tokens import find_tokens
from pledgewatch.publish.sealing import Seal
from pledgewatch.publish.settings import PublishSettings
from pledgewatch.publish.site import build_site
from pledgewatch.publish.words import words_of
from pledgewatch.settings import Settings

NOW = dt.datetime(2026, 1, 31, 12, tzinfo=dt.UTC)
SENDER = "edition@pledges.example"
HOSTILE = "A\r\nBcc: evil@example.org\r\n\r\n<script>alert(1)</script>\u202e"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    about = About(address="https://pledges.example/", languages=("en", "zh-Hans"))
    seal = Seal(signer=None, issued=NOW, expires=NOW + dt.timedelta(days=90))
    edition = msgspec.structs.replace(fixture.published(), about=about)
    return build_site(edition, tmp_path_factory.mktemp("mail") / "site", seal).path


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    (tmp_path / "desk").mkdir()
    return Layout(tmp_path / "desk")


def _settings(port: int = 2525) -> Settings:
    mail = MailSettings(host="127.0.0.1", port=port, security="none", address=SENDER, pause=0)
    return Settings(mail=mail, publish=PublishSettings(address="https://pledges.example/"))


def _message(sender: str, subject: str, text: str = "", **headers: str) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, SENDER, subject
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail.as_bytes()


def _read(layout: Layout, *messages: bytes, now: dt.datetime = NOW) -> tuple[list[str], list[EmailMessage]]:
    done, answers = read_replies(layout, messages, _settings(), now=now, send=False)
    return [one.what for one in done], answers


def test_the_edition_has_a_plain_and_an_html_part_and_a_way_out(site: Path) -> None:
    mail = email.message_from_bytes(sample_edition(site, _settings(), now=NOW).as_bytes(), policy=default)
    assert [part.get_content_type() for part in mail.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert mail["List-Unsubscribe"].strip().startswith(f"<mailto:{SENDER}?subject=leave%20")
    for kind in ("plain", "html"):
        part = mail.get_body((kind,))
        assert part is not None
        text = part.get_content()
        assert "https://pledges.example/organisations/" in text
        assert "src=" not in text
        assert "leave" in text
    assert (
        sample_edition(site, _settings(), now=NOW).as_bytes() == sample_edition(site, _settings(), now=NOW).as_bytes()
    )
    chinese = sample_edition(site, _settings(), now=NOW, language="zh-Hans").get_body(("plain",))
    assert chinese is not None
    assert "新发表" in chinese.get_content()


def test_no_text_breaks_a_header_or_becomes_markup() -> None:
    content = Content(
        title=HOSTILE,
        sequence=1,
        as_of="2026-01-30",
        address="",
        quote=HOSTILE,
        quoted=HOSTILE,
        items=(Item(HOSTILE, HOSTILE, "javascript:alert(1)"),),
    )
    words = words_of("en")
    mails = [edition_mail(content, words, sender=SENDER, to="a@b.example", leave="T", now=NOW, key="k")]
    for kind in ("confirm", "welcome", "leave", "goodbye"):
        mails.append(answer(kind, words, title=HOSTILE, sender=SENDER, to="a@b.example", token="T", now=NOW, key="k"))
    for mail in mails:
        read = email.message_from_bytes(mail.as_bytes(), policy=default)
        assert "Bcc" not in read
        assert len(read.get_all("Subject", [])) == 1
        html = read.get_body(("html",))
        if html is not None:
            assert "<script" not in html.get_content()
            assert "javascript:" not in html.get_content()


_MORE = ('"a"@b.example', "a@-b.example", f"{'a' * 65}@b.example", "a@b.example,c@d.example", "a\u202e@b.example")


@pytest.mark.parametrize(
    "address",
    ["", "a", "a@", "@b", "a@b@c", "a b@c.example", "a@b.example\r\nBcc: x@y.example", "a@b..example", *_MORE],
)
def test_what_is_no_address_gets_no_mail(address: str) -> None:
    assert not is_address(address)
    with pytest.raises(UsageError):
        answer("welcome", words_of("en"), title="T", sender=SENDER, to=address, token="T", now=NOW, key="k")


def test_a_reader_joins_by_replying_and_leaves_by_replying(layout: Layout) -> None:
    done, answers = _read(layout, _message("Ana <Ana@Reader.example>", "join please"))
    assert done == ["asked to confirm"]
    assert book_of(layout).readers == {}, "nothing is kept of whoever has not confirmed"
    assert stat.S_IMODE(layout.readers.stat().st_mode) == 0o600
    subject = str(answers[0]["Subject"])
    done, answers = _read(layout, _message("ana@reader.example", f"Re: {subject}", "> quoted"))
    assert (done, list(book_of(layout).readers)) == (["joined"], ["ana@reader.example"])
    done, answers = _read(layout, _message("ana@reader.example", "leave"))
    assert (done, len(book_of(layout).readers)) == (["asked to confirm leaving"], 1)
    done, answers = _read(layout, _message("other@address.example", f"Re: {answers[0]['Subject']}"))
    assert (done, book_of(layout).readers) == (["left"], {})
    assert answers == [], "the answer would go to somebody else"
    assert "ana@" not in layout.readers.read_text()


def test_a_token_is_of_one_address_and_of_two_weeks(layout: Layout) -> None:
    _, answers = _read(layout, _message("ana@reader.example", "join"))
    token = find_tokens(str(answers[0]["Subject"]))[0]
    assert _read(layout, _message("eve@reader.example", token))[0] == ["nothing"]
    late = NOW + dt.timedelta(days=15)
    assert _read(layout, _message("ana@reader.example", f"late {token}"), now=late)[0] == ["nothing"]
    assert _read(layout, _message("ana@reader.example", f"now {token}"))[0] == ["joined"]


def test_a_mailbox_read_again_brings_nobody_back(layout: Layout) -> None:
    _, answers = _read(layout, _message("ana@reader.example", "join"))
    reply = _message("ana@reader.example", f"Re: {answers[0]['Subject']}")
    assert _read(layout, reply)[0] == ["joined"]
    book = book_of(layout)
    del book.readers["ana@reader.example"]
    save_book(layout.readers, book)
    assert _read(layout, reply)[0] == []
    assert book_of(layout).readers == {}


@pytest.mark.parametrize(
    "data",
    [
        _message("MAILER-DAEMON@x.example", "join"),
        _message("a@b.example", "join", Auto_Submitted="auto-replied"),
        _message("a@b.example", "join", List_Id="<list.example>"),
        _message("a@b.example", "join", "x" * 300_000),
        b"",
        b"\xff\xfe\x00" * 50,
        b"From: \n" * 1000,
        b"From: =?utf-8?q?=00?= <a@b@c>\nSubject: join\nContent-Type: multipart/mixed; boundary=x\n\n--x\n--x",
    ],
)
def test_what_no_person_sent_is_left_alone(layout: Layout, data: bytes) -> None:
    asked = asked_for(data)
    assert asked is None or not asked.wish
    assert _read(layout, data)[1] == []


def test_one_answer_an_address_however_often_it_writes(layout: Layout) -> None:
    messages = [_message("ana@reader.example", f"join {number}") for number in range(50)]
    assert len(_read(layout, *messages)[1]) == 1


def test_mbox_and_maildir_are_read(tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "box")
    box.add(_message("a@b.example", "join"))
    box.flush()
    folder = mailbox.Maildir(tmp_path / "dir")
    folder.add(_message("a@b.example", "leave"))
    wishes = [asked_for(next(mailbox_messages(tmp_path / name))) for name in ("box", "dir")]
    assert [one.wish for one in wishes if one] == ["join", "leave"]
    with pytest.raises(UsageError):
        next(mailbox_messages(tmp_path / "none"))


class _Handler:
    """What the server took; one address is refused."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, bytes]] = []

    async def handle_RCPT(self, server, session, envelope, address, options):  # type: ignore[no-untyped-def]  # noqa: N802
        if address.startswith("full@"):
            return "550 no such reader"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # type: ignore[no-untyped-def]  # noqa: N802
        self.taken.append((envelope.rcpt_tos[0], envelope.content))
        return "250 OK"


@pytest.fixture
def server() -> Iterator[tuple[_Handler, int]]:
    controllers = pytest.importorskip("aiosmtpd.controller", reason="needs the extra 'dev'")
    handler = _Handler()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    controller = controllers.Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, port
    controller.stop()


def test_a_real_server_gets_each_edition_once(layout: Layout, site: Path, server: tuple[_Handler, int]) -> None:
    handler, port = server
    for address in ("ana@reader.example", "full@reader.example", "bo@reader.example"):
        _, answers = _read(layout, _message(address, "join"))
        _read(layout, _message(address, str(answers[0]["Subject"])))
    mailed = mail_edition(layout, site, _settings(port), now=NOW)
    assert (mailed.sent, mailed.had, [one[0] for one in mailed.refused]) == (2, 0, ["full@reader.example"])
    assert sorted(to for to, _ in handler.taken) == ["ana@reader.example", "bo@reader.example"]
    leaving = {email.message_from_bytes(data, policy=default)["List-Unsubscribe"] for _, data in handler.taken}
    assert len(leaving) == 2, "each reader has a token of her own"
    again = mail_edition(layout, site, _settings(port), now=NOW)
    assert (again.sent, again.had) == (0, 2)
    token = find_tokens(unquote(next(iter(leaving))))[0]
    assert _read(layout, _message("ana@reader.example", f"leave {token}"))[0] == ["left"]


def test_a_server_that_is_not_there_is_said(layout: Layout, site: Path) -> None:
    _, answers = _read(layout, _message("ana@reader.example", "join"))
    _read(layout, _message("ana@reader.example", str(answers[0]["Subject"])))
    with pytest.raises(DeskError, match="did not take the mail"):
        mail_edition(layout, site, _settings(9), now=NOW)
    assert book_of(layout).readers["ana@reader.example"].sent == 0


def test_no_password_goes_over_an_open_line() -> None:
    with pytest.raises(SettingsError, match="another machine"):
        MailSettings(host="mail.example.org", security="none")
