"""Weigh one sentence: is it a promise, its own or the form's, and could anyone check it."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass, replace

from pledgewatch.model.document import Document
from pledgewatch.model.promise import AspectName, Promise
from pledgewatch.model.spans import Span
from pledgewatch.promises.aspects import Found, find_aspects, is_specific, is_vague
from pledgewatch.promises.calibration import probability
from pledgewatch.promises.duties import duty_of_all, required_item
from pledgewatch.promises.folding import Folded
from pledgewatch.promises.language import Guarded, Language
from pledgewatch.promises.lists import Following, Role, after_nothing, after_promise
from pledgewatch.promises.rows import first_cell, target_places, targets_of
from pledgewatch.promises.signs import PRESENT, Signed, read_clauses, read_signs
from pledgewatch.promises.subjects import opens_with_another
from pledgewatch.promises.topics import concerns
from pledgewatch.promises.undertakings import Undertaking, find_undertakings, is_taken_back

__all__ = ["Sentence", "follow", "weigh"]

_LIST_WHY: dict[Role, str] = {
    "item": "an item of a list that a promise opens",
    "row": "a row of a table that sets a target",
    "continues": "goes on with the promise before it",
    "restates": "says how the promise before it is kept",
}
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as the rules see it; `names` holds words that the document writes as names."""

    document: Document
    span: Span
    folded: Folded
    language: Language
    names: frozenset[str]

    @property
    def text(self) -> str:
        """Return the folded text."""
        return self.folded.text


@dataclass(frozen=True, slots=True)
class _Evidence:
    """All that decides about one sentence."""

    role: Role
    undertakings: tuple[Undertaking, ...]
    item: Guarded | None
    act: int
    aspects: Found
    signed: Signed | None = None


def weigh(sentence: Sentence, role: Role, state: Following) -> Promise | None:
    """Return the promise that a sentence makes, given its part in what the sentences before leave open."""
    evidence = _evidence(sentence, role, state)
    if evidence is None:
        return None
    if evidence.role == "row":
        evidence = replace(evidence, aspects=_of_row(evidence.aspects, sentence, state))
    duty = _duty(evidence, sentence, state)
    specific, checkable = _specific(evidence, sentence, state, duty)
    if not specific and not duty and not evidence.aspects.keys() - {"action", "scope"}:
        evidence = replace(evidence, aspects={})
    reasons = _reasons(evidence)
    concerned = concerns(sentence.text, sentence.language, _after_name(evidence))
    return Promise(
        document=sentence.document.id,
        start=sentence.span.start,
        end=sentence.span.end,
        text=sentence.span.of(sentence.document.text),
        probability=probability(reasons[0], sentence.language.code),
        aspects={name: sentence.folded.span(*places[0]) for name, places in evidence.aspects.items()},
        specific=specific,
        required=duty != "",
        areas=concerned.areas,
        principles=concerned.principles,
        area_words={area: sentence.folded.span(*at) for area, at in concerned.words.items()},
        why=tuple(dict.fromkeys((*reasons, *((duty,) if duty else ()), checkable))),
        further={
            name: tuple(sentence.folded.span(*place) for place in places[1:])
            for name, places in evidence.aspects.items()
            if len(places) > 1
        },
    )


def follow(sentence: Sentence, role: Role, promise: Promise | None, state: Following) -> Following:
    """Return what is left open after a sentence."""
    text, language = sentence.text, sentence.language
    if promise is None:
        return state if role == "aside" else after_nothing(text, state, language)
    return after_promise(text, promise=promise, role=role, before=state, language=language)


def _evidence(sentence: Sentence, role: Role, state: Following) -> _Evidence | None:
    text, language = sentence.text, sentence.language
    undertakings = find_undertakings(text, language, sentence.names)
    item = required_item(text, language) if state.report or undertakings or role in ("item", "continues") else None
    if role == "cells" or (role == "aside" and item is None):
        return None
    if not (undertakings or item or role in _LIST_WHY):
        return _signed(role, sentence, state)
    act = _act(undertakings, text, language)
    aspects = find_aspects(text, act, language, tuple(u.act for u in undertakings))
    kept = tuple(u for u in undertakings if _has_what_it_needs(u, aspects.keys()))
    if all(u.cue.kind == "deadline" for u in kept) and _is_anothers(sentence, aspects):
        kept = ()
    if not (kept or item or role in _LIST_WHY):
        return _signed(role, sentence, state)
    return _Evidence(role, kept, item, act, aspects)


def _signed(role: Role, sentence: Sentence, state: Following) -> _Evidence | None:
    """Return what a sentence without a cue that stands undertakes by its signs."""
    text, language = sentence.text, sentence.language
    if role == "aside":
        return None
    listed = state.hint > 0 and language.lists["bullet"].match(text) is not None
    signed = read_signs(text, language, expected=state.hint > 0, asked=state.asked or listed)
    signed = signed or read_clauses(text, language)
    if signed is None or is_taken_back(text, language, sentence.names):
        return None
    aspects = find_aspects(text, signed.act, language)
    if _is_anothers(sentence, aspects):
        return None
    return _Evidence(role, (), None, signed.act, aspects, signed)


def _is_anothers(sentence: Sentence, aspects: Found) -> bool:
    organisation = sentence.document.organisation or ""
    return opens_with_another(sentence.text, aspects.get("time", ()), organisation, sentence.language)


def _act(undertakings: tuple[Undertaking, ...], text: str, language: Language) -> int:
    """Return where the act begins: after the first cue whose act can be seen done, else after the first cue."""
    if not undertakings:
        bullet = language.lists["bullet"].match(text)
        return bullet.end() if bullet else 0
    telling = (u.act for u in undertakings if not is_vague(text, u.act, language))
    return next(telling, undertakings[0].act)


def _has_what_it_needs(undertaking: Undertaking, aspects: Set[AspectName]) -> bool:
    """Tell whether the sentence has the figure or date without which a cue of its kind is no promise."""
    kind, said = undertaking.cue.kind, undertaking.actor in ("own", "name")
    if kind == "aim":
        return {"quantity", "time"} <= aspects
    if kind == "target":
        return bool({"quantity", "time"} & aspects)
    if kind in ("dated", "deadline"):
        return "time" in aspects
    return said or kind == "performative" or bool(aspects - {"action"})


def _duty(evidence: _Evidence, sentence: Sentence, state: Following) -> str:
    """Return in words which duty of every participant it is, empty where it is the company's own."""
    if evidence.item is not None:
        return evidence.item.why
    duty = duty_of_all(evidence.undertakings, sentence.text, sentence.language)
    if duty is not None:
        return duty.why
    if evidence.role in ("restates", "continues") and state.promised_required:
        return "part of the report that every participant owes"
    return ""


def _specific(evidence: _Evidence, sentence: Sentence, state: Following, duty: str) -> tuple[bool, str]:
    if evidence.item is not None:
        return True, "what the yearly report must hold can be looked up in it"
    if duty and evidence.role == "restates":
        return True, "whether and how it was reported can be looked up"
    if evidence.role == "row":
        return _row_is_specific(sentence, state)
    if not duty and sentence.text.rstrip().endswith((":", "\uff1a")):
        return False, "opens a list whose items say what is undertaken"
    specific, why = is_specific(evidence.aspects, sentence.text, evidence.act, sentence.language)
    if not specific and evidence.role == "item" and state.dated and "action" in evidence.aspects:
        return True, "its list gives a time"
    return specific, why


def _of_row(aspects: Found, sentence: Sentence, state: Following) -> Found:
    """Take the first cell of a row for its act, and figures from the cells that set something only."""
    cells = target_places(sentence.text, state.table, sentence.language)
    figures = aspects.get("quantity", ())
    ahead = tuple(place for place in figures if any(start <= place[0] and place[1] <= end for start, end in cells))
    read: Found = {name: at for name, at in aspects.items() if name != "quantity"}
    read["action"] = (first_cell(sentence.text),)
    if ahead:
        read["quantity"] = ahead
    return dict(sorted(read.items()))


def _row_is_specific(sentence: Sentence, state: Following) -> tuple[bool, str]:
    """Tell whether what a row sets holds a figure: "30 %", "end of 2025", "zero"; "ongoing" tells nothing."""
    targets = targets_of(sentence.text, state.table, sentence.language)
    aspects = [find_aspects(cell, 0, sentence.language).keys() for cell in targets]
    if any({"quantity", "time"} & found for found in aspects) or any(map(_DIGIT.search, targets)):
        return True, "its cell for the target holds a figure or a time"
    return False, "gives neither figure, date, person nor check"


def _after_name(evidence: _Evidence) -> int:
    """Leave out a company's name before the cue: Green Energy Ltd. promises nothing of the environment by its name."""
    first = evidence.undertakings[0] if evidence.undertakings else None
    return first.start if first is not None and first.actor == "name" else 0


def _reasons(evidence: _Evidence) -> tuple[str, ...]:
    """Return the rules that made it a promise, in words; the first decided, and its precision is the probability."""
    cues = tuple(undertaking.why for undertaking in evidence.undertakings)
    if evidence.item is not None:
        return (evidence.item.why, *cues)
    if evidence.signed is not None:
        return (PRESENT, f"told by {evidence.signed.why}")
    return cues or (_LIST_WHY[evidence.role],)
