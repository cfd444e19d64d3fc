"""The commands that use a stage by itself, on files and in pipes: read, families, compare."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pledgewatch.cli.common import as_builtins, json_option, print_line, progress, run_options, settings_of

if TYPE_CHECKING:
    from pledgewatch.model.document import Document, Failure
    from pledgewatch.model.reuse import Form
    from pledgewatch.reuse import Reuse
    from pledgewatch.settings import Settings

__all__ = ["Lines", "compare", "families", "read"]


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@json_option
@run_options
def read(paths: tuple[Path, ...], as_json: bool, flags: tuple[str, ...], workers: int | None) -> None:
    """Read files into text with offsets, language, parts and sentences, and say who pledges.

    PDF, DOCX, HTML, text, JSON Lines, and with the extra `ocr` scanned pages and pictures.
    """
    from pledgewatch.model.document import Failure
    from pledgewatch.pipes import as_line, read_paths

    failed = False
    with progress() as shown:
        for row in read_paths(paths, settings_of(None, flags, workers), shown):
            if isinstance(row, Failure):
                failed = True
                _print_failure(row, as_json)
            elif as_json:
                print_line(as_line(*row))
            else:
                document, pledge = row
                who = pledge.name.value if pledge.name else "sender not recognised"
                click.echo(f"{document.origin}: {len(document.text):,} characters, {document.language.code}, {who}")
    if failed:
        sys.exit(3)


def _print_failure(failure: Failure, as_json: bool) -> None:
    if as_json:
        print_line(failure)
    else:
        inside = f" ({failure.inside})" if failure.inside else ""
        click.echo(f"failed: {failure.origin}{inside}: {failure.what} Next: {failure.next}", err=True)


class Lines:
    """The documents of a JSON Lines file; failures are printed as they come, and remembered for the exit code."""

    def __init__(self, file: str, settings: Settings, as_json: bool, *, unique: bool = False) -> None:
        self.file, self.settings, self.as_json, self.unique = file, settings, as_json, unique
        self.failed = False

    def __iter__(self) -> Iterator[Document]:
        from pledgewatch.model.document import Failure
        from pledgewatch.pipes import documents_of

        for row in documents_of(self.file, self.settings, unique=self.unique):
            if isinstance(row, Failure):
                self.failed = True
                _print_failure(row, self.as_json)
            else:
                yield row


@click.command()
@click.argument("file", metavar="FILE.jsonl")
@click.option("--forms", type=click.Path(path_type=Path, file_okay=False, exists=True), help="A folder of known forms.")
@click.option(
    "--engine",
    type=click.Choice(["local", "spark"]),
    default="local",
    help="Where it runs; for spark, give a folder of Parquet or JSON Lines files.",
)
@click.option("--master", default="", metavar="URL", help="The Spark cluster.  [default: this machine]")
@json_option
@run_options
def families(
    file: str,
    forms: Path | None,
    engine: str,
    master: str,
    as_json: bool,
    flags: tuple[str, ...],
    workers: int | None,
) -> None:
    """Find who shares which form in a JSON Lines file (- for standard input): families, templates, slots, fills."""
    from pledgewatch.reuse.forms import load_forms

    settings = settings_of(None, flags, workers)
    known = load_forms(forms) if forms else ()
    if engine == "spark":
        documents: tuple[Document, ...] = ()
        found, failed = _on_spark(Path(file), known, settings, master, as_json)
    else:
        from pledgewatch.reuse import find_families

        lines = Lines(file, settings, as_json, unique=True)
        documents = tuple(lines)
        found, failed = find_families(documents, known, settings.reuse), lines.failed
    if as_json:
        for row in (*found.families, *found.copies, *found.singles):
            print_line(row)
    else:
        _show_families(found, documents, known)
        click.echo(f"{len(found.families)} families, {len(found.singles)} documents that share no form")
    if failed:
        sys.exit(3)


def _on_spark(
    folder: Path, forms: Sequence[Form], settings: Settings, master: str, as_json: bool
) -> tuple[Reuse, bool]:
    from pledgewatch.reuse.cluster import find_families_on_spark

    found, failures = find_families_on_spark(folder, forms, settings, master=master)
    for failure in failures:
        _print_failure(failure, as_json)
    return found, bool(failures)


def _show_families(found: Reuse, documents: Sequence[Document], forms: Sequence[Form]) -> None:
    from pledgewatch.cli.common import terminal
    from pledgewatch.reuse.family_view import Catalogue, family_view

    catalogue = Catalogue(found.families, found.copies, documents, forms)
    with terminal() as console:
        for family in found.families:
            console.print(family_view(family, catalogue, console.width))


@click.command()
@click.argument("one", metavar="A", type=click.Path(path_type=Path))
@click.argument("other", metavar="B", type=click.Path(path_type=Path))
@json_option
@run_options
def compare(one: Path, other: Path, as_json: bool, flags: tuple[str, ...], workers: int | None) -> None:
    """Lay two documents side by side: what they share, what each filled in, what is each one's own."""
    from pledgewatch.cli.common import terminal
    from pledgewatch.pipes import document_of
    from pledgewatch.reuse import compare as compare_two
    from pledgewatch.reuse.side_by_side import side_by_side

    settings = settings_of(None, flags, workers)
    left, right = document_of(one, settings), document_of(other, settings)
    comparison = compare_two(left, right, settings.reuse)
    if as_json:
        print_line({"type": "comparison", **as_builtins(comparison)})
    else:
        with terminal() as console:
            console.print(side_by_side(left, right, comparison))
