"""Tell which passages of a report speak of an undertaking at all, in the broad sense.

A `Promise` is strict: one sentence that undertakes. Reports speak more loosely, of aims, policies and efforts that go
on; this reading tells such passages from tables, definitions and descriptions of who sits on which board. It serves to
find where to look. It is no promise, and no finding rests upon it.
"""

from __future__ import annotations

from itertools import islice

import msgspec

from pledgewatch.model.document import Document
from pledgewatch.model.spans import Span
from pledgewatch.promises.find import each_promise
from pledgewatch.promises.folding import fold
from pledgewatch.promises.language import language_for
from pledgewatch.promises.units import trimmed

__all__ = ["LONGEST", "PAGE", "Passage", "Reason", "read_passage"]

LONGEST = 20_000
"""No more of a passage is read, in code points: the longest page of the public benchmark has 11,000."""


PAGE = 600
"""From so many code points on it is a page: on Chinese pages of the benchmark's train split macro-F1 rose from 0.51 to
0.62 with a floor of 5, on shorter passages the lower floor is right (0.74 on vp)."""


class Reason(msgspec.Struct, frozen=True):
    """Say what counted for or against, by how much, and where it stands."""

    why: str
    points: int
    span: Span


class Passage(msgspec.Struct, frozen=True):
    """Hold the points of a passage with their reasons; `undertakes` where they reach the language's floor."""

    start: int
    end: int
    points: int
    floor: int
    reasons: tuple[Reason, ...]

    @property
    def undertakes(self) -> bool:
        """Tell whether the passage speaks of an undertaking in the broad sense."""
        return self.points >= self.floor


def read_passage(document: Document, span: Span | None = None, *, places: bool = True) -> Passage | None:
    """Weigh one passage of a document, its whole body where no span is given; None without rules for its language.

    A promise in it counts, too, and is looked for only where it would decide: that takes ten times as long as the rest.
    Without `places` each reason has the whole passage for its span: the way back to the document takes a quarter of
    the time on pages.

    Raises:
        SettingsError: the rules of the document's language are not usable.
    """
    language = language_for(document.language.code)
    if language is None or language.passages is None:
        return None
    at = span or document.body
    at = trimmed(document.text, Span(at.start, min(at.end, at.start + LONGEST)))
    rules = language.passages
    folded = fold(document.text, at.start, at.end, language)
    reasons: list[Reason] = []
    for rule, pattern in rules.rules:
        match = pattern.search(folded.text)
        if match and match.end() > match.start():
            found = folded.span(match.start(), match.end()) if places else at
            reasons.append(Reason(rule.why, rule.points, found))
    points = sum(reason.points for reason in reasons)
    floor = rules.page_floor if len(at) >= PAGE else rules.floor
    if points < floor <= points + rules.promise:
        reasons += _promised(document, at, rules.promise)
        points = sum(reason.points for reason in reasons)
    return Passage(at.start, at.end, points, floor, tuple(reasons))


def _promised(document: Document, at: Span, points: int) -> list[Reason]:
    """Return the first promise within a passage as its first reason."""
    body = msgspec.structs.replace(document, parts={"body": at})
    return [Reason("promises", points, Span(p.start, p.end)) for p in islice(each_promise(body), 1)]
