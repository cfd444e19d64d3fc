"""The record served on loopback, asked by a real client over a real connection."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.record.lists import bis_json, own_csv

pytest.importorskip("uvicorn", reason="the extra 'serve' is not installed")
pytest.importorskip("starlette", reason="the extra 'serve' is not installed")

import httpx2
import uvicorn

from pledgewatch.desk import Desk
from pledgewatch.model.dates import PartialDate
from pledgewatch.record.serving import Answers, build_app
from pledgewatch.record.serving.app import MOST_BYTES

NAME = "Zhejiang Blauwerk Optics Co., Ltd."
LEI = "549300BLAUWERKTEST00"


def _desk(folder: Path) -> Desk:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "mine.csv").write_bytes(
        own_csv({"identifiers": f"lei: {LEI}", "country_of_entity": "China"}, {"entity": "Everest", "aliases": ""})
    )
    (folder / "list.json").write_bytes(bis_json({"name": NAME}, {"name": "Grau Works Ltd"}))
    desk = Desk(folder / "desk")
    for name in ("mine.csv", "list.json"):
        desk.import_list(folder / name)
    return desk


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    desk = _desk(tmp_path_factory.mktemp("serving"))
    app = build_app(
        Answers(desk.dossiers(), [], PartialDate(2026, 7, 9)), origins=["https://refine.example"], seconds=1.0
    )
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def client(place: str) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=place, trust_env=False, timeout=10) as client:
        yield client


def _reconcile(client: httpx2.Client, **queries: object) -> dict[str, Any]:
    answer = client.post("/reconcile", data={"queries": json.dumps(queries)})
    assert answer.status_code == 200, answer.text
    read: dict[str, Any] = answer.json()
    return read


def test_the_manifest_says_what_openrefine_needs(client: httpx2.Client, place: str) -> None:
    said = client.get("/reconcile", headers={"Origin": "http://127.0.0.1:3333"})
    read = said.json()
    assert {"versions", "name", "identifierSpace", "schemaSpace", "defaultTypes", "view", "suggest"} <= set(read)
    assert read["view"]["url"] == f"{place}/entity/{{{{id}}}}"
    assert said.headers["access-control-allow-origin"] == "http://127.0.0.1:3333"
    for kind in read["suggest"].values():
        assert client.get(kind["service_url"] + kind["service_path"], params={"prefix": "a"}).status_code == 200
    proposed = read["extend"]["propose_properties"]
    assert client.get(proposed["service_url"] + proposed["service_path"]).json()["properties"]


def test_a_batch_of_queries_is_answered_one_by_one(client: httpx2.Client) -> None:
    read = _reconcile(
        client,
        q0={"query": NAME, "limit": 3, "properties": [{"pid": "country", "v": "China"}]},
        q1={"query": "Nobody of that name"},
        q2={"query": "Everest", "properties": [{"pid": "country", "v": [{"id": "NP"}]}]},
        q3={"query": "", "properties": [{"pid": "lei", "v": LEI}]},
    )
    best = read["q0"]["result"][0]
    assert (best["name"], best["match"], best["type"][0]["id"]) == (NAME, True, "Organization")
    assert 95 <= best["score"] <= 100
    assert "Entity List" in best["description"]
    assert read["q1"] == {"result": []}
    assert all(not one["match"] for one in read["q2"]["result"])
    assert read["q3"]["result"][0]["id"] == best["id"]
    shown = client.get(f"/entity/{best['id']}").json()
    assert {one["list"] for one in shown["listings"]} == {"mine", "bis-entity-list"}
    assert shown["searched"]


def test_queries_may_stand_in_the_address_too(client: httpx2.Client) -> None:
    assert client.get("/reconcile", params={"query": NAME}).json()["result"][0]["name"] == NAME
    batch = json.dumps({"q": {"query": NAME}})
    assert client.get("/", params={"queries": batch}).json()["q"]["result"][0]["match"]


def test_rows_are_extended_with_what_the_record_says(client: httpx2.Client) -> None:
    entity = _reconcile(client, q={"query": NAME})["q"]["result"][0]["id"]
    asked = {"ids": [entity, "nobody"], "properties": [{"id": "since"}, {"id": "listings"}, {"id": "unknown"}]}
    read = client.post("/reconcile", data={"extend": json.dumps(asked)}).json()
    assert [one["id"] for one in read["meta"]] == ["since", "listings"]
    assert read["rows"][entity]["since"] == [{"str": "2019-10-09"}]
    assert "listed on 2026-07-09" in read["rows"][entity]["listings"][0]["str"]
    assert read["rows"]["nobody"] == {"since": [], "listings": []}


def test_organisations_and_properties_are_suggested(client: httpx2.Client) -> None:
    found = client.get("/suggest/entity", params={"prefix": "zhejiang bl"}).json()["result"]
    assert [one["name"] for one in found] == [NAME]
    assert client.get("/suggest/entity", params={"prefix": "Blauwerk"}).json()["result"]
    assert client.get("/suggest/property", params={"prefix": "lei"}).json()["result"][0]["id"] == "lei"
    assert client.get("/suggest/entity").json() == {"result": []}
    assert client.get("/suggest/nothing").status_code == 404
    assert client.get("/entity/nobody").status_code == 404


def test_matching_has_the_shape_of_yente(client: httpx2.Client) -> None:
    queries = {
        "a": {"schema": "Company", "properties": {"name": [NAME], "country": ["cn"]}},
        "b": {"schema": "Company", "properties": {"name": ["Nobody"], "leiCode": [LEI]}},
        "c": {"schema": "Vessel", "properties": {"name": [NAME]}},
        "d": {"schema": "Company", "properties": {"name": ["Nobody at all"]}},
    }
    read = client.post("/match/default", params={"limit": "2"}, json={"queries": queries}).json()
    best = read["responses"]["a"]["results"][0]
    assert (best["caption"], best["schema"], best["match"]) == (NAME, "Organization", True)
    assert best["datasets"] == ["bis-entity-list", "mine"]
    assert best["properties"]["country"] == ["cn"]
    assert best["properties"]["topics"] == ["sanction"]
    assert read["responses"]["b"]["results"][0]["id"] == best["id"]
    assert [read["responses"][key]["results"] for key in "cd"] == [[], []]
    assert read["responses"]["a"]["query"]["properties"]["name"] == [NAME]
    assert read["responses"]["a"]["total"] == {"value": len(read["responses"]["a"]["results"]), "relation": "eq"}
    assert client.get("/healthz").json() == client.get("/readyz").json() == {"status": "ok"}


@pytest.mark.parametrize("host", ["attacker.example", "127.0.0.1.attacker.example", "attacker.example:8711", "", "[::"])
def test_another_host_is_refused(client: httpx2.Client, host: str) -> None:
    answer = client.get("/reconcile", headers={"Host": host})
    assert answer.status_code == 421
    assert NAME not in answer.text


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:1", "[::1]:8711", "LOCALHOST:80"])
def test_this_machine_by_any_of_its_names_is_answered(client: httpx2.Client, host: str) -> None:
    assert client.get("/reconcile", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://localhost:3333", 200),
        ("https://refine.example", 200),
        ("https://elsewhere.example", 403),
        ("http://127.0.0.1.elsewhere.example", 403),
        ("null", 403),
    ],
)
def test_only_local_and_allowed_origins_may_ask(client: httpx2.Client, origin: str, status: int) -> None:
    queries = {"queries": json.dumps({"q": {"query": NAME}})}
    answer = client.post("/reconcile", data=queries, headers={"Origin": origin})
    assert answer.status_code == status
    assert answer.headers.get("access-control-allow-origin", "") == (origin if status == 200 else "")
    before = client.request("OPTIONS", "/match/default", headers={"Origin": origin})
    assert before.status_code == (204 if status == 200 else 403)


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/reconcile", {"queries": "no json"}, 400),
        ("/reconcile", {"queries": "[]"}, 400),
        ("/reconcile", {"queries": '{"q": 5}'}, 400),
        ("/reconcile", {"queries": '{"q": {"query": ["x"]}}'}, 400),
        ("/reconcile", {"queries": '{"q": {"query": "x", "properties": [{"pid": "on", "v": "soon"}]}}'}, 400),
        ("/reconcile", {"queries": json.dumps({f"q{n}": {"query": "x"} for n in range(101)})}, 400),
        ("/reconcile", {"extend": '{"ids": 1, "properties": []}'}, 400),
        ("/reconcile", {"other": "x"}, 400),
        ("/reconcile", {"queries": "[" * 100_000}, 400),
    ],
)
def test_what_does_not_fit_is_refused_in_words(
    client: httpx2.Client, path: str, body: dict[str, str], status: int
) -> None:
    answer = client.post(path, data=body)
    assert answer.status_code == status
    assert answer.json()["message"]
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"queries": []}', b'{"queries": {"a": {}}}', b"\xff", b"[" * 99_999]
)
def test_a_body_that_is_no_query_is_refused(client: httpx2.Client, body: bytes) -> None:
    assert client.post("/match/default", content=body).status_code == 400


def test_a_large_body_is_refused(client: httpx2.Client) -> None:
    for path in ("/reconcile", "/match/default"):
        try:
            assert client.post(path, content=b"x" * (MOST_BYTES + 1)).status_code == 413
        except httpx2.WriteError:
            continue  # the server closed the connection before all was sent, which is as good
    assert client.get("/healthz").status_code == 200


def test_a_body_that_never_comes_is_given_up(place: str) -> None:
    port = int(place.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(b"POST /match/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")
        began = time.monotonic()
        assert b" 413 " in connection.recv(1_000)
        assert time.monotonic() - began < 8


def test_names_of_any_kind_are_answered(client: httpx2.Client) -> None:
    for name in ("", " ", "\u0000", "蓝芯光学", "a" * 20_000, "ОАО «Блау»", "\u202eevil", "%00", "[" * 500):
        assert "result" in _reconcile(client, q={"query": name})["q"]


def test_the_command_serves_until_it_is_stopped(tmp_path: Path) -> None:
    _desk(tmp_path)
    command = [sys.executable, "-m", "pledgewatch", "record", "serve", "--desk", str(tmp_path / "desk"), "--port", "0"]
    running = subprocess.Popen([*command, "--json"], stdout=subprocess.PIPE, text=True)
    try:
        assert running.stdout is not None
        line = json.loads(running.stdout.readline())
        with httpx2.Client(trust_env=False, timeout=20) as client:
            assert client.get(line["reconcile"]).json()["versions"]
            sent = {"queries": {"a": {"schema": "Company", "properties": {"name": [NAME]}}}}
            assert client.post(f"{line['match']}/x", json=sent).json()["responses"]["a"]["results"]
    finally:
        running.terminate()
        assert running.wait(20) is not None
