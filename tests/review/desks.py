"""Desks to test with, made from an edition at once instead of by a run; and a browser's manners towards one."""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import msgspec
from starlette.testclient import TestClient
from tests.publish import fixture

from pledgewatch.desk.layout import Layout, Run, Screened, Weighed
from pledgewatch.model.identity import Sha256
from pledgewatch.publish.edition import Edition
from pledgewatch.reuse.forms import write_form
from pledgewatch.review.app.access import Entry
from pledgewatch.review.app.atlas import DeskAtlas
from pledgewatch.review.app.build import build_app
from pledgewatch.review.app.holdings import Holdings, View
from pledgewatch.review.users import Users
from pledgewatch.store.files import replace_file

__all__ = ["HOST", "KEY", "Visitor", "desk_of", "visitor"]

HOST = "http://127.0.0.1:8712"
KEY = "k" * 43
_HERE = {"origin": HOST, "sec-fetch-site": "same-origin"}
_USUAL = ".usual"
_TOKEN = re.compile(r'name="csrf" value="([^"]+)"')


@cache
def _ready() -> Path:
    """Make the usual desk once; tests get copies, and it goes with the process."""
    folder = tempfile.mkdtemp(prefix="desk-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return _made(Path(folder), fixture.draft())


def desk_of(folder: Path, edition: Edition | None = None) -> Path:
    """Write the tables of a desk that holds what an edition shows."""
    if edition is not None:
        return _made(folder, edition)
    shutil.copytree(_ready(), folder)
    (folder / _USUAL).touch()
    return folder


def _made(folder: Path, edition: Edition) -> Path:
    layout = Layout(folder)
    (folder / "archive").mkdir(parents=True, exist_ok=True)
    for name in ("documents", "organisations", "pledges", "families", "copies", "singles", "lists", "listings"):
        getattr(layout, name).replace(getattr(edition, name), "test")
    layout.statements.replace(edition.statements, "test")
    layout.failures.replace(edition.failures, "test")
    layout.findings.replace(edition.findings, "test")
    weighed = {
        d.id: Weighed(d.id, Sha256(""), tuple(p for p in edition.promises if p.document == d.id))
        for d in edition.documents
    }
    layout.promises.replace(weighed.values(), "test")
    layout.screenings.replace((Screened(o, Sha256(""), s) for o, s in edition.screenings.items()), "test")
    for form in edition.forms:
        write_form(layout.forms, form)
    replace_file(layout.run, msgspec.json.encode(Run(edition.as_of, "of the test", "")))
    return folder


class _Ready(Holdings):
    """The usual desk, without reading its tables: they hold what the edition holds."""

    def _load(self) -> View:
        edition = msgspec.structs.replace(fixture.draft(), standings={}, decisions={})
        return View(DeskAtlas(edition), self.ledger, self.folder)


class Visitor:
    """A browser at a desk: keeps its cookie, sends its forms with what the page gave."""

    def __init__(self, client: TestClient) -> None:
        self.client = client

    def get(self, path: str, status: int = 200) -> str:
        answer = self.client.get(path)
        assert answer.status_code == status, (path, answer.status_code, answer.text[:400])
        return answer.text

    def post(self, path: str, values: Mapping[str, str] | None = None, status: int = 303, **more: object) -> str:
        """Send a form with the token of the help page; return where it leads, or the page where it leads nowhere."""
        token = _TOKEN.search(self.get("/help"))
        assert token is not None
        data = {"csrf": token[1], **(values or {})}
        answer = self.client.post(path, data=data, headers=_HERE, follow_redirects=False, **more)  # type: ignore[arg-type]
        assert answer.status_code == status, (path, answer.status_code, answer.text[:600])
        return answer.headers["location"] if status == 303 else answer.text


def visitor(folder: Path, entry: Entry | None = None, *, name: str = "", password: str = "") -> Visitor:
    """Open a desk and come in: by its key, or with a name and a password."""
    entry = entry or Entry(key=KEY, by="Ada")
    holdings = (_Ready if (folder / _USUAL).exists() else Holdings)(folder)
    client = TestClient(build_app(holdings, entry), base_url=HOST)
    if name:
        answer = client.post(
            "/sign-in", data={"name": name, "password": password}, headers=_HERE, follow_redirects=False
        )
        assert answer.status_code == 303, answer.text
    elif entry.alone:
        client.get("/sign-in", params={"key": entry.key}, follow_redirects=False)
    return Visitor(client)


def team(folder: Path) -> Users:
    """Let in one person of each role, each with her name's password."""
    users = Users(Layout(folder).users, blocks=1 << 6)
    for name, role in (("Rea", "reader"), ("Edda", "editor"), ("Pia", "publisher")):
        users.add(name, role, f"password of {name}")  # type: ignore[arg-type]
    return users
