"""Hand on findings from the desk, as files."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from pledgewatch.review.app.web import Asked, Way
from pledgewatch.review.exports.formats import FORMATS, exported

__all__ = ["WAYS"]


async def _formats(asked: Asked) -> Response:
    counts = dict.fromkeys(("confirmed", "undecided", "changed", "dismissed"), 0)
    for item in asked.view.ordered:
        counts[item.standing or "undecided"] += 1
    return asked.page("export.html", title="Export", here="export", formats=FORMATS.values(), counts=counts)


async def _file(asked: Asked) -> Response:
    name, standing = asked.query("format", 20), asked.query("standing", 20) or "confirmed"
    layout = asked.web.holdings.layout
    data = await run_in_threadpool(exported, layout, asked.view.ordered, name, standing)
    one = FORMATS[name]
    headers = {"Content-Disposition": f'attachment; filename="findings-{standing}.{one.ending}"'}
    return Response(data, media_type=one.media_type, headers=headers)


WAYS = (Way("/export", _formats), Way("/export/file", _file))
