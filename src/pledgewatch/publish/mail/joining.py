"""Do what readers asked for: nobody joins but by replying to a token sent to her, nobody is taken off by another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from email.message import EmailMessage
from typing import Literal

import msgspec

from pledgewatch.publish.mail.inbox import Asked, asked_for
from pledgewatch.publish.mail.letters import answer
from pledgewatch.publish.mail.subscribers import Book, Subscriber
from pledgewatch.publish.mail.tokens import is_join_token, is_leave_token, join_token, leave_token
from pledgewatch.publish.signing.encoding import moment
from pledgewatch.publish.words import Words

__all__ = ["Done", "take_in"]

_REMEMBERED_DAYS = 60
"""Longer than a token for joining is good: a mailbox read again brings nobody back."""


class Done(msgspec.Struct, frozen=True):
    """What one message led to."""

    address: str
    what: Literal["asked to confirm", "joined", "asked to confirm leaving", "left", "nothing"]


def take_in(
    messages: Iterable[bytes], book: Book, words: Words, *, title: str, sender: str, now: dt.datetime
) -> tuple[list[Done], list[EmailMessage]]:
    """Change the book as the messages ask; return what was done, and the answers to send.

    An address gets one answer a call at most, however often it writes.
    """
    _forget_old(book, now.date())
    done: list[Done] = []
    answers: dict[str, EmailMessage] = {}
    for asked in _new(messages, book, now.date()):
        what, kind, token = _do(asked, book, words.language, now)
        done.append(Done(asked.address, what))
        if kind and asked.address not in answers and asked.address != sender.lower():
            answers[asked.address] = answer(
                kind, words, title=title, sender=sender, to=asked.address, token=token, now=now, key=asked.digest[:24]
            )
    return done, list(answers.values())


def _new(messages: Iterable[bytes], book: Book, today: dt.date) -> Iterator[Asked]:
    for data in messages:
        asked = asked_for(data)
        if asked is not None and asked.digest not in book.read:
            book.read[asked.digest] = today.isoformat()
            yield asked


def _forget_old(book: Book, today: dt.date) -> None:
    oldest = (today - dt.timedelta(days=_REMEMBERED_DAYS)).isoformat()
    book.read = {digest: day for digest, day in book.read.items() if day >= oldest}


What = Literal["asked to confirm", "joined", "asked to confirm leaving", "left", "nothing"]


def _do(asked: Asked, book: Book, language: str, now: dt.datetime) -> tuple[What, str, str]:
    """Return what was done, the kind of answer, and the token in it; leaving is looked at first."""
    key, address = book.key, asked.address
    for reader in list(book.readers):
        if any(is_leave_token(key, reader, token) for token in asked.tokens):
            del book.readers[reader]
            return "left", "goodbye" if reader == address else "", ""
    if any(is_join_token(key, address, token, now.date()) for token in asked.tokens):
        book.readers.setdefault(address, Subscriber(language=language, since=moment(now)))
        return "joined", "welcome", leave_token(key, address)
    if asked.wish == "join" and address not in book.readers:
        return "asked to confirm", "confirm", join_token(key, address, now.date())
    if asked.wish == "leave" and address in book.readers:
        return "asked to confirm leaving", "leave", leave_token(key, address)
    return "nothing", "", ""
