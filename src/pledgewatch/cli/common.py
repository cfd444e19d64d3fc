"""What the commands share: their options, and how they print."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from rich.console import Console

    from pledgewatch.desk import Desk
    from pledgewatch.progress import Terminal
    from pledgewatch.settings import Settings

__all__ = [
    "as_builtins",
    "desk_option",
    "json_option",
    "open_desk",
    "print_line",
    "progress",
    "run_options",
    "settings_of",
    "terminal",
]

Command = TypeVar("Command", bound=Callable[..., Any])

desk_option = click.option(
    "--desk",
    "desk_folder",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="The folder in which the work lies.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, one object a line.")


def run_options(command: Command) -> Command:
    """Add the options of commands that read documents: settings and workers."""
    command = click.option(
        "--set",
        "flags",
        multiple=True,
        metavar="SECTION.NAME=VALUE",
        help="Change a setting for this run (see docs/formats.md).",
    )(command)
    return click.option(
        "--workers", type=click.IntRange(1, 256), help="How many processes read documents.  [default: one a core]"
    )(command)


def settings_of(folder: Path | None, flags: tuple[str, ...], workers: int | None) -> Settings:
    """Return the settings of a run: flags over environment over the desk's file."""
    from pledgewatch.settings import load_settings, with_limits

    file = folder / "pledgewatch.toml" if folder else None
    return with_limits(load_settings(file, os.environ, flags), workers=workers)


def progress() -> Terminal:
    """Return what shows progress on stderr."""
    from pledgewatch.progress import Terminal

    return Terminal()


@contextmanager
def terminal() -> Iterator[Console]:
    """Give a console for tables and texts; what was printed on it goes to stdout at the end.

    Its width is the terminal's, or COLUMNS; where stdout is no terminal or NO_COLOR is set, it prints plain text.
    """
    from rich.console import Console

    console = Console(highlight=False, color_system=None if os.environ.get("NO_COLOR") else "auto")
    with console.capture() as printed:
        yield console
    lines = [line.rstrip(" ") for line in printed.get().split("\n")]  # rich fills the width with blanks
    click.echo("\n".join(lines), nl=False, color=True)  # with or without colour: rich has decided


def open_desk(folder: Path) -> Desk:
    """Open a desk that must be there already.

    Raises:
        DeskError: there is none.
    """
    from pledgewatch.desk import Desk
    from pledgewatch.errors import DeskError

    desk = Desk(folder, settings_of(folder, (), None))
    if not desk.exists:
        raise DeskError(f"There is no desk in {folder}.", next_step=f"pledgewatch examine LETTERS --desk {folder}")
    return desk


def as_builtins(record: object) -> dict[str, object]:
    """Return a record as a dictionary, to which a line's `type` can be added."""
    import msgspec

    built: dict[str, object] = msgspec.to_builtins(record, enc_hook=str)
    return built


def print_line(value: object) -> None:
    """Print a record as one line of JSON."""
    import msgspec

    click.echo(msgspec.json.encode(value, enc_hook=str))
