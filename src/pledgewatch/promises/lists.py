"""Follow lists from sentence to sentence: what continues a promise is promised too."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from pledgewatch.model.promise import Promise
from pledgewatch.promises.language import Language
from pledgewatch.promises.rows import Head, head_of, is_row, targets_of
from pledgewatch.promises.signs import speaks_against

__all__ = ["Following", "Role", "after_nothing", "after_promise", "role_of"]

Role = Literal["item", "row", "cells", "continues", "restates", "aside", "other"]
"""`row`: of a table, with a target; `cells`: any other line of a table, which promises nothing."""
_PATIENCE = 8
_ANSWER, _SECTION = 2, 8
_HEADING = 90
"""A heading is short and has no stop at its end."""


@dataclass(frozen=True, slots=True)
class Following:
    """What the sentences before leave open: a list of own promises, a required report, a promise just made.

    A page's footer may stand between a list's items: a list stays open for eight sentences that are no items. `hint` is
    for how many sentences more a heading ("Next steps") lets expect an undertaking; `asked`: a question to the company,
    or "What you may expect from us", asks for one.
    """

    items: bool = False
    dated: bool = False
    report: bool = False
    promised: bool = False
    promised_required: bool = False
    patience: int = 0
    table: Head | None = None
    hint: int = 0
    asked: bool = False


def after_promise(text: str, *, promise: Promise, role: Role, before: Following, language: Language) -> Following:
    """Return what a promise leaves open for the sentences after it."""
    opens = language.lists["introducer"].search(text) is not None
    goes_on = role != "other" and before.items
    return Following(
        items=(opens and not promise.required) or goes_on,
        dated="time" in promise.aspects if opens else before.dated and goes_on,
        report=promise.required or before.report,
        promised=True,
        promised_required=promise.required,
        patience=_PATIENCE,
        table=before.table if role == "row" else None,
        hint=max(0, before.hint - 1),
        asked=before.asked and before.hint > 1,
    )


def after_nothing(text: str, before: Following, language: Language) -> Following:
    """Return what is left open after a sentence that is no promise; a heading ("Our targets:") opens a list."""
    if is_row(text):
        return replace(before, table=head_of(text, language) or before.table)
    hint, asked = _hint(text, before, language)
    if language.lists["heading"].search(text):
        return Following(items=True, report=before.report, patience=3, hint=hint, asked=asked)
    if before.patience <= 1:
        return Following(hint=hint, asked=asked)
    return replace(
        before, promised=False, promised_required=False, patience=before.patience - 1, hint=hint, asked=asked
    )


def _hint(text: str, before: Following, language: Language) -> tuple[int, bool]:
    """Return for how many sentences an undertaking is to be expected, and whether one is asked for.

    Another heading ends it.
    """
    rules = language.lists
    if rules["asks_us"].search(text):
        return _ANSWER, True
    if len(text) > _HEADING or not (text[-1:].isalnum() or text.endswith(":")) or rules["bullet"].match(text):
        left = max(0, before.hint - 1)
        return left, before.asked and left > 0
    asked = rules["promised_section"].search(text) is not None
    return (_SECTION, asked) if asked or rules["section"].search(text) else (0, False)


def role_of(text: str, before: Following, language: Language) -> Role:
    """Say what part a sentence without a cue of its own plays in what is open."""
    rules = language.lists
    if is_row(text):
        return "row" if targets_of(text, before.table, language) else "cells"
    if rules["aside"].search(text):
        return "aside"
    if rules["continues"].search(text) and before.promised:
        return "continues"
    if rules["restates"].search(text) and before.promised:
        return "restates"
    if (before.items or (before.asked and rules["bullet"].match(text))) and _is_item(text, language):
        return "item"
    return "other"


def _is_item(text: str, language: Language) -> bool:
    rules = language.lists
    bullet = rules["bullet"].match(text)
    rest = text[bullet.end() :] if bullet else text
    if rules["closer"].match(rest) or _is_short(rest, language) or speaks_against(rest, language):
        return False
    return bullet is not None or (rest[:1].isupper() and rules["finite"].match(rest) is None)


def _is_short(rest: str, language: Language) -> bool:
    """Tell a heading or a page number from an item: fewer than three words, or six characters without spaces."""
    return len(rest.split()) < 3 if language.spaces else len(rest) < 6
