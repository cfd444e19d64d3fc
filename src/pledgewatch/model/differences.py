"""Say in words where two related forms differ: what only the one has and what only the other has, each in its place.

Two forms are compared for their wording. Whose name stands in the one and not in the other says nothing of that, so
names and placeholders are written as `[…]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec

from pledgewatch.model.reuse import Copy, Family, Optional, Relation, Slot, TemplateItem, Text
from pledgewatch.model.slots import slots_of, was_filled

__all__ = ["Passage", "differences", "names_of", "text_of"]

_BLANK = "[…]"
_ENDS = re.compile(r"\A(?:\[…\][\s.,;:]*)+|(?:[\s.,;:]*\[…\])+\Z")
_PLACEHOLDER = r"[\[<{][^\[\]<>{}]{0,80}[\]>}]"
_NAMES_AT_MOST = 200
"""Fills that are masked where two forms are compared; a family of thousands has the rest unmasked."""
_PASSAGE_AT_MOST = 240
_WORDS_AROUND = 5


class Passage(msgspec.Struct, frozen=True):
    """Words that only one side has, with a few of the words around them where their place was found."""

    before: str
    text: str
    after: str


def differences(
    relation: Relation, names: Iterable[str], here: str, there: str
) -> tuple[tuple[Passage, ...], tuple[Passage, ...]]:
    """Return what only this form has, and what only the other has; `here` and `there` are the texts of both."""
    known = tuple(names)
    ours, theirs = _masked(relation.added, known), _masked(relation.dropped, known)
    return (
        tuple(_in_place(passage, here) for passage in _only(ours, theirs)),
        tuple(_in_place(passage, there) for passage in _only(theirs, ours)),
    )


def names_of(family: Family, copies: Iterable[Copy]) -> set[str]:
    """Return what members put into the slots of a family that hold a name or a value, not words."""
    named = {slot.slot for slot in slots_of(family.template) if slot.kind not in ("text", "choice")}
    fills = (fill for copy in copies for fill in copy.fills if fill.slot in named and was_filled(copy, fill))
    return {" ".join(fill.text.split()) for fill in fills}


def text_of(family: Family) -> str:
    """Return the text of a family's template, with `[…]` for its slots."""
    return "".join(_text(part) for item in family.template for part in _parts(item))


def _parts(item: TemplateItem) -> Sequence[Text | Slot]:
    return item.optional if isinstance(item, Optional) else (item,)


def _text(part: Text | Slot) -> str:
    return part.text if isinstance(part, Text) else _BLANK


def _masked(passages: Iterable[str], names: Iterable[str]) -> tuple[str, ...]:
    """Put `[…]` for names and placeholders; what is nothing else, or the same again, goes."""
    known = sorted(filter(None, names), key=lambda name: (-len(name), name))[:_NAMES_AT_MOST]
    pattern = re.compile("|".join([_PLACEHOLDER, *(rf"(?<!\w){re.escape(name)}(?!\w)" for name in known)]))
    said = (pattern.sub(_BLANK, " ".join(passage.split())).strip(" .,;:") for passage in passages)
    return tuple(dict.fromkeys(text for text in said if any(sign.isalnum() for sign in text)))


def _only(passages: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    """Leave out passages whose words all stand in a passage of the other side: there the other has more, not less."""
    known = [_words(other) for other in others]
    return tuple(passage for passage in passages if not any(f" {_words(passage)} " in f" {one} " for one in known))


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _in_place(passage: str, whole: str) -> Passage:
    """Return a passage with the words around it in its text; alone where it is not found there, as after a misreading.

    Slots at its ends are not the passage's own, and a last word that was cut off is left out.
    """
    cut = passage.endswith("…") and not passage.endswith(_BLANK)
    shown = _ENDS.sub("", passage.rsplit(" ", 1)[0] if cut else passage) or passage
    cut = cut or len(shown) > _PASSAGE_AT_MOST
    shown = shown[:_PASSAGE_AT_MOST]
    text = re.sub(_PLACEHOLDER, _BLANK, " ".join(whole.split()))
    at = text.find(shown)
    if at < 0:
        return Passage("", f"{shown} …" if cut else shown, "")
    before, after = text[:at].split(" "), text[at + len(shown) :].split(" ")
    return Passage(
        before=" ".join(before[-_WORDS_AROUND - 1 :]),
        text=f"{shown} …" if cut else shown,
        after="" if cut else " ".join(after[: _WORDS_AROUND + 1]),
    )
