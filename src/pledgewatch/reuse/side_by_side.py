"""Show two documents side by side in the terminal: the form that they share, what each filled in, and both texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from pledgewatch.model.document import Document
from pledgewatch.model.reuse import Copy, Family
from pledgewatch.model.slots import numbered_slots, slots_of
from pledgewatch.model.spans import Span, subtract
from pledgewatch.reuse.compare import Comparison, shared_spans
from pledgewatch.reuse.painting import (
    MARKS,
    Layer,
    bar,
    fill_in,
    painted,
    percent,
    raised,
    sign,
    template_text,
    visible,
)

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table
    from rich.text import Text

__all__ = ["side_by_side"]

_LONGEST = 20_000
_STOPS = " \t\r\n.,;:"


def side_by_side(a: Document, b: Document, comparison: Comparison) -> RenderableType:
    """Return a renderable for rich: the verdict in words, the form, a table of fills, the two texts beside each other.

    Very long bodies are cut, and say so.
    """
    from rich.console import Group
    from rich.text import Text

    parts: list[RenderableType] = [Text(verdict(comparison), style="bold"), ""]
    numbers: Mapping[int, int] = {}
    if comparison.family is not None:
        numbers = numbered_slots(comparison.family.template, comparison.copies)
        parts.append(_form(comparison.family, comparison.copies, numbers))
    parts += [_table(a, b, comparison, numbers), _texts(a, b, comparison, numbers), _legend(comparison)]
    return Group(*parts)


def verdict(comparison: Comparison) -> str:
    """Say in one sentence what was seen."""
    shares = f"{percent(comparison.share_of_a)} of the first, {percent(comparison.share_of_b)} of the second"
    if comparison.family is not None:
        return f"The two share one form ({shares} is shared text)."
    if not comparison.shared:
        return "The two share no passage."
    return f"The two share passages ({shares}), but not one form."


def _form(family: Family, copies: Sequence[Copy], numbers: Mapping[int, int]) -> RenderableType:
    from rich import box
    from rich.panel import Panel

    text = template_text(family, copies, numbers)
    return Panel(text, title="the form", title_align="left", box=box.ROUNDED, padding=(0, 1))


def _table(a: Document, b: Document, comparison: Comparison, numbers: Mapping[int, int]) -> Table:
    """Lay the fills of both beside each other, a row a slot, and how much of each text is not shared."""
    from rich.text import Text

    table = _two_columns(a, b, "")
    copies = comparison.copies if comparison.family is not None else ()
    kinds = (
        {numbers[slot.slot]: slot.kind for slot in reversed(slots_of(comparison.family.template))}
        if comparison.family
        else {}
    )
    for number, kind in sorted(kinds.items()):
        table.add_row(Text(sign(number, kind)), *(fill_in([copy], numbers, kind, number) for copy in copies))
    table.add_row(
        "own words" if comparison.family else "not shared", *(_own(1 - share) for share in _shares(comparison))
    )
    if any(copy.edits for copy in copies):
        table.add_row("edits", *(str(len(copy.edits)) for copy in copies))
    return table


def _shares(comparison: Comparison) -> tuple[float, float]:
    """Return the share of each text that is the form's, or of two without one form, that both have."""
    if comparison.family is None:
        return comparison.share_of_a, comparison.share_of_b
    first, second = comparison.copies
    return first.document_coverage, second.document_coverage


def _own(share: float) -> Text:
    from rich.text import Text

    return Text.assemble((bar(share), "magenta"), f" {percent(share)}")


def _two_columns(a: Document, b: Document, first: str | None = None) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, expand=first is None, padding=(0, 1), pad_edge=False)
    if first is not None:
        table.add_column(first, no_wrap=True)
    for document in (a, b):
        table.add_column(
            Text(visible(document.name or document.id)), ratio=1 if first is None else None, overflow="fold"
        )
    return table


def _texts(a: Document, b: Document, comparison: Comparison, numbers: Mapping[int, int]) -> Table:
    table = _two_columns(a, b)
    copies: Sequence[Copy | None] = comparison.copies if comparison.family is not None else (None, None)
    table.add_row(
        *(
            _painted(document, copy, shared, numbers)
            for document, copy, shared in zip((a, b), copies, shared_spans(comparison), strict=True)
        )
    )
    return table


def _painted(document: Document, copy: Copy | None, shared: tuple[Span, ...], numbers: Mapping[int, int]) -> Text:
    body = document.body
    shown = Span(body.start, min(body.end, body.start + _LONGEST))
    text = painted(document, shown, _layers(document, copy, shown, shared, numbers))
    if shown.end < body.end:
        text.append(f"\n… {body.end - shown.end} more characters", style="dim")
    return text


def _layers(
    document: Document, copy: Copy | None, shown: Span, shared: tuple[Span, ...], numbers: Mapping[int, int]
) -> list[Layer]:
    own = subtract(shown, shared) if copy is None else copy.own_words
    layers = [Layer(MARKS["own"], _trimmed(document, own))]
    if copy is not None:
        fills = [fill for fill in copy.fills if fill.text]
        notes = [raised(numbers.get(fill.slot, fill.slot + 1)) for fill in fills]
        layers += [
            Layer(MARKS["edit"], [Span(edit.start, edit.end) for edit in copy.edits]),
            Layer(MARKS["fill"], [Span(fill.start, fill.end) for fill in fills], notes),
            Layer(MARKS["unfilled"], copy.unfilled),
        ]
    return layers


def _trimmed(document: Document, spans: Iterable[Span]) -> list[Span]:
    """Leave white space and stops at their ends out of the marks, and marks of nothing else."""
    out = []
    for span in spans:
        text = span.of(document.text)
        start = span.start + len(text) - len(text.lstrip(_STOPS))
        end = span.end - len(text) + len(text.rstrip(_STOPS))
        if any(sign.isalnum() for sign in text):
            out.append(Span(start, end))
    return out


def _legend(comparison: Comparison) -> Text:
    from rich.text import Text

    words = {"own": "own words" if comparison.family else "only this one has", "edit": "an edit: another wording"}
    words |= {"fill": "filled in, with the slot's number", "unfilled": "left unfilled"}
    shown = ["own", "edit", "fill", "unfilled"] if comparison.family else ["own"]
    text = Text("shared text")
    for name in shown:
        mark = MARKS[name]
        text.append("   ")
        text.append(f"{mark.before}{words[name]}{mark.after}", style=mark.style)
    return text
