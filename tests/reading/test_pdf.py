from __future__ import annotations

from collections.abc import Callable

import pytest

from pledgewatch.model.document import Document, Failure

LEFT = [
    "Our company reads the whole of the left",
    "column before it turns to the other one,",
    "as every reader of a paper does too,",
    "and no line of it is mixed with lines",
    "that stand beside it on the same page.",
]
RIGHT = [
    "The second column begins here and goes",
    "on in lines of the same length as those",
    "on the other side of the gutter, so that",
    "only white space and the order in which",
    "they were drawn can tell them apart.",
]


def two_columns(across: bool) -> list[tuple[float, float, float, str]]:
    left = [(60.0, 700.0 - 13 * at, 10.0, line) for at, line in enumerate(LEFT)]
    right = [(310.0, 700.0 - 13 * at, 10.0, line) for at, line in enumerate(RIGHT)]
    body = [one for pair in zip(left, right, strict=True) for one in pair] if across else left + right
    return [(150.0, 760.0, 16.0, "A title across both columns of this page"), *body]


@pytest.mark.parametrize("across", [False, True], ids=["drawn by column", "drawn by row"])
def test_columns_are_read_down(read_one: Callable[..., Document], pdf: Callable[..., bytes], across: bool) -> None:
    text = read_one(pdf(two_columns(across))).text
    assert text.split() == [
        "A",
        "title",
        "across",
        "both",
        "columns",
        "of",
        "this",
        "page",
        *" ".join(LEFT + RIGHT).split(),
    ]


@pytest.mark.parametrize("by_column", [False, True])
def test_a_table_is_read_across(read_one: Callable[..., Document], pdf: Callable[..., bytes], by_column: bool) -> None:
    rows = [["Plant", "Waste", "Year"], ["Aruba", "12 t", "2019"], ["Borneo", "9 t", "2020"], ["Crete", "30 t", "2021"]]
    cells = [(60.0 + 150 * x, 700.0 - 20 * y, 10.0, rows[y][x]) for y in range(4) for x in range(3)]
    if by_column:
        cells.sort()
    text = read_one(pdf(cells)).text
    assert [line.split("\t") for line in text.split("\n") if line] == rows


def test_words_keep_page_and_box(read_one: Callable[..., Document], pdf: Callable[..., bytes]) -> None:
    document = read_one(pdf([(72, 770, 12, "First page")], [(72, 400, 12, "Second page here")]))
    assert [document.text[page.start : page.end] for page in document.pages] == ["First page", "Second page here"]
    word = document.pages[1].words[1]
    assert document.text[word.start : word.end] == "page"
    assert (document.pages[1].width, document.pages[1].height) == (595, 842)
    assert 100 < word.left < word.right < 160
    assert 420 < word.top < 442 < word.bottom + 8


def test_a_page_turned_by_its_viewer_is_read_upright(
    read_one: Callable[..., Document], pdf: Callable[..., bytes]
) -> None:
    up = b"BT /F 12 Tf 0 1 -1 0 %d 100 Tm (%s) Tj ET\n"
    drawn = up % (100, b"We report") + up % (116, b"every year")
    plain = pdf([(72, 700, 12, "x")], rotate=90)
    old = b"BT /F 12 Tf 72 700 Td (x) Tj ET\n"
    document = read_one(plain.replace(old, drawn).replace(b"/Length %d" % len(old), b"/Length %d" % len(drawn)))
    assert document.text == "We report\nevery year"
    assert (document.pages[0].width, document.pages[0].height) == (842, 595)
    first = document.pages[0].words[0]
    assert 95 < first.left < 105
    assert 85 < first.top < 100 < first.bottom < 106


def test_upside_down_text_keeps_its_words(read_one: Callable[..., Document], pdf: Callable[..., bytes]) -> None:
    document = read_one(pdf([(72, 770, 12, "We report"), (72, 740, 12, "every year")], rotate=180))
    assert document.text.split() == ["We", "report", "every", "year"]


def test_words_broken_at_a_line_end_are_joined(read_one: Callable[..., Document], pdf: Callable[..., bytes]) -> None:
    lines = ["We recog-", "nise anti-", "corruption and long-", "term plans."]
    text = read_one(pdf([(72, 700 - 14 * at, 12, line) for at, line in enumerate(lines)])).text
    assert text.split() == ["We", "recognise", "anti-corruption", "and", "long-term", "plans."]


def test_accents_and_quotes_survive(read_one: Callable[..., Document], pdf: Callable[..., bytes]) -> None:
    line = "L’été, l’œuvre “réduite” à 5 €"
    assert read_one(pdf([(72, 700, 12, line)])).text == line


def test_an_encrypted_pdf_is_protected(fail_one: Callable[..., Failure], pdf: Callable[..., bytes]) -> None:
    secret = "A1" * 32
    extra = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O <{secret}> /U <{secret}> /P -4 >> /ID [<00> <00>]"
    failure = fail_one(pdf([(72, 700, 12, "secret")], extra=extra))
    assert failure.error == "ProtectedError"
    assert "password" in failure.next


def test_a_truncated_pdf_is_damaged(fail_one: Callable[..., Failure], pdf: Callable[..., bytes]) -> None:
    whole = pdf([(72, 700, 12, "text")])
    assert fail_one(whole[:60]).error == "DamagedError"


def test_a_blank_pdf_is_empty(fail_one: Callable[..., Failure], pdf: Callable[..., bytes]) -> None:
    assert fail_one(pdf([])).error == "EmptyDocumentError"


def test_glyph_numbers_are_doubted(read_one: Callable[..., Document]) -> None:
    from pledgewatch.reading.layout import Glyphs, Line
    from pledgewatch.reading.pdf import doubtful_words

    def word(text: str) -> Glyphs:
        return Glyphs(text, 0, 0, 1, 1, 1, 1)

    line = Line((word("VöÅtÜtÉ"), word("McDonald"), word("\ue001\ue002"), word("ÉTÉ"), word("Þórður")), "")
    assert [index for _, index, _ in doubtful_words([line])] == [0, 2]


def test_a_page_limit_is_named(fail_one: Callable[..., Failure], pdf: Callable[..., bytes]) -> None:
    from pledgewatch.reading import ReadingSettings

    failure = fail_one(pdf([(72, 700, 12, "a")], [(72, 700, 12, "b")]), settings=ReadingSettings(max_pages=1))
    assert failure.error == "LimitError"
    assert "max_pages" in failure.next
