from __future__ import annotations

from typing import Any

import msgspec
import pytest
from tests.findings.build import (
    copy,
    document,
    edit,
    evidence,
    family,
    form,
    found,
    identical,
    only,
    organisation,
    pledge,
)

from pledgewatch.findings import Evidence
from pledgewatch.model.document import Doubt
from pledgewatch.model.finding import Finding
from pledgewatch.model.identity import OrganisationId
from pledgewatch.model.reuse import Copy, Form
from pledgewatch.model.spans import Span


def with_form(copied: Copy, known: Form | None = None, **tables: Any) -> Evidence:
    return evidence(copies=[copied], families=[family("d1", form="form1")], forms=[known or form()], **tables)


OTHERS = ("Abel Looms", "bettany Cranes", "Corvid Glass", "Dunn & Daughters")


def among(copied: Copy, others: int, *copies: Copy) -> Evidence:
    names = OTHERS[:others]
    ids = [f"d{number}" for number in range(2, others + 2)]
    return evidence(
        documents=[document(), *(document(one) for one in ids)],
        organisations=[organisation(), *(organisation(name, f"o-{name}") for name in names)],
        pledges=[pledge(), *(pledge(one, key=f"o-{name}") for one, name in zip(ids, names, strict=True))],
        copies=[copied, *copies],
        families=[family("d1", *ids)],
    )


def of_first(evidence: Evidence) -> Finding:
    (finding,) = (one for one in found(evidence, "shared-form") if one.document == "d1")
    return finding


@pytest.mark.parametrize(
    ("copied", "sentence"),
    [
        (copy(), "shares 96 % of its text with the form “Letter of adherence”, offered from 2016-04."),
        (
            copy(edits=(edit(), edit(20))),
            "shares 96 % of its text with the form “Letter of adherence”, offered from 2016-04. "
            "It departs from it in two places.",
        ),
        (copy(share=1.0, own_words=(), edits=(edit(),)), "shares 99 % of its text with the form"),
        (copy(share=0.2, form=0.985), "holds 98 % of the text of the form “Letter of adherence”"),
        (
            identical(),
            "is, but for what was filled in, word for word the form “Letter of adherence”, offered from 2016-04. "
            "Filled in: “Marlowe Kites”.",
        ),
        (identical(fills=()), "is word for word the form “Letter of adherence”"),
        (identical(form=0.4, fills=()), "stands word for word in the form “Letter of adherence”"),
    ],
)
def test_how_much_of_a_known_form(copied: Copy, sentence: str) -> None:
    finding = only(with_form(copied), "shared-form")
    assert finding.sentence.startswith(f"Marlowe Kites’ letter {sentence}")
    assert finding.caveats == ()


def test_a_placeholder_that_was_left_is_not_said_to_be_filled_in() -> None:
    left = identical(fill="[your name]", unfilled=(Span(6, 17),))
    finding = only(with_form(left), "shared-form")
    assert finding.sentence.endswith("is word for word the form “Letter of adherence”, offered from 2016-04.")


def test_what_is_less_than_half_is_not_said() -> None:
    assert found(with_form(copy(share=0.4, form=0.4)), "shared-form") == []


def test_a_form_that_is_meant_to_be_signed_unchanged_gives_no_finding() -> None:
    meant = form(meant_to_be_signed_unchanged=True)
    kinds = ("shared-form", "no-own-commitment")
    assert [found(with_form(identical(), meant), kind) for kind in kinds] == [[], []]


LATER = "The form is known only from a later date than the document; which is older is not known."
UNTOLD = "Which is older, the form or the document, cannot be told from the dates."
UNKNOWN = "Which is older, the form or the document, is not known."


@pytest.mark.parametrize(
    ("offered", "dated", "caveat"),
    [
        ("2016-04", "2020-05-04", ()),
        ("2021", "2020-05-04", (LATER,)),
        ("2020-05", "2020-05-04", (UNTOLD,)),
        ("2020-05-10", "2020-05", (UNTOLD,)),
        ("", "2020-05-04", (UNKNOWN,)),
        ("2016-04", "", (UNKNOWN,)),
        ("2016-04", "in spring", (UNKNOWN,)),
    ],
)  # fmt: skip
def test_which_is_older_is_only_taken_for_granted_where_the_dates_say_so(
    offered: str, dated: str, caveat: tuple[str, ...]
) -> None:
    finding = only(with_form(copy(), form(from_date=offered), pledges=[pledge(date=dated)]), "shared-form")
    assert finding.caveats == caveat


def test_among_others_no_direction_is_said() -> None:
    finding = of_first(among(copy(), 4))
    assert finding.sentence == (
        "Marlowe Kites’ letter shares 96 % of its text with a group of four other documents (Abel Looms, "
        "bettany Cranes, Corvid Glass and 1 more). No known form has this text; who wrote it first is not known."
    )
    assert finding.documents == ("d2", "d3", "d4", "d5")
    assert of_first(among(copy(edits=(edit(),)), 1)).sentence == (
        "Marlowe Kites’ letter shares 96 % of its text with one other document (Abel Looms). It departs from the text "
        "that they share in one place. No known form has this text; who wrote it first is not known."
    )


def test_what_may_be_misreading_is_said_to_be_perhaps_that() -> None:
    slip = edit()
    text = document().text
    slip = msgspec.structs.replace(slip, start=text.index("support"), end=text.index("support") + 7, expected="suppart")
    only_slips = only(with_form(copy(edits=(slip,))), "shared-form")
    assert " It differs from it by a letter or two in one place, perhaps by misreading." in only_slips.sentence
    mixed = only(with_form(copy(edits=(slip, edit()))), "shared-form")
    assert " It departs from it in one place, and by a letter or two in one more." in mixed.sentence


def test_the_passages_of_a_few_others_are_shown_and_are_no_part_of_the_digest() -> None:
    peers = [copy(f"d{number}", form=0.9 + number / 100) for number in range(2, 6)]
    first = of_first(among(copy(copied=tuple(Span(at, at + 9) for at in range(0, 50, 10))), 4, *peers))
    roles = [(passage.role, passage.document) for passage in first.basis.passages]
    assert roles == [
        *[("shared", "d1")] * 3,
        ("shared by another", "d5"), ("shared by another", "d4"), ("shared by another", "d3"),
        *[("shared", "d1")] * 2,
    ]  # fmt: skip
    other = [copy(one.document, copied=(Span(5, 40),)) for one in peers]
    moved = of_first(among(copy(), 4, *other))
    assert moved.basis.passages[1].quote != first.basis.passages[3].quote
    assert moved.basis_digest == first.basis_digest
    assert {one.role for one in only(with_form(copy()), "shared-form").basis.passages} == {"shared"}


def test_who_merely_quotes_letters_has_not_sent_one() -> None:
    quoting = copy("d9", 0.2, own_words=(Span(60, 70),))
    made = evidence(
        documents=[document(), document("d2"), document("d9", kind=None)],
        organisations=[organisation(), organisation("Abel Looms", "o-a")],
        pledges=[pledge(), pledge("d2", key="o-a"), pledge("d9", key=None, kind="", extent="unknown")],
        copies=[identical(), identical("d2", "Abel Looms"), quoting],
        families=[family("d1", "d2", "d9")],
    )
    assert {one.document for one in found(made, "shared-form")} == {"d1", "d2"}
    assert of_first(made).documents == ("d2",)
    assert "word for word the same as one other document (Abel Looms)." in of_first(made).sentence


def test_a_name_that_was_found_as_no_slot_is_one_all_the_same() -> None:
    theirs = document("d2", document().text.replace("Marlowe Kites", "Abel Looms"))
    made = evidence(
        documents=[document(), theirs],
        organisations=[organisation(), organisation("Abel Looms", "o-a")],
        pledges=[pledge(), pledge("d2", key="o-a")],
        copies=[
            copy(share=1.0, own_words=()),
            copy(
                "d2",
                1.0,
                0.98,
                own_words=(),
                edits=(msgspec.structs.replace(edit(6), end=16, expected="Marlowe Kites"),),
            ),
        ],
        families=[family("d1", "d2")],
    )
    findings = found(made, "shared-form")
    assert all("is, but for what was filled in, word for word the same as one" in one.sentence for one in findings)
    assert [one.sentence.endswith("Filled in: “Abel Looms”.") for one in findings if one.document == "d2"] == [True]


def test_the_same_text_is_only_said_where_every_other_has_it() -> None:
    alike = among(identical(), 2, identical("d2", "Abel Looms"), identical("d3", "Corvid"))
    assert of_first(alike).sentence.startswith(
        "Marlowe Kites’ letter is, but for what was filled in, word for word the same as two other documents "
    )
    unlike = among(identical(), 2, identical("d2", "Abel Looms"), identical("d3", "Corvid", edits=(edit(),)))
    assert of_first(unlike).sentence.startswith("Marlowe Kites’ letter shares 100 % of its text with a group of two ")


def test_a_passage_that_two_long_documents_share_is_no_finding() -> None:
    assert found(among(copy(share=0.05), 1, copy("d2", share=0.05)), "shared-form") == []
    held = found(among(copy(share=0.05), 1, copy("d2", share=0.9)), "shared-form")
    assert {one.document for one in held} == {"d1", "d2"}


def test_an_unnamed_sender_is_called_by_the_file() -> None:
    unknown = with_form(copy(), pledges=[pledge(key=None)])
    assert only(unknown, "shared-form").sentence.startswith("The letter “d1.txt” shares 96 % ")


def test_what_the_reader_doubts_is_said_beside_it() -> None:
    doubtful = document(doubts=(Doubt(0, 3, "blurred"), Doubt(9, 12, "blurred")))
    finding = only(with_form(copy(), documents=[doubtful]), "shared-form")
    assert finding.caveats == ("Two places in the document could not be read for sure.",)


def test_the_digest_changes_with_a_fact_and_with_nothing_else() -> None:
    first = only(with_form(copy()), "shared-form")
    moved = document(text="\n" + document().text, origin="elsewhere")
    moved = msgspec.structs.replace(moved, sha256="c" * 64)
    same = with_form(copy(copied=(Span(1, 40),)), documents=[moved], as_of="2027")
    same.families["f1"] = msgspec.structs.replace(same.families["f1"], size=9)
    assert only(same, "shared-form").basis_digest == first.basis_digest
    assert only(same, "shared-form").key == first.key
    others = [
        with_form(copy(share=0.95)),
        with_form(copy(edits=(edit(),))),
        with_form(copy(), form(title="Other")),
        with_form(copy(), form(from_date="2017")),
        with_form(copy(), organisations=[organisation("Marlowe Kites AG")]),
        with_form(copy(), pledges=[pledge(extent="excerpt")]),
        with_form(copy(fills=identical().fills)),
    ]
    digests = {only(other, "shared-form").basis_digest for other in others}
    assert len(digests) == len(others)
    assert first.basis_digest not in digests


def test_one_more_member_is_another_basis() -> None:
    assert of_first(among(copy(), 2)).basis_digest != of_first(among(copy(), 3)).basis_digest
    assert of_first(among(copy(), 2)).key == of_first(among(copy(), 3)).key


def test_a_placeholder_is_found_once_however_often_it_stands_there() -> None:
    text = "We at [name of company] agree. Yours, [Name of  company] [date]"
    places = [Span(6, 23), Span(38, 56), Span(57, 63)]
    left = evidence(documents=[document(text=text)], unfilled={"d1": places})
    findings = {one.sentence for one in found(left, "unfilled-placeholder")}
    begin = "Marlowe Kites’ letter has a placeholder that was not filled in: "
    assert findings == {f"{begin}“[name of company]”, in two places.", f"{begin}“[date]”."}
    assert OrganisationId("o-marlowe") == found(left, "unfilled-placeholder")[0].organisation
