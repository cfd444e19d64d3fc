"""Write exchanges as a WARC file (ISO 28500), which any web archive reads: each request beside its answer."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable

from pledgewatch import __version__
from pledgewatch.errors import UsageError
from pledgewatch.sources.capture.fetching import Exchange

__all__ = ["warc_of"]


def warc_of(exchanges: Iterable[Exchange], *, of: str) -> bytes:
    """Return a compressed WARC of exchanges in their order; `of` is the address that was asked for.

    Raises:
        UsageError: the extra `capture` is not installed.
    """
    try:
        from warcio.statusandheaders import StatusAndHeaders
        from warcio.warcwriter import WARCWriter
    except ImportError as error:
        raise UsageError(
            "Capturing needs the extra 'capture'.", next_step="python -m pip install 'pledgewatch[capture]'"
        ) from error
    target = io.BytesIO()
    writer = WARCWriter(target, gzip=True, warc_version="WARC/1.1")
    about = {"software": f"pledgewatch {__version__}", "format": "WARC File Format 1.1", "isPartOf": of}
    writer.write_record(writer.create_warcinfo_record("capture.warc.gz", about))
    for one in exchanges:
        dated = {"WARC-Date": _date(one.when), "WARC-IP-Address": one.address}
        line = f"{one.status} {one.reason}".strip()
        answer = writer.create_warc_record(
            one.url,
            "response",
            payload=io.BytesIO(one.body),
            http_headers=StatusAndHeaders(line, list(_plain(one)), protocol="HTTP/1.1"),
            warc_headers_dict=dict(dated),
        )
        asked = writer.create_warc_record(
            one.url,
            "request",
            http_headers=StatusAndHeaders(f"{one.method} {one.url} HTTP/1.1", list(one.sent), is_http_request=True),
            warc_headers_dict={"WARC-Date": dated["WARC-Date"]},
        )
        writer.write_request_response_pair(asked, answer)
    return target.getvalue()


def _plain(one: Exchange) -> Iterable[tuple[str, str]]:
    """Yield the answer's headers; the body is kept without its chunks, so the header that speaks of them is renamed."""
    for name, value in one.headers:
        yield ("X-Archive-Orig-Transfer-Encoding" if name.lower() == "transfer-encoding" else name), value


def _date(when: float) -> str:
    return dt.datetime.fromtimestamp(when, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
