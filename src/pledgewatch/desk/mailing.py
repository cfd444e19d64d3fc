"""Mail the edition of a desk's site, and take in what readers wrote back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from email.message import EmailMessage
from pathlib import Path

import msgspec

from pledgewatch.desk.layout import Layout
from pledgewatch.errors import SettingsError
from pledgewatch.model.identity import sha256_of
from pledgewatch.publish.mail.content import content_of
from pledgewatch.publish.mail.joining import Done, take_in
from pledgewatch.publish.mail.letters import edition_mail
from pledgewatch.publish.mail.sending import send_all
from pledgewatch.publish.mail.settings import MailSettings
from pledgewatch.publish.mail.subscribers import Book, open_book, save_book
from pledgewatch.publish.mail.tokens import leave_token
from pledgewatch.publish.words import words_of
from pledgewatch.settings import Settings
from pledgewatch.store.lock import held

__all__ = ["Mailed", "book_of", "mail_edition", "read_replies", "sample_edition"]


class Mailed(msgspec.Struct, frozen=True):
    """What a mailing led to: the site's number, who got it now, who had it already, and who was refused and why."""

    sequence: int
    sent: int
    had: int
    refused: tuple[tuple[str, str], ...] = ()


def book_of(layout: Layout) -> Book:
    """Return the readers of a desk."""
    return open_book(layout.readers)


def sample_edition(site: Path, settings: Settings, *, now: dt.datetime, language: str = "") -> EmailMessage:
    """Return the edition as a reader would get it, addressed to the sender."""
    words = words_of(language or settings.publish.codes[0])
    sender = _sender(settings.mail)
    return edition_mail(
        content_of(site, words.language), words, sender=sender, to=sender, leave="A" * 24, now=now, key="sample"
    )


def mail_edition(layout: Layout, site: Path, settings: Settings, *, now: dt.datetime) -> Mailed:
    """Send the edition to every reader who has not had it; after each the book is written, so that a kill repeats none.

    Raises:
        DeskError: the server cannot be reached.
    """
    with held(layout.lock):
        book = open_book(layout.readers)
        first = content_of(site, settings.publish.codes[0])
        waiting = [address for address, reader in sorted(book.readers.items()) if reader.sent < first.sequence]
        had, count = len(book.readers) - len(waiting), 0

        def sent(mail: EmailMessage) -> None:
            nonlocal count
            count += 1
            address = str(mail["To"])
            book.readers[address] = msgspec.structs.replace(book.readers[address], sent=first.sequence)
            save_book(layout.readers, book)

        refused = send_all(_editions(site, settings, book, waiting, now), settings.mail, sent) if waiting else []
    return Mailed(first.sequence, count, had, tuple(refused))


def _editions(
    site: Path, settings: Settings, book: Book, addresses: Iterable[str], now: dt.datetime
) -> Iterator[EmailMessage]:
    sender = _sender(settings.mail)
    known = {language: content_of(site, language) for language in settings.publish.codes}
    for address in addresses:
        language = book.readers[address].language
        language = language if language in known else settings.publish.codes[0]
        yield edition_mail(
            known[language],
            words_of(language),
            sender=sender,
            to=address,
            leave=leave_token(book.key, address),
            now=now,
            key=sha256_of(f"{book.secret}{address}".encode())[:32],
        )


def read_replies(
    layout: Layout, messages: Iterable[bytes], settings: Settings, *, now: dt.datetime, send: bool
) -> tuple[list[Done], list[EmailMessage]]:
    """Do what messages ask for, and send the answers where `send`; return what was done, and the answers.

    The book is written before the answers go out: a lost answer is asked for again, a lost reader is not.
    """
    sender = _sender(settings.mail)
    words = words_of(settings.publish.codes[0])
    with held(layout.lock):
        book = open_book(layout.readers)
        done, answers = take_in(messages, book, words, title=settings.publish.title, sender=sender, now=now)
        save_book(layout.readers, book)
    if send and answers:
        send_all(answers, settings.mail, lambda mail: None)
    return done, answers


def _sender(settings: MailSettings) -> str:
    if not settings.address:
        raise SettingsError("No address is set that mail comes from.", next_step="set mail.address.")
    return settings.address
