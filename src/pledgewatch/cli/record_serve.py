"""The command that serves the record on this machine."""

from __future__ import annotations

import socket
from pathlib import Path

import click

from pledgewatch.cli.common import desk_option, json_option, open_desk, print_line
from pledgewatch.cli.record import record

__all__ = ["serve"]

_QUEUE = 64


@record.command(short_help="Serve it on this machine, for OpenRefine.")
@desk_option
@click.option("--port", type=click.IntRange(0, 65_535), default=8711, show_default=True, help="0: any that is free.")
@click.option("--origin", "origins", multiple=True, metavar="URL", help="A web origin elsewhere that may ask, too.")
@json_option
def serve(desk_folder: Path, port: int, origins: tuple[str, ...], as_json: bool) -> None:
    """Serve the record on this machine: for OpenRefine's reconciliation, and in the shape of yente's /match.

    Listens on 127.0.0.1 only, answers from the record as it stands at the start, and ends with Ctrl-C. Needs the extra
    'serve'. See docs/record-serve.md.
    """
    from pledgewatch.cli.screen import day_asked
    from pledgewatch.errors import UsageError

    try:
        import uvicorn

        from pledgewatch.record.serving import Answers, build_app
    except ImportError as error:
        raise UsageError(
            "Serving needs the extra 'serve'.", next_step="python -m pip install 'pledgewatch[serve]'"
        ) from error
    desk = open_desk(desk_folder)
    made = desk.dossiers()
    app = build_app(Answers(made, desk.names(), day_asked("", made.record.lists)), origins=origins)
    try:
        listening = socket.create_server(("127.0.0.1", port), backlog=_QUEUE)
    except OSError as error:
        raise UsageError(f"Port {port} cannot be had: {error.strerror}.", next_step="give another --port.") from error
    place = f"http://127.0.0.1:{listening.getsockname()[1]}"
    if as_json:
        print_line({"type": "serving", "reconcile": f"{place}/reconcile", "match": f"{place}/match"})
    else:
        click.echo(f"reconciliation: {place}/reconcile\nmatching:       {place}/match")
    config = uvicorn.Config(app, log_level="warning", timeout_keep_alive=5, limit_concurrency=_QUEUE, ws="none")
    uvicorn.Server(config).run(sockets=[listening])
