from __future__ import annotations

import xml.etree.ElementTree as ET

import msgspec
import pytest
from tests.publish import fixture, letters

from pledgewatch.model.reuse import Choice, Family, Optional, Slot, TemplateItem, Text
from pledgewatch.publish.edition import Edition
from pledgewatch.publish.quote import quote_of_the_day, quote_sentence, quote_text
from pledgewatch.publish.quote_picture import draw_quote
from pledgewatch.publish.words import words_of

NAME = Slot(0, "organisation", (), 2)


def _with_template(*template: TemplateItem, names: int = 2) -> Edition:
    drawn = letters.letters()[:names]
    base = fixture.draft()
    family = Family(
        family="f0123456789abcdef0123", size=names, template=template, members=tuple(d.document.id for d in drawn)
    )
    return msgspec.structs.replace(
        base,
        families=(family,),
        copies=tuple(d.copy for d in drawn),
        documents=tuple(d.document for d in drawn),
        forms=(),
    )


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


def test_wordings_to_choose_from_are_printed_as_a_slot() -> None:
    said = _sentence(
        Text("I confirm that "),
        NAME,
        Text(" will do so "),
        Choice(((Text("daily"),), (Text("weekly"),))),
        Text(" from now on."),
    )
    assert said == f"I confirm that {NAMES} will do so [daily/weekly] from now on."


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
