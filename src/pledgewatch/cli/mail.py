"""The commands that send the edition by mail, and read who wants to join or leave."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import click

from pledgewatch.cli.common import as_builtins, desk_option, json_option, open_desk, print_line

__all__ = ["mail"]

_FILE = click.Path(path_type=Path, dir_okay=False)
_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.group()
def mail() -> None:
    """Send the edition by mail; readers join and leave by replying. See docs/publishing.md."""


@mail.command("edition")
@desk_option
@click.option("--site", type=_FOLDER, help="The published site.  [default: DESK/site]")
@click.option("--out", type=_FILE, help="Write the edition to this .eml file, as a reader would get it.")
@click.option("--language", default="", metavar="TAG", help="The language of that file.  [default: the site's first]")
@click.option("--send", is_flag=True, help="Send it to every reader who has not had it.")
@json_option
def edition(desk_folder: Path, site: Path | None, out: Path | None, language: str, send: bool, as_json: bool) -> None:
    """Write the newest edition as a mail (plain text and HTML), or send it; nothing is sent without --send."""
    from pledgewatch.clock import utc_now
    from pledgewatch.desk.mailing import book_of, mail_edition, sample_edition
    from pledgewatch.store.files import replace_file

    desk, now = open_desk(desk_folder), utc_now()
    place = site or desk.layout.site
    sample = sample_edition(place, desk.settings, now=now, language=language)
    if out:
        replace_file(out, sample.as_bytes())
        click.echo(f"Edition: {out}", err=as_json)
    if not send:
        readers = len(book_of(desk.layout).readers)
        click.echo(f"{readers} readers; nothing was sent. To send it: --send", err=as_json)
        return
    mailed = mail_edition(desk.layout, place, desk.settings, now=now)
    if as_json:
        print_line({"type": "mailed", **as_builtins(mailed)})
        return
    click.echo(f"Number {mailed.sequence}: sent to {mailed.sent}, {mailed.had} had it already.")
    for address, why in mailed.refused:
        click.echo(f"refused: {address}: {why}", err=True)


@mail.command("read")
@click.argument("mailbox", type=click.Path(path_type=Path), required=False)
@click.option("--imap", is_flag=True, help="Read the unseen messages of the mailbox that the settings name.")
@click.option("--answers", type=_FOLDER, help="Write the answers as .eml files into this folder.")
@click.option("--send", is_flag=True, help="Send the answers.")
@desk_option
@json_option
def read(mailbox: Path | None, imap: bool, answers: Path | None, send: bool, desk_folder: Path, as_json: bool) -> None:
    """Do what readers wrote for in MAILBOX (an mbox file or a Maildir): join, leave, or a reply with their token.

    Whoever writes "join" is asked to reply; only who replies has joined. A mailbox may be read again: each message
    counts once.
    """
    from pledgewatch.clock import utc_now
    from pledgewatch.desk.mailing import read_replies
    from pledgewatch.errors import UsageError
    from pledgewatch.publish.mail.imap import imap_inbox
    from pledgewatch.publish.mail.inbox import mailbox_messages
    from pledgewatch.publish.mail.sending import password_of
    from pledgewatch.store.files import replace_file

    if (mailbox is None) == (not imap):
        raise UsageError("Name either a mailbox or --imap.")
    desk = open_desk(desk_folder)
    settings = desk.settings.mail
    with nullcontext(mailbox_messages(mailbox)) if mailbox else imap_inbox(settings, password_of(settings)) as source:
        done, made = read_replies(desk.layout, source, desk.settings, now=utc_now(), send=send)
    for number, one in enumerate(made, 1):
        if answers:
            replace_file(answers / f"answer-{number:03}.eml", one.as_bytes())
    for outcome in done:
        if as_json:
            print_line({"type": "reply", **as_builtins(outcome)})
        else:
            click.echo(f"{outcome.address}: {outcome.what}")
    if made and not (send or answers):
        click.echo(f"{len(made)} answers were neither sent nor written: give --send or --answers.", err=True)


@mail.command("readers")
@desk_option
@json_option
@click.option("--remove", default="", metavar="ADDRESS", help="Take a reader out.")
def readers(desk_folder: Path, as_json: bool, remove: str) -> None:
    """List who receives the edition, since when, and the last number that each had."""
    from pledgewatch.desk.mailing import book_of
    from pledgewatch.errors import UnknownKeyError
    from pledgewatch.publish.mail.subscribers import save_book

    desk = open_desk(desk_folder)
    book = book_of(desk.layout)
    if remove:
        if book.readers.pop(remove.lower(), None) is None:
            raise UnknownKeyError(f"{remove} is no reader.", next_step="see who is: pledgewatch mail readers.")
        save_book(desk.layout.readers, book)
    for address, reader in sorted(book.readers.items()):
        if as_json:
            print_line({"type": "reader", "address": address, **as_builtins(reader)})
        else:
            click.echo(f"{address}  {reader.language}  since {reader.since[:10]}, last number {reader.sent}")
