"""The commands of the record: import lists and what stands beside them, list them, show what they hold of one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pledgewatch.cli.common import as_builtins, desk_option, json_option, open_desk, print_line, settings_of

if TYPE_CHECKING:
    from pledgewatch.desk import Desk
    from pledgewatch.record.crosswalk import Crosswalk
    from pledgewatch.record.holdings import ParsedList

__all__ = ["record"]


@click.group()
def record() -> None:
    """Hold the record: lists of who is restricted, by whom, on what ground, from when to when."""


@record.command("import", short_help="Import lists, names beside, who belongs to whom.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@desk_option
@click.option("--list", "name", default="", metavar="ID", help="Name a list of your own.  [default: its file's name]")
@click.option("--as-of", default="", metavar="DATE", help="As of when it stands, where it does not say.")
@click.option("--margin", type=click.FloatRange(0, 1), help="Share of rows that it may have lost.  [default: 0.1]")
@click.option("--together", is_flag=True, help="The files are the parts of one list, as OFAC publishes it.")
@click.option("--earlier", is_flag=True, help="Snapshots from before the held list, for what they say of their day.")
@click.option("--again", is_flag=True, help="Also what was withdrawn from the record before.")
@json_option
def import_(
    files: tuple[Path, ...],
    desk_folder: Path,
    name: str,
    as_of: str,
    margin: float | None,
    together: bool,
    earlier: bool,
    again: bool,
    as_json: bool,
) -> None:
    """Import lists, in a format known by its content; a list that is damaged or much shorter than before is refused.

    Known: a CSV of your own (docs/record-format.md), and lists of the United States, Canada, Australia, the European
    Union, the United Kingdom and the United Nations as docs/record-lists.md says, also gzip-compressed. Lists of who
    takes part in the UN Global Compact, files of who belongs to whom, and files of what reporting standards expect a
    company to say (docs/promises.md) are known, too, and kept apart from listings.
    """
    from pledgewatch.desk import Desk
    from pledgewatch.errors import ListError
    from pledgewatch.record.importing import MARGIN

    desk = Desk(desk_folder, settings_of(desk_folder, (), None))
    allowed = MARGIN if margin is None else margin
    failed = False
    for parts in [files] if together else [(file,) for file in files]:
        try:
            kind = "list" if together else _kind_of(parts[0])
            if kind == "list":
                parsed = desk.import_list(*parts, name=name, as_of=as_of, margin=allowed, earlier=earlier, again=again)
                _print_list(parsed, as_json)
            elif kind == "participants":
                _import_participants(desk, parts[0], name, as_of, allowed, as_json)
            elif kind == "expected":
                _import_expected(desk, parts[0], as_json)
            else:
                _import_relations(desk, parts[0], as_json)
        except ListError as error:
            failed = True
            click.echo(f"pledgewatch: {error}", err=True)
    if failed:
        sys.exit(3)


def _print_list(parsed: ParsedList, as_json: bool) -> None:
    if as_json:
        print_line({"type": "list", **as_builtins(parsed.snapshot), "remarks": parsed.remarks})
        return
    count = f"{len(parsed.listings):,} listings, {len(parsed.statements):,} statements"
    click.echo(f"{parsed.snapshot.id}: {count}, as of {parsed.snapshot.as_of or 'unknown'} ({parsed.snapshot.title})")
    _print_remarks(parsed.remarks)


def _import_participants(desk: Desk, file: Path, name: str, as_of: str, margin: float, as_json: bool) -> None:
    read = desk.import_participants(file, name=name, as_of=as_of, margin=margin)
    if as_json:
        print_line({"type": "participants", **as_builtins(read.list), "remarks": read.remarks})
        return
    click.echo(f"{read.list.id}: {len(read.rows):,} participants, as of {read.list.as_of or 'unknown'}, no listings")
    _print_remarks(read.remarks)


def _import_relations(desk: Desk, file: Path, as_json: bool) -> None:
    read = desk.import_relations(file)
    if as_json:
        print_line({"type": "relations", "origin": str(file), "relations": len(read), "snapshot": read[0].snapshot})
        return
    click.echo(f"{file}: {len(read):,} relations between organisations, no listings")


def _kind_of(file: Path) -> str:
    """Tell a file of what the standards expect from those of the record."""
    from pledgewatch.promises.expected import is_expected
    from pledgewatch.record.kinds import kind_of

    kind = kind_of(file)
    return "expected" if kind == "list" and is_expected(file.read_bytes()) else kind


def _import_expected(desk: Desk, file: Path, as_json: bool) -> None:
    read = desk.import_expected(file)
    if as_json:
        print_line({"type": "expected", "origin": str(file), "subjects": len(read)})
        return
    click.echo(f"{file}: {len(read):,} subjects that the standards expect, no listings")


def _print_remarks(remarks: tuple[str, ...]) -> None:
    for remark in remarks[:10]:
        click.echo(f"    {remark}", err=True)
    if len(remarks) > 10:
        click.echo(f"    and {len(remarks) - 10:,} more remarks; see --json", err=True)


@record.command("list", short_help="List what is held, as of when it stands.")
@desk_option
@click.option("--all", "every", is_flag=True, help="Earlier snapshots, too.")
@json_option
def list_(desk_folder: Path, every: bool, as_json: bool) -> None:
    """List what the record holds: each list, its snapshot, and as of when it stands."""
    desk = open_desk(desk_folder)
    held = desk.record()
    snapshots = [(one, "held") for one in held.lists]
    if every:
        known = {one.sha256 for one in held.lists}
        snapshots += [(one.snapshot, "earlier") for one in held.sightings if one.snapshot.sha256 not in known]
    for one, state in snapshots:
        if as_json:
            print_line({"type": "list", "state": state, **as_builtins(one)})
        else:
            before = "  (earlier)" if state == "earlier" else ""
            as_of = one.as_of or "unknown"
            click.echo(f"{one.id}  {one.title}  {one.rows:,} rows  as of {as_of}  sha256 {one.sha256[:12]}{before}")
    for read in desk.participants():
        there = read.list
        if as_json:
            print_line({"type": "participants", **as_builtins(there)})
        else:
            as_of = there.as_of or "unknown"
            click.echo(f"{there.title}  {there.rows:,} rows  as of {as_of}  sha256 {there.sha256[:12]}")

    for entry in desk.withdrawn() if every else ():
        note = entry.note
        if as_json:
            print_line({"type": "withdrawn", "when": entry.when, "origin": entry.origin, **note})
        else:
            said = f"withdrawn by {note['by']} on {entry.when[:10]}: {note['why']}"
            click.echo(f"{note['list']}  sha256 {note['snapshot'][:12]}  ({said})")


@record.command(short_help="Take a snapshot out; its bytes stay.")
@click.argument("name", metavar="LIST")
@click.option(
    "--snapshot", default="", metavar="SHA256", help="The beginning of its hash, as `record list --all` says."
)
@click.option("--by", required=True, metavar="NAME", help="Who takes it out.")
@click.option("--why", required=True, metavar="TEXT", help="Why.")
@desk_option
@json_option
def withdraw(name: str, snapshot: str, by: str, why: str, desk_folder: Path, as_json: bool) -> None:
    """Take one snapshot out of the record: a list published with a mistake, or imported by one.

    LIST is a list's id, or the path of a file of names or relations. The bytes stay in the archive, with who took the
    snapshot out and why; the snapshot before it counts again. Run `examine` afterwards: findings whose row changed come
    back for another look, those whose row is gone leave the site at the next `publish`.
    """
    done = open_desk(desk_folder).withdraw_snapshot(name, snapshot, by=by, why=why)
    if as_json:
        print_line({"type": "withdrawn", **as_builtins(done)})
        return
    now = f"now its snapshot {done.now[:12]} counts" if done.now else "nothing of it is held any more"
    click.echo(f"{done.name}: snapshot {done.snapshot[:12]} is taken out; {now}.")
    if done.findings:
        click.echo(f"{done.findings:,} findings rested on it. Next: pledgewatch examine --desk {desk_folder} LETTERS")


@record.command(short_help="Show all that is held of an organisation.")
@click.argument("name", metavar="NAME|ENTITY|LISTING")
@desk_option
@click.option("--country", default="", metavar="CC", help="The country of the name given.")
@click.option("--on", default="", metavar="DATE", help="The day asked about.  [default: the newest list's date]")
@json_option
def show(name: str, desk_folder: Path, country: str, on: str, as_json: bool) -> None:
    """Show all that is held of an organisation, as of a day: was it listed then, by which notice, by whose word.

    NAME must be unmistakable; of several that it may mean the ids are given, and one of them (e...) can be asked for.
    """
    from pledgewatch.cli.screen import day_asked
    from pledgewatch.record.dossier import dossier_line
    from pledgewatch.record.dossier_text import dossier_text
    from pledgewatch.record.screening import Screener
    from pledgewatch.record.table import searched_in_words

    desk = open_desk(desk_folder)
    made = desk.dossiers()
    date = day_asked(on, made.record.lists)
    found = made.of(name, date) if date else None
    meant = [found] if found else []
    if found is None and date is not None:
        matches = Screener(made.record, desk.names()).screen(name, country=country, on=date).matches
        meant = [one for match in matches if match.verdict == "match" and (one := made.of(match.entity, date))]
        if not meant and not as_json:
            for match in matches:
                click.echo(f"{match.entity}  {match.entity_name} ({match.entity_country}): {match.verdict}")
    for dossier in meant:
        if as_json:
            print_line(dossier_line(dossier))
        else:
            click.echo("\n".join(dossier_text(dossier, made.record)))
    if not meant and not as_json:
        click.echo(
            f"Nothing that is certainly {name!r} is on a list. {searched_in_words(made.record, str(date or ''))}"
        )
    elif not meant:
        searched = [{"list": one.id, "snapshot": one.sha256, "as_of": one.as_of} for one in made.record.lists]
        print_line({"type": "nothing", "query": name, "on": str(date or ""), "searched": searched})


@record.command(short_help="Write it as FollowTheMoney entities.")
@desk_option
@click.option("--format", "form", type=click.Choice(["ftm"]), default="ftm", show_default=True, help="FollowTheMoney.")
@click.option("--on", default="", metavar="DATE", help="The day of which it tells.  [default: the newest list's date]")
def export(desk_folder: Path, form: str, on: str) -> None:
    """Write the record as FollowTheMoney entities, one JSON object a line, for tools that read them.

    Only rows that name an organisation, are fully checked and restrict somebody are written; the others are counted on
    stderr. Who belongs to whom, as sources state it, is written as links. Statements and participants are not written.
    """
    from pledgewatch.cli.screen import day_asked
    from pledgewatch.record.entities import listed_entities
    from pledgewatch.record.ftm_export import ftm_entities, left_behind
    from pledgewatch.record.ftm_relations import ftm_relations

    desk = open_desk(desk_folder)
    held = desk.record()
    entities, listings = listed_entities(held.listings), held.by_id()
    for line in ftm_entities(entities, listings, day_asked(on, held.lists)):
        print_line(line)
    for line in ftm_relations(entities, listings, desk.layout.relations.read()):
        print_line(line)
    for remark in left_behind(held.listings):
        click.echo(f"    {remark}", err=True)


@record.group(short_help="Hold other names, each with its source.")
def crosswalk() -> None:
    """Hold other names of organisations, in other scripts or languages, each with the source that gives it."""


@crosswalk.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@desk_option
@click.option("--citation", default="", metavar="TEXT", help="Who gives the names, where the rows do not say.")
@json_option
def crosswalk_import(files: tuple[Path, ...], desk_folder: Path, citation: str, as_json: bool) -> None:
    """Import other names: a CSV or JSON Lines of your own, files of GLEIF or Wikidata, a list with several scripts.

    Which columns a file of your own has says docs/record-lists.md. Every answer that rests on a name names its source.
    """
    from pledgewatch.desk import Desk
    from pledgewatch.errors import ListError

    desk = Desk(desk_folder, settings_of(desk_folder, (), None))
    failed = False
    for file in files:
        try:
            read = desk.import_crosswalk(file, citation=citation)
        except ListError as error:
            failed = True
            click.echo(f"pledgewatch: {error}", err=True)
            continue
        if as_json:
            print_line({"type": "crosswalk", **_crosswalk_line(read), "remarks": read.remarks})
        else:
            click.echo(f"{file}: {len(read.pairs):,} pairs of names ({read.format})")
            _print_remarks(read.remarks)
    if failed:
        sys.exit(3)


@crosswalk.command("list")
@desk_option
@json_option
def crosswalk_list(desk_folder: Path, as_json: bool) -> None:
    """List the crosswalks that are held, each with its snapshot and how many names it gives."""
    for one in open_desk(desk_folder).crosswalks():
        if as_json:
            print_line({"type": "crosswalk", **_crosswalk_line(one)})
        else:
            click.echo(f"{one.origin}  {len(one.pairs):,} pairs of names ({one.format})  sha256 {one.sha256[:12]}")


def _crosswalk_line(one: Crosswalk) -> dict[str, object]:
    return {"origin": one.origin, "format": one.format, "sha256": one.sha256, "pairs": len(one.pairs)}
