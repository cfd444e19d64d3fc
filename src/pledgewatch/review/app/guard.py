"""Refuse what no browser of ours would send, before any page is looked for; put the policy on every answer.

Any web page that a person has open can send requests to her own machine, and a name server can give her machine's
address to a foreign name. So the Host must be one of ours, and whatever changes something must come from our own
pages, said by the browser itself (Origin, Sec-Fetch-Site). Addresses, headers and bodies have limits.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Guard", "headers_of_answers"]

_LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
_LONGEST_ADDRESS = 4_000
_HEADERS_BYTES = 32_000
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def headers_of_answers() -> dict[str, str]:
    """Return what every answer carries."""
    return {
        "Content-Security-Policy": _POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
        "X-Robots-Tag": "noindex",
    }


class Guard:
    """Stand before the application; `hosts` are names beyond this machine's own that it answers to.

    `body` is the most bytes that a body may have, `uploads` the most below the path `/uploads`.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str] = (), *, body: int, uploads: int) -> None:
        self._app = app
        self._hosts = frozenset(host.casefold() for host in hosts) | _LOCAL
        self._body, self._uploads = body, uploads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refusal = self._refusal(scope, headers)
        answering = _with_headers(send)
        if refusal is not None:
            await PlainTextResponse(refusal[1], refusal[0])(scope, receive, answering)
            return
        limit = self._uploads if scope["path"] == "/uploads" else self._body
        await self._limited(scope, receive, answering, limit)

    def _refusal(self, scope: Scope, headers: Headers) -> tuple[int, str] | None:
        if _host_of(f"//{headers.get('host', '')}") not in self._hosts or len(headers.getlist("host")) != 1:
            return 421, "This desk does not answer to this host name; allow it with --origin."
        if len(scope.get("raw_path", b"")) + len(scope["query_string"]) > _LONGEST_ADDRESS:
            return 414, "The address is too long."
        if sum(len(name) + len(value) for name, value in scope["headers"]) > _HEADERS_BYTES:
            return 431, "The headers are too long."
        if scope["method"] in ("GET", "HEAD"):
            return None
        if scope["method"] != "POST":
            return 405, "Only GET, HEAD and POST are answered."
        return None if _from_here(headers) else (403, "This did not come from a page of the desk.")

    async def _limited(self, scope: Scope, receive: Receive, send: Send, limit: int) -> None:
        got = 0

        async def counted() -> Message:
            nonlocal got
            message = await receive()
            got += len(message.get("body", b""))
            if got > limit:
                raise HTTPException(413, _too_large(limit))
            return message

        said = Headers(scope=scope).get("content-length", "0")
        if not said.isdecimal() or int(said[:20]) > limit:
            await PlainTextResponse(_too_large(limit), 413, headers={"Connection": "close"})(scope, receive, send)
            return
        await self._app(scope, counted, send)


def _too_large(limit: int) -> str:
    return f"The request is larger than {limit:,} bytes."


def _host_of(place: str) -> str:
    try:
        return (urlsplit(place).hostname or "").casefold()
    except ValueError:
        return ""


def _from_here(headers: Headers) -> bool:
    """Tell whether a browser says that a page of ours sent this; where it says nothing, no browser of today did."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None and site != "same-origin":
        return False
    if origin is not None:
        try:
            return urlsplit(origin).netloc.casefold() == headers.get("host", "").casefold()
        except ValueError:
            return False
    return site == "same-origin"


def _with_headers(send: Send) -> Send:
    async def sent(message: Any) -> None:
        if message["type"] == "http.response.start":
            known = {name.lower() for name, _ in message["headers"]}
            extra = {name.lower().encode(): value.encode() for name, value in headers_of_answers().items()}
            extra[b"cache-control"] = b"no-store"
            message["headers"] += [(name, value) for name, value in extra.items() if name not in known]
        await send(message)

    return sent
