"""Come in and go out: by the desk's key, by a password, or with the name that a proxy gives."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pledgewatch.errors import UsageError
from pledgewatch.review.app.web import Asked, Way, Web, field, see_other
from pledgewatch.review.book import checked_name

__all__ = ["WAYS", "routes"]


def routes(web: Web) -> list[Route]:
    """Return the routes for coming in, open to everybody."""
    return [
        Route("/sign-in", _SignIn(web).shown, methods=["GET"]),
        Route("/sign-in", _SignIn(web).tried, methods=["POST"]),
    ]


class _SignIn:
    def __init__(self, web: Web) -> None:
        self._web = web

    async def shown(self, request: Request) -> Response:
        """Let in whoever brings the desk's key; show the form to others."""
        key, place = request.query_params.get("key", "")[:200], _place(request.query_params.get("to", ""))
        if key:
            session = self._web.access.by_key(key)
            if session is not None:
                answer = see_other(place)
                self._web.remember(answer, session)
                return answer
        why = "This key is not the desk's." if key else ""
        return self._page(place, why, 403 if key else 200)

    async def tried(self, request: Request) -> Response:
        """Try a name and a password; a session begins with an id that nobody knew before."""
        form = await request.form(max_files=0, max_fields=10, max_part_size=8_000)
        name, place = " ".join(field(form, "name", 120).split()), _place(field(form, "to", 2_000))
        access = self._web.access
        if access.entry.alone or access.entry.header:
            return self._page(place, "There are no passwords here.", 403)
        if access.attempts.pause(name) > 0:
            return self._page(place, "Too many wrong tries. Wait a minute.", 429)
        session = await run_in_threadpool(access.by_password, name, field(form, "password", 2_000))
        if session is None:
            return self._page(place, "Name and password do not fit together.", 403)
        answer = see_other(place)
        self._web.remember(answer, session)
        return answer

    def _page(self, place: str, why: str, status: int) -> Response:
        return self._web.bare("sign_in.html", status=status, title="Come in", why=why, to=place)


def _place(given: str) -> str:
    """Return a place on this desk; an address elsewhere becomes the front page."""
    parts = urlsplit(given[:2_000]) if given.isprintable() and "\\" not in given else urlsplit("")
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or given.startswith("//"):
        return "/"
    return given[:2_000]


async def _sign_out(asked: Asked) -> Response:
    asked.web.access.leave(asked.session)
    answer = see_other("/sign-in")
    answer.delete_cookie(asked.web.cookie, path="/")
    return answer


async def _rename(asked: Asked) -> Response:
    """Take another name where one person works alone; users have the name that they came in with."""
    if not asked.web.access.entry.alone:
        raise UsageError("Your name is the one you came in with.")
    asked.session.name = checked_name(asked.said("name", 200))
    return see_other(_place(asked.said("to", 2_000)))


WAYS = (Way("/sign-out", _sign_out, method="POST"), Way("/name", _rename, method="POST"))
