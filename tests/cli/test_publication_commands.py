"""From keys to a signed site to a verdict about a copy, as a publisher and a reader call the commands."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from bench.made_letters import make_letters

Run = Callable[..., "subprocess.CompletedProcess[str]"]
DAY = 86_400
START = 1_780_000_000


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with three confirmed findings."""
    from pledgewatch.desk import Desk

    folder = tmp_path_factory.mktemp("publication")
    make_letters(folder / "letters", 5, seed=2)
    desk = Desk(folder / "desk")
    desk.examine([folder / "letters"])
    for finding in desk.findings()[:3]:
        desk.decide(finding.key, "confirm", by="A. Person")
    return folder / "desk"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Call the program; `at` is the number of seconds after a fixed day."""

    def call(*arguments: object, at: int = 0) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "SOURCE_DATE_EPOCH": str(START + at), "XDG_STATE_HOME": str(tmp_path / "state")}
        command = [sys.executable, "-m", "pledgewatch", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)

    return call


def _keys(run: Run, folder: Path) -> str:
    """Make a root and a signing key, and return the root's fingerprint."""
    (folder / "words").write_text("correct horse battery\n")
    made = run("keys", "root", folder / "root.key", "--passphrase-file", folder / "words")
    assert run("keys", "new", folder / "desk.key").returncode == made.returncode == 0
    certified = run(
        "keys", "certify", folder / "desk.pub", "--root", folder / "root.key", "--passphrase-file", folder / "words"
    )
    assert "for 'manifest'" in certified.stdout, certified.stderr
    return made.stdout.split("fingerprint: ")[1].strip()


def test_a_signed_site_is_told_from_a_forged_and_an_old_one(run: Run, desk: Path, tmp_path: Path) -> None:
    root = _keys(run, tmp_path)
    site, copy = tmp_path / "site", tmp_path / "copy"
    published = run("publish", "--desk", desk, "--out", site, "--key", tmp_path / "desk.key")
    assert f"Signed under the root key {root}." in published.stdout, published.stderr
    assert run("verify", site).returncode == 7
    assert run("verify", site, "--root", root).returncode == 0
    assert run("verify", site).returncode == 0, "the root was named once on this machine"
    assert run("verify", site, at=91 * DAY).returncode == 6
    shutil.copytree(site, copy)
    with (copy / "index.html").open("a") as file:
        file.write("<p>Nothing of this is true.</p>")
    verdict = run("verify", copy, "--json")
    assert (verdict.returncode, json.loads(verdict.stdout)["changed"]) == (5, ["index.html"])


def test_an_unchanged_site_keeps_its_number_and_a_changed_one_counts_on(run: Run, desk: Path, tmp_path: Path) -> None:
    root = _keys(run, tmp_path)
    own, site, old = tmp_path / "desk", tmp_path / "desk" / "site", tmp_path / "old"
    shutil.copytree(desk, own)

    def publish(at: int) -> tuple[int, bytes]:
        assert run("publish", "--desk", own, "--key", tmp_path / "desk.key", at=at).returncode == 0
        data = (site / "manifest.json").read_bytes()
        return json.loads(json.loads(data)["body"])["sequence"], data

    first = publish(0)
    shutil.copytree(site, old)
    assert publish(DAY) == first
    assert publish(60 * DAY)[0] == first[0] + 1, "over half of its time is gone"
    listed = [json.loads(line) for line in run("findings", "--desk", own, "--json").stdout.splitlines()]
    confirmed = next(line["key"] for line in listed if line["standing"] == "confirmed")
    assert run("decide", confirmed, "dismiss", "--by", "A. Person", "--desk", own).returncode == 0
    number, data = publish(61 * DAY)
    assert number == first[0] + 2
    assert json.loads(json.loads(data)["body"])["previous"]
    assert run("verify", site, "--root", root, at=62 * DAY).returncode == 0
    assert run("verify", old, at=62 * DAY).returncode == 6, "a newer one was seen"
    shutil.rmtree(site)
    assert publish(63 * DAY) == (number, data), "the desk remembers its manifest where the site was lost"


def test_without_a_key_it_says_so(run: Run, desk: Path, tmp_path: Path) -> None:
    published = run("publish", "--desk", desk, "--out", tmp_path / "site")
    assert published.returncode == 0
    assert "Not signed" in published.stdout
    verdict = run("verify", tmp_path / "site")
    assert (verdict.returncode, "not signed" in verdict.stdout) == (7, True)


def test_a_bad_key_publishes_nothing(run: Run, desk: Path, tmp_path: Path) -> None:
    _keys(run, tmp_path)
    (tmp_path / "desk.key").chmod(0o644)
    refused = run("publish", "--desk", desk, "--out", tmp_path / "site", "--key", tmp_path / "desk.key")
    assert (refused.returncode, "chmod 600" in refused.stderr) == (2, True)
    assert not (tmp_path / "site").exists()
    shown = run("keys", "show", tmp_path / "desk.cert", "--json")
    assert json.loads(shown.stdout)["purpose"] == "manifest"
    assert json.loads(run("keys", "show", tmp_path / "root.key", "--json").stdout)["sealed"] == "with a passphrase"
