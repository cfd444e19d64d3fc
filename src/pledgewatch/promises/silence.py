"""Say which expected subjects a document addresses, where, and which were not found in it.

Silence is a statement about a search, never about a company: "not found in this document", with what was searched for
and how much was read. The search is wide (see `searches.toml`): words of the subject in a sentence, and words of its
area in it or beside it. So "found" only means that the words are there, which a person reads; "not found" means that
none of them is. A subject that no search knows in the document's language is "not searched".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Literal

import msgspec

from pledgewatch.errors import SettingsError
from pledgewatch.model.document import Document, Extent
from pledgewatch.model.identity import DocumentId
from pledgewatch.model.promise import Area
from pledgewatch.model.spans import Span
from pledgewatch.promises.expected import Subject
from pledgewatch.promises.folding import fold
from pledgewatch.promises.language import Language, language_for
from pledgewatch.promises.language_file import expand
from pledgewatch.promises.units import units_of

__all__ = ["Addressed", "addressed", "principles_addressed", "silence_in_words"]

State = Literal["found", "not found", "not searched"]
_NEAR = 1
"""How many sentences away the area may be named. With two, 87 of 123 subjects were "found" in letters of one page that
only name the ten principles; such a search is silent about nothing."""
_MOST_SPANS = 5
_WRITTEN_IN = "en"
"""All searches are there in English. A subject is searched for in another language where all of its searches are."""
_ALL_TEN = frozenset(range(1, 11))
_OF_AREA: dict[Area, tuple[int, ...]] = {
    "human rights": (1, 2),
    "labour": (3, 4, 5, 6),
    "environment": (7, 8, 9),
    "anti-corruption": (10,),
}
_EXTENTS: dict[Extent, str] = {
    "whole": "the whole document was read",
    "excerpt": "only an excerpt was read",
    "unknown": "whether this is the whole document is not known",
}


class Addressed(msgspec.Struct, frozen=True, kw_only=True):
    """Hold what a search for one subject gave in one document.

    `spans` are the first sentences with its words; `searches` names what was searched for, `characters` how much.
    """

    document: DocumentId
    subject: Subject
    state: State
    spans: tuple[Span, ...] = ()
    searches: tuple[str, ...] = ()
    characters: int = 0
    extent: Extent = "unknown"


class _Search(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    item: str
    pattern: str
    also: dict[str, str] = {}


class _Searches(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: str
    search: tuple[_Search, ...]


_Compiled = tuple[str, re.Pattern[str], re.Pattern[str]]
_Sentence = tuple[Span, str, frozenset[int]]


def addressed(document: Document, subjects: Sequence[Subject]) -> tuple[Addressed, ...]:
    """Search a document for each subject, in their order.

    Raises:
        SettingsError: the searches that ship with the package are not usable.
    """
    language = language_for(document.language.code)
    searches = _searches().get(language.code, ()) if language is not None else ()
    sentences = _sentences(document, language) if language is not None and searches else ()
    return tuple(_one(document, subject, searches, sentences) for subject in subjects)


def principles_addressed(document: Document, numbers: Sequence[int]) -> dict[int, tuple[Span, ...]] | None:
    """Return the sentences with words of each principle, None where no rules exist for the document's language.

    A sentence that names the ten principles as a whole, or their four areas, speaks of none of them.
    """
    language = language_for(document.language.code)
    if language is None or document.language.code in ("", "und"):
        return None
    everything = language.all_principles.pattern
    told = [
        (span, _principles(text, language))
        for span, text, _ in _sentences(document, language)
        if everything.search(text) is None
    ]
    return {number: tuple(span for span, named in told if number in named)[:_MOST_SPANS] for number in numbers}


def silence_in_words(result: Addressed) -> str:
    """Return one sentence for the page; it speaks of the document and the search, never of the company."""
    name = f"\u201c{result.subject.words}\u201d ({result.subject.standard}, {result.subject.identifier})"
    if result.state == "not searched":
        return f"{name}: no search for it exists in this document's language."
    read = (
        f"{_EXTENTS[result.extent]}, {result.characters} characters; searched for words of {_listed(result.searches)}"
    )
    if result.state == "found":
        return f"{name}: words of it stand in {len(result.spans)} or more sentences of this document ({read})."
    return f"{name} was not found in this document ({read})."


def _one(
    document: Document, subject: Subject, searches: tuple[_Compiled, ...], sentences: tuple[_Sentence, ...]
) -> Addressed:
    asked = [name for name, item, _ in _searches()[_WRITTEN_IN] if item.search(subject.words)]
    found = tuple(search for search in searches if search[0] in asked)
    fitting = found if len(found) == len(asked) else ()
    spans = tuple(_places(subject, fitting, sentences))[:_MOST_SPANS]
    state: State = "not searched" if not fitting else "found" if spans else "not found"
    return Addressed(
        document=document.id,
        subject=subject,
        state=state,
        spans=spans,
        searches=tuple(name for name, _, _ in fitting),
        characters=len(document.body),
        extent=document.extent,
    )


def _places(subject: Subject, searches: tuple[_Compiled, ...], sentences: tuple[_Sentence, ...]) -> list[Span]:
    wanted = frozenset(subject.principles)
    wanted |= {0} if wanted == _ALL_TEN else frozenset()
    return [
        span
        for index, (span, text, _) in enumerate(sentences)
        if any(pattern.search(text) for _, _, pattern in searches) and _near(wanted, index, sentences)
    ]


def _near(wanted: frozenset[int], index: int, sentences: tuple[_Sentence, ...]) -> bool:
    """Tell whether the subject's area is named in the sentence or beside it; a subject without principles has none."""
    around = sentences[max(0, index - _NEAR) : index + _NEAR + 1]
    return not wanted or any(wanted & principles for _, _, principles in around)


def _sentences(document: Document, language: Language) -> tuple[_Sentence, ...]:
    folded = ((span, fold(document.text, span.start, span.end, language).text) for span in units_of(document, language))
    return tuple((span, text, _principles(text, language)) for span, text in folded)


def _principles(text: str, language: Language) -> frozenset[int]:
    """Return the principles named; an area whose words name none (health and safety) stands for all of its own.

    "The ten principles" name none of them, but 0: who supports all ten has not spoken of complaints, or of waste.
    """
    topics = (topic for topic in language.topics if topic.pattern.search(text))
    named = {number for topic in topics for number in topic.principles or _OF_AREA[topic.area]}
    return frozenset(named | ({0} if language.all_principles.pattern.search(text) else set()))


@cache
def _searches() -> dict[str, tuple[_Compiled, ...]]:
    """Return the searches of each language; one that a language lacks is not made there, and nothing is said of it."""
    data = resources.files("pledgewatch.promises").joinpath("searches.toml").read_bytes()
    found: dict[str, list[_Compiled]] = {}
    try:
        file = msgspec.toml.decode(data, type=_Searches)
        for one in file.search:
            for code, pattern in ({file.code: one.pattern} | one.also).items():
                found.setdefault(code, []).append((one.name, _compile(one.item), _compile(pattern)))
    except (msgspec.DecodeError, re.error) as error:
        raise SettingsError(f"the searches for expected subjects are not usable: {error}") from error
    return {code: tuple(searches) for code, searches in found.items()}


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(expand(pattern, {}), re.IGNORECASE)


def _listed(names: Sequence[str]) -> str:
    return ", or of ".join(names)
