"""Show a page to a browser whose every request goes through us, and take its picture and its print.

The system's Chromium is cut off from the network: names lead nowhere, its proxy is a closed door, and what it asks for
is fetched here, over connections that were checked, and handed to it. So the archive holds all that the picture shows.
"""

from __future__ import annotations

import gzip
import os
import shutil
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import msgspec

from pledgewatch.errors import CaptureError, UsageError
from pledgewatch.sources.capture.fetching import Exchange, Limits, fetch, follow

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request, Route

__all__ = ["Seen", "look"]

_ARGUMENTS = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--font-render-hinting=none",
)
_WIDTH, _HEIGHT, _HIGHEST = 1280, 900, 16_000
"""Chromium draws pictures of at most 16,384 pixels in height."""
_QUIET_MS = 1_500
_DROPPED = frozenset({"content-encoding", "content-length", "transfer-encoding", "connection"})


class Seen(msgspec.Struct, frozen=True):
    """What a look gave: a picture, a print, the page's title, and all exchanges but those that were there before."""

    picture: bytes
    print: bytes
    title: str
    exchanges: tuple[Exchange, ...]
    failed: tuple[str, ...]


class _Line:
    """Answer the browser's requests: fetch, remember, hand on."""

    def __init__(self, main: Exchange, limits: Limits, allow_private: bool) -> None:
        self.exchanges: list[Exchange] = []
        self.failed: list[str] = []
        self._main, self._limits, self._allow_private = main, limits, allow_private
        self._bytes, self._until = 0, time.monotonic() + limits.page_seconds

    def answer(self, route: Route, request: Request) -> None:
        """Answer one request, or let it fail and remember that."""
        try:
            found = self._main if request.url == self._main.url else self._fetched(request)
            with suppress(Exception):  # a page that was closed meanwhile takes no answer
                route.fulfill(status=found.status, headers=_headers(found), body=_decoded(found))
        except CaptureError as error:
            self.failed.append(f"{request.url[:300]}: {error.what}")
            with suppress(Exception):
                route.abort()

    def _fetched(self, request: Request) -> Exchange:
        over = len(self.exchanges) >= self._limits.requests or self._bytes > self._limits.page_bytes
        if over or time.monotonic() > self._until:
            raise CaptureError("The page asks for more than its limits allow.")
        if request.method == "GET":
            steps = follow(request.url, headers=request.headers, limits=self._limits, allow_private=self._allow_private)
        else:
            steps = [
                fetch(
                    request.url,
                    method=request.method,
                    headers=request.headers,
                    body=request.post_data_buffer,
                    limits=self._limits,
                    allow_private=self._allow_private,
                )
            ]
        self.exchanges.extend(steps)
        self._bytes += sum(len(step.body) for step in steps)
        return steps[-1]


def _headers(found: Exchange) -> dict[str, str]:
    return {name: value for name, value in found.headers if name.lower() not in _DROPPED}


def _decoded(found: Exchange) -> bytes:
    """Unpack what was sent packed although nobody asked for it; what cannot be unpacked is handed on as it is."""
    kind = found.header("content-encoding").lower()
    with suppress(OSError, zlib.error, EOFError):
        if kind == "gzip":
            return gzip.decompress(found.body)
        if kind == "deflate":
            return zlib.decompress(found.body)
    return found.body


def look(main: Exchange, *, limits: Limits, allow_private: bool = False) -> Seen:
    """Show the page whose answer is `main`, and return what was seen.

    Raises:
        UsageError: the extra `capture` or the system's Chromium is not there.
        CaptureError: the page cannot be shown in time.
    """
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError as error:
        raise UsageError(
            "Capturing needs the extra 'capture'.", next_step="python -m pip install 'pledgewatch[capture]'"
        ) from error
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        raise UsageError("Capturing needs Chromium.", next_step="apt install chromium")
    line = _Line(main, limits, allow_private)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=path, args=list(_ARGUMENTS), chromium_sandbox=os.geteuid() != 0
            )
            try:
                context = browser.new_context(
                    viewport={"width": _WIDTH, "height": _HEIGHT}, service_workers="block", accept_downloads=False
                )
                context.route("**/*", line.answer)
                return _taken(context.new_page(), line, main, limits)
            finally:
                browser.close()
    except Error as error:
        why = str(error).splitlines()[0][:200]
        raise CaptureError(f"{main.url[:200]} cannot be shown ({why}).", next_step="try again.") from None


def _taken(page: Page, line: _Line, main: Exchange, limits: Limits) -> Seen:
    page.set_default_timeout(limits.page_seconds * 1000)
    page.on("dialog", lambda dialog: dialog.dismiss())
    page.goto(main.url, wait_until="load")
    _until(lambda: page.wait_for_load_state("networkidle", timeout=10_000))
    page.wait_for_timeout(_QUIET_MS)
    height: Any = page.evaluate("Math.max(document.documentElement.scrollHeight, document.body?.scrollHeight || 0)")
    clip = {"x": 0, "y": 0, "width": _WIDTH, "height": max(1, min(int(height), _HIGHEST))}
    picture = page.screenshot(full_page=True, clip=clip)  # type: ignore[arg-type]
    return Seen(
        picture, page.pdf(format="A4", print_background=True), page.title(), tuple(line.exchanges), tuple(line.failed)
    )


def _until(wait: Callable[[], None]) -> None:
    """Wait, and go on where a page never comes to rest."""
    from playwright.sync_api import Error

    with suppress(Error):
        wait()
