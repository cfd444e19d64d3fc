"""Hold the peers beside us: MinHash LSH of datasketch and of rensa, each candidate pair verified by rapidfuzz.

    .venv/bin/python -m bench.peers [--size 10000] [--runs 3]

Needs the extra `peers`. A peer's families are the connected components of the pairs that it verified. Its shingles, the
threshold of its index and that of the verification are chosen by a grid: on the tuning half of the licences for the
licences, on 1,000 letters of seed 1 for the made ones. Speed is of fresh interpreters on letters of seed 2, in turn,
the medians of `--runs` runs, reading the file included. Peers give no templates, no slots, no spans: ours does all of
that in the same time.
"""

from __future__ import annotations

import argparse
import re
import statistics
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import NamedTuple

import msgspec
from rapidfuzz.distance import Indel

from bench.agreement import agreement, line
from bench.generate import letters, write
from bench.measured import Measured, measure
from bench.reuse import CASES, documents, labels, rows, tuning
from bench.scale import FIND, quality
from pledgewatch.reuse import find_families

__all__ = ["PEERS", "Chosen", "families", "main"]

_PERMUTATIONS = 128
_SHINGLES = (1, 3, 5)
_THRESHOLDS = (0.3, 0.5, 0.7)
_ALIKE = (0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)
_TUNED_ON = 1_000
_WORD = re.compile(r"\w+")
_RUN = "import sys, bench.peers; bench.peers.run(*sys.argv[1:])"


class Chosen(NamedTuple):
    """Words in a shingle, the threshold of the index, the likeness from which a pair is one family."""

    shingle: int
    threshold: float
    alike: float


Pairs = Iterator[tuple[int, int]]


def _datasketch(shingles: Sequence[set[str]], threshold: float) -> Pairs:
    from datasketch import MinHash, MinHashLSH

    # Its default hash is SHA-1; CRC-32 is the fastest of the standard library, and as good here.
    data = ([one.encode() for one in some] for some in shingles)
    sketches = MinHash.bulk(data, num_perm=_PERMUTATIONS, hashfunc=zlib.crc32)
    index = MinHashLSH(threshold=threshold, num_perm=_PERMUTATIONS)
    for at, sketch in enumerate(sketches):
        yield from ((other, at) for other in index.query(sketch))
        index.insert(at, sketch)


def _rensa(shingles: Sequence[set[str]], threshold: float) -> Pairs:
    from rensa import RMinHash, RMinHashLSH

    sketches = RMinHash.from_token_sets([list(some) for some in shingles], _PERMUTATIONS, 42)
    index = RMinHashLSH(threshold, _PERMUTATIONS, _bands(threshold))
    index.insert_many(sketches)
    for at, found in enumerate(index.query_all(sketches)):
        yield from ((other, at) for other in found if other < at)


def _bands(threshold: float) -> int:
    """Return into how many bands to cut a sketch, so that pairs from the threshold on are most likely candidates."""
    return min((1 << at for at in range(8)), key=lambda bands: abs((1 / bands) ** (bands / _PERMUTATIONS) - threshold))


PEERS: dict[str, Callable[[Sequence[set[str]], float], Pairs]] = {"datasketch": _datasketch, "rensa": _rensa}
"""The peers: candidates for pairs, of documents as sets of shingles."""


def families(peer: str, texts: Sequence[str], chosen: Chosen) -> list[str]:
    """Return the name of each text's family, as a peer has it."""
    words = _words(texts)
    return _components(
        len(texts), (pair for pair in _pairs(peer, words, chosen) if _alike(words, pair) >= chosen.alike)
    )


def _words(texts: Sequence[str]) -> list[list[str]]:
    return [_WORD.findall(text.casefold()) for text in texts]


def _pairs(peer: str, words: Sequence[list[str]], chosen: Chosen) -> Pairs:
    size = chosen.shingle
    shingles = [{" ".join(one[at : at + size]) for at in range(max(1, len(one) - size + 1))} for one in words]
    return PEERS[peer](shingles, chosen.threshold)


def _alike(words: Sequence[list[str]], pair: tuple[int, int]) -> float:
    """Return how alike two texts are, by the words that they have in the same order (0 to 1)."""
    return float(Indel.normalized_similarity(words[pair[0]], words[pair[1]]))


def _components(size: int, pairs: Iterable[tuple[int, int]]) -> list[str]:
    leads = list(range(size))

    def lead(at: int) -> int:
        while leads[at] != at:
            leads[at] = leads[leads[at]]
            at = leads[at]
        return at

    for left, right in pairs:
        leads[lead(left)] = lead(right)
    return [str(lead(at)) for at in range(size)]


def tuned(peer: str, texts: Sequence[str], gold: Sequence[str]) -> Chosen:
    """Return what gives a peer the best mean of pairwise and B-cubed F1."""
    words = _words(texts)
    best: tuple[float, Chosen] = (-1.0, Chosen(1, 0.5, 0.5))
    for shingle, threshold in product(_SHINGLES, _THRESHOLDS):
        pairs = list(_pairs(peer, words, Chosen(shingle, threshold, 0)))
        likeness = [_alike(words, pair) for pair in pairs]
        for alike in _ALIKE:
            kept = (pair for pair, value in zip(pairs, likeness, strict=True) if value >= alike)
            scores = agreement(gold, _components(len(texts), kept))
            best = max(best, (scores["pairwise F1"] + scores["B-cubed F1"], Chosen(shingle, threshold, alike)))
    return best[1]


def run(peer: str, path: str, out: str, *chosen: str) -> None:
    """Read a file of letters and write the family of each: what is measured."""
    shingle, threshold, alike = chosen
    documents_of = msgspec.json.Decoder(dict[str, str]).decode_lines(Path(path).read_bytes())
    found = families(peer, [one["text"] for one in documents_of], Chosen(int(shingle), float(threshold), float(alike)))
    Path(out).write_bytes(msgspec.json.encode(found))


def licences() -> None:
    """Print how the peers and we agree with the licences' human labels."""
    if not (CASES / "reuse").is_dir():
        print("licences skipped: the real cases are not at ../shared/cases")
        return
    data = rows("reuse/licence_families.jsonl.gz")
    halves = {"tuning": [row for row in data if tuning(row)], "reporting": [row for row in data if not tuning(row)]}
    gold = {name: [row["family"] for row in part] for name, part in halves.items()}
    texts = {name: [row["text"] for row in part] for name, part in halves.items()}
    for name, part in halves.items():
        found = labels(find_families(documents(part)))
        print(f"licences, {name:9}  ours        {line(agreement(gold[name], [found[row['id']] for row in part]))}")
    for peer in PEERS:
        chosen = tuned(peer, texts["tuning"], gold["tuning"])
        for name in halves:
            print(f"licences, {name:9}  {peer:10}  {line(agreement(gold[name], families(peer, texts[name], chosen)))}")
        print(f"  {peer}: {_told(chosen)}")


def _told(chosen: Chosen) -> str:
    return f"shingles of {chosen.shingle} words, index from {chosen.threshold}, alike from {chosen.alike}"


def made(size: int, runs: int) -> None:
    """Print time and quality of the peers and of ours on made letters."""
    sample = list(letters(_TUNED_ON, seed=1))
    texts, gold = [one.text for one in sample], [one.form for one in sample]
    chosen = {peer: tuned(peer, texts, gold) for peer in PEERS}
    truth = [one.form for one in letters(size, seed=2)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = write(folder, letters(size, seed=2))
        taken: dict[str, list[Measured]] = {one: [] for one in ("ours", *PEERS)}
        for _ in range(runs):
            taken["ours"].append(_good(measure(FIND, (str(path), str(folder / "out")))))
            for peer in PEERS:
                given = (peer, str(path), str(folder / peer), *map(str, chosen[peer]))
                taken[peer].append(_good(measure(_RUN, given)))
        found = {peer: msgspec.json.decode((folder / peer).read_bytes(), type=list[str]) for peer in PEERS}
        scores = {"ours": quality(folder, size), **{peer: agreement(truth, found[peer]) for peer in PEERS}}
    ours = _middle(taken["ours"])
    for peer, measured in taken.items():
        wall, cpu, together, _, largest = _middle(measured)
        print(
            f"{size:,} letters, {peer}: {wall:.2f} s, {cpu:.2f} CPU s, {together:.0f} MB, the largest {largest:.0f} MB"
        )
        if peer in chosen:
            print(f"  against ours: {wall / ours[0]:.2f} times the time, {cpu / ours[1]:.2f} times the CPU")
            print(f"  {_told(chosen[peer])}; no templates, slots, spans")
        print(f"  {line(scores[peer])}")


def _middle(measured: Sequence[Measured]) -> list[float]:
    return [statistics.median(values) for values in zip(*(one[:5] for one in measured), strict=True)]


def _good(ran: Measured) -> Measured:
    if ran.status:
        raise SystemExit(f"a run ended with {ran.status}\n{ran.failed}")
    return ran


def main() -> None:
    """Print both."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    licences()
    made(given.size, given.runs)


if __name__ == "__main__":
    main()
