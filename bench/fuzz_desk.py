"""Send the desk what no browser would: every route, with hostile values in paths, addresses, forms and headers.

    python -m bench.fuzz_desk [--requests 20000] [--seed 1]

Every answer must be one of those that are meant (no 5xx), carry the policy, and hold no script but our own. Prints one
line of JSON with what was sent and answered.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

from starlette.testclient import TestClient
from tests.review.desks import HOST, Visitor, desk_of, visitor

from pledgewatch.review.app.build import all_routes

__all__ = ["HOSTILE", "Fuzzer", "faults_of"]

HOSTILE = (
    "",
    "0",
    "-1",
    "9" * 30,
    "1,2",
    "1,",
    "٣,٤",
    "x" * 3_000,
    "'",
    '"',
    "'; DROP TABLE decisions; --",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "{{7*7}}",
    "{% raw %}",
    "..",
    "../../../etc/passwd",
    "..%2f..%2f",
    "/etc/passwd",
    "\\\\host\\share",
    "\x00",
    "a\x00b",
    "\r\nSet-Cookie: x=1",
    "\u202egnp.exe",
    "\ud800",
    "人权",
    "*",
    '" OR 1=1',
    "NEAR(a b)",
    "%",
    "%s%n",
    "$(id)",
    "confirm",
    "all",
)
_PARAMETERS = (
    "state kind organisation family by q page did of span hide set layer part a b language year format standing about"
    " to key"
).split()
_FIELDS = "seen basis why what key verb into document name date how text about back page to csrf files".split()
_LEFT_OUT = frozenset({("/sign-out", "POST"), ("/uploads/again", "POST"), ("/publish", "POST")})
"""Routes that end the session, or begin a process each time."""
_PLACE = re.compile(r"\{(\w+)(?::int)?\}")
_ALLOWED = frozenset({200, 303, 400, 403, 404, 405, 409, 413, 414, 415, 421, 429, 431, 503})


class _Page(HTMLParser):
    """Look for what could run: scripts, handlers, addresses that are programs."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "script" and values.get("src") != "/static/desk.js":
            self.faults.append("script")
        if tag in ("iframe", "object", "embed", "base"):
            self.faults.append(tag)
        for name, value in values.items():
            if name.startswith("on") or name == "style":
                self.faults.append(name)
            if name in ("href", "src", "action", "formaction") and (value or "").strip().casefold().startswith(
                ("javascript:", "data:", "vbscript:")
            ):
                self.faults.append(f"{name}={value}")


def faults_of(html: str) -> list[str]:
    """Return what a page has that could run and is not ours."""
    page = _Page()
    page.feed(html)
    return page.faults


class Fuzzer:
    """Send requests, and keep what was wrong with the answers."""

    def __init__(self, who: Visitor, seed: int, known: Sequence[str]) -> None:
        self._who = who
        self._random = random.Random(seed)
        self._values = (*HOSTILE, *known)
        self.answers: Counter[int] = Counter()
        self.faults: list[str] = []
        found = re.search(r'name="csrf" value="([^"]+)"', who.get("/help"))
        assert found is not None
        self._token = found[1]

    def run(self, requests: int) -> None:
        """Send so many requests, over all routes in turn."""
        ways = [way for way in all_routes() if (way.path, way.method) not in _LEFT_OUT]
        for number in range(requests):
            way = ways[number % len(ways)]
            self._send(
                way.method, _PLACE.sub(lambda _: quote(self._value()[:400], safe="", errors="replace"), way.path)
            )

    def _value(self) -> str:
        return self._random.choice(self._values)

    def _some(self, names: Sequence[str]) -> dict[str, str]:
        chosen = self._random.sample(names, self._random.randint(0, 4))
        return {name: self._value().encode("utf-8", "replace").decode() for name in chosen}

    def _send(self, method: str, path: str) -> None:
        client: TestClient = self._who.client
        query = {name: value[:1_000] for name, value in self._some(_PARAMETERS).items()}
        if method == "GET":
            answer = client.get(path, params=query, follow_redirects=False)
        else:
            data = self._some(_FIELDS)
            if self._random.random() < 0.9:
                data["csrf"] = self._token
            headers = {"origin": HOST, "sec-fetch-site": "same-origin"} if self._random.random() < 0.95 else {}
            answer = client.post(path, params=query, data=data, headers=headers, follow_redirects=False)
        self._judge(method, path, answer)

    def _judge(self, method: str, path: str, answer: object) -> None:
        status, headers = answer.status_code, answer.headers  # type: ignore[attr-defined]
        self.answers[status] += 1
        place = f"{method} {path[:80]} {status}"
        if status not in _ALLOWED:
            self.faults.append(place)
        if "content-security-policy" not in headers or "set-cookie" in headers:
            self.faults.append(f"{place}: headers")
        if headers.get("location", "/")[:1] != "/" or headers.get("location", "/")[:2] == "//":
            self.faults.append(f"{place}: leads away")
        if headers.get("content-type", "").startswith("text/html"):
            self.faults += [f"{place}: {fault}" for fault in faults_of(answer.text)]  # type: ignore[attr-defined]


def main() -> int:
    """Fuzz a made desk; return 1 where an answer was wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        desk = desk_of(Path(folder) / "desk")
        fuzzer = Fuzzer(visitor(desk), options.seed, known_of(desk))
        fuzzer.run(options.requests)
    answers = {str(status): count for status, count in sorted(fuzzer.answers.items())}
    print(
        json.dumps(
            {"requests": options.requests, "seed": options.seed, "answers": answers, "faults": fuzzer.faults[:20]}
        )
    )
    return 1 if fuzzer.faults else 0


def known_of(desk: Path) -> list[str]:
    """Return ids that the desk knows, so that not every request ends at the door."""
    from pledgewatch.desk.layout import Layout

    layout = Layout(desk)
    findings, documents = layout.findings.read(), layout.documents.read()
    keys = [*(one.key for one in findings[:6]), *(one.id for one in documents[:4])]
    return [
        *keys,
        *(one.id for one in layout.organisations.read()[:4]),
        *(one.family for one in layout.families.read()[:3]),
    ]


if __name__ == "__main__":
    sys.exit(main())
