"""The organisations: their list, one's dossier, and saying that two are one or that one is two."""

from __future__ import annotations

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from pledgewatch.errors import UnknownKeyError, UsageError
from pledgewatch.model.identity import DocumentId, OrganisationId
from pledgewatch.model.party import Organisation
from pledgewatch.publish.pages.common import briefs
from pledgewatch.publish.pages.organisations import dossier_parts, organisation_row
from pledgewatch.review.app.findings import filter_of, queue_page
from pledgewatch.review.app.lists import leaf_of
from pledgewatch.review.app.web import Asked, Way, address, see_other
from pledgewatch.review.joining import Joinings

__all__ = ["WAYS", "organisation_asked"]

_COLUMNS = ("name", "pledged", "form", "own", "record")
_ALIKE_AT_MOST = 8


async def _organisations(asked: Asked) -> Response:
    view = asked.view
    everyone = tuple(view.atlas.shown_organisations.values())
    leaf = leaf_of(asked, everyone, lambda one: " ".join((one.name, *one.names)), "/organisations")
    return asked.page(
        "organisations.html",
        title="Organisations",
        here="organisations",
        leaf=leaf,
        rows=[organisation_row(view.press, one, root="/") for one in leaf.entries],
        columns=[view.press.words.text(f"organisations.{name}") for name in _COLUMNS],
        joinings=list(reversed(await run_in_threadpool(_joinings(asked).all)))[:40],
        may_join=asked.may("publisher"),
    )


async def _matches(asked: Asked) -> Response:
    filtered = msgspec.structs.replace(filter_of(asked), kind="identity")
    return queue_page(asked, filtered, title="Matches: who is meant", here="matches", base="/matches")


def organisation_asked(asked: Asked, value: str = "") -> Organisation:
    """Return the organisation that the address or a field names.

    Raises:
        UnknownKeyError: there is none.
    """
    key = value or asked.request.path_params["organisation"][:200]
    found = asked.view.atlas.organisations.get(OrganisationId(key))
    if found is None:
        raise UnknownKeyError("There is no such organisation now.", next_step="it may have been merged; see the list.")
    return found


async def _organisation(asked: Asked) -> Response:
    return _page(asked, organisation_asked(asked))


def _page(asked: Asked, organisation: Organisation, *, status: int = 200, wrong: str = "") -> Response:
    view = asked.view
    findings = view.atlas.findings_of_organisation.get(organisation.id, ())
    found = [briefs(view.press, "found", "Findings", findings, root="../", about=False)] if findings else []
    head, sections = dossier_parts(view.press, organisation, found)
    return asked.page(
        "organisation_page.html",
        title=organisation.name,
        here="organisations",
        status=status,
        wrong=wrong,
        organisation=organisation,
        head=head,
        sections=sections,
        pledges=view.atlas.pledges_of.get(organisation.id, ()),
        alike=_alike(view.atlas.shown_organisations.values(), organisation),
        may_join=asked.may("publisher"),
    )


def _alike(everyone: object, organisation: Organisation) -> list[Organisation]:
    """Return the organisations whose names begin alike, to be proposed for a merge."""
    from rapidfuzz import fuzz, process

    others = {one.id: one for one in everyone if one.id != organisation.id}  # type: ignore[attr-defined]
    names = {key: one.name.casefold() for key, one in others.items()}
    best = process.extract(organisation.name.casefold(), names, scorer=fuzz.token_set_ratio, limit=_ALIKE_AT_MOST)
    return [others[key] for _, score, key in best if score >= 60]


def _joinings(asked: Asked) -> Joinings:
    return Joinings(asked.web.holdings.layout.decisions)


async def _merged(asked: Asked) -> Response:
    one = organisation_asked(asked)
    try:
        into = _named(asked, asked.said("into", 200))
        await run_in_threadpool(_joinings(asked).merge, one, into, by=asked.session.name, why=asked.said("why"))
    except UsageError as error:
        return _page(asked, one, status=400, wrong=str(error))
    return see_other(address("/organisations", {"joined": "1"}, anchor="joinings"))


def _named(asked: Asked, given: str) -> Organisation:
    """Return an organisation by its id, or by its name where only one has it."""
    atlas, bare = asked.view.atlas, " ".join(given.split())
    if bare in atlas.organisations:
        return atlas.organisations[OrganisationId(bare)]
    same = [one for one in atlas.organisations.values() if bare and bare.casefold() == one.name.casefold()]
    if len(same) != 1:
        raise UsageError(
            f"{len(same)} organisations have the name {bare!r}." if bare else "Name the other organisation.",
            next_step="choose one of the list.",
        )
    return same[0]


async def _split(asked: Asked) -> Response:
    one = organisation_asked(asked)
    own = {pledge.document for pledge in asked.view.atlas.pledges_of.get(one.id, ())}
    documents = [DocumentId(str(name)) for name in asked.form.getlist("document") if str(name) in own]
    try:
        if len(documents) == len(own):
            raise UsageError("All of its documents would go.", next_step="leave it at least one.")
        by, why = asked.session.name, asked.said("why")
        await run_in_threadpool(_joinings(asked).split, one, documents, asked.said("name", 200), by=by, why=why)
    except UsageError as error:
        return _page(asked, one, status=400, wrong=str(error))
    return see_other(address("/organisations", {"joined": "1"}, anchor="joinings"))


async def _undone(asked: Asked) -> Response:
    number = asked.request.path_params["number"]
    await run_in_threadpool(_joinings(asked).undo, number, by=asked.session.name)
    return see_other(address("/organisations", {"joined": "1"}, anchor="joinings"))


WAYS = (
    Way("/organisations", _organisations),
    Way("/matches", _matches),
    Way("/organisation/{organisation}", _organisation),
    Way("/organisation/{organisation}/merge", _merged, "publisher", "POST"),
    Way("/organisation/{organisation}/split", _split, "publisher", "POST"),
    Way("/joining/{number:int}/undo", _undone, "publisher", "POST"),
)
