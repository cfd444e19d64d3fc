"""Hold what the page with the switch needs; whoever runs a bridge for blocked readers gives it.

The publication knows no more of the bridge than this: an element, a script a language, and what that page may reach.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

__all__ = ["Bridge"]


class Bridge(msgspec.Struct, frozen=True, kw_only=True):
    """The switch that makes a reader's browser a bridge.

    `element` is its HTML, `scripts` its script by the code of the page's language, `reached` the addresses that its
    page may contact (for the page's policy), `styles` the hashes of the styles that the script brings with it.
    """

    element: str
    scripts: Mapping[str, bytes]
    reached: tuple[str, ...]
    styles: tuple[str, ...]
