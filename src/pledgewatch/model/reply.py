"""Hold what a company was asked, and what it answered."""

from __future__ import annotations

import msgspec

__all__ = ["Reply"]


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """What stands beside the findings about an organisation: when it was asked, and its answer where there is one.

    Dates are ISO 8601; `answered` and `answer` are empty while there is none.
    """

    asked: str
    answered: str = ""
    answer: str = ""
