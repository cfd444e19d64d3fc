"""The commands as a user calls them: what they print, where, and the exit code."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bench.made_letters import make_letters

EXAMPLES = Path(__file__).parents[2] / "examples"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Call the command line in this process; return exit code, stdout and stderr."""
    from pledgewatch.cli import main

    def call(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["pledgewatch", *map(str, arguments)])
        code: Any = 0
        try:
            main()
        except SystemExit as ended:
            code = ended.code
        captured = capsysbinary.readouterr()
        return int(code or 0), captured.out.decode(), captured.err.decode()

    return call


def _lines(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def test_help_answers_at_once() -> None:
    command = [sys.executable, "-X", "importtime", "-m", "pledgewatch", "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "examine" in done.stdout
    heavy = ("numpy", "duckdb", "rapidfuzz", "lxml", "pypdfium2", "docx", "jinja2", "rich", "msgspec")
    imported = {line.rsplit("|", 1)[-1].strip() for line in done.stderr.splitlines()}
    assert not imported & set(heavy)


def test_the_whole_way_from_letters_to_a_site(run: Run, tmp_path: Path) -> None:
    desk = tmp_path / "desk"
    letters = tmp_path / "letters"
    make_letters(letters, 5, seed=2)
    code, out, _ = run("examine", letters, "--desk", desk)
    assert code == 0
    assert "documents read  5" in out
    assert str(desk / "preview" / "index.html") in out
    code, out, _ = run("examine", letters, "--desk", desk)
    assert "Nothing was new: no work was done." in out
    code, out, err = run("publish", "--desk", desk)
    assert (code, out) == (4, "")
    assert "no finding is confirmed" in err
    code, out, _ = run("findings", "--desk", desk, "--json")
    keys = [line["key"] for line in _lines(out) if line["type"] == "finding"]
    code, out, _ = run("decide", keys[0], "confirm", "--by", "A. Person", "--desk", desk)
    assert code == 0
    assert keys[0] in out
    code, out, _ = run("publish", "--desk", desk, "--json")
    assert code == 0
    assert _lines(out)[0]["pages"] > 0
    assert (desk / "site" / "index.html").exists()


def test_read_pipes_into_families_and_promises(run: Run, tmp_path: Path) -> None:
    make_letters(tmp_path / "letters", 6, seed=7)
    code, out, _ = run("read", tmp_path / "letters", "--json")
    assert code == 0
    documents = _lines(out)
    assert [line["type"] for line in documents] == ["document"] * 6
    assert {
        "id",
        "origin",
        "sha256",
        "media_type",
        "language",
        "extent",
        "organisation",
        "country",
        "date",
    } <= documents[0].keys()
    assert {"parts", "pages", "sentences", "text"} <= documents[0].keys()
    piped = tmp_path / "piped.jsonl"
    piped.write_text(out, encoding="utf-8")
    code, out, _ = run("families", piped, "--json")
    rows = _lines(out)
    held = [row["document"] for row in rows if row["type"] == "single" or (row["type"] == "copy" and row["primary"])]
    assert sorted(held) == sorted(line["id"] for line in documents)
    code, out, _ = run("promises", piped, "--json")
    texts = {line["id"]: line["text"] for line in documents}
    for promise in _lines(out):
        assert texts[promise["document"]][promise["start"] : promise["end"]] == promise["text"]


@pytest.mark.parametrize("columns", [80, 140])
def test_families_and_compare_fit_the_terminal_and_are_plain_in_a_pipe(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    letters = EXAMPLES / "letters"
    names = ("brandelow-cement-2018", "quillmoor-optics-2017", "dunmarrick-steel-2022", "vorrenby-chemicals-2021")
    _, out, _ = run("read", *(letters / f"{name}.txt" for name in names), "--json")
    piped = tmp_path / "piped.jsonl"
    piped.write_text(out, encoding="utf-8")
    code, out, _ = run("families", piped, "--forms", EXAMPLES / "forms")
    assert code == 0
    assert "[Dunmarrick Steel/Vorrenby Chemicals AG]¹" in out
    assert "only there" in out
    assert "2 families, 0 documents" in out
    code, compared, _ = run("compare", letters / "dunmarrick-steel-2022.txt", letters / "vorrenby-chemicals-2021.txt")
    assert code == 0
    assert compared.startswith("The two share one form")
    for line in (out + compared).splitlines():
        assert len(line) <= columns
        assert line == line.rstrip()
        assert "\x1b" not in line


def test_no_color_gives_plain_text_on_a_terminal_too(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    pair = [EXAMPLES / "letters" / f"quoted-{name}.txt" for name in ("dahua", "hikvision")]
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in run("compare", *pair)[1]
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in run("compare", *pair)[1]


def test_screen_prints_what_was_searched(run: Run, tmp_path: Path) -> None:
    desk = tmp_path / "desk"
    code, _, _ = run("record", "import", EXAMPLES / "record" / "restrictions.csv", "--desk", desk)
    assert code == 0
    code, out, _ = run("screen", "Hikvision", "Plainly Unlisted Bakery", "--desk", desk, "--country", "CN", "--json")
    hit, none = _lines(out)
    assert hit["type"] == "screening"
    assert hit["matches"][0]["verdict"] == "match"
    assert {"listing", "list", "act", "grounds", "start_date", "end_date", "citation", "source_url"} <= hit["matches"][
        0
    ]["listings"][0].keys()
    assert none["matches"] == []
    assert none["searched"][0]["list"] == "restrictions"


def test_names_to_screen_come_from_a_table(run: Run, tmp_path: Path) -> None:
    desk = tmp_path / "desk"
    run("record", "import", EXAMPLES / "record" / "restrictions.csv", "--desk", desk)
    names = tmp_path / "names.csv"
    names.write_text("name,country,date\nDahua,China,2018-01-01\n", encoding="utf-8")
    code, out, _ = run("screen", "--names", names, "--desk", desk, "--json")
    (line,) = _lines(out)
    assert (code, line["on"]) == (0, "2018-01-01")
    names.write_text("who\nDahua\n", encoding="utf-8")
    code, _, err = run("screen", "--names", names, "--desk", desk)
    assert code == 2
    assert "no column 'name'" in err


def test_a_damaged_list_is_refused_and_the_last_one_kept(run: Run, tmp_path: Path) -> None:
    desk = tmp_path / "desk"
    good = (EXAMPLES / "record" / "restrictions.csv").read_text(encoding="utf-8")
    path = tmp_path / "restrictions.csv"
    path.write_text(good, encoding="utf-8")
    assert run("record", "import", path, "--desk", desk)[0] == 0
    path.write_text("\n".join(good.splitlines()[:6]), encoding="utf-8")
    code, _, err = run("record", "import", path, "--desk", desk)
    assert code == 3
    assert "kept" in err
    code, out, _ = run("record", "list", "--desk", desk, "--json")
    assert _lines(out)[0]["rows"] > 20


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("examine", "no/such/folder", "--desk", "{desk}"), "There is no file or folder"),
        (("examine", "{letters}", "--desk", "{desk}", "--as-of", "yesterday"), "is not a date"),
        (("examine", "{letters}", "--desk", "{desk}", "--set", "reading.colour=red"), "no setting reading.colour"),
        (("examine", "{letters}", "--desk", "{desk}", "--set", "reading.dpi=many"), "reading.dpi"),
        (("findings", "--desk", "{desk}"), "There is no desk"),
        (("quote", "--desk", "{desk}"), "There is no desk"),
        (("families", "no-such.jsonl"), "There is no file"),
        (("decide", "x", "confirm", "--by", "", "--desk", "{desk}"), "There is no desk"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_code_2(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    make_letters(tmp_path / "letters", 1)
    names = {"desk": tmp_path / "desk", "letters": tmp_path / "letters"}
    code, out, err = run(*(argument.format(**names) for argument in arguments))
    assert (code, out) == (2, "")
    assert said in err
    assert "Traceback" not in err


def test_a_malformed_table_stops_the_run_before_anything_is_done(run: Run, tmp_path: Path) -> None:
    letters = tmp_path / "letters"
    make_letters(letters, 1)
    (letters / "organisations.csv").write_text("file,colour\na.txt,red\n", encoding="utf-8")
    code, _, err = run("examine", letters, "--desk", tmp_path / "desk")
    assert code == 2
    assert "colour" in err
    assert not (tmp_path / "desk" / "tables").exists()


def test_two_runs_at_once_are_one_too_many(run: Run, tmp_path: Path) -> None:
    from pledgewatch.store.lock import held

    make_letters(tmp_path / "letters", 1)
    (tmp_path / "desk").mkdir()
    with held(tmp_path / "desk" / ".lock"):
        code, _, err = run("examine", tmp_path / "letters", "--desk", tmp_path / "desk")
    assert code == 2
    assert "in use by process" in err


def test_ctrl_c_says_that_nothing_is_lost(tmp_path: Path) -> None:
    import signal

    make_letters(tmp_path / "letters", 200)
    command = [
        sys.executable,
        "-m",
        "pledgewatch",
        "examine",
        str(tmp_path / "letters"),
        "--desk",
        str(tmp_path / "desk"),
    ]
    process = subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        # A test run that was started in the background ignores Ctrl-C, and so would all that it starts.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - no thread runs here
    )
    journal = tmp_path / "desk" / "archive" / "journal.jsonl"
    while not journal.exists():
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "the same command continues" in err
    assert "Traceback" not in err


def test_a_form_can_be_registered(run: Run, tmp_path: Path) -> None:
    form = EXAMPLES / "forms" / "harbour-charter-adherence.txt"
    desk = tmp_path / "desk"
    given = ("--title", "A form", "--url", "https://example.org/form", "--from", "2016")
    code, out, _ = run("forms", "add", form, *given, "--desk", desk)
    assert code == 0
    code, out, _ = run("forms", "list", "--desk", desk, "--json")
    assert _lines(out)[0]["title"] == "A form"
    code, _, err = run("forms", "add", form, *given, "--until", "soon", "--desk", desk)
    assert code == 2
    assert "'soon' is not a date" in err


def test_the_command_reference_is_current() -> None:
    from scripts.command_reference import reference

    assert (Path(__file__).parents[2] / "docs" / "commands.md").read_text(encoding="utf-8") == reference()


def test_every_command_and_option_has_help() -> None:
    import click

    from pledgewatch.cli.main import cli

    def walk(command: click.Command) -> None:
        assert command.help, command.name
        for option in command.params:
            assert not isinstance(option, click.Option) or option.help, f"{command.name} {option.name}"
        if isinstance(command, click.Group):
            for below in command.commands.values():
                walk(below)

    walk(cli)


def test_every_kind_of_finding_can_be_asked_for() -> None:
    from typing import get_args

    from pledgewatch.cli.main import cli
    from pledgewatch.model.finding import FindingKind

    kind = next(option for option in cli.commands["findings"].params if option.name == "kind")
    assert tuple(kind.type.choices) == get_args(FindingKind)  # type: ignore[attr-defined]


def test_a_pipe_that_closes_early_is_no_fault(tmp_path: Path) -> None:
    make_letters(tmp_path / "letters", 30, seed=7)
    lines = tmp_path / "lines.jsonl"
    text = "We will plant 40 trees by 31 March 2027. " * 400
    lines.write_text("\n".join(json.dumps({"id": f"d{n}", "text": text}) for n in range(20)), encoding="utf-8")
    command = f"{sys.executable} -m pledgewatch promises {lines} --json"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command} | head -1 > /dev/null"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
