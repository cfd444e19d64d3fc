"""Say whose publication it is, where it stands on the web, and in which languages it speaks."""

from __future__ import annotations

import msgspec

__all__ = ["DEFAULT_TITLE", "About", "Tongue"]

DEFAULT_TITLE = "Pledges and the record"
"""The house's own title; each language says it in its words (`page.title`)."""


class Tongue(msgspec.Struct, frozen=True):
    """A language of the site: its code, its own name, and the folder below the root (empty for the first)."""

    code: str
    name: str
    folder: str


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What a publisher says of the site.

    `address` ends in a slash, or is empty where the site has none; `languages` are codes, the first stands at the root;
    `root` is the fingerprint of the key behind the signature, empty where there is none; `png`: the quote's picture is
    drawn as PNG, too.
    """

    publisher: str = ""
    address: str = ""
    contact: str = ""
    languages: tuple[str, ...] = ("en",)
    root: str = ""
    png: bool = False
