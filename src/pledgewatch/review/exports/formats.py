"""Name the formats, and make each from a desk."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from pledgewatch.desk.layout import Layout
from pledgewatch.errors import UsageError
from pledgewatch.model.identity import DocumentId
from pledgewatch.review.exports.database import as_sqlite
from pledgewatch.review.exports.gather import Gathered
from pledgewatch.review.exports.linked import as_annotations, as_ftm
from pledgewatch.review.exports.tables import as_csv, as_json_lines, as_parquet
from pledgewatch.review.remarks import Remark, Remarks
from pledgewatch.review.replies import Replies
from pledgewatch.review.standing import Reviewed

__all__ = ["FORMATS", "Format", "exported", "gather"]


class Format(msgspec.Struct, frozen=True):
    """A format: its name, the ending and media type of its file, what it is for, and how it is made."""

    name: str
    ending: str
    media_type: str
    about: str
    make: Callable[[Gathered], bytes]


FORMATS: dict[str, Format] = {
    one.name: one
    for one in (
        Format("csv", "csv", "text/csv; charset=utf-8", "For spreadsheets; formulas stay text.", as_csv),
        Format("jsonl", "jsonl", "application/x-ndjson", "Each finding whole, one object a line.", as_json_lines),
        Format("parquet", "parquet", "application/vnd.apache.parquet", "For DuckDB, pandas, Spark.", as_parquet),
        Format("ftm", "ftm.json", "application/x-ndjson", "FollowTheMoney entities: Aleph, OpenSanctions.", as_ftm),
        Format("annotations", "jsonld", "application/ld+json", "W3C Web Annotations on the documents.", as_annotations),
        Format("sqlite", "db", "application/vnd.sqlite3", "All that they rest upon; Datasette opens it.", as_sqlite),
    )
}
_STANDINGS = ("all", "undecided", "confirmed", "dismissed", "changed")


def gather(layout: Layout, reviewed: Iterable[Reviewed], standing: str = "confirmed") -> Gathered:
    """Gather what is handed on from a desk: the findings that stand so.

    Raises:
        UsageError: there is no such standing.
    """
    if standing not in _STANDINGS:
        raise UsageError(f"There is no standing {standing[:40]!r}.", next_step=f"use one of {', '.join(_STANDINGS)}.")
    said: dict[str, tuple[Remark, ...]] = {}
    for one in Remarks(layout.decisions).all():
        said[one.key] = (*said.get(one.key, ()), one)
    return Gathered(
        items=tuple(item for item in reviewed if standing in ("all", item.standing or "undecided")),
        documents={DocumentId(one.id): one for one in layout.documents.read()},
        organisations={one.id: one for one in layout.organisations.read()},
        pledges={one.document: one for one in layout.pledges.read()},
        listings={one.id: one for one in layout.listings.read()},
        remarks=said,
        replies=Replies(layout.decisions).shown(),
        as_of=layout.last_run().as_of,
    )


def exported(layout: Layout, reviewed: Iterable[Reviewed], name: str, standing: str = "confirmed") -> bytes:
    """Return a desk's findings in one of the formats.

    Raises:
        UsageError: there is no such format or standing.
    """
    if name not in FORMATS:
        raise UsageError(f"There is no format {name[:40]!r}.", next_step=f"use one of {', '.join(FORMATS)}.")
    return FORMATS[name].make(gather(layout, reviewed, standing))
