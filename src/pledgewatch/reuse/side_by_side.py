"""Show two documents side by side in the terminal: shared text plain, fills coloured, own words marked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pledgewatch.model.document import Document
from pledgewatch.model.reuse import Copy
from pledgewatch.model.spans import Span, subtract
from pledgewatch.reuse.compare import Comparison, shared_spans
from pledgewatch.reuse.printing import print_template

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

__all__ = ["side_by_side"]

_FILL = "bold cyan"
_EDIT = "yellow"
_OWN = "italic magenta"
_UNFILLED = "bold red reverse"
_LONGEST = 20_000


def side_by_side(a: Document, b: Document, comparison: Comparison) -> RenderableType:
    """Return a renderable for rich: the verdict in words, the two texts beside each other, the template beneath.

    Text is shown as it is: mark-up and control characters in it are not obeyed. Very long bodies are cut, and say so.
    """
    from rich.console import Group
    from rich.panel import Panel
    from rich.table import Table
    from rich.text import Text

    spans = shared_spans(comparison)
    copies: list[Copy | None] = [*comparison.copies] if comparison.family else [None, None]
    table = Table(expand=True, show_lines=False, padding=(0, 1))
    table.add_column(Text(_visible(a.name or a.id)), ratio=1, overflow="fold")
    table.add_column(Text(_visible(b.name or b.id)), ratio=1, overflow="fold")
    table.add_row(_painted(a, copies[0], spans[0]), _painted(b, copies[1], spans[1]))
    parts: list[RenderableType] = [Text(verdict(comparison), style="bold"), table, _legend()]
    if comparison.family is not None:
        parts.append(Panel(Text(_visible(print_template(comparison.family))), title="the template", title_align="left"))
    return Group(*parts)


def verdict(comparison: Comparison) -> str:
    """Say in one sentence what was seen."""
    shares = f"{comparison.share_of_a:.0%} of the first, {comparison.share_of_b:.0%} of the second"
    if comparison.family is not None:
        return f"The two share one form ({shares} is shared text)."
    if not comparison.shared:
        return "The two share no passage."
    return f"The two share passages ({shares}), but not one form."


def _painted(document: Document, copy: Copy | None, shared: tuple[Span, ...]) -> Text:
    """Return the body with styles; offsets are shifted, because only the body is shown."""
    from rich.text import Text

    body = document.body
    shown = Span(body.start, min(body.end, body.start + _LONGEST))
    text = Text(_visible(shown.of(document.text)))
    if copy is None:
        _paint(text, shown, subtract(shown, shared), _OWN)
    else:
        _paint(text, shown, copy.own_words, _OWN)
        _paint(text, shown, (Span(edit.start, edit.end) for edit in copy.edits), _EDIT)
        _paint(text, shown, (Span(fill.start, fill.end) for fill in copy.fills), _FILL)
        _paint(text, shown, copy.unfilled, _UNFILLED)
    if shown.end < body.end:
        text.append(f"\n… {body.end - shown.end} more characters", style="dim")
    return text


def _paint(text: Text, shown: Span, spans: Iterable[Span], style: str) -> None:
    for span in spans:
        if span.start < shown.end:
            text.stylize(style, span.start - shown.start, min(span.end, shown.end) - shown.start)


def _visible(text: str) -> str:
    """Replace control characters, which a terminal would obey, one for one so that offsets stay."""
    return "".join(
        character if character in "\n\t" or (character.isprintable()) else "\ufffd" if character != "\r" else " "
        for character in text
    )


def _legend() -> Text:
    from rich.text import Text

    return Text.assemble(
        "shared text  ",
        ("a fill", _FILL),
        "  ",
        ("another wording", _EDIT),
        "  ",
        ("own words", _OWN),
        "  ",
        ("left unfilled", _UNFILLED),
    )
