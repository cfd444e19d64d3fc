"""Make small corpora that a fuzzer has spoilt, from a seed, and hold what is found in them against what is always true.

Apart from `fuzz_reuse`, because a worker imports it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

import msgspec

from bench.generate import Plan, made
from bench.hard_cases import HARD
from bench.invariants import faults, ordered, read
from bench.noise import usual
from bench.tongues import ARABIC, CHINESE, ENGLISH, HEBREW, JAPANESE, SPELT, THAI
from pledgewatch.model.document import Document
from pledgewatch.model.identity import DocumentId
from pledgewatch.model.reuse import Form
from pledgewatch.model.spans import Span
from pledgewatch.reuse import find_families, find_families_in
from pledgewatch.reuse.forms import form_of

__all__ = ["Corpus", "corpus", "examined"]

_TONGUES = (ENGLISH, ENGLISH, SPELT, CHINESE, JAPANESE, THAI, ARABIC, HEBREW)
# The first and the last code point of what is put in: scripts, marks, signs that change width, direction or case.
_RANGES = (
    (0x20, 0x7E), (0xA0, 0x17F), (0x300, 0x36F), (0x370, 0x3FF), (0x400, 0x4FF), (0x590, 0x5F4), (0x600, 0x6FF),
    (0x900, 0x97F), (0xE01, 0xE5B), (0x10A0, 0x10FF), (0x1100, 0x11FF), (0x2000, 0x206F), (0x2100, 0x214F),
    (0x3000, 0x30FF), (0x4E00, 0x4EFF), (0xAC00, 0xACFF), (0xFB00, 0xFB06), (0xFE00, 0xFE0F), (0xFF00, 0xFFEF),
    (0x1D400, 0x1D4FF), (0x1F300, 0x1F6FF), (0x20000, 0x200FF), (0xE0000, 0xE007F),
)  # fmt: skip
_PUT = (
    "____",
    "[name]",
    "[insert name of the company]",
    "-\n",
    "\u00ad",
    "\r\n",
    "\ufeff",
    "1.",
    "•",
    "\u200b",
    "İ",
    "ß",
    "ŉ",
)
_EASY_TO_MAKE = ("two empty documents", "one sentence repeated", "a b a b", "a small vocabulary")
_FILED = 10
"""One corpus in ten is found once more in a file, by two processes."""


class Corpus(NamedTuple):
    """Documents, and the forms that are known."""

    documents: list[Document]
    forms: list[Form]


def _cut(words: list[str], chance: Random) -> tuple[int, int]:
    start = chance.randrange(len(words) + 1)
    return start, min(len(words), start + chance.choice((1, 3, 10, 40, 200)))


def _repeated(words: list[str], other: list[str], chance: Random) -> list[str]:
    start, end = _cut(words, chance)
    return words[:end] + words[start:end] * chance.choice((1, 2, 5, 30)) + words[end:]


def _spliced(words: list[str], other: list[str], chance: Random) -> list[str]:
    start, end = _cut(other, chance)
    at = chance.randrange(len(words) + 1)
    return words[:at] + other[start:end] + words[at:]


def _dropped(words: list[str], other: list[str], chance: Random) -> list[str]:
    start, end = _cut(words, chance)
    return words[:start] + words[end:]


def _truncated(words: list[str], other: list[str], chance: Random) -> list[str]:
    at = chance.randrange(len(words) + 1)
    return words[:at] if chance.random() < 0.5 else words[at:]


def _shuffled(words: list[str], other: list[str], chance: Random) -> list[str]:
    start, end = _cut(words, chance)
    return words[:start] + chance.sample(words[start:end], end - start) + words[end:]


def _changed(words: list[str], other: list[str], chance: Random) -> list[str]:
    """Put in, or put in the place of a word, signs of any script or what tools leave behind."""
    for _ in range(chance.randrange(1, 12)):
        at = chance.randrange(len(words) + 1)
        first, last = chance.choice(_RANGES)
        signs = "".join(chr(chance.randint(first, last)) for _ in range(chance.randrange(1, 9)))
        put = chance.choice((signs, signs, chance.choice(_PUT), signs + (words[at] if at < len(words) else "")))
        words = [*words[:at], put, *words[at + chance.randrange(2) :]]
    return words


def _capital(words: list[str], other: list[str], chance: Random) -> list[str]:
    start, end = _cut(words, chance)
    return words[:start] + [word.upper() for word in words[start:end]] + words[end:]


_Mutation = Callable[[list[str], list[str], Random], list[str]]
_MUTATIONS: tuple[_Mutation, ...] = (
    _repeated, _spliced, _spliced, _dropped, _truncated, _shuffled, _changed, _changed, _capital,
)  # fmt: skip


def corpus(seed: int) -> Corpus:
    """Return the corpus of a seed: a few families and single letters, some of them hard cases, all of them spoilt."""
    chance = Random(f"fuzz {seed}")
    sizes = tuple(chance.choice((1, 2, 3, 5, 12)) for _ in range(chance.randrange(1, 4)))
    texts = [one.text for one in made(Plan(sizes, chance.randrange(3)), seed, chance.choice(_TONGUES), usual)]
    if chance.random() < 0.2:
        texts += list(HARD[chance.choice(_EASY_TO_MAKE)].texts(chance.randrange(1, 6)))
    spoilt = [_spoilt(text, chance.choice(texts), chance) for text in texts]
    spoilt += chance.choices(spoilt, k=chance.randrange(3))
    documents = [_document(f"d{at}", text, chance) for at, text in enumerate(spoilt)]
    said = [text for text in texts if text.strip()]
    forms = [form_of(chance.choice(said), {"id": "known"}, "fuzz")] if said and chance.random() < 0.3 else []
    return Corpus(documents, forms)


def _spoilt(text: str, other: str, chance: Random) -> str:
    if chance.random() < 0.3:
        return text
    # Scripts without spaces are cut between characters, all others between words.
    parts, others = (one.split(" ") if one.count(" ") > 5 else list(one) for one in (text, other))
    for _ in range(chance.randrange(1, 5)):
        parts = chance.choice(_MUTATIONS)(parts, others, chance)
    return (" " if text.count(" ") > 5 else "").join(parts)


def _document(name: str, text: str, chance: Random) -> Document:
    if chance.random() < 0.8:
        return Document(id=DocumentId(name), text=text)
    start, end = sorted(chance.randrange(len(text) + 1) for _ in range(2))
    return Document(id=DocumentId(name), text=text, parts={"body": Span(start, end)})


def examined(seed: int) -> list[str]:
    """Return what is wrong with what is found in the corpus of a seed, in any order and by any number of processes."""
    documents, forms = corpus(seed)
    try:
        return list(_wrong(documents, forms, seed))
    except Exception as error:
        # The boundary of one corpus: whatever is raised is what the fuzzer looks for.
        return [f"raised {type(error).__name__}: {error}"]


def _wrong(documents: list[Document], forms: list[Form], seed: int) -> Iterator[str]:
    found = find_families(documents, forms)
    yield from faults(found, documents)
    mixed = Random(seed).sample(documents, len(documents))
    if find_families(mixed, forms) != found:
        yield "another order of the documents gives another result"
    if seed % _FILED == 0:
        with tempfile.TemporaryDirectory() as name:
            path = Path(name) / "letters.jsonl"
            path.write_bytes(b"".join(msgspec.json.encode(one) + b"\n" for one in mixed))
            find_families_in(path, Path(name) / "out", forms, workers=2)
            if read(Path(name) / "out") != ordered(found):
                yield "a file and two processes give another result"
