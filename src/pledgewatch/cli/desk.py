"""The commands that work on a desk: examine, findings, decide, quote, forms."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from pledgewatch.cli.common import (
    as_builtins,
    desk_option,
    json_option,
    open_desk,
    print_line,
    progress,
    run_options,
    settings_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pledgewatch.desk.report import Report
    from pledgewatch.review.standing import Reviewed

__all__ = ["decide", "examine", "findings", "forms", "quote", "withdraw"]

_KINDS = (
    "shared-form",
    "unfilled-placeholder",
    "no-own-commitment",
    "specific-commitment",
    "overdue-promise",
    "weakened-promise",
    "promises-compared",
    "silence",
    "identity",
    "listing",
    "pledged-principle",
    "related-measure",
    "unchecked-row",
    "statement",
    "participation",
)


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@desk_option
@click.option(
    "--forms",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Register the known forms in a folder first.",
)
@click.option("--as-of", default="", metavar="DATE", help="The run's \"now\".  [default: the newest list's date]")
@click.option(
    "--model",
    "reader",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A fitted reader (see `promises fit`) that the desk keeps and reads with from now on.",
)
@click.option("--without-model", "without_reader", is_flag=True, help="Take the desk's fitted reader away.")
@json_option
@run_options
def examine(
    paths: tuple[Path, ...],
    desk_folder: Path,
    forms: Path | None,
    as_of: str,
    reader: Path | None,
    without_reader: bool,
    as_json: bool,
    flags: tuple[str, ...],
    workers: int | None,
) -> None:
    """Read, compare, weigh and screen every letter below PATH..., and write the preview.

    A second run does only what is new. Interrupted or killed, the same command continues where it was.
    """
    from pledgewatch.desk import Desk

    with progress() as shown:
        desk = Desk(desk_folder, settings_of(desk_folder, flags, workers), shown)
        report = desk.examine(paths, forms=forms, as_of=as_of, reader=reader, without_reader=without_reader)
    if as_json:
        print_line(report)
        for failure in desk.failures():
            print_line(failure)
    else:
        _print_report(report, desk_folder)
        _print_failures(desk_folder)
    if report.failed:
        sys.exit(3)


def _print_report(report: Report, folder: Path) -> None:
    rows = [
        ("documents read", report.documents),
        ("failed", report.failed),
        ("families", report.families),
        ("own specific commitments", report.own_commitments),
        ("organisations on the record", f"{report.on_record} of {report.organisations}"),
        ("findings", f"{report.findings}, {report.undecided} undecided"),
    ]
    if report.changed:
        rows.append(("decisions to look at again", report.changed))
    for name, value in rows:
        click.echo(f"{name:>28}  {value}")
    click.echo(f"{'as of':>28}  {report.as_of or 'no list is held'}")
    if not report.worked:
        click.echo("Nothing was new: no work was done.")
    if report.gone:
        click.echo(
            f"No longer where they were found, and kept: {_some(report.gone)}. "
            f"To take one out: pledgewatch withdraw FILE --by NAME --why TEXT --desk {folder}"
        )
    if report.nameless:
        click.echo(
            f"Whose they are is not known, and nothing is found about them: {_some(report.nameless)}. "
            "Next: name their organisations in an organisations.csv beside them, and examine again."
        )
    click.echo(f"Preview: {report.preview}")
    if report.changed:
        click.echo(f"See what changed: pledgewatch findings --standing changed --desk {folder}")


def _some(origins: Sequence[str]) -> str:
    return f"{', '.join(origins[:3])}{f' and {len(origins) - 3:,} more' if len(origins) > 3 else ''}"


def _print_failures(folder: Path) -> None:
    for failure in open_desk(folder).failures():
        inside = f" ({failure.inside})" if failure.inside else ""
        click.echo(f"failed: {failure.origin}{inside}: {failure.what} Next: {failure.next}", err=True)


@click.command()
@desk_option
@json_option
@click.option("--kind", type=click.Choice(_KINDS), help="Only this kind of finding.")
@click.option(
    "--standing",
    type=click.Choice(["undecided", "confirmed", "dismissed", "changed"]),
    help="Only findings that stand so with the people of the desk.",
)
def findings(desk_folder: Path, as_json: bool, kind: str | None, standing: str | None) -> None:
    """List what was found, the most telling first, and what was decided about it."""
    desk = open_desk(desk_folder)
    shown = [item for item in desk.reviewed() if _wanted(item, kind, standing)]
    if as_json:
        for item in shown:
            print_line(_finding_line(item))
        for decision in desk.orphans():
            print_line({"type": "orphan", "decision": decision})
        return
    for item in shown:
        _print_finding(item)
    for decision in desk.orphans():
        click.echo(f"{decision.key}  {decision.verb}ed by {decision.by}; the finding is no longer made")
        click.echo(f"    {decision.sentence}")


def _wanted(item: Reviewed, kind: str | None, standing: str | None) -> bool:
    return (kind is None or item.finding.kind == kind) and (
        standing is None or (item.standing or "undecided") == standing
    )


def _finding_line(item: Reviewed) -> dict[str, object]:
    return {
        "type": "finding",
        **as_builtins(item.finding),
        "standing": item.standing or "undecided",
        "decision": item.decision,
        "changes": item.changes,
    }


def _print_finding(item: Reviewed) -> None:
    standing = f" [{item.standing}]" if item.standing else ""
    click.echo(f"{item.finding.key}{standing}")
    click.echo(f"    {item.finding.sentence}")
    for caveat in item.finding.caveats:
        click.echo(f"    ({caveat})")
    for change in item.changes:
        click.echo(f"    changed: {change}")


@click.command()
@click.argument("key", metavar="FINDING")
@click.argument("verb", type=click.Choice(["confirm", "dismiss"]))
@click.option("--by", required=True, metavar="NAME", help="Who decides.")
@click.option("--why", default="", metavar="TEXT", help="Why.")
@desk_option
@json_option
def decide(key: str, verb: Literal["confirm", "dismiss"], by: str, why: str, desk_folder: Path, as_json: bool) -> None:
    """Confirm or dismiss a finding; FINDING is its key, or the beginning of it.

    Deciding again is another decision, and the last one stands. Who is meant (identity-...) is decided once, for all
    lists: confirming a finding about a listed entity confirms that too, where nobody decided it yet.
    """
    for decision in open_desk(desk_folder).decide(key, verb, by=by, why=why):
        if as_json:
            print_line({"type": "decision", **as_builtins(decision)})
        else:
            click.echo(f"{decision.verb}ed by {decision.by}: {decision.key}\n    {decision.sentence}")


@click.command()
@click.argument("origins", nargs=-1, required=True, metavar="FILE...")
@click.option("--by", required=True, metavar="NAME", help="Who takes them out.")
@click.option("--why", required=True, metavar="TEXT", help="Why.")
@desk_option
def withdraw(origins: tuple[str, ...], by: str, why: str, desk_folder: Path) -> None:
    """Take documents out of the desk, by the path that they came from; run `examine` again afterwards.

    Their bytes stay in the archive, with who took them out and why. A file that still lies in a folder that you examine
    comes back at the next run: move it away first.
    """
    for origin in open_desk(desk_folder).withdraw(origins, by=by, why=why):
        click.echo(f"taken out: {origin}")


@click.command()
@desk_option
@json_option
def quote(desk_folder: Path, as_json: bool) -> None:
    """Print the quote of the day, with its slots and its sources: of what is confirmed, else a draft."""
    from pledgewatch.errors import UnknownKeyError
    from pledgewatch.publish.quote import quote_text

    found, draft = open_desk(desk_folder).quote()
    if found is None:
        raise UnknownKeyError(
            "There is no sentence that two documents share.",
            next_step=f"pledgewatch examine LETTERS --desk {desk_folder}",
        )
    if as_json:
        print_line({"type": "quote", "draft": draft, **as_builtins(found)})
        return
    click.echo(quote_text(found))
    if draft:
        click.echo("DRAFT: nobody has confirmed this.", err=True)


@click.group()
def forms() -> None:
    """Keep the register of known forms: texts that are offered for others to sign."""


@forms.command("add")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--title", required=True, help="What the form is called.")
@click.option("--url", required=True, help="Where it was found.")
@click.option("--from", "from_date", default="", metavar="DATE", help="Since when it is offered.")
@click.option("--until", "until_date", default="", metavar="DATE", help="Until when it was offered.")
@click.option(
    "--meant-to-be-signed-unchanged", is_flag=True, help="Signing it as it is, is what it is for: no copying is shown."
)
@desk_option
def forms_add(
    file: Path,
    title: str,
    url: str,
    from_date: str,
    until_date: str,
    meant_to_be_signed_unchanged: bool,
    desk_folder: Path,
) -> None:
    """Register the form in FILE (a text, PDF, DOCX or HTML file), with where and when it was found."""
    from pledgewatch.desk import Desk
    from pledgewatch.pipes import form_of

    settings = settings_of(desk_folder, (), None)
    form = form_of(
        file,
        settings,
        title=title,
        url=url,
        from_date=from_date,
        until_date=until_date,
        meant_to_be_signed_unchanged=meant_to_be_signed_unchanged,
    )
    Desk(desk_folder, settings).add_form(form)
    click.echo(f"Registered {form.id}: {form.title}")


@forms.command("list")
@desk_option
@json_option
def forms_list(desk_folder: Path, as_json: bool) -> None:
    """List the registered forms."""
    for form in open_desk(desk_folder).forms():
        if as_json:
            print_line({"type": "form", **as_builtins(form)})
        else:
            when = f"{form.from_date or '?'} to {form.until_date or '?'}"
            click.echo(f"{form.id}  {form.title}  ({when})  {form.url}")
