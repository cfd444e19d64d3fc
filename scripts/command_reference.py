"""Write docs/commands.md from the commands themselves; a test fails where the two differ.

.venv/bin/python scripts/command_reference.py
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from pledgewatch.cli.main import cli

__all__ = ["reference"]

_HEAD = """# Commands

Made from the commands' own help by `scripts/command_reference.py`.

Data goes to stdout, progress and errors to stderr. Every command that prints data takes `--json`: one object a line,
each with a `type`. Expected errors are one line that says what is wrong, in which document, and what to do next.

| exit code | meaning |
|---|---|
| 0 | done; all was read |
| 1 | a fault of the program |
| 2 | wrong usage: nothing was done |
| 3 | some documents or lists failed and are named; the rest is done |
| 4 | nothing is confirmed, so nothing was published |
| 130 | interrupted; the same command continues where it was |
"""


def _commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        for name in sorted(command.commands):
            yield from _commands(command.commands[name], f"{path} {name}")


def reference() -> str:
    """Return the text of docs/commands.md."""
    parts = [_HEAD]
    for path, command in _commands(cli, "pledgewatch"):
        context = click.Context(
            command, info_name=path, max_content_width=100, terminal_width=100, help_option_names=["-h", "--help"]
        )
        parts.append(f"## `{path}`\n\n```\n{command.get_help(context)}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    Path("docs/commands.md").write_text(reference(), encoding="utf-8")
