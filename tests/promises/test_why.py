"""A promise is explained in words that claim nothing more than the text."""

from __future__ import annotations

from pledgewatch.model.document import Document
from pledgewatch.model.identity import DocumentId
from pledgewatch.promises import explain, find_promises


def explained(text: str) -> str:
    return explain(find_promises(Document(id=DocumentId("d1"), text=text))[0])


def test_a_specific_promise_says_what_it_says_and_what_it_does_not() -> None:
    assert explained("By May 2027 we will close the kiln.") == (
        "Says what is to be done and by when or how often; does not say how much, who answers for it, how it is checked"
        " or where or for whom. An outsider could later check whether it was kept."
    )


def test_a_vague_promise() -> None:
    said = explained("We will uphold fairness.")
    assert said.startswith("Does not say what is to be done")
    assert said.endswith("An outsider could not tell from these words whether it was kept.")


def test_a_required_promise_is_every_participants() -> None:
    assert explained("We commit to report on progress every year.").endswith("Every participant must make it.")
