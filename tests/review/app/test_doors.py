"""Who gets in, and what is refused before any page is looked for."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from tests.publish import fixture
from tests.review.desks import HOST, KEY, Visitor, desk_of, team, visitor

from pledgewatch.desk import Desk
from pledgewatch.errors import DeskError, UsageError
from pledgewatch.review.app.access import Access, Attempts, Entry, key_of_desk
from pledgewatch.review.serving import prepare
from pledgewatch.review.users import Users

pytest.importorskip("multipart", reason="needs the extra 'serve'")

HERE = {"origin": HOST, "sec-fetch-site": "same-origin"}


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    return desk_of(tmp_path / "desk")


def test_without_the_key_nothing_is_shown(desk: Path) -> None:
    stranger = visitor(desk, Entry(key=KEY, by="Ada"))
    stranger.client.cookies.clear()
    for path in ("/", "/finding/x", "/help"):
        answer = stranger.client.get(path, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"][:8]) == (303, "/sign-in"), path
    page = stranger.get("/sign-in")
    assert fixture.draft().findings[0].sentence[:20] not in page
    stranger.get("/sign-in?key=wrong", 403)


def test_every_answer_carries_the_policy(desk: Path) -> None:
    ada = visitor(desk)
    for path in ("/", "/static/desk.js", "/nothing", "/sign-in"):
        headers = ada.client.get(path).headers
        assert "script-src 'self'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
    assert "unsafe" not in ada.client.get("/").headers["content-security-policy"]
    assert "<script>" not in ada.get("/")
    assert " style=" not in ada.get("/")


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[::1", "evil.example:8712"])
def test_a_foreign_host_name_is_refused(desk: Path, host: str) -> None:
    assert visitor(desk).client.get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "https://evil.example", "sec-fetch-site": "cross-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": HOST, "sec-fetch-site": "cross-site"},
        {"origin": HOST, "sec-fetch-site": "same-site"},
        {"origin": "http://127.0.0.1:9999"},
    ],
)
def test_a_form_from_elsewhere_changes_nothing(desk: Path, headers: dict[str, str]) -> None:
    ada = visitor(desk)
    key = fixture.draft().findings[0].key
    answer = ada.client.post(f"/finding/{key}/ask", data={"csrf": "x"}, headers=headers)
    assert answer.status_code == 403
    assert Desk(desk).decisions.history() == []


@pytest.mark.parametrize("token", ["", "wrong", "é", "x" * 5_000])
def test_a_form_without_our_token_changes_nothing(desk: Path, token: str) -> None:
    ada = visitor(desk)
    key = fixture.draft().findings[0].key
    answer = ada.client.post(f"/finding/{key}/ask", data={"csrf": token}, headers=HERE)
    assert answer.status_code == 403
    assert "too old" in answer.text


def test_the_token_of_another_session_does_not_do(desk: Path) -> None:
    entry = Entry(users=team(desk))
    edda = visitor(desk, entry, name="Edda", password="password of Edda")
    key = fixture.draft().findings[0].key
    token = edda.get("/help").split('name="csrf" value="')[1].split('"')[0]
    edda.client.post("/sign-out", data={"csrf": token}, headers=HERE)
    edda.client.post("/sign-in", data={"name": "Edda", "password": "password of Edda"}, headers=HERE)
    assert edda.client.post(f"/finding/{key}/ask", data={"csrf": token}, headers=HERE).status_code == 403


def test_a_planted_session_id_is_not_taken(desk: Path) -> None:
    edda = visitor(desk, Entry(users=team(desk)))
    edda.client.cookies.set("pledgewatch", "planted")
    edda.client.post("/sign-in", data={"name": "Edda", "password": "password of Edda"}, headers=HERE)
    ids = [cookie.value for cookie in edda.client.cookies.jar if cookie.value != "planted"]
    assert len(ids) == 1
    assert len(ids[0] or "") >= 40
    answer = edda.client.post(
        "/sign-in", data={"name": "Edda", "password": "password of Edda"}, headers=HERE, follow_redirects=False
    )
    assert str(ids[0]) not in answer.headers["set-cookie"]
    assert "httponly" in answer.headers["set-cookie"].casefold()
    assert "samesite=strict" in answer.headers["set-cookie"].casefold()


def test_a_session_ends_with_going_out(desk: Path) -> None:
    ada = visitor(desk)
    kept = ada.client.cookies["pledgewatch"]
    ada.post("/sign-out")
    ada.client.cookies.set("pledgewatch", kept)
    assert ada.client.get("/", follow_redirects=False).status_code == 303


ROLES = {"Rea": 0, "Edda": 1, "Pia": 2}
NEEDED = {
    "/finding/KEY/confirm": 1,
    "/finding/KEY/dismiss": 1,
    "/finding/KEY/undo": 1,
    "/finding/KEY/note": 1,
    "/finding/KEY/ask": 1,
}


@pytest.mark.parametrize("name", ROLES)
def test_each_role_may_do_its_part_and_no_more(desk: Path, name: str) -> None:
    who = visitor(desk, Entry(users=team(desk)), name=name, password=f"password of {name}")
    key = fixture.draft().findings[0].key
    who.get("/")
    for path, needed in NEEDED.items():
        token = who.get("/help").split('name="csrf" value="')[1].split('"')[0]
        answer = who.client.post(path.replace("KEY", key), data={"csrf": token}, headers=HERE, follow_redirects=False)
        assert (answer.status_code == 403) is (ROLES[name] < needed), (path, answer.status_code)


def test_every_post_of_the_application_needs_a_role(desk: Path) -> None:
    from pledgewatch.review.app.build import all_routes

    posts = {(route.path, route.role) for route in all_routes() if route.method == "POST"}
    assert {path for path, role in posts if role == "reader"} == {"/sign-out", "/name"}


def test_a_role_taken_away_counts_at_once(desk: Path) -> None:
    users = team(desk)
    edda = visitor(desk, Entry(users=users), name="Edda", password="password of Edda")
    users.add("Edda", "reader", "password of Edda")
    edda.post(f"/finding/{fixture.draft().findings[0].key}/ask", status=403)
    users.remove("Edda")
    assert edda.client.get("/", follow_redirects=False).status_code == 303


def test_a_wrong_password_is_refused_and_five_of_them_for_a_while(desk: Path) -> None:
    edda = visitor(desk, Entry(users=team(desk)))
    for name in ("Edda", "Nobody"):
        codes = [
            edda.client.post("/sign-in", data={"name": name, "password": "wrong"}, headers=HERE).status_code
            for _ in range(6)
        ]
        assert codes == [403] * 5 + [429]


def test_tries_are_forgotten_after_a_minute() -> None:
    now = [0.0]
    attempts = Attempts(lambda: now[0])
    for _ in range(5):
        attempts.note("Edda", right=False)
    assert attempts.pause("Edda") == 60.0
    now[0] = 61.0
    assert attempts.pause("Edda") == 0.0


def test_a_proxy_is_believed_from_its_own_address_only(desk: Path) -> None:
    users = team(desk)
    near = visitor(desk, Entry(users=users, header="x-remote-user", proxies=frozenset({"testclient"})))
    assert "Edda" in near.client.get("/", headers={"x-remote-user": "Edda"}).text
    assert near.client.get("/", headers={"x-remote-user": "Mallory"}, follow_redirects=False).status_code == 303
    far = visitor(desk, Entry(users=users, header="x-remote-user", proxies=frozenset({"10.0.0.1"})))
    assert far.client.get("/", headers={"x-remote-user": "Edda"}, follow_redirects=False).status_code == 303


@pytest.mark.parametrize(
    "place", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x", "/\n/x"]
)
def test_coming_in_leads_to_this_desk_only(desk: Path, place: str) -> None:
    who = visitor(desk)
    answer = who.client.get("/sign-in", params={"key": KEY, "to": place}, follow_redirects=False)
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/" + "a" * 5_000, 414),
        ("/static/..%2f..%2fweb.py", 404),
        ("/static/desk.css%00", 404),
    ],
)
def test_what_no_page_links_to_is_refused(desk: Path, path: str, status: int) -> None:
    assert visitor(desk).client.get(path).status_code == status


def test_large_and_malformed_bodies_are_refused(desk: Path) -> None:
    ada = visitor(desk)
    path = f"/finding/{fixture.draft().findings[0].key}/note"
    assert ada.client.post(path, content=b"x" * (2 << 20), headers=HERE).status_code == 413
    assert ada.client.post(path, content=b"{}", headers={**HERE, "content-type": "application/json"}).status_code == 415
    broken = {**HERE, "content-type": "multipart/form-data; boundary=x"}
    assert ada.client.post(path, content=b"--y\r\nnonsense", headers=broken).status_code in (400, 403)
    assert ada.client.put(path, headers=HERE).status_code == 405


def test_a_chunked_body_is_counted_too(desk: Path) -> None:
    ada = visitor(desk)
    path = f"/finding/{fixture.draft().findings[0].key}/note"
    kind = {"content-type": "application/x-www-form-urlencoded"}
    answer = ada.client.post(path, content=(b"a" * 65_536 for _ in range(40)), headers={**HERE, **kind})
    assert answer.status_code == 413


def test_the_users_file_is_its_owner_s_alone(desk: Path) -> None:
    users = team(desk)
    assert stat.S_IMODE(users.file.stat().st_mode) == 0o600
    assert b"password of" not in users.file.read_bytes()
    users.file.chmod(0o644)
    with pytest.raises(DeskError, match="Others may read"):
        Users(users.file).all()


@pytest.mark.parametrize(("name", "password"), [("", "long enough"), ("<b>", "long enough"), ("Ada", "short")])
def test_what_is_no_name_or_no_password_is_refused(tmp_path: Path, name: str, password: str) -> None:
    with pytest.raises(UsageError):
        Users(tmp_path / "users.json").add(name, "editor", password)


def test_the_key_of_a_desk_stays_and_is_its_owner_s_alone(tmp_path: Path) -> None:
    key = key_of_desk(tmp_path / "key")
    assert key == key_of_desk(tmp_path / "key")
    assert len(key) >= 40
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600


def test_an_idle_session_ends() -> None:
    now = [0.0]
    access = Access(Entry(key=KEY, by="Ada"), lambda: now[0])
    session = access.by_key(KEY)
    assert session is not None
    now[0] = 13 * 3600.0
    assert access.session(session.id) is None


OPTIONS = {"host": "127.0.0.1", "port": 0, "by": "", "origin": "", "header": "", "proxies": ()}


@pytest.mark.parametrize(
    "options",
    [
        {"host": "0.0.0.0"},
        {"origin": "https://desk.example"},
        {"header": "X-User"},
        {"origin": "nonsense"},
        {"header": "X-User", "proxies": ("127.0.0.1",)},
        {"host": "192.0.2.1"},
    ],
)
def test_a_desk_without_users_is_open_to_nobody_else(desk: Path, options: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        prepare(desk, **{**OPTIONS, **options})  # type: ignore[arg-type]


def test_alone_the_address_carries_the_key_and_for_a_team_it_does_not(desk: Path) -> None:
    alone = prepare(desk, **OPTIONS)  # type: ignore[arg-type]
    alone.listening.close()
    assert alone.alone
    assert "key=" in alone.address
    team(desk)
    together = prepare(desk, **{**OPTIONS, "origin": "https://desk.example"})  # type: ignore[arg-type]
    together.listening.close()
    assert together.address == "https://desk.example/"
    assert not together.alone


def test_a_visitor_is_shown_by_name(desk: Path) -> None:
    who: Visitor = visitor(desk)
    who.post("/name", {"name": "Ada <Lovelace>", "to": "/"})
    assert "Ada &lt;Lovelace&gt;" in who.get("/")
