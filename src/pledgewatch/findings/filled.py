"""Tell what a member of a family put into its slots, and where else it departs from the text that it shares.

Only names, dates, numbers and places are printed as "filled in": a slot of another kind is a wording, and what a
scanner made of a bullet is nothing that anybody wrote. Where a member departs by its own name (a family whose slot was
not found), that name is a fill, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from pledgewatch.findings.evidence import Evidence
from pledgewatch.model.reuse import Copy, Fill, SlotKind
from pledgewatch.model.slots import slots_of
from pledgewatch.model.spans import Span
from pledgewatch.parties.language import cues_for
from pledgewatch.parties.name_reader import acceptable, read_name
from pledgewatch.parties.names import fingerprint, same_name

__all__ = ["Departures", "departures", "filled_in", "has_fills"]

_PRINTED: frozenset[SlotKind] = frozenset({"organisation", "person", "date", "number", "place"})
# "Uniq" and "Unig", "Quillmoor Optics" and "Quillrnoor Optics": a letter or two in a name of a dozen.
_ALIKE = 0.87
_LEAST_SLIP, _LONG_WORD = 3, 8


class Departures(NamedTuple):
    """Count the places in which the words are others, differ by a letter or two, or a single letter is too many."""

    places: int
    slips: int
    letters: int

    @property
    def none(self) -> bool:
        """Tell whether every word is the shared text's."""
        return not any(self)


def has_fills(evidence: Evidence, copy: Copy) -> bool:
    """Tell whether anything was put into a slot, of whichever kind; a placeholder that was left open is no fill."""
    return any(_is_filled(copy, fill) for fill in copy.fills) or any(True for _ in _names_put_in(evidence, copy))


def filled_in(evidence: Evidence, copy: Copy) -> tuple[str, ...]:
    """Return what was filled in, each text once and as its sender is named where readings of it differ by a letter."""
    kinds = {slot.slot: slot.kind for slot in slots_of(evidence.families[copy.family].template)}
    language = evidence.documents[copy.document].language.code
    texts = [
        _printable(fill.text, kinds[fill.slot], language)
        for fill in copy.fills
        if kinds.get(fill.slot) in _PRINTED and _is_filled(copy, fill)
    ]
    return _each_once([*texts, *_names_put_in(evidence, copy)], evidence.who(copy.document))


def departures(evidence: Evidence, copy: Copy) -> Departures:
    """Count where a member departs from the shared text; what differs in bullets and punctuation alone does not."""
    text = evidence.documents[copy.document].text
    names = set(_names_put_in(evidence, copy))
    places = slips = letters = 0
    for edit in copy.edits:
        here = Span(edit.start, edit.end).of(text)
        mine, shared = _bare(here), _bare(edit.expected)
        if mine == shared or _clean(here) in names:
            continue
        if max(len(mine), len(shared)) <= 1:
            letters += 1
        elif _is_slip(mine, shared):
            slips += 1
        else:
            places += 1
    return Departures(places, slips, letters)


def _is_filled(copy: Copy, fill: Fill) -> bool:
    span = Span(fill.start, fill.end)
    return bool(fill.text.strip()) and not any(span.overlaps(left) for left in copy.unfilled)


def _names_put_in(evidence: Evidence, copy: Copy) -> Iterator[str]:
    """Yield the edits that put the sender's name where another member has its own."""
    organisation = evidence.organisation_of(copy.document)
    own = {fingerprint(name) for name in (organisation.name, *organisation.names)} if organisation else set()
    text = evidence.documents[copy.document].text
    for edit in copy.edits:
        here = _clean(Span(edit.start, edit.end).of(text))
        if here and fingerprint(here) in own and fingerprint(edit.expected) in evidence.names_in(copy.family):
            yield here


def _clean(text: str) -> str:
    return " ".join(text.split())


def _printable(text: str, kind: SlotKind, language: str) -> str:
    """Return a fill as it may be printed: of a name the name alone, and no bracket without its partner."""
    line = _balanced(_clean(text))
    cues = cues_for(language) or cues_for("en")
    if kind != "organisation" or cues is None:
        return line
    name = read_name(line, 0, cues)
    if name is not None:
        return _balanced(name.of(line))
    return line if acceptable(line, cues) else ""


def _balanced(text: str) -> str:
    """Cut a text before a bracket that is never closed, and leave out one that was never opened."""
    for opening, closing in ("()", "[]"):
        while text.count(opening) > text.count(closing):
            text = text[: text.rindex(opening)].rstrip(" ,;-–")
        while text.count(closing) > text.count(opening):
            at = text.rindex(closing)
            text = (text[:at] + text[at + 1 :]).strip()
    return text


def _each_once(texts: Sequence[str], sender: str) -> tuple[str, ...]:
    """Fold texts that are one name in two readings: the sender's own spelling, the more frequent, the fuller wins."""

    def rank(text: str) -> tuple[bool, int, int, str]:
        return (not same_name(text, sender), -texts.count(text), -len(text), text)

    kept: list[str] = []
    for text in sorted(filter(None, dict.fromkeys(texts)), key=rank):
        if not any(_one_name(text, other) for other in kept):
            kept.append(text)
    return tuple(sorted(kept, key=texts.index))


def _one_name(one: str, other: str) -> bool:
    if any(char.isdigit() for char in one + other):
        return one == other  # of numbers and dates every digit counts
    return same_name(one, other) or SequenceMatcher(None, one.casefold(), other.casefold()).ratio() >= _ALIKE


def _bare(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _is_slip(here: str, expected: str) -> bool:
    """Tell whether one reading of a word would give the other: a letter apart, two in a long word; no digits.

    Two letters more or less are an ending ("support", "supported"), and another word.
    """
    from rapidfuzz.distance import Levenshtein

    if min(len(here), len(expected)) < _LEAST_SLIP or any(char.isdigit() for char in here + expected):
        return False
    most = 2 if len(expected) >= _LONG_WORD and abs(len(here) - len(expected)) < 2 else 1
    return Levenshtein.distance(here, expected, score_cutoff=most) <= most
