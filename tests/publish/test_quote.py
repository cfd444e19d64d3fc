from __future__ import annotations

import xml.etree.ElementTree as ET

import msgspec
import pytest
from tests.publish import fixture, letters

from pledgewatch.model.reuse import Edit, Family, Fill, Optional, Slot, TemplateItem, Text
from pledgewatch.model.spans import Span
from pledgewatch.publish.edition import Edition
from pledgewatch.publish.quote import quote_of_the_day, quote_sentence, quote_text
from pledgewatch.publish.quote_picture import draw_quote
from pledgewatch.publish.site import pages_of_edition
from pledgewatch.publish.words import words_of

NAME = Slot(0, "organisation", (), 2)


def _with_template(*template: TemplateItem, names: int = 2, edited: frozenset[int] = frozenset()) -> Edition:
    """Return an edition of letters written from a template; those `edited` put "not" before their last word."""
    base = fixture.draft()
    written = [_written(n, drawn, template, n in edited) for n, drawn in enumerate(letters.letters()[:names])]
    family = Family(
        family="f0123456789abcdef0123", size=names, template=template, members=tuple(d.id for d, _ in written)
    )
    documents, copies = tuple(d for d, _ in written), tuple(c for _, c in written)
    return msgspec.structs.replace(base, families=(family,), copies=copies, documents=documents, forms=(), singles=())


def _written(number: int, drawn: letters.Drawn, template: tuple[TemplateItem, ...], edited: bool):  # type: ignore[no-untyped-def]
    name, text = letters.COMPANIES[number][0], ""
    fills, edits = [], []
    for item in template:
        if isinstance(item, Slot):
            fills.append(Fill(item.slot, len(text), len(text) + len(name), name))
            text += name
        elif isinstance(item, Text):
            text += item.text
    if edited:
        at = text.rindex(" ") + 1
        edits.append(Edit(at, at + 4, ""))
        text = f"{text[:at]}not {text[at:]}"
    whole = Span(0, len(text))
    document = msgspec.structs.replace(
        drawn.document, text=text, parts={"body": whole}, sentences=(), pages=(), doubts=()
    )
    copy = msgspec.structs.replace(
        drawn.copy, fills=tuple(fills), edits=tuple(edits), copied=(whole,), own_words=(), unfilled=(), options=()
    )
    return document, copy


def _sentence(*template: TemplateItem) -> str | None:
    quote = quote_of_the_day(_with_template(*template))
    return quote_sentence(quote) if quote else None


NAMES = "[Quillmere Optics/Tarnbrook Sensing]"


def test_the_sentence_is_printed_with_its_slot_and_the_next_if_short() -> None:
    said = _sentence(
        Text("Dear Sir, we write. I confirm that "), NAME, Text(" supports it all. We mean it in every way.\n\nYours")
    )
    assert said == f"I confirm that {NAMES} supports it all. We mean it in every way."


def test_a_quote_never_runs_over_what_only_some_have() -> None:
    said = _sentence(
        Text("We are glad that "),
        NAME,
        Text(" is here with us. "),
        Optional((Text("Really glad. "),), 1),
        Text("More follows here."),
    )
    assert said == f"We are glad that {NAMES} is here with us."


def test_a_sentence_that_only_some_have_whole_is_not_quoted() -> None:
    said = _sentence(
        Text("We, "),
        NAME,
        Text(", are glad "),
        Optional((Text("and proud "),), 1),
        Text("to be here. All of us will say so to everyone."),
    )
    assert said == "All of us will say so to everyone."


@pytest.mark.parametrize("differs", [Slot(3, "text", (), 2), Slot(3, "choice", (), 2)])
def test_a_sentence_with_somebody_else_s_words_in_it_is_not_quoted(differs: TemplateItem) -> None:
    said = _sentence(
        Text("I confirm that "),
        NAME,
        Text(" will do so "),
        differs,
        Text(" from now on. All of us will say so to everyone."),
    )
    assert said == "All of us will say so to everyone."


def test_only_those_are_named_who_have_the_words() -> None:
    template = (Text("We confirm to all that "), NAME, Text(" stands by it."))
    quote = quote_of_the_day(_with_template(*template, names=4, edited=frozenset({1})))
    assert quote is not None
    assert {s.name for s in quote.signers} == {letters.COMPANIES[n][0] for n in (0, 2, 3)}
    assert quote.size == 3
    assert letters.COMPANIES[1][0] not in quote_text(quote)


def test_words_of_its_own_before_it_in_the_sentence_are_no_quote() -> None:
    edition = _with_template(Text("We confirm to all that "), NAME, Text(" stands by it."), names=3)
    first, *others = edition.documents
    said = msgspec.structs.replace(first, text=f"It would be false that {first.text}", parts={})
    copy = edition.copies[0]
    shifted = tuple(msgspec.structs.replace(f, start=f.start + 23, end=f.end + 23) for f in copy.fills)
    copies = (msgspec.structs.replace(copy, fills=shifted, copied=()), *edition.copies[1:])
    quote = quote_of_the_day(msgspec.structs.replace(edition, documents=(said, *others), copies=copies))
    assert quote is not None
    assert quote.size == 2


def test_a_placeholder_that_was_left_open_is_never_printed_as_a_fill() -> None:
    edition = _with_template(Text("We confirm to all that "), NAME, Text(" stands by it."), names=4)
    copy = edition.copies[0]
    blank = msgspec.structs.replace(copy, unfilled=tuple(Span(f.start, f.end) for f in copy.fills))
    quote = quote_of_the_day(msgspec.structs.replace(edition, copies=(blank, *edition.copies[1:])))
    assert quote is not None
    assert letters.COMPANIES[0][0] not in quote_text(quote)


def test_those_on_the_record_come_first_then_the_earlier_letter() -> None:
    quote = quote_of_the_day(fixture.draft())
    assert quote is not None
    assert [s.name for s in quote.signers[:2]] == ["Quillmere Optics", "Tarnbrook Sensing"]
    assert [s.on_record for s in quote.signers[:3]] == [True, True, False]
    assert quote_sentence(quote).startswith("I am glad to tell you that [Quillmere Optics/Tarnbrook Sensing/")


def test_the_text_names_sources_and_hides_no_control() -> None:
    quote = quote_of_the_day(fixture.draft())
    assert quote is not None
    text = quote_text(quote)
    assert text.startswith("“I am glad to tell you that [")
    assert "https://letters.example/0" in text
    assert "https://compact.example/model-letter" in text
    assert "\u202e" not in text


def test_a_form_meant_to_be_signed_unchanged_is_never_the_quote() -> None:
    edition = fixture.draft()
    form = msgspec.structs.replace(edition.forms[0], meant_to_be_signed_unchanged=True)
    assert quote_of_the_day(msgspec.structs.replace(edition, forms=(form,))) is None


@pytest.mark.parametrize("names", [0, 1])
def test_one_document_makes_no_quote(names: int) -> None:
    assert quote_of_the_day(_with_template(Text("We confirm that we are here today."), names=names)) is None


def test_where_there_is_no_quote_the_page_says_so() -> None:
    pages = {page.path: page.data.decode() for page in pages_of_edition(fixture.published("listing"))}
    assert "No quote in this edition." in pages["quote.html"]
    assert "quote.svg" not in pages


def test_the_published_quote_needs_a_confirmed_shared_form() -> None:
    assert quote_of_the_day(fixture.published("listing")) is None
    quote = quote_of_the_day(fixture.published("listing", "shared-form"))
    assert quote is not None
    assert [s.name for s in quote.signers] == ["Quillmere Optics", "Tarnbrook Sensing"]
    assert "Ostrander" not in quote_text(quote)


@pytest.mark.parametrize(
    "text", ["Short words all the way to the end of it.", "Un mot " * 40, "好" * 120 + "。", "x" * 400, "y" * 1100]
)
def test_the_picture_is_xml_and_no_line_leaves_it(text: str) -> None:
    quote = quote_of_the_day(_with_template(Text("I confirm to you today that "), NAME, Text(f" says {text}")))
    assert quote is not None
    picture = draw_quote(quote, words_of("en"), as_of="1 May 2025", draft=True, site="Site <b>")
    root = ET.fromstring(picture)
    height = int(root.attrib["height"])
    lines = [e for e in root.iter("{http://www.w3.org/2000/svg}text") if "y" in e.attrib]
    assert all(float(line.attrib["y"]) < height for line in lines)
    assert "DRAFT" in picture
