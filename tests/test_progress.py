from __future__ import annotations

import sys

import pytest

from pledgewatch.progress import Silent, Terminal


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Let a test say what time it is: the only element."""
    now = [1000.0]
    monkeypatch.setattr("pledgewatch.progress.time.monotonic", lambda: now[0])
    return now


def test_a_file_gets_a_line_now_and_then_with_the_time_left(
    clock: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    with Terminal() as told:
        told.begin("reading", 1000)
        told.step()
        clock[0] += 10
        told.step(99)
        told.step(100)
        clock[0] += 90
        told.step(300)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == ["reading: 100 of 1,000, 90 s left", "reading: 500 of 1,000, 100 s left"]


def test_long_times_are_told_in_minutes(clock: list[float], capsys: pytest.CaptureFixture[str]) -> None:
    with Terminal() as told:
        told.begin("reading", 100)
        clock[0] += 60
        told.step(10)
    assert capsys.readouterr().err == "reading: 10 of 100, 9 min left\n"


def test_where_the_total_is_unknown_none_is_told(clock: list[float], capsys: pytest.CaptureFixture[str]) -> None:
    with Terminal() as told:
        told.begin("preview", 0)
        clock[0] += 6
        told.step(3)
    assert capsys.readouterr().err == "preview: 3\n"


def test_silence_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    silent = Silent()
    silent.begin("reading", 3)
    silent.step()
    assert capsys.readouterr() == ("", "")


def test_a_terminal_gets_a_bar_and_none_is_left_behind(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with Terminal() as told:
        told.begin("reading", 3)
        told.step(2)
        told.begin("finding", 0)
        told.step()
    assert capsys.readouterr().out == ""
