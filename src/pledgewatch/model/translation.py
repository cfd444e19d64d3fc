"""Hold what a person translated: the words, into which language, by whom, and the original as it was then."""

from __future__ import annotations

import msgspec

from pledgewatch.model.identity import FindingKey

__all__ = ["OF_QUOTE", "Translation"]

OF_QUOTE = FindingKey("quote")
"""Stands for the quote of the day where a translation names no finding."""


class Translation(msgspec.Struct, frozen=True, kw_only=True):
    """A translation of a finding's sentence, or of one of its passages (counted from 1; 0 is the sentence).

    `original` is what was translated; where it is no longer what stands there, the translation is outdated. `when` is
    UTC, ISO 8601. An empty `text` takes a translation back.
    """

    finding: FindingKey
    passage: int
    language: str
    text: str
    by: str
    when: str
    original: str
