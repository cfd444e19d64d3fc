"""The queue of findings, the page of one, and what people decide there."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from pledgewatch.errors import MeanwhileError, UnknownKeyError, UsageError
from pledgewatch.model.finding import Finding, Verb
from pledgewatch.model.identity import FindingKey
from pledgewatch.publish.evidence import card, changes
from pledgewatch.review.app.atlas import finding_href
from pledgewatch.review.app.holdings import View
from pledgewatch.review.app.web import Asked, Way, address, see_other
from pledgewatch.review.deciding import identity_below
from pledgewatch.review.decisions import Decisions
from pledgewatch.review.queue import KINDS, STATES, Chosen, Filter, neighbours
from pledgewatch.review.remarks import RemarkKind, Remarks

__all__ = ["PAGE", "WAYS", "filter_of", "queue_page"]

PAGE = 50
"""Findings on one page of the queue."""
_AROUND = 280
"""Code points around a passage: some three lines, enough to see what the sentence belongs to."""
_DID = {
    "confirm": "You confirmed this",
    "dismiss": "You dismissed this",
    "ask": "A reply is to be asked for",
    "note": "Your note is kept",
    "undo": "Taken back",
}


def filter_of(asked: Asked) -> Filter:
    """Read a filter from the address; what is no state or kind does not narrow."""
    state, kind = asked.query("state", 20), asked.query("kind", 40)
    return Filter(
        state=state if state in STATES else "open",
        kind=kind if kind in KINDS else "",
        organisation=asked.query("organisation", 80),
        family=asked.query("family", 80),
        by=asked.query("by", 120),
        words=asked.query("q", 120),
    )


async def _queue(asked: Asked) -> Response:
    return queue_page(asked, filter_of(asked), title="Queue", here="queue", base="/")


def queue_page(asked: Asked, filtered: Filter, *, title: str, here: str, base: str) -> Response:
    """Print a page of the queue under a filter."""
    view = asked.view
    chosen = view.chosen(filtered)
    pages = max(1, -(-len(chosen.items) // PAGE))
    number = min(asked.number("page"), pages)
    shown = chosen.items[(number - 1) * PAGE : number * PAGE]
    organisation = next((o for o in view.atlas.organisations.values() if o.id == filtered.organisation), None)
    return asked.page(
        "queue.html",
        title=title,
        here=here,
        base=base,
        filtered=filtered,
        chosen=chosen,
        counts=view.counts(filtered),
        rows=[_row(view, item.finding.key) for item in shown],
        number=number,
        pages=pages,
        start=(number - 1) * PAGE + 1,
        organisation=organisation,
        people=view.ledger.people(),
        to=lambda **values: address(base, filtered.query | values),
        place=lambda key: address("/" + finding_href(view.findings[key]), filtered.query),
        did=_did(asked),
        kinds=KINDS,
    )


def _row(view: View, key: FindingKey) -> dict[str, object]:
    item = view.reviewed[key]
    owner = view.owner(item)
    return {
        "item": item,
        "owner": view.atlas.organisations.get(owner) if owner else None,
        "asked": view.ledger.asked(key),
        "notes": sum(one.kind == "note" for one in view.ledger.remarks(key)),
    }


async def _finding(asked: Asked) -> Response:
    return finding_page(asked, _known(asked), filter_of(asked))


def finding_page(asked: Asked, finding: Finding, filtered: Filter, *, status: int = 200, wrong: str = "") -> Response:
    """Print one finding with its whole basis, what people did about it, and the forms to decide."""
    view = asked.view
    item, chosen = view.reviewed[finding.key], view.chosen(filtered)
    before, after, place = neighbours(view.ordered, chosen, finding.key)
    return asked.page(
        "finding_page.html",
        title=view.press.words.text(f"kind.{finding.kind}"),
        here="queue",
        status=status,
        wrong=wrong,
        item=item,
        finding=finding,
        card=card(view.press, finding, root="/", level=1, about=True, around=_AROUND),
        changed=changes(view.press, finding),
        chosen=chosen,
        place=place,
        before=_link(view, before, filtered),
        after=_link(view, after, filtered),
        back=_back(filtered, chosen, place),
        query=address("", filtered.query),
        number=view.ledger.number_of(finding.key),
        events=view.ledger.events(finding.key),
        asked_for=view.ledger.asked(finding.key),
        kept=asked.said("why") if wrong else "",
        family=view.family(item),
        did=_did(asked),
        may_decide=asked.may("editor"),
    )


def _back(filtered: Filter, chosen: Chosen, place: int) -> str:
    page = (place - 1) // PAGE + 1 if place else 1
    return address("/", filtered.query | ({"page": str(page)} if page > 1 else {}))


def _link(view: View, key: str, filtered: Filter, **more: str) -> str:
    if not key:
        return ""
    return address("/" + finding_href(view.findings[FindingKey(key)]), filtered.query | more)


def _did(asked: Asked) -> dict[str, object] | None:
    """Tell what was done on the page before, so that it can be taken back from here."""
    verb, key = asked.query("did", 20), asked.query("of", 120)
    finding = asked.view.findings.get(FindingKey(key))
    if verb not in _DID or finding is None:
        return None
    return {"verb": verb, "words": _DID[verb], "finding": finding, "query": address("", filter_of(asked).query)}


def _known(asked: Asked) -> Finding:
    finding = asked.view.findings.get(FindingKey(asked.request.path_params["key"][:200]))
    if finding is None:
        raise UnknownKeyError("No finding has this key now.", next_step="look in the history whether it was decided.")
    return finding


async def _decided(asked: Asked) -> Response:
    """Record a confirmation or dismissal of what was shown, and go on to the next."""
    finding, filtered = _known(asked), filter_of(asked)
    verb: Verb = "confirm" if asked.request.url.path.endswith("/confirm") else "dismiss"
    seen = asked.said("seen", 12)
    try:
        if asked.said("basis", 80) != finding.basis_digest:
            raise MeanwhileError("What this rests upon changed while you looked at it.")
        if not seen.isdecimal():
            raise UsageError("The form is not whole.", next_step="load the page anew.")
        below = identity_below(finding, asked.view.of_organisation(finding.organisation)) if verb == "confirm" else None
        decisions = Decisions(asked.web.holdings.layout.decisions)
        also = () if below is None else (below,)
        why, by = asked.said("why"), asked.session.name
        after = _after(asked, finding, filtered)
        await run_in_threadpool(decisions.record_with, finding, verb, also, by=by, why=why, seen=int(seen))
    except MeanwhileError as error:
        asked.view.follow()
        return finding_page(asked, finding, filtered, status=409, wrong=f"{error.what} Yours was not recorded.")
    except UsageError as error:
        return finding_page(asked, finding, filtered, status=400, wrong=str(error))
    return see_other(_onward(asked, finding, filtered, verb, after))


def _after(asked: Asked, finding: Finding, filtered: Filter) -> str:
    """Return the finding to go on to: the next of those chosen, else the one before."""
    before, after, _ = neighbours(asked.view.ordered, asked.view.chosen(filtered), finding.key)
    return after or before


def _onward(asked: Asked, finding: Finding, filtered: Filter, verb: str, after: str) -> str:
    did = {"did": verb, "of": finding.key}
    return _link(asked.view, after, filtered, **did) or address("/", filtered.query | did)


async def _undone(asked: Asked) -> Response:
    """Take back what was done last about a finding: a decision, else a remark."""
    finding, filtered, by = _known(asked), filter_of(asked), asked.session.name
    file = asked.web.holdings.layout.decisions
    if asked.said("what", 10) == "remark":
        await run_in_threadpool(Remarks(file).take_back, finding.key, by=by)
    else:
        seen = asked.said("seen", 12)
        number = int(seen) if seen.isdecimal() else None
        await run_in_threadpool(Decisions(file).undo, finding.key, by=by, seen=number)
    return see_other(_link(asked.view, finding.key, filtered, did="undo", of=finding.key))


async def _remarked(asked: Asked) -> Response:
    """Keep a note, or that the company is to be asked."""
    finding, filtered = _known(asked), filter_of(asked)
    kind: RemarkKind = "note" if asked.request.url.path.endswith("/note") else "ask"
    try:
        remarks = Remarks(asked.web.holdings.layout.decisions)
        await run_in_threadpool(remarks.say, finding, kind, by=asked.session.name, text=asked.said("why"))
    except UsageError as error:
        return finding_page(asked, finding, filtered, status=400, wrong=str(error))
    return see_other(_link(asked.view, finding.key, filtered, did=kind, of=finding.key))


WAYS = (
    Way("/", _queue),
    Way("/finding/{key}", _finding),
    Way("/finding/{key}/confirm", _decided, "editor", "POST"),
    Way("/finding/{key}/dismiss", _decided, "editor", "POST"),
    Way("/finding/{key}/undo", _undone, "editor", "POST"),
    Way("/finding/{key}/note", _remarked, "editor", "POST"),
    Way("/finding/{key}/ask", _remarked, "editor", "POST"),
)
