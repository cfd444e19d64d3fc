"""Lay related forms side by side: what only the one has, what only the other has, each in its place.

Neither side is called the earlier or the later: which of two forms came first is not known from their texts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

import msgspec

from pledgewatch.model.reuse import Family, Form, Relation
from pledgewatch.model.slots import slots_of
from pledgewatch.publish.flow import Section
from pledgewatch.publish.pages.common import paragraph
from pledgewatch.publish.press import Press
from pledgewatch.publish.safe import clip
from pledgewatch.publish.template_text import fills_of, masked, pieces_of

__all__ = ["Passage", "in_place", "relations"]

_RELATIONS_AT_MOST = 6
_PASSAGE_AT_MOST = 240
_WORDS_AROUND = 5
_BLANK = "[…]"
_ENDS = re.compile(r"\A(?:\[…\][\s.,;:]*)+|(?:[\s.,;:]*\[…\])+\Z")


class Passage(msgspec.Struct, frozen=True):
    """Words that only one side has, with a few of the words around them where their place was found."""

    before: str
    text: str
    after: str


class _Side(msgspec.Struct, frozen=True, kw_only=True):
    """One of two related forms: what it is called, how many have it and when, and what only it has."""

    family: Family | None
    form: Form | None
    size: int
    first: str
    last: str
    passages: tuple[Passage, ...]


def relations(press: Press, family: Family, title_of: Callable[[Press, Family], str]) -> Iterator[Section]:
    """Yield the related forms, in a draft: kinship is worked out from all members, and no finding rests upon it."""
    if not press.atlas.edition.draft:
        return
    blocks, seen = [], {title_of(press, family)} if family.form else set()
    for relation in family.relations[:_RELATIONS_AT_MOST]:
        other, form = press.atlas.shown_families.get(relation.to), press.atlas.forms.get(relation.to)
        title = title_of(press, other) if other is not None else form.title if form is not None else ""
        if title and title not in seen:
            seen.add(title)
            here, there = _sides(press, family, relation, other, form)
            blocks.append(
                press.block("relation.html", relation=relation, title=title, form=form, here=here, there=there)
            )
    if blocks:
        intro = paragraph(press.words("relation.intro"))
        yield Section(key="relations", title=press.words.text("relation.title"), intro=intro, blocks=tuple(blocks))


def _sides(
    press: Press, family: Family, relation: Relation, other: Family | None, form: Form | None
) -> tuple[_Side, _Side]:
    names = _names(press, family) | (_names(press, other) if other is not None else set())
    ours, theirs = masked(relation.added, names), masked(relation.dropped, names)
    return (
        _side(press, family, press.atlas.forms.get(family.form or ""), _only(ours, theirs)),
        _side(press, other, form, _only(theirs, ours)),
    )


def _side(press: Press, family: Family | None, form: Form | None, passages: Sequence[str]) -> _Side:
    copies = press.atlas.shown_copies(family.family) if family is not None else ()
    dates = sorted(date for copy in copies if (date := press.atlas.date_of(copy.document)))
    whole = _text_of(family) if family is not None else form.text if form is not None else ""
    return _Side(
        family=family,
        form=form,
        size=family.size if family is not None else 0,
        first=dates[0] if dates else "",
        last=dates[-1] if dates else "",
        passages=tuple(in_place(passage, whole) for passage in passages),
    )


def _names(press: Press, family: Family) -> set[str]:
    fills = fills_of(press.atlas.members_of.get(family.family, ()))
    named = {slot.slot for slot in slots_of(family.template) if slot.kind not in ("text", "choice")}
    return {fill for slot in named for fill in fills.get(slot, ())}


def _text_of(family: Family) -> str:
    pieces = pieces_of(family.template, {}, family.size)
    return "".join(piece.text or (_BLANK if piece.role == "slot" else "") for piece in pieces)


def _only(passages: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    """Leave out passages whose words all stand in a passage of the other side: there the other has more, not less."""
    known = [_words(other) for other in others]
    return tuple(passage for passage in passages if not any(f" {_words(passage)} " in f" {one} " for one in known))


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def in_place(passage: str, whole: str) -> Passage:
    """Return a passage with the words around it in its text; alone where it is not found there, as after a misreading.

    Slots at its ends are not the passage's own, and a last word that was cut off is left out.
    """
    cut = passage.endswith("…") and not passage.endswith(_BLANK)
    shown = _ENDS.sub("", passage.rsplit(" ", 1)[0] if cut else passage) or passage
    text = " ".join(whole.split())
    at = text.find(shown)
    if at < 0:
        return Passage("", clip(shown, _PASSAGE_AT_MOST), "")
    before, after = text[:at].split(" "), text[at + len(shown) :].split(" ")
    return Passage(
        before=" ".join(before[-_WORDS_AROUND - 1 :]),
        text=f"{shown} …" if cut else clip(shown, _PASSAGE_AT_MOST),
        after="" if cut or len(shown) > _PASSAGE_AT_MOST else " ".join(after[: _WORDS_AROUND + 1]),
    )
