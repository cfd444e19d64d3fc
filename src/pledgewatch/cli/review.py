"""The command that opens the desk in a browser, and those that say who may come in."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pledgewatch.cli.common import as_builtins, desk_option, json_option, open_desk, print_line

if TYPE_CHECKING:
    from pledgewatch.review.serving import Serving
    from pledgewatch.review.users import Role, Users

__all__ = ["review"]

_ROLES = click.Choice(["reader", "editor", "publisher"])


@click.group(invoke_without_command=True)
@click.option(
    "--desk",
    "desk_folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder in which the work lies.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen; others than this need users.")
@click.option("--port", type=click.IntRange(0, 65_535), default=8712, show_default=True, help="0: any that is free.")
@click.option("--open/--no-open", "show", default=True, help="Open it in the browser.")
@click.option("--by", default="", metavar="NAME", help="The name of who works alone.  [default: your login name]")
@click.option("--origin", default="", metavar="URL", help="The address that people use, behind a proxy: https://…")
@click.option("--header", default="", metavar="NAME", help="The header in which a proxy names who came in.")
@click.option("--proxy", "proxies", multiple=True, metavar="IP", help="The proxy's address; only it is believed.")
@json_option
@click.pass_context
def review(
    context: click.Context,
    desk_folder: Path | None,
    host: str,
    port: int,
    show: bool,
    by: str,
    origin: str,
    header: str,
    proxies: tuple[str, ...],
    as_json: bool,
) -> None:
    """Open the desk in a browser: work through findings, read documents, write to companies.

    Alone, on this machine: the address that is printed holds the desk's key. For a team: `pledgewatch review user add`,
    then --host or a proxy with HTTPS before it (see docs/review.md). Ends with Ctrl-C. Needs the extra 'serve'.
    """
    if context.invoked_subcommand is not None:
        context.obj = desk_folder
        return
    if desk_folder is None:
        raise click.UsageError("Missing option '--desk'.")
    serving = _serving(desk_folder, host, port, by, origin, header, proxies)
    if as_json:
        print_line({"type": "serving", "address": serving.address})
    else:
        click.echo(f"The desk: {serving.address}\nEnd with Ctrl-C.")
    sys.stdout.flush()
    if show and serving.alone:
        click.launch(serving.address)
    serving.run()


def _serving(
    folder: Path, host: str, port: int, by: str, origin: str, header: str, proxies: tuple[str, ...]
) -> Serving:
    from pledgewatch.errors import UsageError

    folder.mkdir(parents=True, exist_ok=True)
    try:
        from pledgewatch.review.serving import prepare
    except ImportError as error:
        raise UsageError(
            "The desk in a browser needs the extra 'serve'.", next_step="python -m pip install 'pledgewatch[serve]'"
        ) from error
    return prepare(folder, host=host, port=port, by=by, origin=origin, header=header, proxies=proxies)


@review.group()
def user() -> None:
    """Say who may come in, and what they may do."""


def _users(folder: Path) -> Users:
    from pledgewatch.desk.layout import Layout
    from pledgewatch.review.users import Users

    return Users(Layout(folder).users)


@user.command("add")
@click.argument("name")
@click.option("--role", type=_ROLES, required=True, help="What she may do; each includes those before it.")
@click.option("--no-password", is_flag=True, help="For those whom a proxy names.")
@click.option("--password-stdin", is_flag=True, help="Read the password from stdin.")
@desk_option
def add(name: str, role: Role, no_password: bool, password_stdin: bool, desk_folder: Path) -> None:
    """Add a user, or give one another role and password; the password is asked for."""
    open_desk(desk_folder)
    password = ""
    if password_stdin:
        password = sys.stdin.readline().rstrip("\n")
    elif not no_password:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    made = _users(desk_folder).add(name, role, password)
    click.echo(f"{made.name}: {made.role}")


@user.command("remove")
@click.argument("name")
@desk_option
def remove(name: str, desk_folder: Path) -> None:
    """Take a user out; what she decided stays."""
    _users(desk_folder).remove(name)
    click.echo(f"taken out: {name}")


@user.command("list")
@desk_option
@json_option
def listed(desk_folder: Path, as_json: bool) -> None:
    """List who may come in."""
    for one in _users(desk_folder).all().values():
        if as_json:
            said = {name: value for name, value in as_builtins(one).items() if name not in ("salt", "key")}
            print_line({"type": "user", **said, "password": bool(one.key)})
        else:
            click.echo(f"{one.role:<10} {one.name}{'' if one.key else '  (no password: through a proxy)'}")
