"""Where the words of an act, a check, a scope and a time end; sentences are written for the test."""

from __future__ import annotations

import pytest

from pledgewatch.model.document import Document, Language
from pledgewatch.model.identity import DocumentId
from pledgewatch.promises import find_promises


def spans(text: str, aspect: str) -> list[str]:
    document = Document(id=DocumentId("a"), text=text, language=Language("en", 1.0))
    return [at.of(text) for promise in find_promises(document) for at in promise.places(aspect)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "acts"),
    [
        ("We will fence both quarries before May 2027.", ["fence both quarries"]),
        (
            "We will interview, in their own tongue, 150 tappers by May 2027.",
            ["interview, in their own tongue, 150 tappers"],
        ),
        ("We will hand out boots, gloves and masks by May 2027.", ["hand out boots, gloves and masks"]),
        (
            "We will close the pit and plant the slope by May 2027.",
            ["close the pit", "plant the slope"],
        ),
        ("We will pay the crews within ten days and every month afterwards.", ["pay the crews"]),
        ("We will read out the price every May to the growers.", ["read out the price every May to the growers"]),
        (
            "We will buy no leaf from farms that refuse the inspector, because it harms us.",
            ["buy no leaf from farms that refuse the inspector"],
        ),
        ("No leaf shall be bought at night.", ["No leaf shall be bought"]),
    ],
)
def test_an_act_goes_to_the_end_of_its_object(text: str, acts: list[str]) -> None:
    assert spans(text, "action") == acts


@pytest.mark.parametrize(
    ("aspect", "text", "words"),
    [
        ("time", "We will open the school with the January payroll.", ["with the January payroll"]),
        ("time", "We will stop it no later than the feast of Saint Orla.", ["no later than the feast of Saint Orla"]),
        ("time", "We will list them two weeks before the board meets.", ["two weeks before the board meets"]),
        ("quantity", "We will hold ten audits per year.", ["ten audits per year"]),
        ("quantity", "We will train 40 general managers.", ["40"]),
        ("scope", "We will insulate the halls 1 and 2 at Orla by May 2027.", ["halls 1 and 2 at Orla"]),
        (
            "verification",
            "We will dredge the canal by May 2027, and the harbour master will measure the depth.",
            ["harbour master will measure the depth"],
        ),
        (
            "responsible",
            "Mrs Ada Quill, our works manager, will fence the pit by May 2027.",
            ["Mrs Ada Quill, our works manager"],
        ),
    ],
)
def test_an_aspect_ends_where_people_end_it(aspect: str, text: str, words: list[str]) -> None:
    assert spans(text, aspect) == words
