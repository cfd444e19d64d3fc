"""Keep translations in a file of lines that is only ever added to; the last one of a place and language stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import msgspec

from pledgewatch.errors import DeskError, UsageError
from pledgewatch.model.identity import FindingKey
from pledgewatch.model.translation import Translation
from pledgewatch.safe import language_tag
from pledgewatch.store.files import append_line, whole_lines

__all__ = ["Translations"]

_LONGEST = 20_000


def _utc_now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


class Translations:
    """The translations of one desk."""

    def __init__(self, path: Path, clock: Callable[[], str] = _utc_now) -> None:
        self.path = path
        self._clock = clock

    def add(
        self, finding: FindingKey, *, passage: int, language: str, text: str, by: str, original: str
    ) -> Translation:
        """Keep a translation of what stands there now; an empty text takes an earlier one back.

        Raises:
            UsageError: nobody is named, the language is no tag, or the text is too long or no text.
        """
        if not by.strip():
            raise UsageError("A translation needs the name of its translator.", next_step="give --by NAME.")
        if language_tag(language) is None:
            raise UsageError(f"{language[:40]!r} is no language.", next_step="write it as in zh-Hans, fr or ar.")
        if len(text) > _LONGEST:
            raise UsageError(f"The translation has more than {_LONGEST:,} signs.", next_step="give the right file.")
        made = Translation(
            finding=finding,
            passage=passage,
            language=language,
            text=text.strip(),
            by=by.strip(),
            when=self._clock(),
            original=original,
        )
        try:
            append_line(self.path, msgspec.json.encode(made))
        except UnicodeEncodeError:
            raise UsageError("The translation holds bytes that are no text.", next_step="save it as UTF-8.") from None
        return made

    def current(self) -> tuple[Translation, ...]:
        """Return the translations that stand, by finding, passage and language.

        Raises:
            DeskError: the file is damaged.
        """
        found: dict[tuple[str, int, str], Translation] = {}
        for number, line in enumerate(whole_lines(self.path), 1):
            try:
                one = msgspec.json.decode(line, type=Translation)
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                if "truncated" in str(error):
                    continue  # a kill cut this line short, and the next one closed it off
                raise DeskError(
                    f"Line {number} of {self.path} is damaged.", next_step="bring it back from a backup."
                ) from None
            found[one.finding, one.passage, one.language] = one
        return tuple(one for _, one in sorted(found.items()) if one.text)
