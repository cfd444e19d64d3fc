"""The command that keeps a person's translation of a finding, a passage or the quote."""

from __future__ import annotations

from pathlib import Path

import click

from pledgewatch.cli.common import as_builtins, desk_option, json_option, open_desk, print_line

__all__ = ["translate"]


@click.command()
@click.argument("finding", metavar="FINDING")
@click.option("--language", required=True, metavar="TAG", help="Into which language, as in zh-Hans.")
@click.option("--by", required=True, metavar="NAME", help="Who translated.")
@click.option("--text", help="The translation; an empty one takes an earlier one back.")
@click.option("--file", type=click.Path(path_type=Path, dir_okay=False, exists=True), help="Read it from here.")
@click.option(
    "--passage", type=click.IntRange(0), default=0, help="A passage of it, counted from 1.  [default: its sentence]"
)
@desk_option
@json_option
def translate(
    finding: str,
    language: str,
    by: str,
    text: str | None,
    file: Path | None,
    passage: int,
    desk_folder: Path,
    as_json: bool,
) -> None:
    """Keep a translation; FINDING is a finding's key or the beginning of it, or `quote` for the quote of the day.

    It stands beside the original with its translator and its day, and is marked when the original changes.
    """
    from pledgewatch.errors import UsageError

    if (text is None) == (file is None):
        raise UsageError("Give either --text or --file.")
    try:
        words = text if text is not None else file.read_text(encoding="utf-8") if file else ""
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} cannot be read: {error}.", next_step="save it as UTF-8.") from None
    made = open_desk(desk_folder).translate(finding, passage=passage, language=language, text=words, by=by)
    if as_json:
        print_line({"type": "translation", **as_builtins(made)})
    else:
        click.echo(
            f"{made.finding}, {made.language}, by {made.by}:\n    {made.original}\n    {made.text or '(taken back)'}"
        )
