"""Speak one language: the interface's words from one TOML file, plurals, dates and numbers as that language writes.

A key is a dotted path. A table with `one` and `other`, or `other` alone, is a plural, chosen by the value `n`. A
missing key or value is an error of the program, never an empty string on a page.
"""

from __future__ import annotations

import math
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from markupsafe import Markup, escape

from pledgewatch.errors import SettingsError
from pledgewatch.model.dates import parse_date
from pledgewatch.safe import clip, visible

__all__ = ["Words", "words_of"]

Value = str | int | Markup


class Words:
    """Hold one language's words: call with a key and values for a sentence that is safe to print."""

    def __init__(self, table: dict[str, Any]) -> None:
        self._table = table
        self._raw: dict[tuple[str, bool], str] = {}
        self._patterns: dict[tuple[str, bool], Markup] = {}
        self.language: str = table["language"]
        self.direction: str = table["direction"]
        self.name: str = table["name"]
        self.folder: str = table["folder"]
        self.script: str = table["script"]

    def raw(self, key: str, n: int | None = None) -> str:
        """Return the words under a key, the plural form for `n` where there are several."""
        found = self._raw.get((key, n == 1))
        if found is None:
            found = self._raw[key, n == 1] = self._found(key, n)
        return found

    def _found(self, key: str, n: int | None) -> str:
        found: Any = self._table
        for part in key.split("."):
            found = found[part]
        if isinstance(found, dict):
            found = found["one" if n == 1 and "one" in found else "other"]
        if not isinstance(found, str):
            raise KeyError(key)
        return found

    def __call__(self, key: str, **values: Value) -> Markup:
        """Return a sentence with its values filled in and escaped."""
        n = values.get("n")
        one = isinstance(n, int) and n == 1
        pattern = self._patterns.get((key, one))
        if pattern is None:
            pattern = self._patterns[key, one] = escape(self.raw(key, n if isinstance(n, int) else None))
        if not values:
            return pattern
        filled = {name: escape(self._value(value)) for name, value in values.items()}
        return Markup(str.format(pattern, **filled))  # noqa: S704 - pattern and values are escaped

    def text(self, key: str, **values: Value) -> str:
        """Return the same as plain text, for pictures and the terminal."""
        n = values.get("n")
        pattern = self.raw(key, n if isinstance(n, int) else None)
        return pattern.format(**{name: self._value(value) for name, value in values.items()})

    def has(self, key: str) -> bool:
        """Tell whether there are words for a key; for kinds that a later version may add."""
        try:
            self.raw(key)
        except KeyError:
            return False
        return True

    def _value(self, value: Value) -> str:
        if isinstance(value, int):
            return self.number(value)
        return value if isinstance(value, Markup) else visible(value)

    def number(self, value: int) -> str:
        """Write a whole number with the language's thousands mark."""
        return f"{value:,}".replace(",", self.raw("number.thousands"))

    def percent(self, share: float) -> str:
        """Write a share of 0 to 1 as a whole percentage, rounded down: 99.7 % is not all; a little is not nothing."""
        whole = math.floor(share * 100 + 1e-9)
        return self.raw("number.percent").format(n=max(whole, 1) if share > 0 else 0)

    def date(self, iso: str) -> str:
        """Write a partial ISO date as far as it is known; text that is no date is returned as it is."""
        try:
            date = parse_date(iso[:10])
        except ValueError:
            return clip(iso, 40)
        if date is None:
            return self.raw("date.unknown")
        months = self._table["date"]["months"]
        month = months[date.month - 1] if date.month else ""
        return self.raw(f"date.{date.precision}").format(day=date.day, month=month, year=date.year)


@cache
def words_of(language: str = "en") -> Words:
    """Load the words of a language that the package holds.

    Raises:
        SettingsError: there is no such language.
    """
    folder = files("pledgewatch.publish").joinpath("words")
    known = sorted(one.name.removesuffix(".toml") for one in folder.iterdir() if one.name.endswith(".toml"))
    if language not in known:
        raise SettingsError(
            f"There are no words for the language {language[:40]!r}.",
            next_step=f"choose among {', '.join(known)}, or add a file to publish/words.",
        )
    return Words(tomllib.loads(folder.joinpath(f"{language}.toml").read_text(encoding="utf-8")))
