"""Read what a language file may hold, and refuse everything else.

A language is one TOML file in `languages/`. Its sections and what each is for are described in the file itself.
An unknown key, a missing section, an unbounded repetition or a pattern that does not compile is refused when the
file is loaded: a mistyped key would otherwise switch a rule off in silence.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Literal

import msgspec

from pledgewatch.errors import SettingsError
from pledgewatch.model.promise import Area, AspectName, Period

__all__ = [
    "AllPrinciples",
    "AspectRule",
    "Calendar",
    "Cue",
    "DueKind",
    "DueRule",
    "Hedge",
    "LanguageFile",
    "Named",
    "PassageRule",
    "Replacement",
    "Sign",
    "Topic",
    "Veto",
    "expand",
    "language_codes",
    "parse_language_file",
    "read_language_file",
]

_NAME = re.compile(r"\{([a-z_]+)\}")
_DEPTH = 3
"""Words may name words, which may name words: a time names an event, an event a month."""
_UNBOUNDED = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|(?P<open>[*+]|\{\d+,\})", re.DOTALL)


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Refuse keys that nobody reads."""


class Replacement(_Strict, frozen=True):
    """Put right a misreading of optical character recognition."""

    pattern: str
    becomes: str


class Sentences(_Strict, frozen=True):
    """List the abbreviations after which a full stop does not end a sentence."""

    abbreviations: tuple[str, ...]


class Subject(_Strict, frozen=True):
    """Tell who acts: the document's own organisation, its partners, outsiders."""

    boundary: str
    own: str
    own_possessive: str
    partner: str
    outsider: str
    relative: str
    preposition: str
    none: str
    legal_form: str
    name_particle: str


class Cue(_Strict, frozen=True):
    """Name words that undertake, and what else they need to count (`kind`)."""

    name: str
    kind: Literal["future", "performative", "aim", "target", "dated", "deadline"]
    pattern: str
    why: str


class After(_Strict, frozen=True):
    """Judge what follows a future cue."""

    not_undertaken: str
    passive: str
    copula: str
    begun: str
    by_outsider: str
    given: str = "(?!)"
    no_deadline: str = "(?!)"


class Veto(_Strict, frozen=True):
    """Take a cue back; `except` lets it stand."""

    name: str
    where: Literal["before", "after", "around", "sentence"]
    pattern: str
    why: str
    unless: str = msgspec.field(default="", name="except")


class Hedge(_Strict, frozen=True):
    """Name what keeps a promise from being checked."""

    name: str
    kind: Literal["condition", "effort"]
    pattern: str
    why: str


class Mask(_Strict, frozen=True):
    """Hide figures that are names before quantities are sought."""

    pattern: str


class AspectRule(_Strict, frozen=True):
    """Find one aspect: the longest match of the first pattern that matches."""

    name: AspectName
    patterns: tuple[str, ...]


class Verbs(_Strict, frozen=True):
    """Tell acts that can be seen done from those that cannot."""

    vague: str
    categorical: str
    weak_check: str
    broad: str
    act_opener: str = "(?!)"
    act_end: str = "(?!)"
    article: str = "(?!)"
    act_tail: str = "(?!)"
    act_more: str = "(?!)"
    act_aside: str = "(?!)"
    act_main: str = "(?!)"
    act_present: str = "(?!)"
    check_act: str = ""
    clause: str = "(?!)"
    universal: str = "(?=)"
    scope_more: str = "(?!)"
    scope_article: str = "(?!)"
    rate: str = "(?!)"
    act_subject: str = "(?!)"


class AllPrinciples(_Strict, frozen=True):
    """Recognise a reference to all ten principles at once."""

    pattern: str
    unless: str = msgspec.field(name="except")


class Topic(_Strict, frozen=True):
    """Map words to an area and to principles 1 to 10 (none where only the area is certain)."""

    area: Area
    principles: tuple[int, ...]
    pattern: str


class Named(_Strict, frozen=True):
    """Name a rule with its words for the reader; `except` withholds it; `whole` reads all of the sentence."""

    name: str
    pattern: str
    why: str
    unless: str = msgspec.field(default="", name="except")
    whole: bool = False


class Lists(_Strict, frozen=True):
    """Tell what opens, continues, interrupts and closes a list."""

    introducer: str
    heading: str
    bullet: str
    inner_bullet: str
    continues: str
    restates: str
    aside: str
    closer: str
    finite: str
    section: str = "(?!)"
    promised_section: str = "(?!)"
    asks_us: str = "(?!)"
    target_column: str = "(?!)"
    empty_cell: str = "(?!)"
    settled_cell: str = "(?!)"


DueKind = Literal["none", "by", "before", "in", "from", "within", "fiscal", "relative", "each", "event"]


class DueRule(_Strict, frozen=True):
    """Read a date or a period from its words.

    The pattern names what it holds by groups: `year`, `until` (a second year), `month`, `day`, `quarter`, `half`,
    `edge` (mid, start), `number`, `unit`. `unit` and `shift` say what a relative or repeated one is where no group
    does.
    """

    kind: DueKind
    pattern: str
    unit: Period = ""
    number: int = 1
    shift: int = 0


class Calendar(_Strict, frozen=True):
    """Say what the words of dates mean: months in order, and patterns with what they stand for."""

    months: tuple[str, ...] = ()
    numbers: dict[str, int] = {}
    units: dict[str, Period] = {}
    edges: dict[str, int] = {}
    year_offset: dict[str, int] = {}
    fiscal_end: int = 0


class PassageRule(_Strict, frozen=True):
    """Count for (points above 0) or against a passage that speaks of an undertaking."""

    name: str
    points: Literal[-2, -1, 1, 2]
    pattern: str
    why: str


class Passages(_Strict, frozen=True):
    """Tell passages that speak of an undertaking in the broad sense; `promise` are the points of a promise in it.

    `page_floor` holds for whole pages, on which most kinds of words stand somewhere; it is `floor` where not given.
    """

    floor: int
    promise: Literal[1, 2]
    rule: tuple[PassageRule, ...]
    page_floor: int | None = None


class Sign(_Strict, frozen=True):
    """Count for or against a sentence that undertakes without a word of undertaking.

    Where an `aspect` is named, it must be there, and begin as the pattern says if there is one.

    A group `(?P<act>...)` says where what is undertaken begins. One sign at least must be one that `binds`: figures and
    rhythms describe practice as well. One that `denies` keeps a sentence out of a list of promises, too.
    """

    name: str
    points: Literal[-5, -3, -2, -1, 1, 2, 3]
    why: str
    pattern: str = ""
    aspect: AspectName | None = None
    binds: bool = False
    denies: bool = False


class Signs(_Strict, frozen=True):
    """Tell undertakings in the present tense; only sentences with `gate` are weighed, `floor` points are enough."""

    floor: int
    gate: str
    sign: tuple[Sign, ...]


class LanguageFile(_Strict, frozen=True, kw_only=True):
    """Hold a language file as it was written, checked for shape only.

    `spaces`: words are set apart by white space. `drops_subject`: who acts may go without
    saying, and is then the writer. `variants`: pairs of characters, the first read as the second.
    `act`: where what is undertaken stands to its cue; before it in Japanese and Korean.
    """

    schema: Literal[1]
    code: str
    name: str
    spaces: bool = True
    drops_subject: bool = False
    variants: str = ""
    act: Literal["after", "before"] = "after"
    words: dict[str, tuple[str, ...]]
    ocr: tuple[Replacement, ...]
    sentences: Sentences
    subject: Subject
    cue: tuple[Cue, ...]
    after: After
    veto: tuple[Veto, ...]
    hedge: tuple[Hedge, ...]
    mask: tuple[Mask, ...]
    aspect: tuple[AspectRule, ...]
    verbs: Verbs
    all_principles: AllPrinciples
    topic: tuple[Topic, ...]
    required: tuple[Named, ...]
    list: Lists
    required_item: tuple[Named, ...]
    calendar: Calendar = Calendar()
    due: tuple[DueRule, ...] = ()
    passages: Passages | None = None
    signs: Signs | None = None


def expand(pattern: str, words: dict[str, tuple[str, ...]]) -> str:
    """Put the alternatives of `{name}` into a pattern.

    Raises:
        SettingsError: the pattern names words that the file does not have, or repeats without bound.
    """

    def alternatives(found: re.Match[str]) -> str:
        if found[1] not in words:
            raise SettingsError(f"the pattern {pattern!r} names unknown words {{{found[1]}}}")
        return "(?:" + "|".join(words[found[1]]) + ")"

    expanded = pattern
    for _ in range(_DEPTH):
        expanded = _NAME.sub(alternatives, expanded)
    for token in _UNBOUNDED.finditer(expanded):
        if token["open"]:
            raise SettingsError(
                f"the pattern {pattern!r} repeats without bound at {token.start()}",
                next_step="write {0,9} or what fits, so that no text can make it slow",
            )
    return expanded


@cache
def language_codes() -> frozenset[str]:
    """Return the languages that have a file."""
    folder = resources.files("pledgewatch.promises").joinpath("languages")
    return frozenset(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))


@cache
def read_language_file(code: str) -> LanguageFile:
    """Read `languages/<code>.toml` of this package.

    Raises:
        SettingsError: there is no such language, or the file is not what it must be.
    """
    if code not in language_codes():
        raise SettingsError(f"there are no rules for promises in the language {code!r}")
    source = resources.files("pledgewatch.promises").joinpath("languages", f"{code}.toml")
    return parse_language_file(source.read_bytes(), code)


def parse_language_file(data: bytes, code: str) -> LanguageFile:
    """Check the bytes of a language file.

    Raises:
        SettingsError: unknown keys, missing sections, wrong types, or another language than `code`.
    """
    try:
        file = msgspec.toml.decode(data, type=LanguageFile)
    except msgspec.DecodeError as error:
        raise SettingsError(f"the language file {code}.toml is not usable: {error}") from error
    if file.code != code:
        raise SettingsError(f"the language file {code}.toml says that it is for {file.code!r}")
    return file
