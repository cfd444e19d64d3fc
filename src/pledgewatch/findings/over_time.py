"""Hold two dated documents of one organisation against each other: what stands in both, is weaker, gone or new."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from pledgewatch.findings.basis import finding, passage
from pledgewatch.findings.evidence import Evidence
from pledgewatch.findings.timing import parsed
from pledgewatch.findings.words import a_few, capital, count, quoted, stopped
from pledgewatch.model.dates import compare
from pledgewatch.model.document import Document
from pledgewatch.model.finding import Finding, Passage
from pledgewatch.model.identity import passage_digest
from pledgewatch.model.party import Organisation, Pledge
from pledgewatch.model.promise import Promise
from pledgewatch.model.spans import Span
from pledgewatch.promises.changes import Change, Pledged, compare_pledges

__all__ = ["over_time"]

_PAIRED = "The two were paired by their words; a person has to read whether they speak of one matter."
_ONLY_HERE = "This compares the two documents, not what the organisation does or says elsewhere."
_KINDS = ("kept", "weakened", "gone", "new")


def over_time(evidence: Evidence) -> Iterator[Finding]:
    """Yield what became of checkable commitments, from each document to the next of its organisation."""
    for organisation_id, pledges in sorted(evidence.pledges_of.items()):
        organisation = evidence.organisations.get(organisation_id)
        if organisation is None:
            continue
        for earlier, later in pairwise(_dated(evidence, pledges)):
            if _comparable(evidence, earlier, later):
                yield from _compared(evidence, organisation, earlier, later)


def _dated(evidence: Evidence, pledges: list[Pledge]) -> list[Pledge]:
    """Return the pledges whose date is known, by date; two of one date stand in the order of their documents."""
    dated = [
        (parsed(pledge.date.value), pledge) for pledge in pledges if pledge.date and evidence.is_pledge(pledge.document)
    ]
    known = [(date.last, pledge.document, pledge) for date, pledge in dated if date is not None]
    return [pledge for _, _, pledge in sorted(known, key=lambda entry: entry[:2])]


def _comparable(evidence: Evidence, earlier: Pledge, later: Pledge) -> bool:
    ones, others = (evidence.documents[one.document].language.code for one in (earlier, later))
    dates = [parsed(one.date.value) if one.date else None for one in (earlier, later)]
    return ones == others and dates[0] is not None and dates[1] is not None and compare(*dates) == "before"  # type: ignore[arg-type]


def _compared(evidence: Evidence, organisation: Organisation, earlier: Pledge, later: Pledge) -> Iterator[Finding]:
    changes = [one for one in compare_pledges(_pledged(evidence, earlier), _pledged(evidence, later)) if _counts(one)]
    for change in changes:
        if change.kind == "weakened":
            yield _weakened(evidence, organisation, earlier, later, change)
    if any(change.before is not None for change in changes):
        yield _summed(evidence, organisation, earlier, later, changes)


def _pledged(evidence: Evidence, pledge: Pledge) -> Pledged:
    own = tuple(one for one in evidence.promises.get(pledge.document, []) if not one.required)
    date = parsed(pledge.date.value) if pledge.date else None
    return Pledged(document=evidence.documents[pledge.document], promises=own, date=date)


def _counts(change: Change) -> bool:
    """Tell whether a commitment that could be checked stood in the earlier document, or stands newly in the later."""
    known = change.before or change.after
    return known is not None and known.specific


def _weakened(
    evidence: Evidence, organisation: Organisation, earlier: Pledge, later: Pledge, change: Change
) -> Finding:
    before, after = change.before, change.after
    assert before is not None
    assert after is not None
    said = stopped(f"{capital(_named(evidence, earlier))} undertakes: {quoted(before.text)}")
    then = stopped(f"The closest sentence of {_named(evidence, later)} is: {quoted(after.text)}")
    return finding(
        "weakened-promise",
        [earlier.document, later.document, passage_digest(before.text)],
        f"{said} {then} What differs: {'; '.join(change.why)}.",
        facts={
            "organisation": organisation.name,
            "differs": "; ".join(change.why),
            "likeness": f"{change.likeness:.2f}",
        },
        passages=[_passage(evidence, before, "before"), _passage(evidence, after, "after")],
        document=later.document,
        documents=(earlier.document, later.document),
        organisation=organisation.id,
        passage_of=passage_digest(before.text),
        weight=62.0,
        caveats=(_PAIRED, _ONLY_HERE),
    )


def _summed(
    evidence: Evidence, organisation: Organisation, earlier: Pledge, later: Pledge, changes: list[Change]
) -> Finding:
    whole = _is_whole(evidence, later)
    tally = {kind: sum(change.kind == kind for change in changes) for kind in _KINDS}
    return finding(
        "promises-compared",
        [earlier.document, later.document],
        f"{_of(evidence, earlier, tally)} {_became(evidence, later, tally, whole=whole)}",
        facts={
            "organisation": organisation.name,
            "stand in both": str(tally["kept"]),
            "weaker": str(tally["weakened"]),
            "no close sentence found": str(tally["gone"]) if whole else "not said: only a part was read",
            "new": str(tally["new"]),
        },
        passages=_shown(evidence, changes, whole=whole),
        document=later.document,
        documents=(earlier.document, later.document),
        organisation=organisation.id,
        weight=46.0,
        caveats=(_PAIRED, _ONLY_HERE),
    )


def _named(evidence: Evidence, pledge: Pledge) -> str:
    return f"{evidence.called(pledge.document)} of {pledge.date.value if pledge.date else ''}"


def _of(evidence: Evidence, earlier: Pledge, tally: dict[str, int]) -> str:
    number = tally["kept"] + tally["weakened"] + tally["gone"]
    holds = count(number, "commitment")
    return f"{capital(_named(evidence, earlier))} holds {holds} that could be checked."


def _became(evidence: Evidence, later: Pledge, tally: dict[str, int], *, whole: bool) -> str:
    parts = [f"{count(tally['kept'])} of them {_stand(tally['kept'])} as strong"] if tally["kept"] else []
    parts += [f"{count(tally['weakened'])} {_stand(tally['weakened'])} in weaker words"] if tally["weakened"] else []
    parts += [f"for {count(tally['gone'])} no close sentence was found"] if tally["gone"] and whole else []
    parts += [f"{count(tally['new'])} {'is' if tally['new'] == 1 else 'are'} new"] if tally["new"] else []
    told = f"In {_named(evidence, later)} {a_few(parts, 4)}." if parts else ""
    if whole:
        return told
    part = f"Only a part of {_named(evidence, later)} was read, so that nothing is said of what may be gone."
    return f"{told} {part}".lstrip()


def _stand(number: int) -> str:
    return "stands" if number == 1 else "stand"


def _is_whole(evidence: Evidence, pledge: Pledge) -> bool:
    document: Document = evidence.documents[pledge.document]
    return "excerpt" not in (pledge.extent, document.extent)


def _shown(evidence: Evidence, changes: list[Change], *, whole: bool) -> list[Passage]:
    shown: list[Passage] = []
    for change in changes:
        if change.before is not None and (whole or change.kind != "gone"):
            shown.append(_passage(evidence, change.before, f"before: {change.kind}"))
        if change.after is not None:
            shown.append(_passage(evidence, change.after, "after" if change.before else "new"))
    return shown


def _passage(evidence: Evidence, promise: Promise, role: str) -> Passage:
    return passage(evidence.documents[promise.document], Span(promise.start, promise.end), role)
