"""Right of reply: write to a company what is going to be said of it, note when that was sent, keep what came back."""

from __future__ import annotations

import datetime as dt

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from pledgewatch.errors import UnknownKeyError, UsageError
from pledgewatch.model.finding import Finding
from pledgewatch.model.identity import DocumentId, FindingKey, OrganisationId
from pledgewatch.model.party import Organisation
from pledgewatch.review.app.organisations import organisation_asked
from pledgewatch.review.app.web import Asked, Way, see_other
from pledgewatch.review.replies import Letter, Replies
from pledgewatch.review.writing import letter_text, pdf_of
from pledgewatch.safe import slug

__all__ = ["WAYS"]

_DAYS_TO_ANSWER = 10


def _replies(asked: Asked) -> Replies:
    return Replies(asked.web.holdings.layout.decisions)


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


async def _list(asked: Asked) -> Response:
    view = asked.view
    letters = await run_in_threadpool(_replies(asked).all)
    waiting: dict[OrganisationId, int] = {}
    for item in view.ordered:
        owner = view.owner(item)
        if owner is not None and item.standing != "dismissed" and view.ledger.asked(item.finding.key):
            waiting[owner] = waiting.get(owner, 0) + 1
    written = {letter.organisation for letter in letters}
    to_write = [(view.atlas.organisations[one], n) for one, n in waiting.items() if one not in written]
    names = {key: one.name for key, one in view.atlas.organisations.items()}
    newest = list(reversed(letters))
    return asked.page("replies.html", title="Replies", here="replies", letters=newest, to_write=to_write, names=names)


def _subjects(asked: Asked, organisation: Organisation) -> list[tuple[Finding, bool]]:
    """Return what a letter may be about: what was not dismissed; ticked is what is confirmed or to be asked."""
    items = asked.view.of_organisation(organisation.id)
    open_items = [item for item in items if item.standing != "dismissed" and item.finding.kind != "identity"]
    return [
        (item.finding, item.standing == "confirmed" or asked.view.ledger.asked(item.finding.key)) for item in open_items
    ]


async def _reply(asked: Asked) -> Response:
    return await _page(asked, organisation_asked(asked))


async def _page(asked: Asked, organisation: Organisation, *, status: int = 200, wrong: str = "") -> Response:
    subjects = _subjects(asked, organisation)
    keys = {key for key in asked.request.query_params.getlist("about") if len(key) < 200}
    if keys:
        subjects = [(finding, finding.key in keys) for finding, _ in subjects]
    everyone = await run_in_threadpool(_replies(asked).all)
    mine = [letter for letter in everyone if letter.organisation == organisation.id]
    return asked.page(
        "reply.html",
        title=f"Letter to {organisation.name}",
        here="replies",
        status=status,
        wrong=wrong,
        organisation=organisation,
        subjects=subjects,
        proposed=asked.said("text") or _proposed(asked, organisation, [f for f, ticked in subjects if ticked]),
        letters=list(reversed(mine)),
        documents=[p.document for p in asked.view.atlas.pledges_of.get(organisation.id, ())][:100],
        today=_today().isoformat(),
        may_write=asked.may("editor"),
    )


def _proposed(asked: Asked, organisation: Organisation, findings: list[Finding]) -> str:
    press = asked.view.press
    until = press.words.date((_today() + dt.timedelta(days=_DAYS_TO_ANSWER)).isoformat())
    return letter_text(press.atlas, press.words, organisation.name, findings, by=asked.session.name, answer_by=until)


async def _written(asked: Asked) -> Response:
    organisation = organisation_asked(asked)
    about = [FindingKey(str(key)) for key in asked.form.getlist("about")]
    known = [key for key in about if key in asked.view.findings]
    text = asked.said("text").replace("\r\n", "\n")
    try:
        await run_in_threadpool(_replies(asked).write, organisation.id, text, known, by=asked.session.name)
    except UsageError as error:
        return await _page(asked, organisation, status=400, wrong=str(error))
    return see_other(f"/reply/{organisation.id}#letters")


async def _sent(asked: Asked) -> Response:
    organisation, letter = organisation_asked(asked), await _letter(asked)
    try:
        date, how = asked.said("date", 20), asked.said("how", 400)
        await run_in_threadpool(_replies(asked).note_sent, letter.number, date, how, by=asked.session.name)
    except UsageError as error:
        return await _page(asked, organisation, status=400, wrong=str(error))
    return see_other(f"/reply/{organisation.id}#letters")


async def _answered(asked: Asked) -> Response:
    organisation, letter = organisation_asked(asked), await _letter(asked)
    document = DocumentId(asked.said("document", 80))
    if document not in asked.view.atlas.documents:
        document = DocumentId("")
    text, date = asked.said("text").replace("\r\n", "\n"), asked.said("date", 20)
    try:
        await run_in_threadpool(_replies(asked).note_answer, letter.number, date, text, document, by=asked.session.name)
    except UsageError as error:
        return await _page(asked, organisation, status=400, wrong=str(error))
    return see_other(f"/reply/{organisation.id}#letters")


async def _letter(asked: Asked) -> Letter:
    letter = await run_in_threadpool(_replies(asked).letter, asked.request.path_params["number"])
    if letter.organisation != asked.request.path_params["organisation"]:
        raise UnknownKeyError("There is no such letter.", next_step="look at the list.")
    return letter


async def _file(asked: Asked) -> Response:
    """Give a letter as a file; its name is ours."""
    letter, kind = await _letter(asked), asked.request.path_params["kind"]
    name = f"letter-{slug(letter.organisation)}-{letter.number}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if kind == "txt":
        return Response(letter.text, media_type="text/plain; charset=utf-8", headers=headers)
    if kind != "pdf":
        raise UnknownKeyError("A letter is txt or pdf.")
    data = await run_in_threadpool(pdf_of, letter.text, f"Letter {letter.number}")
    return Response(data, media_type="application/pdf", headers=headers)


WAYS = (
    Way("/replies", _list),
    Way("/reply/{organisation}", _reply),
    Way("/reply/{organisation}/write", _written, "editor", "POST"),
    Way("/reply/{organisation}/letter-{number:int}.{kind}", _file),
    Way("/reply/{organisation}/{number:int}/sent", _sent, "editor", "POST"),
    Way("/reply/{organisation}/{number:int}/answer", _answered, "editor", "POST"),
)
