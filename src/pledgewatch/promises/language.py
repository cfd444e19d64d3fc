"""Compile a language file once into the patterns that the rules use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from pledgewatch.errors import SettingsError
from pledgewatch.model.promise import Area, AspectName, Period
from pledgewatch.promises.language_file import (
    Cue,
    DueRule,
    Hedge,
    LanguageFile,
    Named,
    PassageRule,
    Sign,
    Topic,
    Veto,
    expand,
    language_codes,
    read_language_file,
)
from pledgewatch.promises.quick import Quick, fewest

__all__ = ["Calendar", "Guarded", "Language", "Matter", "compile_language", "language_for", "load_language"]

Pattern = Quick
T = TypeVar("T")
DEFAULT = "en"


@dataclass(frozen=True, slots=True)
class Guarded:
    """A pattern, and one that withholds it."""

    name: str
    why: str
    pattern: Pattern
    unless: Pattern | None
    where: str = ""


@dataclass(frozen=True, slots=True)
class Matter:
    """What words of one pattern are about."""

    area: Area
    principles: tuple[int, ...]
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class Calendar:
    """What the words of dates mean."""

    months: tuple[Pattern, ...]
    numbers: tuple[tuple[Pattern, int], ...]
    units: tuple[tuple[Pattern, Period], ...]
    edges: tuple[tuple[Pattern, int], ...]
    year_offset: tuple[tuple[Pattern, int], ...]
    fiscal_end: int


@dataclass(frozen=True, slots=True)
class Passages:
    """What counts for and against a passage, and how much a promise in it counts."""

    floor: int
    page_floor: int
    promise: int
    rules: tuple[tuple[PassageRule, Pattern], ...]


@dataclass(frozen=True, slots=True)
class Signs:
    """What counts for and against a sentence that undertakes in the present tense; `aspects` are what signs ask for."""

    floor: int
    gate: Pattern
    rules: tuple[tuple[Sign, Pattern], ...]
    aspects: frozenset[AspectName]


@dataclass(frozen=True, slots=True)
class Language:
    """All patterns of one language, compiled; field names are those of the file's sections."""

    code: str
    spaces: bool
    drops_subject: bool
    variants: dict[int, str]
    act_first: bool
    ocr: tuple[tuple[Pattern, str], ...]
    abbreviations: frozenset[str]
    subject: dict[str, Pattern]
    cues: tuple[tuple[Cue, Pattern], ...]
    cue_words: tuple[str, ...]
    after: dict[str, Pattern]
    vetoes: tuple[Guarded, ...]
    hedges: tuple[tuple[Hedge, Pattern], ...]
    mask: Pattern
    aspects: tuple[tuple[AspectName, tuple[Pattern, ...]], ...]
    times: tuple[Pattern, ...]
    verbs: dict[str, Pattern]
    all_principles: Guarded
    topics: tuple[Matter, ...]
    required: tuple[Guarded, ...]
    lists: dict[str, Pattern]
    required_items: tuple[Guarded, ...]
    calendar: Calendar
    dues: tuple[tuple[DueRule, Pattern], ...]
    passages: Passages | None
    signs: Signs | None


class _Compiler:
    """Compile the patterns of one file, its words put in."""

    def __init__(self, file: LanguageFile) -> None:
        self.file = file

    def one(self, pattern: str) -> Pattern:
        try:
            return Quick(expand(pattern, self.file.words))
        except re.error as error:
            raise SettingsError(f"{self.file.code}.toml: the pattern {pattern!r} does not compile: {error}") from error

    def union(self, patterns: list[str]) -> Pattern:
        return self.one("|".join(f"(?:{pattern})" for pattern in patterns))

    def section(self, record: object) -> dict[str, Pattern]:
        fields: tuple[str, ...] = record.__struct_fields__  # type: ignore[attr-defined]
        return {field: self.one(getattr(record, field)) for field in fields}

    def guarded(self, rule: Named | Veto) -> Guarded:
        unless = self.one(rule.unless) if rule.unless else None
        where = rule.where if isinstance(rule, Veto) else "whole" if rule.whole else ""
        return Guarded(rule.name, rule.why, self.one(rule.pattern), unless, where)

    def passages(self) -> Passages | None:
        section = self.file.passages
        if section is None:
            return None
        rules = tuple((rule, self.one(rule.pattern)) for rule in section.rule)
        page = section.floor if section.page_floor is None else section.page_floor
        return Passages(section.floor, page, section.promise, rules)

    def signs(self) -> Signs | None:
        section = self.file.signs
        if section is None:
            return None
        rules = tuple((rule, self.one(rule.pattern)) for rule in section.sign)
        asked = frozenset(rule.aspect for rule in section.sign if rule.aspect)
        return Signs(section.floor, self.one(section.gate), rules, asked)

    def variants(self) -> dict[int, str]:
        pairs = self.file.variants
        if len(pairs) % 2:
            raise SettingsError(f"{self.file.code}.toml: the variants are not pairs of characters")
        return {ord(one): other for one, other in zip(pairs[::2], pairs[1::2], strict=True)}

    def meanings(self, words: Mapping[str, T]) -> tuple[tuple[Pattern, T], ...]:
        return tuple((self.one(f"(?:{word})$"), meaning) for word, meaning in words.items())

    def calendar(self) -> Calendar:
        words = self.file.calendar
        return Calendar(
            months=tuple(self.one(f"(?:{month})$") for month in words.months),
            numbers=self.meanings(words.numbers),
            units=self.meanings(words.units),
            edges=self.meanings(words.edges),
            year_offset=self.meanings(words.year_offset),
            fiscal_end=words.fiscal_end,
        )

    def topic(self, rule: Topic) -> Matter:
        return Matter(rule.area, rule.principles, self.one(rule.pattern))


def compile_language(file: LanguageFile) -> Language:
    """Compile every pattern of a language file.

    Raises:
        SettingsError: a pattern does not compile, names unknown words or repeats without bound.
    """
    to = _Compiler(file)
    everything = file.all_principles
    cues = tuple((cue, to.one(cue.pattern)) for cue in file.cue)
    return Language(
        code=file.code,
        spaces=file.spaces,
        drops_subject=file.drops_subject,
        variants=to.variants(),
        act_first=file.act == "before",
        ocr=tuple((to.one(rule.pattern), rule.becomes) for rule in file.ocr),
        abbreviations=frozenset(file.sentences.abbreviations),
        subject=to.section(file.subject),
        cues=cues,
        cue_words=_cue_words(cues),
        after=to.section(file.after),
        vetoes=tuple(to.guarded(rule) for rule in file.veto),
        hedges=tuple((rule, to.one(rule.pattern)) for rule in file.hedge),
        mask=to.union([rule.pattern for rule in file.mask]),
        aspects=tuple((rule.name, tuple(to.one(p) for p in rule.patterns)) for rule in file.aspect),
        times=tuple(to.one(p) for rule in file.aspect if rule.name == "time" for p in rule.patterns),
        verbs=to.section(file.verbs),
        all_principles=Guarded("all", "all ten", to.one(everything.pattern), to.one(everything.unless)),
        topics=tuple(to.topic(rule) for rule in file.topic),
        required=tuple(to.guarded(rule) for rule in file.required),
        lists=to.section(file.list),
        required_items=tuple(to.guarded(rule) for rule in file.required_item),
        calendar=to.calendar(),
        dues=tuple((rule, to.one(rule.pattern)) for rule in file.due),
        passages=to.passages(),
        signs=to.signs(),
    )


def _cue_words(cues: tuple[tuple[Cue, Pattern], ...]) -> tuple[str, ...]:
    """Return words of which every sentence with a cue holds one, none where a cue needs none."""
    if not all(pattern.needs for _, pattern in cues):
        return ()
    return fewest(word for _, pattern in cues for word in pattern.needs)


@cache
def load_language(code: str) -> Language:
    """Return the compiled rules of a language; they are compiled once a process.

    Raises:
        SettingsError: there is no such language file, or it is not usable.
    """
    return compile_language(read_language_file(code))


def language_for(code: str) -> Language | None:
    """Return the rules for a document's language, English where the language is not known, None where none exist.

    Raises:
        SettingsError: there are rules, and they are not usable.
    """
    known = DEFAULT if code in ("", "und") else code.split("-", maxsplit=1)[0].lower()
    return load_language(known) if known in language_codes() else None
