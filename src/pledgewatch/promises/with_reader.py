"""Read a document by the rules and by a fitted reader: the rules say what stands there, the reader how likely it is."""

from __future__ import annotations

from msgspec.structs import replace

from pledgewatch.model.document import Document
from pledgewatch.model.promise import FittedReading, Promise
from pledgewatch.model.spans import Span
from pledgewatch.promises.aspects import find_aspects, is_specific
from pledgewatch.promises.find import find_promises
from pledgewatch.promises.fitted.labelled import year_of
from pledgewatch.promises.fitted.read import FittedReader
from pledgewatch.promises.folding import fold
from pledgewatch.promises.language import Language, language_for
from pledgewatch.promises.topics import concerns
from pledgewatch.promises.units import units_of

__all__ = ["find_promises_with"]


def find_promises_with(document: Document, reader: FittedReader) -> tuple[Promise, ...]:
    """Return the promises that the rules find, with what the reader says of each, and those that it alone finds.

    The reader alone counts only where it is sure enough to answer, and `fitted.alone` says that no rule agrees. What
    it doubts of the rules' findings stays, with its probability: a person decides.
    """
    language = language_for(document.language.code)
    if language is None:
        return ()
    year = year_of(document.date or "")
    found = {Span(promise.start, promise.end): promise for promise in find_promises(document)}
    promises: list[Promise] = []
    for span in sorted({*found, *units_of(document, language)}):
        reading = _reading(document, span, reader, year)
        if span in found:
            promises.append(replace(found[span], probability=round(reading.probability, 2), fitted=reading))
        elif reading.probability >= 0.5 and not reading.for_a_person:
            promises.append(_alone(document, span, language, reading))
    return tuple(promises)


def _reading(document: Document, span: Span, reader: FittedReader, year: int | None) -> FittedReading:
    """Read one sentence; offsets become the document's."""
    reading = reader.read(span.of(document.text), document.language.code, year)
    moved = tuple(replace(one, start=one.start + span.start, end=one.end + span.start) for one in reading.relied)
    return replace(reading, relied=moved)


def _alone(document: Document, span: Span, language: Language, reading: FittedReading) -> Promise:
    """Return what the reader alone takes for a promise, with what the rules see in it."""
    folded = fold(document.text, span.start, span.end, language)
    aspects = find_aspects(folded.text, 0, language)
    specific, why = is_specific(aspects, folded.text, 0, language)
    concerned = concerns(folded.text, language)
    return Promise(
        document=document.id,
        start=span.start,
        end=span.end,
        text=span.of(document.text),
        probability=round(reading.probability, 2),
        aspects={name: folded.span(*places[0]) for name, places in aspects.items()},
        specific=specific,
        required=False,
        areas=concerned.areas,
        principles=concerned.principles,
        area_words={area: folded.span(*at) for area, at in concerned.words.items()},
        why=(f"no rule: a reader fitted on {reading.learned_from} reads this as an undertaking", why),
        further={
            name: tuple(folded.span(*place) for place in places[1:])
            for name, places in aspects.items()
            if len(places) > 1
        },
        fitted=replace(reading, alone=True),
    )
