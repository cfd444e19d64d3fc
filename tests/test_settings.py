from __future__ import annotations

from pathlib import Path

import pytest

from pledgewatch.errors import SettingsError
from pledgewatch.settings import Settings, load_settings, with_limits


@pytest.fixture
def toml(tmp_path: Path) -> Path:
    file = tmp_path / "pledgewatch.toml"
    file.write_text("[limits]\nworkers = 3\nseconds = 10\n")
    return file


def test_without_anything_set_the_defaults_stand(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "none.toml") == Settings() == load_settings(None)


def test_flags_go_over_the_environment_over_the_file(toml: Path) -> None:
    environment = {"PLEDGEWATCH_LIMITS__WORKERS": "4", "PLEDGEWATCH_LIMITS__MEMORY": "5", "HOME": "/"}
    settings = load_settings(toml, environment, ["limits.memory=6"])
    assert (settings.limits.seconds, settings.limits.workers, settings.limits.memory) == (10.0, 4, 6)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[limit]\nworkers = 3", "no section 'limit'"),
        ("limits = 3", "'limits' is no section"),
        ("[limits]\nworker = 3", "no setting limits.worker"),
        ("[limits]\nworkers = 'two'", "limits.workers"),
        ("[limits]\nworkers = -1", "limits.workers"),
        ("[limits", "no valid TOML"),
    ],
)
def test_an_unknown_or_malformed_setting_in_the_file_is_refused(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "pledgewatch.toml").write_text(text)
    with pytest.raises(SettingsError, match=words) as caught:
        load_settings(tmp_path / "pledgewatch.toml")
    assert str(tmp_path) in caught.value.what
    assert caught.value.next_step


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("PLEDGEWATCH_WORKERS", "names no setting"),
        ("PLEDGEWATCH_LIMITS__WORKER", "no setting limits.worker"),
        ("PLEDGEWATCH_LIMIT__WORKERS", "no section"),
    ],
)
def test_an_unknown_variable_is_not_passed_over(name: str, words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        load_settings(None, {name: "2"})


@pytest.mark.parametrize("flag", ["workers=2", "limits.workers", "limits.workers=two", "limits.seconds=0", "a.b=c"])
def test_a_malformed_flag_is_refused(flag: str) -> None:
    with pytest.raises(SettingsError):
        load_settings(None, {}, [flag])


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe")
    for path in (tmp_path, tmp_path / "bytes.toml"):
        with pytest.raises(SettingsError, match=str(path)):
            load_settings(path)


def test_the_number_of_workers_can_be_set_apart() -> None:
    assert with_limits(Settings(), workers=7).limits.processes == 7
    assert with_limits(Settings()) == Settings()
    assert Settings().limits.processes >= 1
    with pytest.raises(SettingsError):
        with_limits(Settings(), workers=-1)
