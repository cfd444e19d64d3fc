"""Write the mails: the edition with a plain and an HTML part, and the short answers to whoever writes to join or leave.

Headers are made by the standard library's policy, which refuses a line break in any of them; addresses are checked
before. The HTML part asks nobody for anything: no picture, no pixel, no script.
"""

from __future__ import annotations

import datetime as dt
import textwrap
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import quote as in_url

import msgspec
from markupsafe import Markup, escape

from pledgewatch.errors import UsageError
from pledgewatch.publish.mail.settings import is_address
from pledgewatch.publish.words import Words
from pledgewatch.safe import clip, safe_url, visible

__all__ = ["Content", "Item", "answer", "edition_mail"]

_WIDTH = 72
_STYLE = "font:16px/1.5 Georgia,serif;color:#17191d;max-width:40em;margin:0 auto;padding:1em"


class Item(msgspec.Struct, frozen=True):
    """One finding: whose and of what kind, its sentence, and where it stands on the web (empty: nowhere)."""

    title: str
    text: str
    address: str


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """What the edition says: the site's title, number and day, the quote with its senders, and the newest findings."""

    title: str
    sequence: int
    as_of: str
    address: str
    quote: str
    quoted: str
    items: tuple[Item, ...]


def edition_mail(
    content: Content, words: Words, *, sender: str, to: str, leave: str, now: dt.datetime, key: str
) -> EmailMessage:
    """Return the edition for one reader; `leave` is her token, `key` names the message for good.

    Raises:
        UsageError: an address is none that mail may go to.
    """
    mail = _mail(content.title, sender, to, now, f"{content.sequence}.{key}")
    mail["Subject"] = _line(words.text("mail.subject", title=content.title, date=words.date(content.as_of)))
    mail["List-Id"] = f"<edition.{sender.partition('@')[2]}>"
    mail["List-Unsubscribe"] = f"<mailto:{sender}?subject={in_url(f'leave {leave}')}>"
    mail.set_content(_plain(content, words, sender, leave), cte="quoted-printable")
    mail.add_alternative(_html(content, words, sender, leave), subtype="html", cte="quoted-printable")
    mail.set_boundary(f"edition-{content.sequence}-{key[:16]}")
    return mail


def answer(
    kind: str, words: Words, *, title: str, sender: str, to: str, token: str, now: dt.datetime, key: str
) -> EmailMessage:
    """Return a short answer: `confirm`, `welcome`, `goodbye` or `leave` (which asks to reply, too).

    Raises:
        UsageError: an address is none that mail may go to.
    """
    mail = _mail(title, sender, to, now, f"{kind}.{key}")
    mail["Subject"] = _line(words.text(f"mail.{kind}.subject", title=title, token=token))
    mail["Auto-Submitted"] = "auto-replied"
    text = words.text(f"mail.{kind}.text", title=title, token=token, address=sender)
    mail.set_content(_wrapped(text) + "\n", cte="quoted-printable")
    return mail


def _mail(title: str, sender: str, to: str, now: dt.datetime, key: str) -> EmailMessage:
    if not is_address(sender) or not is_address(to):
        raise UsageError(f"{to[:80]!r} is no mail address.", next_step="set mail.address, and look at the reader's.")
    mail = EmailMessage(policy=SMTP)
    mail["From"] = f"{_quoted(title)} <{sender}>"
    mail["To"] = to
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{key}@{sender.partition('@')[2]}>"
    if not key.startswith(("confirm", "welcome", "goodbye", "leave")):
        mail["Auto-Submitted"] = "auto-generated"
    return mail


def _line(text: str) -> str:
    return clip(" ".join(visible(text).split()), 200)


def _quoted(text: str) -> str:
    plain = "".join(sign for sign in _line(text) if sign not in '"\\<>')
    return f'"{clip(plain, 60)}"'


def _wrapped(text: str) -> str:
    paragraphs = visible(text).split("\n")
    return "\n".join(textwrap.fill(one, _WIDTH, break_long_words=False, break_on_hyphens=False) for one in paragraphs)


def _plain(content: Content, words: Words, sender: str, leave: str) -> str:
    parts = [f"{content.title}\n{words.text('footer.as_of', date=words.date(content.as_of))}"]
    if content.quote:
        parts.append(f"{words.text('quote.title')}\n\n“{content.quote}”\n— {content.quoted}")
    if content.items:
        parts.append(words.text("mail.newest"))
    for item in content.items:
        parts.append("\n".join(one for one in (item.title, item.text, item.address) if one))
    if content.address:
        parts.append(f"{words.text('mail.all')} {content.address}")
    parts.append(words.text("mail.foot", address=sender, subject=f"leave {leave}"))
    return "\n\n".join(_wrapped(part) for part in parts) + "\n"


def _html(content: Content, words: Words, sender: str, leave: str) -> str:
    quote = (
        Markup("<h2>{}</h2><blockquote><p>“{}”</p><p>— {}</p></blockquote>").format(
            words.text("quote.title"), visible(content.quote), visible(content.quoted)
        )
        if content.quote
        else Markup("")
    )
    items = Markup("").join(
        Markup("<h3>{}</h3><p>{}</p>{}").format(visible(one.title), visible(one.text), _link(one.address, words))
        for one in content.items
    )
    heading = Markup("<h2>{}</h2>").format(words.text("mail.newest")) if content.items else Markup("")
    leaving = Markup('<p><a href="mailto:{}?subject={}">{}</a></p>').format(
        sender, in_url(f"leave {leave}"), words.text("mail.leave_link")
    )
    return str(
        Markup(
            '<!doctype html><html lang="{}" dir="{}"><head><meta charset="utf-8"><title>{}</title></head>'
            '<body style="{}"><h1>{}</h1><p>{}</p>{}{}{}<hr>{}</body></html>\n'
        ).format(
            words.language,
            words.direction,
            visible(content.title),
            _STYLE,
            visible(content.title),
            words.text("footer.as_of", date=words.date(content.as_of)),
            quote,
            heading,
            items,
            leaving,
        )
    )


def _link(address: str, words: Words) -> Markup:
    if safe_url(address) is None:
        return Markup("")
    return Markup('<p><a href="{}">{}</a></p>').format(address, escape(words.text("finding.open")))
