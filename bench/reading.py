"""Measure the reading stage on the real cases: character error rates, doubts, letter parts, sentences, speed.

Run from the project's root: `.venv/bin/python bench/reading.py`. Needs ../shared/cases; says so where it is absent.

Both texts of a comparison are folded alike. White space is one space, for no format says where a line ends. NFKC turns
ligatures and full-width forms into what they stand for. Hyphens between letters are dropped with the white space after
them: a truth that keeps its page's lines has "Okla- homa" where we have the word. Nothing else is forgiven: quotes,
accents and dashes count.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
import sys
import time
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from pledgewatch.model.document import Document, Failure
from pledgewatch.model.identity import DocumentId, sha256_of
from pledgewatch.reading import enrich, read_file
from pledgewatch.sources.media import media_type_of

CASES = Path(__file__).resolve().parents[2] / "shared" / "cases"
TRUTHS = {
    "en_dod_1260h_list.pdf": "en_dod_1260h_list.txt",
    "fr_sainte_adele_proces_verbal.pdf": "fr_sainte_adele_proces_verbal.txt",
    "en_dol_comply_chain.html": "en_dol_comply_chain.txt",
    "es_dol_comply_chain.html": "es_dol_comply_chain.txt",
    "fr_dol_comply_chain.html": "fr_dol_comply_chain.txt",
    "en_scotus_slip_opinion_scan.pdf": "en_scotus_slip_opinion_scan.p1.txt",
    "fr_pangram_scan.pdf": "fr_pangram_scan.txt",
}
SCANS = ("en_scotus_slip_opinion_scan.pdf", "fr_pangram_scan.pdf")
FIRST_PAGE_ONLY = ("en_scotus_slip_opinion_scan.pdf",)
HYPHEN = re.compile(r"(?<=\w)[-‐]\s*(?=\w)")


def fold(text: str) -> tuple[str, list[int]]:
    """Return the folded text and, for each of its characters, where it stood."""
    dropped = {at for found in HYPHEN.finditer(text) for at in range(found.start(), found.end())}
    out: list[str] = []
    places: list[int] = []
    for at, character in enumerate(text):
        if at in dropped:
            continue
        folded = " " if character.isspace() else unicodedata.normalize("NFKC", character)
        if folded == " " and (not out or out[-1] == " "):
            continue
        out += folded
        places += [at] * len(folded)
    while out and out[-1] == " ":
        out.pop()
        places.pop()
    return "".join(out), places


def read(name: str) -> tuple[Document, float]:
    """Read a file of the cases; return its document and the seconds that it took."""
    path = CASES / "reading" / name
    started = time.perf_counter()
    sha256 = sha256_of(path.read_bytes())
    results = list(read_file(path, origin=name, sha256=sha256, media_type=media_type_of(path)))
    seconds = time.perf_counter() - started
    if len(results) != 1 or isinstance(results[0], Failure):
        raise SystemExit(f"{name}: {results}")
    return results[0], seconds


def show_errors(name: str, truth: str) -> None:
    """Print the character error rate of a file, and how much of what is wrong was marked doubtful."""
    document, seconds = read(name)
    page = document.pages[0] if name in FIRST_PAGE_ONLY else None
    start, end = (page.start, page.end) if page else (0, len(document.text))
    ours, places = fold(document.text[start:end])
    theirs, _ = fold(truth)
    steps = Levenshtein.editops(ours, theirs)
    line = f"{name:40} {len(steps):5} wrong of {len(theirs):6}  CER {len(steps) / len(theirs):7.3%}  {seconds:6.2f} s"
    if name in SCANS:
        wrong = [start + places[min(step.src_pos, len(places) - 1)] for step in steps]
        marked = sum(any(d.start <= at <= d.end for d in document.doubts) for at in wrong)
        share = sum(d.end - d.start for d in document.doubts if start <= d.start < end) / (end - start)
        line += f"  {marked} of the wrong lie in doubtful spans ({share:.1%} of the text is marked)"
    print(line)
    if "-v" in sys.argv:
        for step in steps:
            at, there = step.src_pos, step.dest_pos
            print(
                f"  {step.tag:8} {ours[max(0, at - 25) : at]!r} [{ours[at : at + 1]}] for [{theirs[there : there + 1]}]"
            )


def show_table(name: str, truth: str) -> None:
    """Compare a table row by row: a row is right where its cells alone stand on one line in their order."""
    document, _ = read(name)
    text = Path(CASES / "reading" / truth).read_text("utf-8")
    rows = [fold(" ".join(cells))[0] for cells in csv.reader(text.splitlines())]
    lines = [fold(line)[0] for line in document.text.splitlines()]
    right = sum(row in set(lines) for row in rows)
    first, last = (next((i for i, line in enumerate(lines) if line == row), None) for row in (rows[0], rows[-1]))
    inside = "\n".join(line for line in lines[first or 0 : (last or len(lines)) + 1] if line)
    wrong = Levenshtein.distance(inside, "\n".join(rows))
    print(f"{name:40} {right} of {len(rows)} rows exact  CER {wrong / len(inside):7.3%}")


def show_speed() -> None:
    """Print documents a second of one file of each format."""
    print("\nspeed (one process)")
    for name in (
        "report_company10_ko.pdf",
        "report_npc_zh.pdf",
        "en_two_column_paper.pdf",
        "zh_en_mineru_demo.docx",
        "en_dol_comply_chain.html",
        "zh_anti_foreign_sanctions_law.md",
    ):
        document, _ = read(name)
        _, seconds = read(name)
        print(
            f"{name:40} {document.media_type[-24:]:24} {1 / seconds:8.2f} documents/s  {len(document.pages):3} pages"
            f"  {len(document.text):7} characters  {len(document.doubts)} doubts  {document.language.code}"
        )


def lines_of(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV or JSON Lines file of the cases."""
    with gzip.open(CASES / "letters" / name, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def show_letters() -> None:
    """Print in how many letters body, signature and closing were told apart."""
    rows = list(lines_of("letters.jsonl.gz"))
    letters = {row["id"]: enrich(Document(id=DocumentId(row["id"]), text=row["text"])) for row in rows}
    told = [one for one in letters.values() if {"body", "signature"} <= one.parts.keys()]
    closed = [one for one in told if "closing" in one.parts]
    print(f"\nletters: {len(told)} of {len(letters)} with body and signature, {len(closed)} of them with a closing")
    for one in letters.values():
        if one not in closed:
            print(f"  without closing: {one.name or one.id}")
    if "-v" in sys.argv:
        for one in letters.values():
            shown = {name: span.of(one.text) for name, span in one.parts.items()}
            print(one.id, {name: f"{part[:50]} … {part[-20:]}" for name, part in shown.items()})


def show_sentences() -> None:
    """Print how many of the annotated sentences begin and end where ours do."""
    texts = {row["id"]: row["text"] for name in ("letters.jsonl.gz", "others.jsonl.gz") for row in lines_of(name)}
    gold: dict[str, list[tuple[int, int]]] = defaultdict(list)
    with (CASES / "letters" / "sentences.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            gold[row["doc"]].append((int(row["start"]), int(row["end"])))
    count = exact = starts = ends = edges = 0
    for doc, spans in gold.items():
        document = enrich(Document(id=DocumentId(doc), text=texts[doc]))
        ours = {(one.start, one.end) for one in document.sentences}
        parts = {edge for part in document.parts.values() for edge in (part.start, part.end)}
        count += len(spans)
        exact += len(ours & set(spans))
        starts += sum(start in {one[0] for one in ours} for start, _ in spans)
        ends += sum(end in {one[1] for one in ours} for _, end in spans)
        edges += sum((s, e) not in ours and any(s < edge < e for edge in parts) for s, e in spans)
    print(
        f"\nsentences: of {count} annotated, {exact / count:.1%} exact, start found {starts / count:.1%},"
        f" end found {ends / count:.1%}; {edges} more are cut only where a part of the letter begins"
    )


def main() -> None:
    """Print every measure; with `-v` each wrong character."""
    if not CASES.is_dir():
        raise SystemExit(f"The real cases are not at {CASES}; nothing was measured.")
    for name, truth in TRUTHS.items():
        show_errors(name, (CASES / "reading" / truth).read_text("utf-8"))
    show_table("es_argentina_diputados_votacion.pdf", "es_argentina_diputados_votacion.truth.csv")
    show_letters()
    show_sentences()
    show_speed()


if __name__ == "__main__":
    main()
