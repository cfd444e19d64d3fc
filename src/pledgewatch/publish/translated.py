"""Find the translation of a finding's sentence, a passage or the quote for the readers of one language."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from pledgewatch.model.identity import FindingKey
from pledgewatch.model.translation import Translation

__all__ = ["Translated", "Translators"]


class Translated(msgspec.Struct, frozen=True):
    """A translation to print; `outdated` where the original is no longer what was translated."""

    text: str
    by: str
    when: str
    language: str
    outdated: bool


class Translators:
    """All translations of an edition."""

    def __init__(self, translations: Iterable[Translation]) -> None:
        self._found = {(one.finding, one.passage, one.language): one for one in translations}

    def find(self, finding: FindingKey, passage: int, language: str, original: str) -> Translated | None:
        """Return the translation of a passage of a finding (0: of its sentence) as it stands now."""
        found = self._found.get((finding, passage, language))
        if found is None:
            return None
        outdated = " ".join(found.original.split()) != " ".join(original.split())
        return Translated(found.text, found.by, found.when, found.language, outdated)
