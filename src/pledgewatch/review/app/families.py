"""The families of shared text: the list, the form with who filled in what, and deciding about several at once."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from pledgewatch.errors import MeanwhileError, UnknownKeyError, UsageError
from pledgewatch.model.finding import Finding, Verb
from pledgewatch.model.reuse import Family
from pledgewatch.publish.pages.families import family_parts, family_row, title_of
from pledgewatch.review.app.holdings import View
from pledgewatch.review.app.lists import leaf_of
from pledgewatch.review.app.web import Asked, Way, address, see_other
from pledgewatch.review.decisions import Decisions
from pledgewatch.review.queue import OPEN, Filter

__all__ = ["WAYS"]

_AT_ONCE = 200


async def _families(asked: Asked) -> Response:
    view = asked.view
    waiting = dict.fromkeys(view.atlas.families, 0)
    for item in view.ordered:
        family = view.family(item)
        if family in waiting and item.standing in OPEN:
            waiting[family] += 1
    ordered = sorted(view.atlas.families.values(), key=lambda f: (-waiting[f.family], -f.size, f.family))
    leaf = leaf_of(asked, ordered, lambda family: title_of(view.press, family), "/families", 50)
    rows = [(family_row(view.press, family, root="/"), waiting[family.family]) for family in leaf.entries]
    return asked.page("families.html", title="Families", here="families", leaf=leaf, rows=rows)


async def _family(asked: Asked) -> Response:
    return _page(asked, _known(asked))


def _known(asked: Asked) -> Family:
    family = asked.view.atlas.families.get(asked.request.path_params["family"][:200])
    if family is None:
        raise UnknownKeyError(
            "No family has this number now.", next_step="families are numbered anew when they change."
        )
    return family


def _page(asked: Asked, family: Family, *, status: int = 200, wrong: str = "") -> Response:
    view = asked.view
    head, sections = family_parts(view.press, family)
    chosen = view.chosen(Filter(state="all", family=family.family))
    return asked.page(
        "family_page.html",
        title=title_of(view.press, family),
        here="families",
        status=status,
        wrong=wrong,
        family=family,
        head=head,
        sections=sections,
        open_items=[item for item in chosen.items if item.standing in OPEN][:_AT_ONCE],
        decided_items=sum(item.standing not in OPEN for item in chosen.items),
        number_of=view.ledger.number_of,
        may_decide=asked.may("editor"),
        done=asked.number("done", 0),
    )


async def _decided(asked: Asked) -> Response:
    """Decide about the members that were ticked; those that a colleague decided meanwhile are left as they are."""
    family = _known(asked)
    verb: Verb = "confirm" if asked.said("verb", 10) == "confirm" else "dismiss"
    chosen = [_ticked(asked.view, str(one)) for one in asked.form.getlist("key")[:_AT_ONCE]]
    if not chosen:
        return _page(asked, family, status=400, wrong="Nothing was ticked.")
    decided, overtaken = await run_in_threadpool(_record, asked, chosen, verb)
    if overtaken:
        asked.view.follow()
        names = "; ".join(overtaken[:5])
        return _page(asked, family, status=409, wrong=f"{decided} recorded. Not recorded: {names}")
    return see_other(address(f"/family/{family.family}", {"done": decided}, anchor="decide"))


def _ticked(view: View, key: str) -> Finding:
    finding = next((f for k, f in view.findings.items() if k == key), None)
    if finding is None:
        raise UnknownKeyError("No finding has this key now.", next_step="load the page anew.")
    return finding


def _record(asked: Asked, chosen: list[Finding], verb: Verb) -> tuple[int, list[str]]:
    decisions, overtaken = Decisions(asked.web.holdings.layout.decisions), list[str]()
    for finding in chosen:
        seen = asked.said(f"seen-{finding.key}", 12)
        try:
            if verb == "confirm" and not finding.publishable:
                raise UsageError(f"{finding.hindrance}.")
            decisions.record(
                finding, verb, by=asked.session.name, why=asked.said("why"), seen=int(seen) if seen.isdecimal() else 0
            )
        except (MeanwhileError, UsageError) as error:
            overtaken.append(f"{finding.sentence[:80]}…: {error.what}")
    return len(chosen) - len(overtaken), overtaken


WAYS = (
    Way("/families", _families),
    Way("/family/{family}", _family),
    Way("/family/{family}/decide", _decided, "editor", "POST"),
)
