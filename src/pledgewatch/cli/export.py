"""The command that hands on what a desk holds."""

from __future__ import annotations

from pathlib import Path

import click

from pledgewatch.cli.common import desk_option, json_option, open_desk, print_line

__all__ = ["export"]


@click.command()
@click.option(
    "--format",
    "name",
    type=click.Choice(["csv", "jsonl", "parquet", "ftm", "annotations", "sqlite"]),
    required=True,
    help="csv: spreadsheets; jsonl, parquet: programs; ftm: Aleph; annotations: W3C; sqlite: Datasette.",
)
@click.option(
    "--standing",
    type=click.Choice(["confirmed", "undecided", "dismissed", "changed", "all"]),
    default="confirmed",
    show_default=True,
    help="Which findings.",
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="The file to write.  [default: stdout]")
@desk_option
@json_option
def export(name: str, standing: str, out: Path | None, desk_folder: Path, as_json: bool) -> None:
    """Hand on findings with what they rest upon, in a format that other tools read."""
    from pledgewatch.review.exports.formats import exported
    from pledgewatch.store.files import replace_file

    desk = open_desk(desk_folder)
    data = exported(desk.layout, desk.reviewed(), name, standing)
    if out is None:
        click.echo(data, nl=False)
        return
    replace_file(out, data)
    if as_json:
        print_line({"type": "export", "format": name, "standing": standing, "path": out, "bytes": len(data)})
    else:
        click.echo(f"{out}: {len(data) / 1000:,.0f} kB")
