"""Make the page that says how the edition was made, what its limits are, and what is fair to the people named."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from pledgewatch.model.record import Searched
from pledgewatch.publish.flow import Section
from pledgewatch.publish.pages.common import paragraph, searched
from pledgewatch.publish.press import Page, Press

__all__ = ["made"]

_STEPS = ("sources", "reading", "parties", "reuse", "promises", "record", "findings", "review", "publish")
_LIMITS = ("absence", "names", "direction", "unchanged", "grounds", "state", "reading", "promises")


def made(press: Press) -> Iterator[Page]:
    """Make made.html."""
    say, edition = press.words, press.atlas.edition
    steps = tuple(press.block("step.html", name=name, version=edition.stages.get(name, "")) for name in _STEPS)
    limits = tuple(Markup("<li>{}</li>").format(say(f"limit.{name}")) for name in _LIMITS)
    asked = [Searched(entry.id, entry.sha256, entry.as_of) for entry in edition.lists]
    sections = [
        Section(
            key="steps",
            title=say.text("made.steps"),
            opening=Markup('<ol class="steps">'),
            closing=Markup("</ol>"),
            blocks=steps,
        ),
        Section(
            key="limits",
            title=say.text("made.limits"),
            opening=Markup('<ul class="limits">'),
            closing=Markup("</ul>"),
            blocks=limits,
        ),
        searched(press, asked, root="", intro=paragraph(say("made.lists"))),
        *_signed(press),
        *_settings(press),
    ]
    yield from press.pages(
        "made",
        title=say.text("nav.made"),
        sections=sections,
        head=paragraph(say("made.intro"), "standfirst"),
        here="made",
        style="reading",
    )


def _signed(press: Press) -> Iterator[Section]:
    """Say how a copy is told from a forged one; a draft is nobody's word."""
    edition, say = press.atlas.edition, press.words
    if edition.draft:
        return
    root = edition.about.root
    told = say("made.signed_by", fingerprint=Markup("<code>{}</code>").format(root)) if root else say("made.unsigned")
    command = Markup("<pre>pledgewatch verify SITE --root &#34;{}&#34;</pre>").format(root) if root else Markup("")
    yield Section(key="signed", title=say.text("made.signed"), blocks=(paragraph(told, "intro") + command,))


def _settings(press: Press) -> Iterator[Section]:
    """Give version and day at once, and the values of all settings folded: few readers want them, some must check."""
    edition, say = press.atlas.edition, press.words
    first = [
        (say.text("made.version"), edition.version),
        (say.text("made.as_of"), f"{say.date(edition.as_of)} {edition.as_of_basis}".strip()),
    ]
    rows = [(say.text("made.settings_digest"), edition.settings_digest)] if edition.settings_digest else []
    rows += sorted(edition.settings.items())
    facts = Markup('<dl class="facts">{}</dl>').format(Markup("").join(_setting(press, *row) for row in first))
    if not rows:
        yield Section(key="settings", title=say.text("made.settings"), blocks=(facts,))
        return
    summary = say("made.settings_open", n=len(rows))
    yield Section(
        key="settings",
        title=say.text("made.settings"),
        intro=facts,
        opening=Markup('<details class="settings"><summary>{}</summary><dl class="facts">').format(summary),
        closing=Markup("</dl></details>"),
        blocks=tuple(_setting(press, *row) for row in rows),
    )


def _setting(press: Press, name: str, value: str) -> Markup:
    return press.block("setting.html", name=name, value=value)
