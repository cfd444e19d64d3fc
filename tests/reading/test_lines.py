from __future__ import annotations

import gzip
import json
from collections.abc import Callable

import pytest

from pledgewatch.model.document import Document, Failure
from pledgewatch.model.spans import Span
from pledgewatch.reading import ReadingSettings, read_lines

Reads = Callable[..., list[Document | Failure]]


def line(**fields: object) -> bytes:
    return json.dumps(fields, ensure_ascii=False).encode()


GOOD = line(
    id="a1",
    text="We will report on waste every year.",
    company="Vexel Mills",
    date="2021-05",
    url="https://vexel.example/1",
    extent="excerpt",
    language="en",
    kind="commitment",
    country="ZA",
)


@pytest.mark.parametrize("packed", [False, True])
def test_each_line_is_a_document_or_a_failure(read: Reads, packed: bool) -> None:
    data = b"\n".join(
        [GOOD, b"", b"{not json", line(id="b"), line(id="c", text=5), line(id=7, text="Fine, this one is read.")]
    )
    results = read(gzip.compress(data) if packed else data, "letters.jsonl")
    assert [type(one).__name__ for one in results] == ["Document", "Failure", "Failure", "Failure", "Document"]
    assert [one.inside for one in results] == ["line:1", "line:3", "line:4", "line:5", "line:6"]
    assert all("others were read" in one.next for one in results if isinstance(one, Failure))


def test_fields_are_taken_over(read: Reads) -> None:
    (one,) = read(GOOD + b"\n", "letters.jsonl")
    assert isinstance(one, Document)
    assert (one.name, one.organisation, one.country, one.date, one.kind) == (
        "a1",
        "Vexel Mills",
        "ZA",
        "2021-05",
        "commitment",
    )
    assert (one.extent, one.source_url, one.language.code) == ("excerpt", "https://vexel.example/1", "en")
    assert one.parts == {"body": Span(0, len(one.text))}


def test_a_growing_file_keeps_its_ids(read: Reads) -> None:
    first = read(GOOD + b"\n")
    second = read(GOOD + b"\r\n" + line(id="z", text="Another letter altogether.") + b"\n")
    assert [one.id for one in first if isinstance(one, Document)] == [
        one.id for one in second[:1] if isinstance(one, Document)
    ]


def test_given_parts_and_ids_are_kept_in_a_pipe() -> None:
    row = line(
        id="mine",
        text="Hello. We report.",
        parts={"body": [7, 17]},
        date="last spring",
        language={"code": "en", "probability": 0.9},
    )
    (one,) = read_lines([row], origin="-", keep_ids=True)
    assert isinstance(one, Document)
    assert (one.id, one.date, one.body.of(one.text)) == ("mine", None, "We report.")
    assert [span.of(one.text) for span in one.sentences] == ["Hello.", "We report."]


@pytest.mark.parametrize(
    "row",
    [
        line(id="a", text="  "),
        line(id=[], text="x"),
        line(id="a", text="x", parts={"body": [0, 9]}),
        line(id="a", text="x", parts=[]),
        line(id="a", text="x", extent="half"),
        line(id="a", text="x", country=5),
        b'["a"]',
        b"[" * 100_000,
        b'{"id": "a", "text": "\xff"}',
    ],
)
def test_malformed_fields_are_refused(row: bytes) -> None:
    (one,) = read_lines([row], origin="x.jsonl")
    assert isinstance(one, Failure)
    assert one.what.startswith("Line 1: ")


def test_lone_surrogates_are_replaced_and_doubted() -> None:
    (one,) = read_lines([rb'{"id": "a", "text": "We \ud800 report\u0000 here."}'], origin="x")
    assert isinstance(one, Document)
    assert one.text == "We � report� here."
    assert [(doubt.start, doubt.end) for doubt in one.doubts] == [(3, 4), (11, 12)]


def test_a_line_that_is_too_long_fails_alone(read: Reads) -> None:
    data = GOOD + b"\n" + line(id="l", text="x" * 5000) + b"\n" + GOOD
    results = read(data, settings=ReadingSettings(max_line_bytes=1000))
    assert [getattr(one, "error", "") for one in results] == ["", "LimitError", ""]


def test_a_compressed_bomb_is_refused(read: Reads) -> None:
    bomb = gzip.compress(GOOD + b"\n" + b" " * 40_000_000)
    results = read(bomb, "letters.jsonl.gz")
    assert isinstance(results[-1], Failure)
    assert results[-1].error == "LimitError"


def test_a_cut_gzip_keeps_the_lines_before(read: Reads) -> None:
    data = gzip.compress(b"".join(line(id=str(at), text=f"Letter {at} of {at * 7919}.") + b"\n" for at in range(400)))
    results = read(data[:-30], "letters.jsonl.gz")
    assert isinstance(results[0], Document)
    assert isinstance(results[-1], Failure)
    assert results[-1].error == "DamagedError"


def test_another_compressed_file_is_unsupported(read: Reads) -> None:
    (one,) = read(gzip.compress(b"plain text"), "letter.txt.gz")
    assert isinstance(one, Failure)
    assert one.error == "UnsupportedError"
