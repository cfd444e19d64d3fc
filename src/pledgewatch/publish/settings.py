"""Hold what a publisher sets for the publication; nothing here changes what is found."""

from __future__ import annotations

import re
from typing import Annotated

import msgspec

from pledgewatch.errors import SettingsError
from pledgewatch.publish.about import DEFAULT_TITLE, About
from pledgewatch.publish.words import words_of
from pledgewatch.safe import safe_url

__all__ = ["PublishSettings"]

_EMAIL = re.compile(r"[^\s@<>\"',;:\\()\[\]]{1,64}@[A-Za-z0-9.-]{1,190}\Z")


class PublishSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Say how the site is called, where it will stand, in which languages, and who signs it.

    `address` is the site's own address on the web (links in feeds and canonical links need it; left empty, there are
    none). `languages` are codes with commas between them; the first stands at the root. `include` names the archived
    sources whose bytes are handed on with the site (patterns of their files, or list:ID, commas between them; `*` is
    all); of the others only hash, place and time are given. `key` is the file of the signing key, its certificate
    beside it (NAME.cert); left empty, the site is not signed. `valid_days` says for how long a copy counts as today's.
    `contact` is a mail address for replies and corrections. `png` draws the quote's picture as PNG, too, which needs
    the extra `capture` and Chromium. `reach` is the address of the meeting point of a bridge to
    blocked readers: with it, the site gets the switch; `reach_gateway` where the gateway is elsewhere, `reach_stun`
    STUN servers as HOST:PORT with blanks between, `reach_invite` for a group.
    """

    title: str = DEFAULT_TITLE
    publisher: str = ""
    address: str = ""
    contact: str = ""
    languages: str = "en,zh-Hans"
    include: str = ""
    key: str = ""
    reach: str = ""
    reach_gateway: str = ""
    reach_stun: str = ""
    reach_invite: str = ""
    png: bool = False
    valid_days: Annotated[int, msgspec.Meta(ge=1, le=3650)] = 90

    def __post_init__(self) -> None:
        """Refuse what would break a page or a link."""
        if self.address and (safe_url(self.address) is None or not self.address.endswith("/")):
            raise SettingsError(
                f"publish.address {self.address[:80]!r} is no web address that ends in a slash.",
                next_step="write it as in https://pledges.example/.",
            )
        if self.contact and not _EMAIL.match(self.contact):
            raise SettingsError(
                f"publish.contact {self.contact[:80]!r} is no mail address.",
                next_step="write it as in desk@example.org.",
            )
        for name in ("reach", "reach_gateway"):
            if getattr(self, name) and safe_url(getattr(self, name)) is None:
                raise SettingsError(
                    f"publish.{name} {getattr(self, name)[:80]!r} is no web address.",
                    next_step="write it as in https://bridge.example.",
                )
        for code in self.codes:
            words_of(code)

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the codes of the languages, in order."""
        return tuple(dict.fromkeys(part for one in self.languages.split(",") if (part := one.strip()))) or ("en",)

    def about(self, root: str = "") -> About:
        """Return what the pages say of the publication; `root` is the fingerprint behind its signature."""
        return About(
            publisher=self.publisher,
            address=self.address,
            contact=self.contact,
            languages=self.codes,
            root=root,
            png=self.png,
        )
