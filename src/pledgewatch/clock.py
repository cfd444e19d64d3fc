"""Tell the time, once a command, at its edge; SOURCE_DATE_EPOCH stands in for it where it is set."""

from __future__ import annotations

import datetime as dt
import os

from pledgewatch.errors import SettingsError

__all__ = ["utc_now"]


def utc_now() -> dt.datetime:
    """Return the time in UTC to the second.

    Raises:
        SettingsError: SOURCE_DATE_EPOCH is no number of seconds.
    """
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    try:
        return (
            dt.datetime.fromtimestamp(int(given), dt.UTC) if given else dt.datetime.now(dt.UTC).replace(microsecond=0)
        )
    except (ValueError, OverflowError, OSError):
        raise SettingsError(
            f"SOURCE_DATE_EPOCH is {given[:40]!r}, which is no number of seconds.", next_step="unset it or correct it."
        ) from None
