"""A second opinion by nomenklatura stands beside ours; where it is not installed, the error says what to install."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.record.lists import own, own_csv

from pledgewatch.cli.main import cli
from pledgewatch.errors import UsageError
from pledgewatch.record.holdings import Record
from pledgewatch.record.screening import Screener
from pledgewatch.record.second_opinion import SecondOpinion


def test_without_the_extra_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nomenklatura", None)
    monkeypatch.setitem(sys.modules, "nomenklatura.matching", None)
    with pytest.raises(UsageError, match=r"needs the extra 'ftm'") as raised:
        SecondOpinion()
    assert "libicu-dev" in str(raised.value)


def test_it_is_said_of_every_match_and_changes_none() -> None:
    pytest.importorskip("nomenklatura", reason="the extra 'ftm' is not installed")
    screener = Screener(Record.of([own({"country_of_entity": "China"})]))
    answer = screener.screen("Zhejiang Blauwrek Optics", country="CN")
    entities = {one.id: one for one in screener.index.entities}
    (opinion,) = SecondOpinion().of(answer, entities, {})
    assert opinion.entity == answer.matches[0].entity
    assert 0.5 < opinion.score < 1.0
    assert "blauwerk" in opinion.why
    assert opinion.by.startswith("logic-v2 of nomenklatura ")
    assert screener.screen("Zhejiang Blauwrek Optics", country="CN") == answer


def test_the_command_prints_it(tmp_path: Path) -> None:
    pytest.importorskip("nomenklatura", reason="the extra 'ftm' is not installed")
    (tmp_path / "mine.csv").write_bytes(own_csv({}))
    desk = ["--desk", str(tmp_path / "desk")]
    assert CliRunner().invoke(cli, ["record", "import", str(tmp_path / "mine.csv"), *desk]).exit_code == 0
    shown = CliRunner().invoke(cli, ["screen", "Blauwerk", "--second-opinion", *desk])
    assert "it changes nothing above" in shown.output
    line = json.loads(CliRunner().invoke(cli, ["screen", "Blauwerk", "--second-opinion", "--json", *desk]).stdout)
    assert [one["entity"] for one in line["second_opinions"]] == [one["entity"] for one in line["matches"]]
