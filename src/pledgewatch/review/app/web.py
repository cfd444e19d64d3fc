"""What every page of the desk goes through: who asks, what she may, that the form is ours, how it is printed."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from pledgewatch.errors import DeskBusyError, MeanwhileError, PledgewatchError, UnknownKeyError, UsageError
from pledgewatch.review.app.access import Access, Session
from pledgewatch.review.app.holdings import Holdings, View
from pledgewatch.review.users import Role, may

__all__ = ["Asked", "Handler", "Way", "Web", "address", "field", "see_other"]

_FIELDS_AT_MOST = 600
_FILES_AT_MOST = 500
_PART_BYTES = 128 << 10
"""Of a field that is no file; a note may have 20,000 characters of up to four bytes."""
_STATUS: tuple[tuple[type[PledgewatchError], int], ...] = (
    (UnknownKeyError, 404),
    (MeanwhileError, 409),
    (UsageError, 400),
    (DeskBusyError, 503),
)


class Asked:
    """One request of somebody who came in: the request, what the desk holds, who asks, and her form."""

    def __init__(self, web: Web, request: Request, view: View, session: Session, form: FormData) -> None:
        self.web = web
        self.request = request
        self.view = view
        self.session = session
        self.form = form

    def may(self, role: Role) -> bool:
        """Tell whether she may do what a role does."""
        return may(self.session.role, role)

    def query(self, name: str, longest: int = 200) -> str:
        """Return a parameter of the address, at most so long; empty where there is none."""
        return self.request.query_params.get(name, "")[:longest]

    def said(self, name: str, longest: int = 20_000) -> str:
        """Return a field of the form as text; empty where there is none, or where it is a file."""
        return field(self.form, name, longest)

    def number(self, name: str, least: int = 1, most: int = 1_000_000) -> int:
        """Return a whole number of the address; `least` where it is none."""
        given = self.request.query_params.get(name, "")[:9]
        return min(most, max(least, int(given))) if given.isascii() and given.isdigit() else least

    def page(self, template: str, *, title: str, here: str = "", status: int = 200, **values: Any) -> Response:
        """Print a page of the desk."""
        return self.web.page(self.view, template, session=self.session, title=title, here=here, status=status, **values)


def _is_ours(form: FormData, session: Session) -> bool:
    return hmac.compare_digest(field(form, "csrf").encode("utf-8", "replace"), session.token.encode())


Handler = Callable[[Asked], Awaitable[Response]]


class Way(msgspec.Struct, frozen=True):
    """A way into the application: where, who answers, which role it needs, by which method."""

    path: str
    handler: Handler
    role: Role = "reader"
    method: str = "GET"


def field(form: FormData, name: str, longest: int = 20_000) -> str:
    """Return a field of a form as text."""
    value = form.get(name, "")
    return value[:longest] if isinstance(value, str) else ""


def see_other(place: str) -> Response:
    """Send the browser on with GET, as after every form."""
    return RedirectResponse(place, 303)


def address(place: str, values: Mapping[str, object] | None = None, anchor: str = "") -> str:
    """Write an address of the desk with its parameters, without empty ones."""
    query = urlencode({name: str(value) for name, value in (values or {}).items() if str(value)})
    return f"{place}{'?' if query else ''}{query}{'#' if anchor else ''}{anchor}"


class Web:
    """The desk's web application: what all handlers share."""

    def __init__(
        self,
        holdings: Holdings,
        access: Access,
        *,
        cookie: str = "pledgewatch",
        secure: bool = False,
        ways: frozenset[str] = frozenset(),
    ) -> None:
        self.holdings = holdings
        self.access = access
        self.cookie = cookie
        self.secure = secure
        self.parts = tuple(part for part in _PARTS if part[1] in ways)

    def routes(self, ways: Iterable[Way]) -> list[Route]:
        """Make the routes of some ways."""
        return [self._route(way) for way in ways]

    def _route(self, way: Way) -> Route:
        async def endpoint(request: Request) -> Response:
            return await self._answer(request, way.handler, way.role)

        return Route(way.path, endpoint, methods=[way.method])

    async def view(self) -> View:
        """Return what the desk holds, read in another thread where it must be read."""
        if self.holdings.stale:
            await run_in_threadpool(self.holdings.refresh)
        return self.holdings.view()

    async def _answer(self, request: Request, handler: Handler, role: Role) -> Response:
        session, fresh = self._who(request)
        if session is None:
            return await self._come_in_first(request)
        view = await self.view()
        try:
            if not may(session.role, role):
                raise HTTPException(403, f"This needs the role of {role}; yours is {session.role}.")
            form = await self._form(request)
            if request.method == "POST" and not _is_ours(form, session):
                raise HTTPException(
                    403, "The form is too old, or not ours. Go back, load the page anew, and try again."
                )
            answer = await handler(Asked(self, request, view, session, form))
        except HTTPException as error:
            answer = self.refusal(view, session, error.status_code, error.detail)
        except PledgewatchError as error:
            status = next((code for kind, code in _STATUS if isinstance(error, kind)), 500)
            answer = self.refusal(view, session, status, error.what, error.next_step)
        if fresh:
            self.remember(answer, session)
        return answer

    def _who(self, request: Request) -> tuple[Session | None, bool]:
        cookie = request.cookies.get(self.cookie, "")
        entry = self.access.entry
        if entry.header:
            peer = request.client.host if request.client else ""
            named = request.headers.getlist(entry.header)
            session = self.access.by_proxy(named[0], peer, cookie) if len(named) == 1 else None
            return session, session is not None and session.id != cookie
        return self.access.session(cookie), False

    async def _form(self, request: Request) -> FormData:
        if request.method != "POST":
            return FormData()
        kind = request.headers.get("content-type", "").partition(";")[0].strip().casefold()
        if kind not in ("application/x-www-form-urlencoded", "multipart/form-data"):
            raise HTTPException(415, "A form is expected.")
        return await request.form(max_files=_FILES_AT_MOST, max_fields=_FIELDS_AT_MOST, max_part_size=_PART_BYTES)

    async def _come_in_first(self, request: Request) -> Response:
        if request.method != "GET":
            return self.bare("sign_in.html", status=401, title="Come in first", why="")
        here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return see_other(address("/sign-in", {"to": here if here != "/" else ""}))

    def remember(self, answer: Response, session: Session) -> None:
        """Give the browser the session's id, for this host alone and for no script."""
        answer.set_cookie(self.cookie, session.id, httponly=True, samesite="strict", secure=self.secure, path="/")

    def page(
        self,
        view: View,
        template: str,
        *,
        session: Session,
        title: str,
        here: str = "",
        status: int = 200,
        **values: Any,
    ) -> Response:
        """Print a page."""
        html = view.press.block(
            template,
            root="/",
            title=title,
            here=here,
            me=session,
            parts=self.parts,
            may=may,
            entry=self.access.entry,
            view=view,
            **values,
        )
        return HTMLResponse(html.encode("utf-8", "replace"), status)

    def bare(self, template: str, *, status: int = 200, **values: Any) -> Response:
        """Print a page for somebody who is not in: it shows nothing of the desk."""
        from pledgewatch.review.app.bare import environment

        html = environment().get_template(template).render(entry=self.access.entry, **values)
        return HTMLResponse(html, status)

    def refusal(self, view: View, session: Session, status: int, what: str, next_step: str = "") -> Response:
        """Print a page that says what could not be done, and what to do."""
        return self.page(
            view,
            "refusal.html",
            session=session,
            title=_TITLES.get(status, "That could not be done"),
            status=status,
            what=what,
            next_step=next_step,
        )


_PARTS = (
    ("queue", "/", "Queue"),
    ("families", "/families", "Families"),
    ("matches", "/matches", "Matches"),
    ("organisations", "/organisations", "Organisations"),
    ("documents", "/documents", "Documents"),
    ("replies", "/replies", "Replies"),
    ("uploads", "/uploads", "Add letters"),
    ("publish", "/publish", "Publish"),
    ("history", "/history", "History"),
    ("export", "/export", "Export"),
)
"""The parts of the desk: key, address, name."""
_TITLES = {404: "There is no such page", 403: "You may not do that", 409: "A colleague was quicker", 503: "Busy"}
