"""Find the families of a corpus that is larger than memory: the same steps over a file, in several processes.

The file is read twice: once for sketches (reading the words again costs less than keeping them), once to lay each
document along its form. What is kept of a document between the two is 4 bytes for each shingle that another shares.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

import msgspec

from pledgewatch.engine.forked import forked
from pledgewatch.model.reuse import Family, Form, Single
from pledgewatch.reuse.bodies import read_bodies
from pledgewatch.reuse.forms import letter_body
from pledgewatch.reuse.kin import related
from pledgewatch.reuse.lines import Lines
from pledgewatch.reuse.links import Rows, rows_of
from pledgewatch.reuse.placeholders import placeholders
from pledgewatch.reuse.settings import ReuseSettings
from pledgewatch.reuse.settle import Found, Settled, Tally, family_of, lay_beside, settle
from pledgewatch.reuse.sketch import Sketches, joined, sketch, sketches
from pledgewatch.reuse.survey import Work, batches, sketch_forms, work_of
from pledgewatch.reuse.units import Units, units_of
from pledgewatch.reuse.vocabulary import Vocabulary
from pledgewatch.reuse.words import read_words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Counts", "find_families_in"]

_DEFAULTS = ReuseSettings()
_LOCAL_BITS = 20
"""Bits for a document's number within a range of the file, of 64 that it shares with a shingle's hash."""
_PART = 1 << 22
_MOST_PARTS = 32
"""Shingles of a part, 32 MB while it is sorted; and the number of parts above which they grow instead."""
_AT_ONCE = 512
"""Documents of a large neighbourhood that are laid in one piece of work."""
_ROUNDS = 4


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """Say how many documents were read, how many share a form, in how many families."""

    documents: int
    families: int
    copies: int


class _Corpus(NamedTuple):
    """A file, where its documents' lines start, its forms; where results go, and how work is shared out."""

    lines: Lines
    starts: NDArray[np.int64]
    forms: dict[str, str]
    settings: ReuseSettings
    folder: Path
    mapped: Callable[[Callable[[Any], Any], Sequence[Any]], Iterator[Any]]

    def documents(self, numbers: Sequence[int]) -> list[Any]:
        """Read documents by number."""
        return list(self.lines.read(self.starts[list(numbers)].tolist()))


def find_families_in(
    path: Path, out: Path, forms: Sequence[Form] = (), settings: ReuseSettings = _DEFAULTS, workers: int = 0
) -> Counts:
    """Find the families of the documents in a JSON Lines file; give the same families as `find_families`.

    Writes `families.jsonl`, `copies.jsonl` and `singles.jsonl` into the folder `out`: families largest first, copies
    and singles in an order that depends on nothing but the documents. Memory grows by some 700 bytes a document.

    Raises:
        UsageError: the file cannot be read, or a line is no document; names the line.
    """
    out.mkdir(parents=True, exist_ok=True)
    lines = Lines(path)
    texts = {form.id: letter_body(form.text) for form in forms}
    mapped = partial(forked, workers=workers)
    with tempfile.TemporaryDirectory(prefix="pledgewatch-") as name:
        folder = Path(name)
        units, rows, starts = _survey(lines, texts, folder, mapped)
        corpus = _Corpus(lines, starts, texts, settings, folder, mapped)
        with (out / "copies.jsonl").open("wb") as copies:
            found, taken = _settled(corpus, units, rows, copies)
    families = related(found, texts, settings)
    with (out / "families.jsonl").open("wb") as stream:
        stream.writelines(msgspec.json.encode(family) + b"\n" for family in families)
    with (out / "singles.jsonl").open("wb") as stream:
        for part in mapped(partial(_singles, corpus), _runs((~taken).nonzero()[0].tolist(), 4 * _AT_ONCE)):
            stream.write(part)
    return Counts(documents=len(starts), families=len(families), copies=int(taken.sum()))


def _survey(
    lines: Lines, forms: Mapping[str, str], folder: Path, mapped: Callable[..., Iterator[Any]]
) -> tuple[Units, list[Rows], NDArray[np.int64]]:
    """Read all documents for the first time; return the distinct bodies, what they share, where their lines start."""
    import numpy as np

    scanned = list(mapped(partial(_scan, lines, folder), list(enumerate(lines.chunks()))))
    starts = [one.starts for one in scanned]
    if forms:
        scanned.append(_kept(sketch_forms(forms), np.empty(0, dtype=np.int64), folder / "forms.npy"))
    elif not scanned:
        scanned.append(_kept(sketch(read_words([])), np.empty(0, dtype=np.int64), folder / "none.npy"))
        starts = [scanned[0].starts]
    units = units_of(np.concatenate([one.keys for one in scanned]), np.concatenate([one.sizes for one in scanned]))
    parts = max(1, min(_MOST_PARTS, sum(one.shingles for one in scanned) // _PART))
    mapped_rows = mapped(partial(_part, scanned, units, folder, parts), range(parts))
    return units, [_load(folder, part) for part in mapped_rows], np.concatenate(starts)


class _Scanned(NamedTuple):
    """What is known of one range of the file; its shingles lie in a file, each with its document packed below."""

    starts: NDArray[np.int64]
    sizes: NDArray[np.int64]
    keys: NDArray[np.uint64]
    shingles: int
    path: Path


def _scan(lines: Lines, folder: Path, numbered: tuple[int, tuple[int, int]]) -> _Scanned:
    number, chunk = numbered
    starts = lines.starts(chunk)
    found = joined(list(sketches(lines.read(starts.tolist()))))
    return _kept(found, starts, folder / f"scan{number}.npy")


def _kept(found: Sketches, starts: NDArray[np.int64], path: Path) -> _Scanned:
    import numpy as np

    low = np.uint64((1 << _LOCAL_BITS) - 1)
    packed = (found.shingles & ~low) | found.owners.astype(np.uint64)
    packed.sort()
    np.save(path, packed)
    return _Scanned(starts, found.sizes, found.keys, len(packed), path)


def _part(scanned: Sequence[_Scanned], units: Units, folder: Path, parts: int, part: int) -> int:
    """Sort one part of all shingles, by hash; keep those that two units have."""
    import numpy as np

    low = np.uint64((1 << _LOCAL_BITS) - 1)
    bounds = [np.uint64(min((1 << 64) - 1, (1 << 64) * at // parts)) for at in (part, part + 1)]
    shingles, owners = [], []
    base = 0
    for one in scanned:
        packed = np.load(one.path, mmap_mode="r")
        first, last = np.searchsorted(packed, np.array(bounds)).tolist()
        values = packed[first : len(packed) if part + 1 == parts else last]
        unit = units.leads[(values & low).astype(np.int64) + base]
        shingles.append((values & ~low)[unit >= 0])
        owners.append(unit[unit >= 0])
        base += len(one.sizes)
    rows = rows_of(np.concatenate(shingles), np.concatenate(owners), len(units))
    for name, column in zip(Rows._fields, rows, strict=True):
        np.save(folder / f"{name}{part}.npy", column)
    return part


def _load(folder: Path, part: int) -> Rows:
    import numpy as np

    return Rows(*(np.load(folder / f"{name}{part}.npy", mmap_mode="r") for name in Rows._fields))


def _settled(
    corpus: _Corpus, units: Units, rows: Sequence[Rows], copies: BinaryIO
) -> tuple[list[tuple[Found, Family]], NDArray[np.bool_]]:
    """Settle all neighbourhoods, write their copies, and tell which documents have one."""
    import numpy as np

    taken = np.zeros(len(corpus.starts), dtype=bool)
    found: list[tuple[Found, Family]] = []
    among = None
    for _ in range(_ROUNDS):
        works = list(batches(work_of(units, rows, sorted(corpus.forms), among, corpus.mapped)))
        large: list[_Settled] = []
        for settled in corpus.mapped(partial(_settle_batch, corpus), works):
            for one in settled:
                copies.write(one.copies)
                taken[list(one.members)] = True
                if one.others:
                    large.append(one)
                else:
                    found += _families(one.forms, one.tallies)
        left = _lay_others(corpus, large, copies, taken)
        found += [pair for one in large for pair in _families(one.forms, one.tallies)]
        if not left:
            break
        among = np.unique(units.unit_of()[sorted(left)])
    return found, taken


def _families(forms: Sequence[Found], tallies: Sequence[Tally]) -> list[tuple[Found, Family]]:
    return [(form, family_of(form, tally)) for form, tally in zip(forms, tallies, strict=True)]


class _Settled(NamedTuple):
    """What came of one neighbourhood; copies are written out already, members and what is left by number."""

    forms: list[Found]
    tallies: list[Tally]
    copies: bytes
    members: tuple[int, ...]
    others: tuple[int, ...]
    left: tuple[int, ...]


def _settle_batch(corpus: _Corpus, batch: Sequence[Work]) -> list[_Settled]:
    vocabulary = Vocabulary()
    numbers = [number for work in batch for same in work.close for number in same]
    bodies = dict(zip(numbers, read_bodies(corpus.documents(numbers), vocabulary), strict=True))
    out = []
    for work in batch:
        units = [sorted((bodies[number] for number in same), key=lambda body: body.id) for same in work.close]
        one = settle(units, {name: corpus.forms[name] for name in work.forms}, vocabulary, corpus.settings)
        left = tuple(number for unit in one.left for number in work.close[unit])
        gone = set(left)
        members = tuple(n for same in work.close for n in same if n not in gone)
        others = tuple(number for same in work.others for number in same)
        out.append(_Settled(one.forms, one.tallies, _written(one), members, others, left))
    return out


def _written(settled: Settled) -> bytes:
    encoder = msgspec.json.Encoder()
    return b"".join(encoder.encode(copy) + b"\n" for _, copy in settled.copies)


def _lay_others(corpus: _Corpus, large: Sequence[_Settled], copies: BinaryIO, taken: NDArray[np.bool_]) -> list[int]:
    """Lay what was not read closely beside what was found; return the documents that fit no form."""
    pieces = [(at, run) for at, one in enumerate(large) for run in _runs(one.others, _AT_ONCE)]
    left = [number for one in large for number in one.left]
    beside = corpus.mapped(lambda piece: _lay_piece(corpus, large[piece[0]].forms, piece[1]), pieces)
    for (at, run), more in zip(pieces, beside, strict=True):
        copies.write(more.copies)
        gone = [run[one] for one in more.left]
        taken[list(run)] = True
        taken[gone] = False
        left += gone
        for ours, theirs in zip(large[at].tallies, more.tallies, strict=True):
            ours.merge(theirs)
    return left


def _lay_piece(corpus: _Corpus, forms: Sequence[Found], numbers: Sequence[int]) -> _Settled:
    vocabulary = Vocabulary()
    more = lay_beside(read_bodies(corpus.documents(numbers), vocabulary), forms, vocabulary, corpus.settings)
    return _Settled([], more.tallies, _written(more), (), (), tuple(more.left))


def _runs(numbers: Sequence[int], size: int) -> list[Sequence[int]]:
    return [numbers[at : at + size] for at in range(0, len(numbers), size)]


def _singles(corpus: _Corpus, numbers: Sequence[int]) -> bytes:
    found = (
        Single(document=document.id, unfilled=placeholders(document.text, document.body))
        for document in corpus.documents(numbers)
    )
    return b"".join(msgspec.json.encode(single) + b"\n" for single in found)
