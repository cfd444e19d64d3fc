"""Find every promise of a document: the one way through this stage."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pledgewatch.model.document import Document
from pledgewatch.model.promise import Promise
from pledgewatch.promises.folding import fold
from pledgewatch.promises.language import language_for
from pledgewatch.promises.lists import Following, role_of
from pledgewatch.promises.units import units_of
from pledgewatch.promises.weighing import Sentence, follow, weigh

__all__ = ["each_promise", "find_promises"]

_NAME = re.compile(r"(?<=[a-z,(] )[A-Z][\w&-]{1,30}")
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
        sentence = Sentence(document, span, fold(document.text, span.start, span.end, language), language, names)
        role = role_of(sentence.text, state, language)
        promise = weigh(sentence, role, state)
        state = follow(sentence, role, promise, state)
        if promise is not None:
            yield promise
