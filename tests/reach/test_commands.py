"""The commands of the bridge."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from click.testing import CliRunner

from pledgewatch.cli.main import cli
from pledgewatch.clock import utc_now
from pledgewatch.publish.signing.keys import fingerprint_of
from pledgewatch.reach.keys import BROKER, GATEWAY, KeyRing, best_config, load_ring


def run(*words: str | Path) -> str:
    done = CliRunner().invoke(cli, [str(word) for word in words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_keys_are_split_between_operators_and_end_with_their_weeks(tmp_path: Path) -> None:
    run("keys", "root", tmp_path / "root.key", "--no-passphrase")
    run("reach", "keys", "--root", tmp_path / "root.key", "--out", tmp_path, "--weeks", "3", "--apart")
    now = utc_now()
    broker, gateway = (load_ring(tmp_path / f"{name}.keys", now=now) for name in ("broker", "gateway"))
    assert not broker.secrets(GATEWAY, now)
    assert not gateway.secrets(BROKER, now)
    assert broker.ticket_key(now).public_key().public_bytes_raw() in gateway.ticket_publics(now)
    root = fingerprint_of(broker.root())
    for ring in (broker, gateway):
        for purpose in (GATEWAY, BROKER):
            found = best_config(ring.public(now), purpose, root=root, now=now)
            assert found is not None
    secrets = gateway.secrets(GATEWAY, now)
    assert best_config(broker.public(now), GATEWAY, root=root, now=now).id in secrets  # type: ignore[union-attr]


def test_a_key_of_a_past_week_is_gone_from_the_file(tmp_path: Path) -> None:
    run("keys", "root", tmp_path / "root.key", "--no-passphrase")
    run("reach", "keys", "--root", tmp_path / "root.key", "--out", tmp_path, "--weeks", "3")
    file, now = tmp_path / "reach.keys", utc_now()
    assert file.stat().st_mode & 0o777 == 0o600
    before = file.read_text()
    later = now + dt.timedelta(days=12)
    ring = load_ring(file, now=later)
    assert isinstance(ring, KeyRing)
    assert ring.secrets(GATEWAY, later)
    after = file.read_text()
    assert before.count('"secret"') == 9
    assert after.count('"secret"') == 6
