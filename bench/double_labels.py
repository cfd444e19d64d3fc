"""Hold the rules against two readers who labelled the third written set apart from each other and from its writer.

The rule by which the two become one is mechanical. On each question a row on which they agree is gold; a row on which
they differ is left out of the score and counted apart ("disputed"). Nobody decided between them.

An aspect's spans are compared by tokens: a token is a run of letters and digits, with the signs of a figure,
and counts where a span touches it. The rules are held against each annotator, over all rows that both call a
promise, also those in which the rules found none; the figure is the mean of the two, and stands beside the F1 of the
one annotator against the other.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.measured_share import interval
from pledgewatch.model.document import Document, Language
from pledgewatch.model.identity import DocumentId
from pledgewatch.model.promise import Promise
from pledgewatch.promises import find_promises

__all__ = [
    "ASPECTS",
    "Labels",
    "Seen",
    "Span",
    "agreement_in_words",
    "aspect_f1",
    "counted",
    "document_of",
    "kappa",
    "labels_of_rules",
    "meets",
    "own_specific",
    "placed",
    "report_third",
    "rows_of_third",
]

DATA = Path("bench/data")
ASPECTS = ("action", "quantity", "time", "responsible", "verification", "scope")
AREAS = {"H": "human rights", "L": "labour", "E": "environment", "C": "anti-corruption"}
_TOKEN = re.compile(r"\w+(?:[.,]\w+)*%?|[%$\u20ac\u00a3]")

Span = tuple[int, int]
Question = Callable[["Labels"], bool]


@dataclass(frozen=True, slots=True)
class Labels:
    """What one reader, a person or the rules, says of one sentence; spans are places in its text."""

    promise: bool = False
    own: bool = False
    specific: bool = False
    required: bool = False
    areas: frozenset[str] = frozenset()
    spans: dict[str, tuple[Span, ...]] | None = None

    def at(self, aspect: str) -> tuple[Span, ...]:
        """Return the spans of one aspect."""
        return (self.spans or {}).get(aspect, ())


@dataclass(frozen=True, slots=True)
class Seen:
    """A sentence with both people's labels and what the rules found."""

    id: str
    half: str
    text: str
    one: Labels
    other: Labels
    rules: Labels
    why: tuple[str, ...] = ()


def own_specific(labels: Labels) -> bool:
    """Tell whether it is a commitment of the company's own that could be checked."""
    return labels.own and labels.specific and not labels.required


def rows_of_third() -> list[Seen]:
    """Return every sentence of the third set, read by both people and by the rules."""
    readings = [_labels_of(DATA / f"promises_third_labels_{name}.jsonl") for name in "ab"]
    seen: list[Seen] = []
    for line in (DATA / "promises_third.jsonl").read_text(encoding="utf-8").splitlines():
        letter = json.loads(line)
        document, places = document_of(letter)
        promises = find_promises(document)
        for number, (start, end) in enumerate(places, 1):
            name, text = f"{letter['id']}-{number:02}", document.text[start:end]
            people = [placed(reading.get(name, {}), text) for reading in readings]
            met = [p for p in promises if meets(p, start, end)]
            why = tuple(reason for p in met for reason in p.why)
            seen.append(Seen(name, letter["half"], text, people[0], people[1], labels_of_rules(met, start, end), why))
    return seen


def kappa(pairs: Iterable[tuple[object, object]]) -> float:
    """Return Cohen's kappa of two readings."""
    both = list(pairs)
    same = sum(one == other for one, other in both) / len(both)
    ones, others = Counter(one for one, _ in both), Counter(other for _, other in both)
    chance = sum(ones[label] * others[label] for label in ones) / len(both) ** 2
    return (same - chance) / (1 - chance) if chance < 1 else 1.0


def overlap(text: str, found: Sequence[Span], wanted: Sequence[Span]) -> tuple[int, int, int]:
    """Return tokens shared, tokens found, tokens wanted."""
    ones, others = _tokens(text, found), _tokens(text, wanted)
    return len(ones & others), len(ones), len(others)


def span_f1(rows: Sequence[tuple[str, Sequence[Span], Sequence[Span]]]) -> float:
    """Return the F1 of shared tokens over all rows together."""
    counts = [overlap(*row) for row in rows]
    shared, found, wanted = (sum(column) for column in zip(*counts, strict=True)) if counts else (0, 0, 0)
    return 2 * shared / (found + wanted) if found + wanted else 1.0


def aspect_f1(seen: Sequence[Seen], aspect: str | None, who: str) -> float:
    """Return the token F1 of an aspect, or of all: of `people`, one against the other, or of `rules` against both."""
    names = ASPECTS if aspect is None else (aspect,)
    both = [s for s in seen if s.one.promise and s.other.promise]
    if who == "people":
        return span_f1([(s.text, s.one.at(name), s.other.at(name)) for s in both for name in names])
    ones = span_f1([(s.text, s.rules.at(name), s.one.at(name)) for s in both for name in names])
    others = span_f1([(s.text, s.rules.at(name), s.other.at(name)) for s in both for name in names])
    return (ones + others) / 2


def agreement_in_words(seen: Sequence[Seen]) -> str:
    """Return how far the two readers agree, by label."""
    questions: dict[str, Callable[[Labels], object]] = {
        "promise": lambda row: row.promise,
        "own": lambda row: row.own,
        "specific": lambda row: row.specific,
        "required": lambda row: row.required,
        "areas": lambda row: row.areas,
        "own specific": own_specific,
    }
    parts = [f"{name} {kappa((asked(s.one), asked(s.other)) for s in seen):.2f}" for name, asked in questions.items()]
    return ", ".join(parts)


def _labels_of(path: Path) -> dict[str, dict[str, object]]:
    lines = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return {line["id"]: line for line in lines}


def document_of(letter: dict[str, object]) -> tuple[Document, list[Span]]:
    """Return a written letter as a document, and where its sentences stand."""
    text, places = "", []
    sentences = letter["sentences"]
    assert isinstance(sentences, list)
    for entry in sentences:
        places.append((len(text), len(text) + len(entry["text"])))
        text += entry["text"] + entry.get("then", " ")
    name, company = str(letter["id"]), str(letter["company"])
    return Document(id=DocumentId(name), text=text, language=Language("en", 1.0), organisation=company), places


def placed(entry: dict[str, object], text: str) -> Labels:
    """Return a person's labels, with their quoted words as places in the sentence."""
    kinds = entry.get("is", [])
    quoted = entry.get("spans", {})
    assert isinstance(kinds, list)
    assert isinstance(quoted, dict)
    spans = {
        name: tuple((text.index(words), text.index(words) + len(words)) for words in parts)
        for name, parts in quoted.items()
    }
    areas = frozenset(AREAS[letter] for letter in str(entry.get("areas", "")))
    return Labels("promise" in kinds, "own" in kinds, "specific" in kinds, "required" in kinds, areas, spans)


def labels_of_rules(promises: Sequence[Promise], start: int, end: int) -> Labels:
    """Return what the rules found in one sentence; of several promises all spans, specific where any is."""
    spans: dict[str, list[Span]] = {}
    for promise in promises:
        for name in promise.aspects:
            inside = (at for at in promise.places(name) if start < at.end and at.start < end)
            spans.setdefault(name, []).extend((max(at.start, start) - start, min(at.end, end) - start) for at in inside)
    required = bool(promises) and all(p.required for p in promises)
    return Labels(
        promise=bool(promises),
        own=bool(promises) and not required,
        specific=any(p.specific for p in promises),
        required=required,
        areas=frozenset(area for p in promises for area in p.areas),
        spans={name: tuple(places) for name, places in spans.items()},
    )


def meets(promise: Promise, start: int, end: int) -> bool:
    """Tell whether a promise covers more than half of the shorter of it and a sentence."""
    shared = min(promise.end, end) - max(promise.start, start)
    return shared > min(promise.end - promise.start, end - start) / 2


def _tokens(text: str, spans: Sequence[Span]) -> frozenset[int]:
    return frozenset(
        found.start()
        for found in _TOKEN.finditer(text)
        for start, end in spans
        if found.start() < end and start < found.end()
    )


def report_third(seen: Sequence[Seen]) -> None:
    """Print how far the people agree, and what the rules reach on each half."""
    print(f"\nthird set, two annotators apart, {len(seen)} sentences; kappa: {agreement_in_words(seen)}")
    for half in ("tuning", "reporting"):
        part = [s for s in seen if s.half == half]
        print(f"third, {half}: {len(part)} sentences")
        for name, asked in _QUESTIONS.items():
            print(f"  {name:<13}{counted(part, asked)}")
        pairs = [
            (name in s.rules.areas, name in s.one.areas)
            for s in part
            for name in AREAS.values()
            if s.one.promise and s.other.promise and s.rules.promise and s.one.areas == s.other.areas
        ]
        right, found, wanted = sum(a and b for a, b in pairs), sum(a for a, _ in pairs), sum(b for _, b in pairs)
        print(f"  areas        micro-F1 {2 * right / max(1, found + wanted):.3f} of promises found")
        print("  spans, token F1: rules (people)")
        scores = [
            (name or "all", aspect_f1(part, name, "rules"), aspect_f1(part, name, "people"))
            for name in (*ASPECTS, None)
        ]
        print("    " + ", ".join(f"{name} {ours:.3f} ({theirs:.3f})" for name, ours, theirs in scores))


_QUESTIONS: dict[str, Question] = {
    "promise": lambda row: row.promise,
    "required": lambda row: row.required,
    "specific": lambda row: row.specific,
    "own specific": own_specific,
}


def counted(seen: Sequence[Seen], asked: Question) -> str:
    """Return recall and precision on the rows on which the people agree, in words."""
    agreed = [s for s in seen if asked(s.one) == asked(s.other)]
    found, wanted = sum(asked(s.rules) for s in agreed), sum(asked(s.one) for s in agreed)
    right = sum(asked(s.rules) and asked(s.one) for s in agreed)
    disputed = [s for s in seen if asked(s.one) != asked(s.other)]
    return (
        f"recall {right / max(1, wanted):.3f} [{interval(right, wanted)}] {right} of {wanted},"
        f" precision {right / max(1, found):.3f} [{interval(right, found)}] {found - right} false;"
        f" disputed {len(disputed)}, found {sum(asked(s.rules) for s in disputed)} of them"
    )
