from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.publish import fixture
from tests.review.desks import Visitor, desk_of, visitor

from pledgewatch.desk import Desk
from pledgewatch.model.identity import DocumentId, OrganisationId
from pledgewatch.model.party import Organisation, Pledge
from pledgewatch.review.decisions import Decisions
from pledgewatch.review.joining import Joinings, joined

pytest.importorskip("multipart", reason="needs the extra 'serve'")


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    return desk_of(tmp_path / "desk")


@pytest.fixture
def ada(desk: Path) -> Visitor:
    return visitor(desk)


def _family() -> str:
    draft = fixture.draft()
    shared = {f.document for f in draft.findings if f.kind == "shared-form"}
    return next(c.family for c in draft.copies if c.primary and c.document in shared)


def test_a_family_is_shown_with_its_form_and_who_filled_in_what(ada: Visitor) -> None:
    assert f'href="/family/{_family()}"' in ada.get("/families")
    page = ada.get(f"/family/{_family()}")
    assert 'class="slot' in page
    assert 'class="fillcell' in page or 'class="slotrow' in page
    ada.get("/family/none", 404)


def test_several_members_are_decided_at_once_and_what_a_colleague_decided_is_left(ada: Visitor, desk: Path) -> None:
    page = ada.get(f"/family/{_family()}")
    keys = re.findall(r'name="key" value="([^"]+)"', page)
    findings = {f.key: f for f in fixture.draft().findings}
    good = [key for key in keys if findings[key].publishable]
    assert ada.post(f"/family/{_family()}/decide", {"verb": "confirm"}, 400)
    Decisions(desk / "decisions.db").record(findings[good[0]], "dismiss", by="Bo")
    values = {"verb": "confirm", "key": good, **{f"seen-{key}": "0" for key in good}}
    answer = ada.post(f"/family/{_family()}/decide", values, 409)  # type: ignore[arg-type]
    assert "Meanwhile Bo dismissed this" in answer
    latest = Desk(desk).decisions.latest()
    assert latest[good[0]].verb == "dismiss"
    assert all(latest[key].verb == "confirm" for key in good[1:])


def test_matches_are_the_identities(ada: Visitor) -> None:
    keys = re.findall(r'id="q-([^"]+)"', ada.get("/matches"))
    assert sorted(keys) == sorted(f.key for f in fixture.draft().findings if f.kind == "identity")


def test_organisations_are_listed_narrowed_and_opened(ada: Visitor) -> None:
    one = fixture.draft().organisations[0]
    assert one.name.split()[0] in ada.get("/organisations")
    assert f"/organisation/{one.id}" in ada.get(f"/organisations?q={one.name.split()[0].casefold()}")
    assert "Nobody has such a name" in ada.get("/organisations?q=zzz")
    assert "Who is who" in ada.get(f"/organisation/{one.id}")


def test_merging_and_splitting_are_recorded_and_taken_back(ada: Visitor, desk: Path) -> None:
    one, other = fixture.draft().organisations[:2]
    place = ada.post(f"/organisation/{one.id}/merge", {"into": other.name, "why": "The same register number."})
    page = ada.get(place)
    assert "The same register number." in page
    assert [(j.verb, j.organisation, j.other) for j in Joinings(desk / "decisions.db").standing()] == [
        ("merge", one.id, other.id)
    ]
    ada.post("/joining/1/undo")
    assert Joinings(desk / "decisions.db").standing() == []
    ada.post("/joining/1/undo", status=400)
    assert "cannot be merged with itself" in ada.post(f"/organisation/{one.id}/merge", {"into": one.id}, 400)


ONE, TWO = OrganisationId("o1"), OrganisationId("o2")


def _pledge(document: str, organisation: OrganisationId) -> Pledge:
    return Pledge(
        document=DocumentId(document),
        organisation=organisation,
        name=None,
        country=None,
        date=None,
        kind="",
        extent="whole",
    )


def test_a_merge_lays_names_and_pledges_into_the_other_and_a_split_takes_them_out(tmp_path: Path) -> None:
    organisations = [
        Organisation(id=ONE, name="Abel", names=("Abel",)),
        Organisation(id=TWO, name="Abel plc", names=("Abel plc",)),
    ]
    pledges = [_pledge("d1", ONE), _pledge("d2", TWO), _pledge("d3", TWO)]
    book = Joinings(tmp_path / "decisions.db")
    book.merge(organisations[0], organisations[1], by="Ada")
    found, moved = joined(organisations, pledges, book.standing())
    assert [(o.id, o.names) for o in found] == [(TWO, ("Abel", "Abel plc"))]
    assert {p.organisation for p in moved} == {TWO}
    book.split(organisations[1], [DocumentId("d3")], "Abel of Norland", by="Ada")
    found, moved = joined(organisations, pledges, book.standing())
    assert sorted(o.name for o in found) == ["Abel of Norland", "Abel plc"]
    other = next(o.id for o in found if o.name == "Abel of Norland")
    assert [p.organisation for p in moved] == [TWO, TWO, other]
    for joining in book.standing():
        book.undo(joining.number, by="Bo")
    assert joined(organisations, pledges, book.standing()) == (tuple(organisations), tuple(pledges))


def test_a_merge_is_applied_at_the_next_run_and_undone_at_the_one_after(tmp_path: Path) -> None:
    letters = tmp_path / "letters"
    letters.mkdir()
    text = "Dear Secretary-General,\n\nWe will report every year by March on the water we use.\n\nYours,\n"
    for name in ("Abel Mills Ltd", "Bergen Ropes AS"):
        (letters / f"{name}.txt").write_text(f"{text}{name}\n")
    rows = "file,organisation\nAbel Mills Ltd.txt,Abel Mills Ltd\nBergen Ropes AS.txt,Bergen Ropes AS\n"
    (letters / "organisations.csv").write_text(rows)
    desk = Desk(tmp_path / "desk")
    desk.examine([letters])
    abel, bergen = sorted(desk.organisations(), key=lambda one: one.name)
    before = [finding.key for finding in desk.findings()]
    Joinings(desk.layout.decisions).merge(abel, bergen, by="Ada")
    desk.examine([letters])
    assert [one.id for one in desk.organisations()] == [bergen.id]
    assert desk.organisations()[0].names == ("Abel Mills Ltd", "Bergen Ropes AS")
    Joinings(desk.layout.decisions).undo(1, by="Ada")
    desk.examine([letters])
    assert [finding.key for finding in desk.findings()] == before
