"""Find every promise of a document: the one way through this stage."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pledgewatch.model.document import Document
from pledgewatch.model.promise import Promise
from pledgewatch.promises.folding import fold
from pledgewatch.promises.language import Language, language_for
from pledgewatch.promises.lists import Following, role_of
from pledgewatch.promises.quick import holds_one
from pledgewatch.promises.rows import is_row
from pledgewatch.promises.units import units_of
from pledgewatch.promises.weighing import Sentence, follow, weigh

__all__ = ["each_promise", "find_promises"]

_NAME = re.compile(r"(?<=[a-z,(] )[A-Z][\w&-]{1,30}")
_NOTHING_OPEN = Following()
_WORD = re.compile(r"[A-Z][\w&-]{1,30}")


def find_promises(document: Document) -> tuple[Promise, ...]:
    """Return the undertakings in the document's body, in order, one a sentence or list item.

    Nothing is found in a document whose language has no rules (see `languages/`); where the language is not known,
    the English rules are tried. A document that came without sentences is split here.
    """
    return tuple(each_promise(document))


def each_promise(document: Document) -> Iterator[Promise]:
    """Yield the undertakings of a document one by one: whoever asks for the first need not wait for the last."""
    language = language_for(document.language.code)
    if language is None:
        return
    names = frozenset((*_NAME.findall(document.text), *_WORD.findall(document.organisation or "")))
    state = Following()
    for span in units_of(document, language):
        folded = fold(document.text, span.start, span.end, language)
        if state == _NOTHING_OPEN and _says_nothing(folded.text, language):
            continue
        sentence = Sentence(document, span, folded, language, names)
        role = role_of(sentence.text, state, language)
        promise = weigh(sentence, role, state)
        state = follow(sentence, role, promise, state)
        if promise is not None:
            yield promise


def _says_nothing(text: str, language: Language) -> bool:
    """Tell, of a language whose promises all need a cue, that a sentence neither has one nor opens a list or table.

    Nine of ten units of a Chinese page of tables are told so, in a fifth of the time that weighing them takes.
    """
    if language.signs is not None or not language.cue_words or holds_one(text, language.cue_words):
        return False
    return not is_row(text) and language.lists["heading"].search(text) is None
