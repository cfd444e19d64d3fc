"""Gather the commands, and turn what the library refuses into one line and an exit code."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from pledgewatch import __version__
from pledgewatch.cli import record_serve, record_update
from pledgewatch.cli.capture import capture
from pledgewatch.cli.desk import decide, examine, findings, forms, quote, withdraw
from pledgewatch.cli.export import export
from pledgewatch.cli.keys import keys, verify
from pledgewatch.cli.mail import mail
from pledgewatch.cli.promises import promises
from pledgewatch.cli.publication import bundle, publish
from pledgewatch.cli.reach import reach
from pledgewatch.cli.record import record
from pledgewatch.cli.review import review
from pledgewatch.cli.screen import screen
from pledgewatch.cli.stages import compare, families, read
from pledgewatch.cli.translate import translate
from pledgewatch.errors import PledgewatchError

__all__ = ["cli", "main"]


class _Commands(click.Group):
    """The commands; where the reader of their pipe has gone (`| head`) they end without a word."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return None


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="pledgewatch")
def cli() -> None:
    """Hold a company's pledge against its record, and show what every sentence rests upon.

    The main job: `pledgewatch examine LETTERS --desk DESK`, look at the preview, `pledgewatch decide` what is right,
    and `pledgewatch publish`.

    Exit codes: 0 done, 1 a fault of the program, 2 wrong usage, 3 some documents or lists failed while the rest was
    done, 4 nothing is confirmed and so nothing was published, 5 no true copy, 6 an old copy, 7 a copy that nobody known
    signed, 130 interrupted (the same command continues).
    """


_JOIN_RECORD = (record_serve, record_update)
"""Modules whose commands join the group `record` when they are imported."""

for command in (
    examine,
    findings,
    decide,
    review,
    export,
    publish,
    bundle,
    reach,
    verify,
    keys,
    translate,
    mail,
    capture,
    withdraw,
    quote,
    forms,
    record,
    screen,
    read,
    families,
    compare,
    promises,
):
    cli.add_command(command)


def main() -> None:
    """Run the command line."""
    try:
        cli.main(standalone_mode=False, prog_name="pledgewatch")
    except click.exceptions.Abort:
        _interrupted()
    except KeyboardInterrupt:
        _interrupted()
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.exceptions.Exit as ended:
        sys.exit(ended.exit_code)
    except PledgewatchError as error:
        click.echo(f"pledgewatch: {error}", err=True)
        sys.exit(error.exit_code)


def _interrupted() -> None:
    click.echo("pledgewatch: interrupted; nothing is lost, the same command continues.", err=True)
    sys.exit(130)
