"""What comes from outside stays text: in pages, file names, exports; and no request gets further than it may."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import pytest
from bench.fuzz_desk import Fuzzer, faults_of, known_of
from tests.publish import fixture
from tests.review.desks import Visitor, desk_of, visitor

from pledgewatch.publish.edition import Edition

pytest.importorskip("multipart", reason="needs the extra 'serve'")
SCRIPT = '<script>alert("x")</script><img src=x onerror=alert(1)>'


def _hostile() -> Edition:
    """Return the usual edition with a script in everything that came from outside."""
    draft = fixture.draft()
    evil = f"{SCRIPT}\u202e=cmd|' /C calc'!A0"
    documents = [
        msgspec.structs.replace(
            one, name=f"{SCRIPT}.txt", origin=f"/x/{SCRIPT}.txt", title=SCRIPT, source_url="javascript:alert(1)"
        )
        for one in draft.documents
    ]
    documents[0] = msgspec.structs.replace(documents[0], text=evil + documents[0].text[len(evil) :])
    return msgspec.structs.replace(
        draft,
        documents=tuple(documents),
        organisations=tuple(msgspec.structs.replace(o, name=SCRIPT, names=(SCRIPT,)) for o in draft.organisations),
        findings=tuple(
            msgspec.structs.replace(f, sentence=SCRIPT + f.sentence, caveats=(SCRIPT,), hindrance="")
            for f in draft.findings
        ),
        failures=tuple(msgspec.structs.replace(f, origin=SCRIPT, what=SCRIPT, next=SCRIPT) for f in draft.failures),
        copies=tuple(
            msgspec.structs.replace(c, fills=tuple(msgspec.structs.replace(f, text=SCRIPT) for f in c.fills))
            for c in draft.copies
        ),
    )


def _links(page: str) -> set[str]:
    found = (href.replace("&amp;", "&").partition("#")[0] for href in re.findall(r'href="(/[^"]*)"', page))
    return {href for href in found if not href.startswith(("/static", "/export/file"))}


def test_a_script_in_everything_runs_nowhere(tmp_path: Path) -> None:
    ada: Visitor = visitor(desk_of(tmp_path / "desk", _hostile()))
    seen, waiting = (
        set[str](),
        {"/", "/families", "/matches", "/organisations", "/documents", "/search?q=alert", "/replies"},
    )
    kinds: dict[str, int] = {}
    while waiting:
        path = waiting.pop()
        kind = urlsplit(path).path.split("/")[1]
        kinds[kind] = kinds.get(kind, 0) + 1
        seen.add(path)
        page = ada.get(path)
        assert faults_of(page) == [], path
        assert "\u202e" not in page
        # A few pages of each kind are enough: they are printed by the same templates.
        waiting |= {one for one in _links(page) - seen if kinds.get(urlsplit(one).path.split("/")[1], 0) < 4}
    assert set(kinds) >= {"finding", "family", "organisation", "document", "search", "reply", "history", "export"}


def test_a_letter_and_an_export_with_a_script_stay_text(tmp_path: Path) -> None:
    ada: Visitor = visitor(desk_of(tmp_path / "desk", _hostile()))
    organisation = fixture.draft().organisations[0].id
    assert "<script>alert" not in ada.get(f"/reply/{organisation}")
    answer = ada.client.get("/export/file?format=csv&standing=all")
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"].startswith("attachment")


def test_every_route_bears_hostile_requests(tmp_path: Path) -> None:
    desk = desk_of(tmp_path / "desk")
    fuzzer = Fuzzer(visitor(desk), seed=7, known=known_of(desk))
    fuzzer.run(350)
    assert fuzzer.faults == []
    assert {200, 303, 404} <= fuzzer.answers.keys()
