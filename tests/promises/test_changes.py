"""Two letters of one organisation; all letters are written for the test."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pledgewatch.model.dates import parse_date
from pledgewatch.model.document import Document, Language
from pledgewatch.model.identity import DocumentId
from pledgewatch.promises import Change, Pledged, compare_pledges, find_promises

OTHERS = (
    " We will have our accounts audited by a chartered firm. We pledge to open a clinic for the families of our"
    " weavers. Our board will meet the union each quarter."
)


def pledged(text: str, date: str = "2021-05-01", code: str = "en") -> Pledged:
    document = Document(id=DocumentId(date), text=text, language=Language(code, 1.0))
    return Pledged(document=document, promises=find_promises(document), date=parse_date(date))


def became(before: str, after: str, code: str = "en") -> Change:
    first, *_ = compare_pledges(pledged(before, "2021-05-01", code), pledged(after, "2024-05-01", code))
    return first


SAME_MATTER = [
    ("We will cut water use by 40% by 2027.", "We will cut our water use by 40% by 2027."),
    ("We will cut water use by 40% by 2027.", "We will reduce our use of water by 40 % by 2027 in all mills."),
    ("We will pay a living wage to all weavers by 2026.", "By 2026 a living wage will be paid to every weaver."),
    ("Our audit committee will publish the results of 12 audits.", "We will publish the results of 12 audits."),
    ("No child will be employed in our mills.", "No child under 15 will be employed in any of our mills."),
]
OTHER_MATTER = [
    ("We will cut water use by 40% by 2027.", "We will cut accidents by 40% by 2027."),
    ("We will publish the results of 12 audits.", "We will publish the names of our suppliers."),
    ("We will pay a living wage to all weavers by 2026.", "We will train all weavers in fire safety by 2026."),
    ("We will close the old kiln in 2027.", "We will open a school in 2027."),
]


@pytest.mark.parametrize(("before", "after"), SAME_MATTER)
def test_the_same_matter_is_paired(before: str, after: str) -> None:
    assert became(before + OTHERS, after + OTHERS).after is not None


@pytest.mark.parametrize(("before", "after"), OTHER_MATTER)
def test_another_matter_is_gone_and_new(before: str, after: str) -> None:
    changes = compare_pledges(pledged(before + OTHERS), pledged(after + OTHERS))
    assert [change.kind for change in changes] == ["gone", "kept", "kept", "kept", "new"]


@pytest.mark.parametrize(
    ("before", "after", "kind", "why"),
    [
        ("We will cut water use by 40% by 2027.", "We will cut water use by 40% by 2027.", "kept", ()),
        (
            "We will cut water use by 40% by 2027.",
            "We will cut water use by 40% by 2030.",
            "weakened",
            ("due 2030 where it was due 2027",),
        ),
        (
            "We will cut water use by 40% by 2027.",
            "We will cut water use by 25% by 2027.",
            "kept",
            ("says \u201cby 25%\u201d where it said \u201cby 40%\u201d",),
        ),
        (
            "We will cut water use by 40% by 2027.",
            "Where feasible, we will cut water use by 40% by 2027.",
            "weakened",
            ("now depends on a condition that the company judges itself", "could be checked and no longer can"),
        ),
        (
            "We will publish our water use every March.",
            "We will publish our water use every March.",
            "kept",
            (),
        ),
    ],
)
def test_what_differs_is_said(before: str, after: str, kind: str, why: tuple[str, ...]) -> None:
    change = became(before + OTHERS, after + OTHERS)
    assert (change.kind, change.why) == (kind, why)


def test_a_lost_date_weakens() -> None:
    change = became("We will cut water use by 40% by 2027." + OTHERS, "We will cut water use by 40%." + OTHERS)
    assert change.kind == "weakened"
    assert "no longer says by when or how often" in change.why


def test_chinese_is_compared_by_its_characters() -> None:
    before, after = "我们将在2027年前减少用水百分之四十。我们承诺公布审计结果。", "我们将在2030年前减少用水百分之四十。"
    changes = compare_pledges(pledged(before, code="zh"), pledged(after, code="zh"))
    assert [change.kind for change in changes] == ["weakened", "gone"]


def test_two_languages_are_not_compared() -> None:
    with pytest.raises(ValueError, match="different languages"):
        compare_pledges(pledged("We will pay."), pledged("Nous paierons.", code="fr"))


@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from([pair[0] for pair in (*SAME_MATTER, *OTHER_MATTER)]), max_size=6))
def test_a_letter_against_itself_is_kept_and_each_promise_appears_once(sentences: list[str]) -> None:
    letter = pledged(" ".join(sentences))
    changes = compare_pledges(letter, letter)
    assert [change.kind for change in changes] == ["kept"] * len(letter.promises)
    assert len({(c.after.start, c.after.end) for c in changes if c.after}) == len(letter.promises)
