"""Put the desk's application together: the guard, the routes, the static files."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from functools import cache
from importlib.resources import files

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from pledgewatch.publish.press import stylesheet
from pledgewatch.review.app import (
    documents,
    exporting,
    families,
    findings,
    organisations,
    replies,
    searching,
    signing,
    uploads,
)
from pledgewatch.review.app.access import Access, Entry
from pledgewatch.review.app.guard import Guard
from pledgewatch.review.app.holdings import Holdings
from pledgewatch.review.app.web import Asked, Way, Web
from pledgewatch.review.jobs import Jobs

__all__ = ["BODY_BYTES", "UPLOAD_BYTES", "all_routes", "build_app"]

BODY_BYTES = 1 << 20
UPLOAD_BYTES = 512 << 20
"""Of one upload: forty letters have 20 MB, the longest reports 50 MB each; more come in several."""
_EVENTS_AT_MOST = 300
_TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}


def build_app(
    holdings: Holdings,
    entry: Entry,
    *,
    hosts: Collection[str] = (),
    cookie: str = "pledgewatch",
    secure: bool = False,
) -> ASGIApp:
    """Return the application of one desk; `hosts` are names beyond this machine's own that it answers to."""
    known = frozenset(way.path for way in all_routes())
    web = Web(holdings, Access(entry), cookie=cookie, secure=secure, ways=known)
    routes = [*signing.routes(web), Route("/static/{name}", _static, methods=["GET"]), *web.routes(all_routes())]

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        await run_in_threadpool(Jobs(holdings.layout.jobs).resume)
        yield
        holdings.close()

    app = Starlette(routes=routes, lifespan=lifespan, exception_handlers={HTTPException: _refused})
    app.router.redirect_slashes = False  # it would answer with an absolute address, made from the Host header
    return Guard(app, hosts, body=BODY_BYTES, uploads=UPLOAD_BYTES)


def all_routes() -> tuple[Way, ...]:
    """Return every way into the application that needs somebody who came in."""
    modules = (signing, findings, families, organisations, documents, searching, uploads, replies, exporting)
    return (*(way for module in modules for way in module.WAYS), Way("/history", _history), Way("/help", _help))


async def _history(asked: Asked) -> Response:
    events = asked.view.ledger.recent(_EVENTS_AT_MOST)
    return asked.page("history.html", title="History", here="history", events=events)


async def _help(asked: Asked) -> Response:
    return asked.page("help.html", title="Keys and help")


async def _refused(_request: Request, error: Exception) -> Response:
    status, detail = (error.status_code, error.detail) if isinstance(error, HTTPException) else (500, "")
    return PlainTextResponse(f"{status} {detail}", status)


@cache
def _statics() -> dict[str, bytes]:
    """Return the static files by name: nothing else can be asked for."""
    folder = files("pledgewatch.review.app").joinpath("static")
    found = {one.name: one.read_bytes() for one in folder.iterdir() if one.name.endswith((".css", ".js", ".svg"))}
    return found | {"style.css": stylesheet().encode()}


async def _static(request: Request) -> Response:
    name = request.path_params["name"]
    data = _statics().get(name)
    if data is None:
        raise HTTPException(404, "There is no such file.")
    kind = _TYPES[name.rsplit(".", 1)[-1]]
    return Response(data, media_type=kind, headers={"Cache-Control": "private, max-age=3600"})
