"""Point at text: half-open spans in Unicode code points, and the boxes on a page that they come from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

__all__ = ["Span", "TextQuote", "cut", "merge", "subtract", "text_quote", "total"]


class Span(msgspec.Struct, frozen=True, array_like=True, order=True):
    """Mark `text[start:end]`, counted in code points; written as `[start, end]` in JSON."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """Return the marked text."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Tell whether the two share at least one code point."""
        return self.start < other.end and other.start < self.end

    def holds(self, other: Span) -> bool:
        """Tell whether `other` lies within this span."""
        return self.start <= other.start and other.end <= self.end


class TextQuote(msgspec.Struct, frozen=True):
    """Quote a passage so that it is found again when offsets moved: W3C TextQuoteSelector."""

    exact: str
    prefix: str
    suffix: str


def text_quote(text: str, span: Span, context: int = 32) -> TextQuote:
    """Return the selector of a span with `context` code points on each side, as the W3C example uses."""
    return TextQuote(
        exact=span.of(text),
        prefix=text[max(0, span.start - context) : span.start],
        suffix=text[span.end : span.end + context],
    )


def merge(spans: Iterable[Span], gap: int = 0) -> tuple[Span, ...]:
    """Return the spans in order, those that touch or lie within `gap` code points joined into one."""
    out: list[Span] = []
    for span in sorted(spans):
        if span.end <= span.start:
            continue
        if out and span.start <= out[-1].end + gap:
            out[-1] = Span(out[-1].start, max(out[-1].end, span.end))
        else:
            out.append(span)
    return tuple(out)


def subtract(whole: Span, taken: Iterable[Span]) -> tuple[Span, ...]:
    """Return what is left of `whole` when the `taken` spans are cut out."""
    out: list[Span] = []
    at = whole.start
    for span in merge(taken):
        if span.end <= at or span.start >= whole.end:
            continue
        if span.start > at:
            out.append(Span(at, span.start))
        at = max(at, span.end)
    if at < whole.end:
        out.append(Span(at, whole.end))
    return tuple(out)


def cut(spans: Iterable[Span], within: Span) -> tuple[Span, ...]:
    """Return the parts of the spans that lie within another span."""
    clipped = (Span(max(s.start, within.start), min(s.end, within.end)) for s in spans)
    return merge(s for s in clipped if s.start < s.end)


def total(spans: Sequence[Span]) -> int:
    """Count the code points that the spans cover together."""
    return sum(len(span) for span in merge(spans))
