"""Give the names of a script short ones; what a browser, a page or the wire knows by its name keeps it.

A name may have the same short one as another where the two never meet: variables meet in a function or a method,
properties and what stands at the top anywhere. A name is one thing wherever it stands, as a variable and as a
property, where `{name}` makes it both somewhere. The modules in `web/` stay readable for it.
"""

from __future__ import annotations

import itertools
import re
import string
from collections.abc import Iterator

import msgspec

from pledgewatch.reach.known_names import GLOBALS, PROPERTIES

__all__ = ["with_short_names"]

_TOKEN = re.compile(
    r"""(?P<text>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
    |(?P<template>`(?:\\.|[^`\\])*`)
    |(?P<regex>(?<=[=(,:!&|?>\[])/(?![/*])(?:\\.|\[(?:\\.|[^\]\n])*\]|[^/\n\\])+/[a-z]*)
    |(?P<word>[A-Za-z_$][\w$]*)
    |(?P<space>\s+)
    |(?P<sign>\d[\w.]*|\.\.\.|\?\.(?=\D)|=>|.)""",
    re.DOTALL | re.VERBOSE,
)
_FILLED = re.compile(r"\$\{((?:[^{}]|\{[^{}]*\})*)\}")
_SAID = re.compile(r"\b(?:WORDS|say)\.(\w+)")
_OPENING, _CLOSING = frozenset("{[("), frozenset("}])")
_CLASS, _BLOCK = "class", "block"
_BEFORE_BLOCK = frozenset({")", "=>", ";", "{", "}", "else", "try", "catch", "finally"})
_DECLARING = frozenset({"const", "let", "function", "class", "async"})
Key = tuple[str, bool | None]
"""A name's text, and whether it is a property's, a variable's, or (None) both."""


class _Token(msgspec.Struct):
    """A piece of the script; of a word also what it is, and in which function or method it stands."""

    kind: str
    text: str
    as_variable: bool = False
    as_property: bool = False
    region: int = 0
    at_top: bool = False

    @property
    def is_name(self) -> bool:
        return self.as_variable or self.as_property


class _Name(msgspec.Struct):
    """What gets one name: where it stands."""

    count: int = 0
    is_property: bool = False
    at_top: bool = False
    regions: set[int] = msgspec.field(default_factory=set)

    def meets(self, other: _Name) -> bool:
        """Tell whether the two must not have one name."""
        alike = (self.is_property and other.is_property) or (self.at_top and other.at_top)
        return alike or not self.regions.isdisjoint(other.regions)


def with_short_names(source: str) -> str:
    """Return a script (without comments, and without a function around it) with short names."""
    tokens = list(_tokens(source))
    _Looking([token for token in tokens if token.kind != "space"]).through()
    words = [token for token in tokens if token.is_name]
    tied = {token.text for token in words if token.as_variable and token.as_property}
    names: dict[Key, _Name] = {}
    for token in words:
        name = names.setdefault(_key(token, tied), _Name())
        name.count += 1
        name.is_property |= token.as_property
        name.at_top |= token.at_top
        if token.as_variable:
            name.regions.add(token.region)
    spoken = {token.text[1:-1] for token in tokens if token.kind == "text"}
    short = _shortened(names, PROPERTIES | spoken | set(_SAID.findall(source)), _letters(source))
    return "".join(short[_key(token, tied)] if token.is_name else token.text for token in tokens)


def _key(token: _Token, tied: set[str]) -> Key:
    return token.text, None if token.text in tied else token.as_property


def _shortened(names: dict[Key, _Name], kept: frozenset[str] | set[str], letters: str) -> dict[Key, str]:
    """Give each name the first short one that nobody has whom it meets; the most frequent choose first."""
    chosen: dict[Key, str] = {}
    taken: dict[str, list[_Name]] = {}
    for key, name in names.items():
        if (name.is_property and key[0] in kept) or (name.regions and key[0] in GLOBALS):
            chosen[key] = key[0]
            taken.setdefault(key[0], []).append(name)
    for key in sorted(names.keys() - chosen.keys(), key=lambda key: (-names[key].count, key[0], key[1] is None)):
        free = (
            one
            for one in _short_names(letters)
            if one not in GLOBALS and not any(names[key].meets(other) for other in taken.get(one, ()))
        )
        chosen[key] = next(free)
        taken.setdefault(chosen[key], []).append(names[key])
    return chosen


def _short_names(letters: str) -> Iterator[str]:
    for size in itertools.count(1):
        for one in itertools.product(letters, repeat=size):
            yield "".join(one)


def _letters(source: str) -> str:
    """Return the letters, those first that stand there most anyway: they cost least when it is compressed."""
    return "".join(sorted(string.ascii_letters, key=lambda letter: (-source.count(letter), letter)))


def _tokens(source: str) -> Iterator[_Token]:
    """Yield the pieces of a script; what fills a template is pieces of its own, as if in brackets."""
    for found in _TOKEN.finditer(source):
        kind, text = found.lastgroup or "", found[0]
        if kind != "template":
            yield _Token(kind, text)
            continue
        begin = 0
        for filled in _FILLED.finditer(text):
            yield _Token("open", text[begin : filled.start(1)])
            yield from _tokens(filled[1])
            begin = filled.end(1)
            yield _Token("close", "")
        yield _Token("template", text[begin:])


class _Looking:
    """Looks from word to word, and notes what each is by what stands around it."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._open: list[str] = []
        self._region = 0
        self._begins = True
        self._declares = self._awaits_class = self._constants = False

    def through(self) -> None:
        """Look at every token."""
        edge = _Token("space", "")
        for before, token, after in zip([edge, *self._tokens], self._tokens, [*self._tokens[1:], edge], strict=False):
            if self._begins:
                self._begin(token)
            if token.kind == "word":
                self._word(token, before.text, after.text)
            self._bracket(token, before.text)

    def _begin(self, token: _Token) -> None:
        """Begin a statement at the top, or a member of a class."""
        self._region += 1
        self._begins = False
        if not self._open and token.kind == "word":
            self._declares = token.text in _DECLARING
            self._awaits_class = token.text == _CLASS
            self._constants = token.text in ("const", "let")

    def _word(self, token: _Token, before: str, after: str) -> None:
        inner = self._open[-1] if self._open else ""
        token.region = self._region
        if before in (".", "?.") or (inner == _CLASS and after == "("):
            token.as_property = True
        elif inner == "{" and before in ("{", ","):
            token.as_property = after in (":", ",", "}", "=", "(")
            token.as_variable = after != ":"
        else:
            token.as_variable = True
        token.at_top = self._declares and token.as_variable and token.text not in GLOBALS
        if token.as_variable and token.text in GLOBALS and not token.as_property:
            token.as_variable = False

    def _bracket(self, token: _Token, before: str) -> None:
        if token.kind == "open":
            self._open.append("(")
        elif token.kind == "close":
            self._open.pop()
        elif token.kind == "sign" and token.text in _OPENING:
            is_class = token.text == "{" and not self._open and self._awaits_class
            is_block = token.text == "{" and before in _BEFORE_BLOCK
            self._open.append(_CLASS if is_class else _BLOCK if is_block else token.text)
            self._begins = is_class
            self._declares &= token.text != "(" and not is_class
        elif token.kind == "sign" and token.text in _CLOSING:
            self._open.pop()
            self._begins = token.text == "}" and (not self._open or self._open == [_CLASS])
        elif token.text == "=" and not self._open:
            self._declares = False
        elif token.text == "," and not self._open and self._constants:
            self._region += 1
            self._declares = True
        elif token.text == ";" and (not self._open or self._open == [_CLASS]):
            self._begins = True
