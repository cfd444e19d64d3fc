from __future__ import annotations

import msgspec
import pytest

from pledgewatch.model.finding import Basis, Decision, Finding, FindingKind, Verb
from pledgewatch.model.identity import FindingKey, OrganisationId
from pledgewatch.review.standing import confirmed_identities, dismissed_identities, orphans, review


def made(kind: FindingKind = "listing", *, digest: str = "one", entity: str | None = "e1", **facts: str) -> Finding:
    return Finding(
        key=FindingKey(f"{kind}-1"),
        kind=kind,
        sentence="Marlowe Kites is restricted by the Board of Trade.",
        basis=Basis(facts=facts),
        basis_digest=digest,
        organisation=OrganisationId("o1"),
        entity=entity,
    )


def decided(finding: Finding, verb: Verb = "confirm") -> dict[FindingKey, Decision]:
    decision = Decision(
        key=finding.key,
        verb=verb,
        by="Ada",
        why="",
        when="2026-01-01T00:00:00Z",
        basis_digest=finding.basis_digest,
        sentence=finding.sentence,
        facts=finding.basis.facts,
    )
    return {finding.key: decision}


@pytest.mark.parametrize(("verb", "standing"), [("confirm", "confirmed"), ("dismiss", "dismissed")])
def test_a_decision_stands_while_its_basis_does(verb: Verb, standing: str) -> None:
    (reviewed,) = review([made()], decided(made(), verb))
    assert (reviewed.standing, reviewed.changes) == (standing, ())
    assert review([made()], {})[0].standing == ""


@pytest.mark.parametrize("verb", ["confirm", "dismiss"])
def test_a_changed_basis_comes_back_saying_what_changed(verb: Verb) -> None:
    then = made(since="2019", ground="security", gone="x")
    now = made(digest="two", since="2020", ground="security", new="y")
    (reviewed,) = review([now], decided(then, verb))
    assert reviewed.standing == "changed"
    assert reviewed.changes == (
        "gone: x then, not there now",
        "new: not there then, y now",
        "since: 2019 then, 2020 now",
    )


def test_a_change_that_no_fact_shows_is_told_all_the_same() -> None:
    (reviewed,) = review([made(digest="two")], decided(made()))
    assert reviewed.standing == "changed"
    assert reviewed.changes == ("the text of a passage or row that it rests upon",)


def test_a_dismissed_identity_pulls_what_rests_upon_it() -> None:
    identity, listing, other = made("identity"), made("listing"), made("statement", entity=None)
    decisions = decided(identity, "dismiss") | decided(listing) | decided(other)
    assert dismissed_identities([identity, listing], decisions) == {("o1", "e1")}
    assert [item.standing for item in review([identity, listing, other], decisions)] == [
        "dismissed",
        "dismissed",
        "confirmed",
    ]


def test_a_confirmed_identity_whose_basis_changed_takes_back_what_was_confirmed_upon_it() -> None:
    identity, listing = made("identity"), made("listing")
    decisions = decided(identity) | decided(listing)
    assert confirmed_identities([identity], decisions) == {("o1", "e1")}
    changed = msgspec.structs.replace(identity, basis_digest="two")
    assert [item.standing for item in review([changed, listing], decisions)] == ["changed", "changed"]
    dismissed = decided(identity) | decided(listing, "dismiss")
    assert [item.standing for item in review([changed, listing], dismissed)] == ["changed", "dismissed"]


def test_decisions_about_findings_no_longer_made_are_kept_and_shown() -> None:
    gone = made("shared-form")
    assert orphans([made()], decided(gone) | decided(made())) == (decided(gone)[gone.key],)
