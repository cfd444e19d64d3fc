"""Drive a Chromium by hand, in a party's network: only what is evaluated in its page passes to it.

Playwright listens to a page's network: each message of a volunteer's line comes to it once more, as base64 in JSON. For
64 MiB that is more work for the machine than carrying them; where a rate is measured, nothing may listen.
"""

from __future__ import annotations

import contextlib
import ctypes
import http.client
import itertools
import json
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from websockets.sync.client import ClientConnection, connect

from bench.reach_net import Line

__all__ = ["PlainPage"]

_PORT = 9222
_CLONE_NEWNET = 0x40000000
_FLAGS = (
    "--headless=new --no-sandbox --no-first-run --disable-gpu --disable-background-networking --disable-sync "
    "--disable-component-update --disable-extensions --disable-background-timer-throttling "
    "--disable-backgrounding-occluded-windows --disable-renderer-backgrounding "
)


class PlainPage:
    """One Chromium with one page."""

    def __init__(self, line: Line, address: str, *flags: str) -> None:
        self.line, self.address = line, address
        self._folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        command = f"ip netns exec {line.space} /usr/bin/chromium {_FLAGS} --remote-debugging-port={_PORT}"
        self._process = subprocess.Popen(
            [*command.split(), *flags, f"--user-data-dir={self._folder.name}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._numbers = itertools.count(1)
        try:
            self._line = self._joined()
            self.load()
        except BaseException:
            self._end()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def load(self) -> None:
        """Load the page (anew): what ran in it ends without a word."""
        self._call("Page.navigate", url=self.address)
        self.wait("document.readyState === 'complete' && location.href !== 'about:blank'")

    def evaluate(self, script: str, *given: object) -> Any:
        """Return what a function gives, or what its promise comes to."""
        expression = f"({script})({', '.join(json.dumps(one) for one in given)})"
        result = self._call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in result:
            raise RuntimeError(json.dumps(result["exceptionDetails"])[:500])
        return result["result"].get("value")

    def wait(self, truth: str, seconds: float = 30) -> None:
        """Wait until an expression is true."""
        end = time.monotonic() + seconds
        while not self.evaluate(f"() => Boolean({truth})"):
            if time.monotonic() > end:
                raise TimeoutError(truth)
            time.sleep(0.02)

    def close(self) -> None:
        """End the browser."""
        self._line.close()
        self._end()

    def _end(self) -> None:
        self._process.kill()
        self._process.wait()
        self._folder.cleanup()

    def _call(self, method: str, **given: object) -> dict[str, Any]:
        number = next(self._numbers)
        self._line.send(json.dumps({"id": number, "method": method, "params": given}))
        while True:
            heard: dict[str, Any] = json.loads(self._line.recv())
            if heard.get("id") == number:
                result: dict[str, Any] = heard.get("result", {})
                return result

    def _joined(self) -> ClientConnection:
        """Join the page's line, once the browser listens."""
        end = time.monotonic() + 20
        while True:
            try:
                address = _page_of(self.line.space)
                return connect(address, sock=_connected(self.line.space), max_size=None, compression=None)
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)


def _page_of(space: str) -> str:
    """Return the address at which a browser's page listens."""
    asking = http.client.HTTPConnection("127.0.0.1", _PORT)
    asking.sock = _connected(space)
    with contextlib.closing(asking):
        asking.request("GET", "/json/list")
        pages = json.loads(asking.getresponse().read())
    address: str = next(page["webSocketDebuggerUrl"] for page in pages if page["type"] == "page")
    return address


def _connected(space: str) -> socket.socket:
    """Connect to the browser in a namespace."""
    libc = ctypes.CDLL(None, use_errno=True)
    with Path("/proc/self/ns/net").open() as here, Path(f"/run/netns/{space}").open() as there:
        libc.setns(there.fileno(), _CLONE_NEWNET)
        try:
            return socket.create_connection(("127.0.0.1", _PORT), timeout=10)
        finally:
            libc.setns(here.fileno(), _CLONE_NEWNET)
