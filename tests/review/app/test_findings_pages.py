from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest
from tests.publish import fixture
from tests.review.desks import Visitor, desk_of, visitor

from pledgewatch.desk import Desk
from pledgewatch.model.finding import Finding
from pledgewatch.review.decisions import Decisions

pytest.importorskip("multipart", reason="needs the extra 'serve'")


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    return desk_of(tmp_path / "desk")


@pytest.fixture
def ada(desk: Path) -> Visitor:
    return visitor(desk)


def _first(kind: str = "") -> Finding:
    return next(
        f
        for f in sorted(fixture.draft().findings, key=lambda f: (-f.weight, f.key))
        if kind in f.kind and f.publishable
    )


def _seen(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="(seen|basis)" value="([^"]*)"', page))


def _decide(who: Visitor, finding: Finding, verb: str, why: str = "", status: int = 303) -> str:
    page = who.get(f"/finding/{finding.key}")
    return who.post(f"/finding/{finding.key}/{verb}", {**_seen(page), "why": why}, status)


def test_the_queue_shows_the_most_telling_first_and_counts(ada: Visitor) -> None:
    page = ada.get("/")
    keys = re.findall(r'id="q-([^"]+)"', page)
    expected = [f.key for f in sorted(fixture.draft().findings, key=lambda f: (-f.weight, f.key))]
    assert keys == expected
    assert f">{len(expected)} findings<" in page


@pytest.mark.parametrize(
    ("query", "kind"), [("kind=listing", "listing"), ("kind=nonsense", ""), ("state=all&kind=identity", "identity")]
)
def test_filters_narrow_the_queue_and_what_is_none_does_not(ada: Visitor, query: str, kind: str) -> None:
    keys = re.findall(r'id="q-([^"]+)"', ada.get(f"/?{query}"))
    assert sorted(keys) == sorted(f.key for f in fixture.draft().findings if kind in f.kind)


def test_a_finding_shows_its_whole_basis_in_context(ada: Visitor) -> None:
    finding = _first("shared-form")
    page = ada.get(f"/finding/{finding.key}")
    assert "What this rests upon" in page
    assert "<mark>" in page
    assert f"/document/{finding.document}?span=" in page


def test_confirming_records_who_when_and_why_and_goes_on(ada: Visitor, desk: Path) -> None:
    finding = _first()
    place = _decide(ada, finding, "confirm", "The page says so.")
    decision = Desk(desk).decisions.latest()[finding.key]
    assert (decision.verb, decision.by, decision.why) == ("confirm", "Ada", "The page says so.")
    assert decision.when.endswith("Z")
    after = ada.get(place)
    assert "You confirmed this" in after
    assert finding.key not in place.partition("?")[0]
    assert f'id="q-{finding.key}"' not in ada.get("/")
    assert f'id="q-{finding.key}"' in ada.get("/?state=confirmed")


def test_a_decision_can_be_taken_back_and_the_one_before_stands_again(ada: Visitor, desk: Path) -> None:
    finding = _first()
    _decide(ada, finding, "confirm")
    _decide(ada, finding, "dismiss", "Wrong page.")
    ada.post(f"/finding/{finding.key}/undo")
    assert Desk(desk).decisions.latest()[finding.key].verb == "confirm"
    ada.post(f"/finding/{finding.key}/undo")
    assert finding.key not in Desk(desk).decisions.latest()
    page = ada.get(f"/finding/{finding.key}")
    assert page.count("Taken back by") == 2
    assert "Wrong page." in page
    ada.post(f"/finding/{finding.key}/undo", status=400)


def test_what_a_colleague_decided_meanwhile_is_shown_and_not_overwritten(ada: Visitor, desk: Path) -> None:
    finding = _first()
    page = ada.get(f"/finding/{finding.key}")
    Decisions(desk / "decisions.db").record(finding, "dismiss", by="Bo", why="Another company.")
    answer = ada.post(f"/finding/{finding.key}/confirm", {**_seen(page), "why": "I think so."}, 409)
    assert "Meanwhile Bo dismissed this." in answer
    assert "Another company." in answer
    assert ">I think so.</textarea>" in answer
    assert [d.by for d in Desk(desk).decisions.history()] == ["Bo"]
    assert "bo" in ada.get("/?state=dismissed").casefold()


def test_a_finding_whose_basis_changed_while_it_was_looked_at_is_not_decided(ada: Visitor, desk: Path) -> None:
    finding = _first()
    ada.post(f"/finding/{finding.key}/confirm", {"seen": "0", "basis": "another"}, 409)
    assert Desk(desk).decisions.history() == []


def test_notes_and_asking_are_kept_and_shown(ada: Visitor) -> None:
    finding = _first()
    ada.post(f"/finding/{finding.key}/note", {"why": "Call them on Monday."})
    ada.post(f"/finding/{finding.key}/ask")
    page = ada.get(f"/finding/{finding.key}")
    assert "Call them on Monday." in page
    assert "Reply to be asked for" in page
    assert f'id="q-{finding.key}"' in ada.get("/?state=asked")
    ada.post(f"/finding/{finding.key}/undo", {"what": "remark"})
    assert f'id="q-{finding.key}"' not in ada.get("/?state=asked")
    assert "The note says nothing" in ada.post(f"/finding/{finding.key}/note", {"why": "  "}, 400)


def test_confirming_a_finding_confirms_who_is_meant_and_both_are_taken_back_as_one(tmp_path: Path) -> None:
    draft = fixture.draft()
    who = next(f for f in draft.findings if f.kind == "identity")
    what = next(f for f in draft.findings if f.kind == "listing" and f.publishable)
    who = msgspec.structs.replace(who, organisation=what.organisation, entity="e1")
    what = msgspec.structs.replace(what, entity="e1")
    desk = desk_of(tmp_path / "desk", msgspec.structs.replace(draft, findings=(who, what)))
    ada = visitor(desk)
    _decide(ada, what, "confirm")
    assert {*Desk(desk).decisions.latest()} == {who.key, what.key}
    ada.post(f"/finding/{what.key}/undo")
    assert Desk(desk).decisions.latest() == {}
    _decide(ada, who, "dismiss")
    assert "somebody else" in _decide(ada, what, "confirm", status=400)


def test_after_the_last_of_a_filter_comes_the_queue(ada: Visitor) -> None:
    finding = _first("unfilled-placeholder")
    page = ada.get(f"/finding/{finding.key}?kind=unfilled-placeholder")
    others = [f for f in fixture.draft().findings if f.kind == "unfilled-placeholder"]
    place = ada.post(f"/finding/{finding.key}/dismiss?kind=unfilled-placeholder", _seen(page))
    assert place.startswith("/?" if len(others) == 1 else "/finding/")
    ada.get(place)


def test_no_such_finding_is_said(ada: Visitor) -> None:
    for path in ("/finding/nothing", "/finding/...", "/finding/%00"):
        assert "No finding has this key now" in ada.get(path, 404)
