"""Lay related forms side by side: what only the one has, what only the other has, each in its place.

Neither side is called the earlier or the later: which of two forms came first is not known from their texts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from pledgewatch.model.differences import Passage, differences, names_of, text_of
from pledgewatch.model.reuse import Family, Form, Relation
from pledgewatch.publish.flow import Section
from pledgewatch.publish.pages.common import paragraph
from pledgewatch.publish.press import Press

__all__ = ["relations"]

_RELATIONS_AT_MOST = 6


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
    theirs = text_of(other) if other is not None else form.text if form is not None else ""
    here, there = differences(relation, names, text_of(family), theirs)
    return _side(press, family, None, here), _side(press, other, form, there)


def _side(press: Press, family: Family | None, form: Form | None, passages: tuple[Passage, ...]) -> _Side:
    copies = press.atlas.shown_copies(family.family) if family is not None else ()
    dates = sorted(date for copy in copies if (date := press.atlas.date_of(copy.document)))
    return _Side(
        family=family,
        form=form,
        size=family.size if family is not None else 0,
        first=dates[0] if dates else "",
        last=dates[-1] if dates else "",
        passages=passages,
    )


def _names(press: Press, family: Family) -> set[str]:
    return names_of(family, press.atlas.members_of.get(family.family, ()))
