"""Follow lists from sentence to sentence: what continues a promise is promised too."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from pledgewatch.model.promise import Promise
from pledgewatch.promises.language import Language

__all__ = ["Following", "Role", "after_nothing", "after_promise", "role_of"]

Role = Literal["item", "continues", "restates", "aside", "other"]
_PATIENCE = 8


@dataclass(frozen=True, slots=True)
class Following:
    """What the sentences before leave open: a list of own promises, a required report, a promise just made.

    A page's footer may stand between a list's items: a list stays open for eight sentences that are no items.
    """

    items: bool = False
    dated: bool = False
    report: bool = False
    promised: bool = False
    promised_required: bool = False
    patience: int = 0


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
    )


def after_nothing(text: str, before: Following, language: Language) -> Following:
    """Return what is left open after a sentence that is no promise; a heading ("Our targets:") opens a list."""
    if language.lists["heading"].search(text):
        return Following(items=True, report=before.report, patience=3)
    if before.patience <= 1:
        return Following()
    return replace(before, promised=False, promised_required=False, patience=before.patience - 1)


def role_of(text: str, before: Following, language: Language) -> Role:
    """Say what part a sentence without a cue of its own plays in what is open."""
    rules = language.lists
    if rules["aside"].search(text):
        return "aside"
    if rules["continues"].search(text) and before.promised:
        return "continues"
    if rules["restates"].search(text) and before.promised:
        return "restates"
    if before.items and _is_item(text, language):
        return "item"
    return "other"


def _is_item(text: str, language: Language) -> bool:
    rules = language.lists
    bullet = rules["bullet"].match(text)
    rest = text[bullet.end() :] if bullet else text
    if rules["closer"].match(rest) or _is_short(rest, language):
        return False
    return bullet is not None or (rest[:1].isupper() and rules["finite"].match(rest) is None)


def _is_short(rest: str, language: Language) -> bool:
    """Tell a heading or a page number from an item: fewer than three words, or six characters without spaces."""
    return len(rest.split()) < 3 if language.spaces else len(rest) < 6
