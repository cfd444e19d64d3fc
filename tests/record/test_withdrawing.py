"""A snapshot that is taken out of the record: nothing rests on it, the one before counts, and the journal says why."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.record.test_history import NAMES, _file, _named

from pledgewatch.cli.main import cli
from pledgewatch.desk import Desk
from pledgewatch.errors import ListError, NothingConfirmedError, UnknownKeyError
from pledgewatch.record.screening import Screener
from pledgewatch.sources.archive import Archive

EXAMPLES = Path(__file__).parents[2] / "examples"


def _hashes(desk: Desk) -> list[str]:
    return [one.sha256 for one in desk.record().lists]


def test_the_snapshot_before_it_counts_again(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk")
    desk.import_list(_file(tmp_path, "2026-05-01"))
    (before,) = _hashes(desk)
    desk.import_list(_file(tmp_path, "2026-06-01", "Blau"))
    (wrong,) = _hashes(desk)
    assert _named(desk, "Blau").end_note
    done = desk.withdraw_snapshot("bis-entity-list", wrong[:12], by="R. Eporter", why="published with a row missing")
    assert (done.snapshot, done.now) == (wrong, before)
    assert _hashes(desk) == [before]
    assert _named(desk, "Blau").end_note == ""
    (match,) = Screener(desk.record()).screen("Blau", country="China").matches
    assert match.listings == (_named(desk, "Blau").id,)
    assert len(desk.record().sightings) == 1


def test_the_bytes_stay_and_the_journal_says_who_and_why(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk")
    file = _file(tmp_path, "2026-05-01")
    desk.import_list(file)
    (sha256,) = _hashes(desk)
    assert desk.withdraw_snapshot("bis-entity-list", by="R. Eporter", why="another desk's").now == ""
    assert _hashes(desk) == []
    archive = Archive(desk.layout.archive)
    assert archive.read(sha256)  # type: ignore[arg-type]
    (entry,) = desk.withdrawn()
    assert (entry.note["by"], entry.note["why"], entry.note["snapshot"]) == ("R. Eporter", "another desk's", sha256)
    with pytest.raises(ListError, match="Eporter withdrew: another desk's"):
        desk.import_list(file)
    desk.import_list(file, again=True)
    assert _hashes(desk) == [sha256]
    assert desk.withdrawn() == []
    assert len(desk.record().listings) == len(NAMES)


def test_which_snapshot_is_meant_must_be_said(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk")
    with pytest.raises(UnknownKeyError, match="Nothing named"):
        desk.withdraw_snapshot("bis-entity-list", by="R. Eporter", why="a slip")
    for day in ("2026-05-01", "2026-06-01"):
        desk.import_list(_file(tmp_path, day))
    with pytest.raises(UnknownKeyError, match="has 2 snapshots"):
        desk.withdraw_snapshot("bis-entity-list", by="R. Eporter", why="a slip")
    with pytest.raises(UnknownKeyError, match="No snapshot of bis-entity-list begins with 'abcdef00'"):
        desk.withdraw_snapshot("bis-entity-list", "abcdef00", by="R. Eporter", why="a slip")


def test_names_and_relations_can_be_taken_out_too(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk")
    names, relations = tmp_path / "names.csv", tmp_path / "groups.csv"
    names.write_text("name,other_name,citation\nBlau,Голубой,a register\n", encoding="utf-8")
    relations.write_text("child,parent,relation,citation\nBlau,Rot,is a part of,a report\n", encoding="utf-8")
    desk.import_crosswalk(names)
    desk.import_relations(relations)
    assert len(desk.names()) == len(desk.layout.relations.read()) == 1
    for path in (names, relations):
        desk.withdraw_snapshot(str(path), by="R. Eporter", why="not checked")
    assert not desk.names()
    assert not desk.layout.relations.read()


@pytest.fixture(scope="module")
def confirmed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk whose record was corrected to a wrong day, on which a finding was confirmed and published."""
    folder = tmp_path_factory.mktemp("confirmed")
    letters, record = folder / "letters", folder / "restrictions.csv"
    letters.mkdir()
    for name in ("quoted-dahua.txt", "organisations.csv"):
        shutil.copy(EXAMPLES / "letters" / name, letters)
    good = (EXAMPLES / "record" / "restrictions.csv").read_text(encoding="utf-8")
    desk = Desk(folder / "desk")
    for text in (good, good.replace("2019-10-09", "2019-10-19")):
        record.write_text(text, encoding="utf-8")
        desk.import_list(record)
    desk.examine([letters])
    finding = next(one for one in desk.findings() if one.kind == "listing" and "84 FR 54002" in one.sentence)
    assert "2019-10-19" in finding.sentence
    desk.decide(finding.key, "confirm", by="R. Eporter")
    desk.publish()
    return folder


def test_a_finding_that_rested_on_it_comes_back_for_another_look(confirmed: Path) -> None:
    desk = Desk(confirmed / "desk")
    sha256 = desk.record().lists[0].sha256
    arguments = [
        "record",
        "withdraw",
        "restrictions",
        "--snapshot",
        sha256[:10],
        "--by",
        "R. Eporter",
        "--why",
        "a slip",
    ]
    done = CliRunner().invoke(cli, [*arguments, "--desk", str(confirmed / "desk")])
    assert done.exit_code == 0, done.output
    assert "findings rested on it" in done.output
    with contextlib.suppress(NothingConfirmedError):
        desk.publish()
    pages = [page.read_text(encoding="utf-8") for page in (confirmed / "desk" / "site").rglob("*.html")]
    assert not any("2019-10-19" in page for page in pages)
    (again,) = (
        one for one in desk.reviewed() if one.finding.kind == "listing" and "84 FR 54002" in one.finding.sentence
    )
    assert again.standing == "changed"
    assert "2019-10-09" in again.finding.sentence
    shown = CliRunner().invoke(cli, ["record", "list", "--all", "--desk", str(confirmed / "desk")])
    assert "withdrawn by R. Eporter" in shown.output
