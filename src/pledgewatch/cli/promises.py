"""The commands about promises: find them in a file, and fit a reader to what people said of some."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pledgewatch.cli.common import as_builtins, json_option, open_desk, print_line, progress, run_options, settings_of
from pledgewatch.cli.stages import Lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from pledgewatch.model.document import Document
    from pledgewatch.model.promise import FittedReading, Promise
    from pledgewatch.promises.fitted import FittedModel, Labelled

__all__ = ["promises"]

_FILE = click.Path(path_type=Path, dir_okay=False)


class _FindByDefault(click.Group):
    """A group whose first word may be a file: `promises letters.jsonl` is `promises find letters.jsonl`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the command in where none is named."""
        if args and args[0] not in {*self.commands, *ctx.help_option_names}:
            args = ["find", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_FindByDefault)
def promises() -> None:
    """Find every undertaking in a JSON Lines file: `promises FILE.jsonl`, which is short for `promises find`.

    A file that is named like a command here needs its folder: `promises ./fit`.
    """


@promises.command()
@click.argument("file", metavar="FILE.jsonl")
@click.option(
    "--model", "reader", type=_FILE, help="A fitted reader (see `promises fit`) to read with, beside the rules."
)
@json_option
@run_options
def find(file: str, reader: Path | None, as_json: bool, flags: tuple[str, ...], workers: int | None) -> None:
    """Find every undertaking in a JSON Lines file (- for standard input), and what in it could be checked."""
    look = _finder(reader)
    lines = Lines(file, settings_of(None, flags, workers), as_json)
    for document in lines:
        for promise in look(document):
            if as_json:
                print_line(promise)
            else:
                _print_promise(document, promise)
    if lines.failed:
        sys.exit(3)


def _finder(reader: Path | None) -> Callable[[Document], tuple[Promise, ...]]:
    from pledgewatch.promises import find_promises

    if reader is None:
        return find_promises
    from pledgewatch.promises.fitted import FittedReader, load_model
    from pledgewatch.promises.with_reader import find_promises_with

    fitted = FittedReader(load_model(reader))
    return lambda document: find_promises_with(document, fitted)


def _print_promise(document: Document, promise: Promise) -> None:
    marks = [name for name in ("specific", "required") if getattr(promise, name)]
    click.echo(f"{document.id} [{', '.join(marks) or 'not specific'}] {' '.join(promise.text.split())}")
    if promise.fitted is not None:
        _print_reading(document.text, promise.fitted)


def _print_reading(text: str, reading: FittedReading) -> None:
    doubt = "; it is not sure enough: for a person" if reading.for_a_person else ""
    alone = "; no rule found this" if reading.alone else ""
    click.echo(
        f"    {reading.probability:.2f} an undertaking, by a reader fitted on {reading.learned_from}{doubt}{alone}"
    )
    for one in reading.relied:
        words = " ".join(text[one.start : one.end].split())
        click.echo(f"    {one.weight:+.2f}  “{words}”  ({one.why})")


@promises.command()
@click.option(
    "--desk",
    "desk_folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Learn from what people confirmed and dismissed on this desk.",
)
@click.option(
    "--data", "files", multiple=True, type=_FILE, metavar="FILE", help="Learn from a labelled file; repeat it."
)
@click.option("--out", required=True, type=_FILE, help="Where to write the fitted reader.")
@click.option(
    "--accuracy",
    type=click.FloatRange(0.5, 0.999),
    default=0.95,
    show_default=True,
    help="How often it is to be right where it answers; the rest it leaves to a person.",
)
@json_option
def fit(desk_folder: Path | None, files: tuple[Path, ...], out: Path, accuracy: float, as_json: bool) -> None:
    """Fit a reader to labelled passages, small and for this machine alone; say how good it is on what it did not see.

    A labelled file is JSON Lines: {"text": …, "labels": {"promise": "yes"}}; docs/formats.md says what else it may
    hold. The same passages give the same bytes, in whatever order they come.
    """
    from pledgewatch.promises.fitted import fit as fit_reader
    from pledgewatch.promises.fitted import save_model

    rows, source = _labelled(desk_folder, files)
    with progress() as shown:
        model = fit_reader(rows, source=source, accuracy=accuracy, progress=shown)
    save_model(model, out)
    _print_fitted(model, out, as_json)


def _labelled(desk_folder: Path | None, files: tuple[Path, ...]) -> tuple[list[Labelled], str]:
    """Return the labelled passages of a desk and of files, and what to call them."""
    from pledgewatch.errors import UsageError
    from pledgewatch.promises.fitted import read_labelled

    if desk_folder is None and not files:
        raise UsageError("Nothing is given to learn from.", next_step="give --desk DIR, --data FILE or both.")
    rows = open_desk(desk_folder).labelled() if desk_folder is not None else []
    rows += read_labelled(files)
    names = ["this desk's decisions"] if desk_folder is not None else []
    names += sorted({file.name for file in files})
    return rows, " and ".join(names)[:200]


def _print_fitted(model: FittedModel, out: Path, as_json: bool) -> None:
    if as_json:
        fields = ("source", "learned", "offered", "languages", "classes", "measured")
        shown = {name: value for name, value in as_builtins(model).items() if name in fields}
        print_line({"type": "fitted", "path": str(out), **shown})
        return
    measured = model.measured
    click.echo(f"Fitted on {model.learned_from}{_left_out(model)}: {out}")
    click.echo("On passages of groups that it had not learned from:")
    for task, score in measured.macro_f1.items():
        click.echo(f"{task:>12}  macro-F1 {score:.2f}  ({', '.join(model.classes[task])})")
    click.echo(
        f"{'promise':>12}  answers {measured.coverage:.0%}, {measured.accuracy:.0%} of them right; leaves the rest to a"
        f" person; its probabilities are off by {measured.error:.3f} on average"
    )


def _left_out(model: FittedModel) -> str:
    return f" ({model.offered:,} were given; more are not learned from)" if model.offered > model.learned else ""
