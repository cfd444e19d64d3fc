"""Put the answers behind HTTP on this machine, and behind nothing else.

A web page that a person has open elsewhere can send requests to her own machine, and a name server can give her machine
as the address of a foreign name. So the Host must be this machine's, and an Origin that is not local must have been
allowed when the service was started. Bodies are limited in size and time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from pledgewatch.record.serving import reconciling
from pledgewatch.record.serving.answers import PROPERTIES, Answers
from pledgewatch.record.serving.matching import match_queries
from pledgewatch.record.serving.reconciling import BadQueryError

__all__ = ["MOST_BYTES", "build_app"]

MOST_BYTES = 1_000_000
"""Of a body: a hundred queries with their properties have some 50 kB."""
_SECONDS = 15.0
_LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})


class _TooLargeError(Exception):
    """The body is larger, or slower, than it may be."""


def build_app(answers: Answers, *, origins: Collection[str] = (), seconds: float = _SECONDS) -> ASGIApp:
    """Return the application; `origins` are web origins beyond this machine that may ask it."""
    service = _Service(answers, seconds)
    routes = [
        Route("/", service.reconcile, methods=["GET", "POST"]),
        Route("/reconcile", service.reconcile, methods=["GET", "POST"]),
        Route("/properties", service.properties, methods=["GET"]),
        Route("/suggest/{kind}", service.suggest, methods=["GET"]),
        Route("/entity/{entity}", service.entity, methods=["GET"]),
        Route("/entities/{entity}", service.entity, methods=["GET"]),
        Route("/match", service.match, methods=["POST"]),
        Route("/match/{dataset}", service.match, methods=["POST"]),
        Route("/healthz", service.healthy, methods=["GET"]),
        Route("/readyz", service.healthy, methods=["GET"]),
    ]
    return _Guard(Starlette(routes=routes), frozenset(origins))


class _Guard:
    """Refuse requests for other hosts and from other origins; say to local pages that they may read the answer."""

    def __init__(self, app: ASGIApp, origins: frozenset[str]) -> None:
        self._app = app
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        origin = request.headers.get("origin", "")
        if _host(f"//{request.headers.get('host', '')}") not in _LOCAL:
            await _refusal(421, "this service answers for this machine only")(scope, receive, send)
        elif origin and not self._allowed(origin):
            await _refusal(403, "this origin may not ask; allow it with --origin")(scope, receive, send)
        elif request.method == "OPTIONS":
            await Response(status_code=204, headers=_cors(origin))(scope, receive, send)
        else:
            await self._app(scope, receive, _adding(send, _cors(origin)))

    def _allowed(self, origin: str) -> bool:
        return origin in self._origins or (origin.startswith("http") and _host(origin) in _LOCAL)


def _host(place: str) -> str:
    try:
        return (urlsplit(place).hostname or "").casefold()
    except ValueError:
        return ""


def _cors(origin: str) -> dict[str, str]:
    if not origin:
        return {}
    return {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
        "Access-Control-Allow-Headers": "Content-Type",
        "Vary": "Origin",
    }


def _adding(send: Send, headers: dict[str, str]) -> Send:
    async def sent(message: Any) -> None:
        if message["type"] == "http.response.start":
            extra = {**headers, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
            message["headers"] += [(name.encode(), value.encode()) for name, value in extra.items()]
        await send(message)

    return sent


def _json(value: object, status: int = 200) -> Response:
    return Response(msgspec.json.encode(value, enc_hook=str), status_code=status, media_type="application/json")


def _refusal(status: int, why: str) -> Response:
    return _json({"status": "error", "message": why}, status)


Handler = Callable[[Any, Request], Awaitable[Response]]


def _careful(handler: Handler) -> Handler:
    """Turn what does not fit into an answer that says so."""

    async def answer(self: Any, request: Request) -> Response:
        try:
            return await handler(self, request)
        except BadQueryError as error:
            return _refusal(400, str(error))
        except _TooLargeError as error:
            return _refusal(413, str(error))

    return answer


class _Service:
    """The routes."""

    def __init__(self, answers: Answers, seconds: float) -> None:
        self._answers = answers
        self._seconds = seconds

    @_careful
    async def reconcile(self, request: Request) -> Response:
        """Give the manifest, or answer queries or an extension, from the form or from the address."""
        fields = {name: values[-1] for name, values in parse_qs(request.url.query, max_num_fields=20).items()}
        if request.method == "POST":
            fields |= await self._form(request)
        if "queries" in fields:
            return _json(reconciling.reconcile(fields["queries"], self._answers))
        if "extend" in fields:
            return _json(reconciling.extend(fields["extend"], self._answers))
        if "query" in fields:
            one = msgspec.json.encode({"q": _plain(fields["query"])}).decode()
            return _json(reconciling.reconcile(one, self._answers)["q"])
        if request.method == "POST":
            raise BadQueryError("the form has neither queries nor extend")
        return _json(reconciling.manifest(str(request.base_url).rstrip("/")))

    async def properties(self, request: Request) -> Response:
        """Propose what OpenRefine can add to its rows."""
        kind = request.query_params.get("type", "Organization")
        known = [{"id": key, "name": name} for key, name in PROPERTIES.items()]
        return _json({"properties": known, "type": kind[:100]})

    async def suggest(self, request: Request) -> Response:
        """Suggest organisations, properties or types by what was typed so far."""
        kind, prefix = request.path_params["kind"], request.query_params.get("prefix", "")[:200]
        if kind == "entity":
            return _json(reconciling.suggest_entities(prefix, self._answers))
        if kind == "property":
            return _json(reconciling.suggest_properties(prefix))
        if kind == "type":
            return _json({"result": [{"id": "Organization", "name": "Listed organisation"}]})
        return _refusal(404, "only entity, property and type are suggested")

    async def entity(self, request: Request) -> Response:
        """Give all that is held of one organisation."""
        found = self._answers.entity(request.path_params["entity"])
        return _json(found) if found is not None else _refusal(404, "no listed organisation has this id")

    @_careful
    async def match(self, request: Request) -> Response:
        """Match example entities as yente does; the data set in the address is not looked at."""
        body = await self._body(request)
        limit = request.query_params.get("limit", "5")
        try:
            asked = msgspec.json.decode(body)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise BadQueryError(f"the body is no JSON ({error})") from error
        return _json(match_queries(asked, int(limit[:3]) if limit.isdecimal() else 5, self._answers))

    async def healthy(self, _request: Request) -> Response:
        """Say that the service runs."""
        return _json({"status": "ok"})

    async def _form(self, request: Request) -> dict[str, str]:
        body = await self._body(request)
        try:
            fields = parse_qs(body.decode("utf-8"), strict_parsing=bool(body), max_num_fields=20)
        except ValueError as error:
            raise BadQueryError(f"the form cannot be read ({error})") from error
        return {name: values[-1] for name, values in fields.items()}

    async def _body(self, request: Request) -> bytes:
        try:
            return await asyncio.wait_for(_read(request), self._seconds)
        except TimeoutError as error:
            raise _TooLargeError(f"the body took longer than {self._seconds:g} seconds") from error


async def _read(request: Request) -> bytes:
    data = bytearray()
    async for block in request.stream():
        data += block
        if len(data) > MOST_BYTES:
            raise _TooLargeError(f"the body has more than {MOST_BYTES:,} bytes")
    return bytes(data)


def _plain(text: str) -> Any:
    """Read the field `query`: an object of JSON, or a name as it stands."""
    try:
        return msgspec.json.decode(text.encode()) if text.lstrip().startswith("{") else text
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, UnicodeError):
        return text
